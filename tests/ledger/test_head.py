import multiprocessing
import os
from pathlib import Path

import pytest

from azukari.ledger.directory import LedgerFilesError
from azukari.ledger.head import HeadFile, HeadMovedError


@pytest.fixture
def head(tmp_path: Path) -> HeadFile:
    return HeadFile(tmp_path)


def test_the_head_moves_from_what_it_was(head: HeadFile, tmp_path: Path) -> None:
    assert head.read() is None
    head.compare_and_swap(None, b"one")
    head.compare_and_swap(b"one", b"two")
    assert head.read() == HeadFile(tmp_path).read() == b"two"


@pytest.mark.parametrize("old", [None, b"", b"on", b"three"])
def test_the_head_moves_from_nothing_else(head: HeadFile, old: bytes | None) -> None:
    head.compare_and_swap(None, b"one")
    with pytest.raises(HeadMovedError):
        head.compare_and_swap(old, b"two")
    assert head.read() == b"one"


def test_an_empty_head_is_not_none(head: HeadFile, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(b"")
    with pytest.raises(HeadMovedError):
        head.compare_and_swap(None, b"one")


def test_the_head_is_private(head: HeadFile, tmp_path: Path) -> None:
    head.compare_and_swap(None, b"one")
    assert (tmp_path / "checkpoint").stat().st_mode & 0o777 == 0o600


def test_the_folder_is_never_made(tmp_path: Path) -> None:
    head = HeadFile(tmp_path / "lost")
    assert head.read() is None
    with pytest.raises(LedgerFilesError):
        head.compare_and_swap(None, b"one")
    assert not (tmp_path / "lost").exists()


def test_a_full_disk_leaves_the_head(head: HeadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    head.compare_and_swap(None, b"one")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerFilesError):
        head.compare_and_swap(b"one", b"two")
    assert head.read() == b"one"


def _race(folder: Path, number: int, won: "multiprocessing.Queue[int]") -> None:
    head = HeadFile(folder)
    for turn in range(50):
        old = f"{turn}".encode()
        try:
            head.compare_and_swap(old, f"{turn + 1}".encode())
        except HeadMovedError:
            while int(head.read() or b"0") <= turn:
                pass
            continue
        won.put(number)


def test_of_two_processes_one_moves_the_head(head: HeadFile, tmp_path: Path) -> None:
    head.compare_and_swap(None, b"0")
    context = multiprocessing.get_context("spawn")
    won: multiprocessing.Queue[int] = context.Queue()
    racers = [context.Process(target=_race, args=(tmp_path, number, won)) for number in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(60)
    assert [racer.exitcode for racer in racers] == [0, 0]
    assert head.read() == b"50"
    assert won.qsize() == 50
