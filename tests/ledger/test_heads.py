"""Heads in files: written once, whole, and read in their order."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.directory import LedgerFilesError
from azukari.ledger.heads import (
    ContinuedHeads,
    ForkedHeadError,
    HeadKeptError,
    HeadsFolder,
    KeptHead,
    RolledBackHeadError,
    verify_heads,
)
from tests.ledger.samples import SIGNER, VERIFIER, head_of, log_files, sample_entries

_AT = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
_ENTRIES = sample_entries(300)
_FILES = log_files(_ENTRIES)
_FORK = [*_ENTRIES[:50], *sample_entries(250, first=1_000)]


def test_a_head_is_never_replaced(tmp_path: Path) -> None:
    folder = HeadsFolder(tmp_path)
    file = folder.keep(b"one", now=_AT)
    with pytest.raises(HeadKeptError):
        folder.keep(b"two", now=_AT)
    assert file.read_bytes() == b"one"
    assert [path.name for path in (tmp_path / "2026-11-24").iterdir()] == ["000500.000Z.checkpoint"]


def test_heads_are_read_from_the_oldest(tmp_path: Path) -> None:
    folder = HeadsFolder(tmp_path)
    for number in (3, 1, 2):
        folder.keep(f"{number}".encode(), now=_AT + timedelta(hours=20 * number))
    assert [one.note for one in folder.read()] == [b"1", b"2", b"3"]
    assert folder.read()[0].name == "2026-11-24/200500.000Z.checkpoint"


def test_a_full_disk_leaves_no_half_of_a_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerFilesError):
        HeadsFolder(tmp_path).keep(b"one", now=_AT)
    monkeypatch.undo()
    assert HeadsFolder(tmp_path).read() == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LedgerFilesError):
        HeadsFolder(tmp_path / "none").read()
    with pytest.raises(LedgerFilesError):
        HeadsFolder(tmp_path / "none").keep(b"one", now=_AT)


def _heads(sizes: list[tuple[bool, int]]) -> list[KeptHead]:
    return [
        KeptHead(f"{number}", sign_checkpoint(head_of((_FORK if forked else _ENTRIES)[:size]), SIGNER).note)
        for number, (forked, size) in enumerate(sizes)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 300)), max_size=5), st.integers(0, 300))
def test_a_log_continues_the_heads_of_its_own_past_and_no_others(sizes: list[tuple[bool, int]], size: int) -> None:
    files = log_files(_ENTRIES[:size])
    log = sign_checkpoint(head_of(_ENTRIES[:size]), SIGNER)
    if any(one > size for _, one in sizes):
        with pytest.raises((RolledBackHeadError, ForkedHeadError)):
            verify_heads(_heads(sizes), log, files, VERIFIER)
    elif any(forked and one > 50 for forked, one in sizes):
        with pytest.raises(ForkedHeadError):
            verify_heads(_heads(sizes), log, files, VERIFIER)
    else:
        found = verify_heads(_heads(sizes), log, files, VERIFIER)
        assert found.count == len(sizes)
        assert (found.largest.size if found.largest else 0) == max((one for _, one in sizes), default=0)


def test_no_heads_show_nothing() -> None:
    log = sign_checkpoint(head_of(_ENTRIES), SIGNER)
    assert verify_heads([], log, _FILES, VERIFIER) == ContinuedHeads(0, None)
