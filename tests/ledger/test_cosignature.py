"""Cosignatures: the vectors of spec/cosignature.md, every changed bit, and the count of a quorum."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError, TamperedError
from azukari.ledger.checkpoint import Checkpoint, CheckpointFormError, sign_checkpoint, verify_checkpoint
from azukari.ledger.cosignature import (
    QuorumMissingError,
    new_witness_signer,
    only_signed_by,
    read_witness_signer,
    read_witness_verifier,
    verify_cosignatures,
    verify_quorum,
    with_cosignatures,
)
from azukari.ledger.note import (
    BadSignatureError,
    KeyFormError,
    NoteFormError,
    SignatureLine,
    read_signer,
    read_verifier,
    unverified_note,
)
from azukari.ledger.submission import SubmissionFormError, read_submission
from azukari.ledger.tree import TreeHead
from tests.ledger.samples import NOW, SIGNER, VERIFIER

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "spec" / "vectors" / "cosignature.json").read_text(encoding="utf-8")
)
_KEYS = [read_witness_verifier(one["vkey"]) for one in VECTORS["witnesses"]]
_SIGNERS = {one["name"]: read_witness_signer(one["private_key"]) for one in VECTORS["witnesses"]}
_HEAD = TreeHead(12, bytes(range(32)))
_NOTE = sign_checkpoint(_HEAD, SIGNER).note
_TEXT = Checkpoint(SIGNER.name, _HEAD).text
_W1, _W2, _W3 = _SIGNERS.values()


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize("case", VECTORS["witnesses"], ids=lambda case: case["name"])
def test_keys(case: dict[str, Any]) -> None:
    signer = new_witness_signer(case["name"], bytes.fromhex(case["seed"]))
    assert (signer.secret_text, signer.verifier.text) == (case["private_key"], case["vkey"])
    assert read_witness_signer(case["private_key"]) == signer
    assert read_witness_verifier(case["vkey"]) == signer.verifier
    assert case["private_key"].rpartition("+")[2] not in repr(signer)


@pytest.mark.parametrize("case", VECTORS["signed"], ids=lambda case: case["witness"])
def test_cosigning(case: dict[str, Any]) -> None:
    line = _SIGNERS[case["witness"]].cosign(case["text"], at=_at(case["time"]))
    assert line.text == case["line"]
    assert case["message"] == f"cosignature/v1\ntime {case['time']}\n{case['text']}"


@pytest.mark.parametrize("case", VECTORS["verified"], ids=lambda case: case["name"])
def test_cosigned_checkpoints(case: dict[str, Any]) -> None:
    note = case["note"].encode()
    found = [(one.name, one.at) for one in verify_cosignatures(note, _KEYS)]
    assert found == [(one["name"], _at(one["time"])) for one in case["by"]]
    verify_checkpoint(note, read_verifier(VECTORS["log"]["vkey"]))


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_cosignatures_that_do_not_fit(case: dict[str, Any]) -> None:
    with pytest.raises(BadSignatureError):
        verify_cosignatures(case["note"].encode(), _KEYS)
    with pytest.raises(BadSignatureError):
        verify_quorum(case["note"].encode(), _KEYS, 0)


@pytest.mark.parametrize("case", VECTORS["keys_refused"], ids=lambda case: case["name"])
def test_texts_that_are_no_witness_key(case: dict[str, Any]) -> None:
    with pytest.raises(KeyFormError):
        read_witness_verifier(case["vkey"])


@pytest.mark.parametrize("case", VECTORS["submissions"], ids=lambda case: str(case["old"]))
def test_submissions(case: dict[str, Any]) -> None:
    read = read_submission(case["body"].encode())
    assert (read.old_size, read.data) == (case["old"], case["body"].encode())
    assert verify_checkpoint(read.note, read_verifier(VECTORS["log"]["vkey"])).head.size == 600


@pytest.mark.parametrize("case", VECTORS["submissions_refused"], ids=lambda case: case["name"])
def test_bytes_that_are_no_submission(case: dict[str, Any]) -> None:
    with pytest.raises(SubmissionFormError):
        read_submission(case["body"].encode())


def test_keys_of_logs_and_witnesses_are_not_mistaken_for_each_other() -> None:
    with pytest.raises(KeyFormError):
        read_verifier(_KEYS[0].text)
    with pytest.raises(KeyFormError):
        read_signer(_W1.secret_text)
    with pytest.raises(KeyFormError):
        read_witness_signer(SIGNER.secret_text)
    with pytest.raises(KeyFormError):
        read_witness_signer(_W1.verifier.text)
    with pytest.raises(KeyFormError):
        read_witness_signer(_W1.secret_text.replace(_W1.verifier.key_id.hex(), "00000000"))


@pytest.mark.parametrize(("name", "seed"), [("", bytes(32)), ("a b", bytes(32)), ("a+b", bytes(32)), ("a", bytes(31))])
def test_what_is_no_key(name: str, seed: bytes) -> None:
    with pytest.raises(KeyFormError):
        new_witness_signer(name, seed)


@pytest.mark.parametrize("text", ["", "something else\n", "a\n1\n", _TEXT[:-1]])
def test_nothing_but_a_checkpoint_is_cosigned(text: str) -> None:
    with pytest.raises(CheckpointFormError):
        _W1.cosign(text, at=NOW)


@given(
    st.builds(TreeHead, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32)),
    st.integers(1, 2**33),
    st.sets(st.sampled_from(["witness.example/w1", "witness.example/w2", "witness.example/w3"])),
)
def test_what_is_cosigned_verifies(head: TreeHead, seconds: int, names: set[str]) -> None:
    signed = sign_checkpoint(head, SIGNER)
    lines = [_SIGNERS[name].cosign(signed.checkpoint.text, at=_at(seconds)) for name in names]
    note = with_cosignatures(signed.note, lines)
    assert verify_checkpoint(note, VERIFIER).head == head
    found = verify_quorum(note, _KEYS, len(names))
    assert {(one.name, one.at) for one in found} == {(name, _at(seconds)) for name in names}
    with pytest.raises(QuorumMissingError):
        verify_quorum(note, _KEYS, len(names) + 1)


@given(st.data())
def test_a_changed_bit_is_found(data: st.DataObject) -> None:
    note = with_cosignatures(_NOTE, [_W1.cosign(_TEXT, at=NOW), _W2.cosign(_TEXT, at=NOW)])
    at, bit = data.draw(st.integers(0, len(note) - 1)), data.draw(st.integers(0, 7))
    changed = note[:at] + bytes([note[at] ^ (1 << bit)]) + note[at + 1 :]
    with pytest.raises((TamperedError, MalformedError)):
        verify_checkpoint(changed, VERIFIER)
        verify_quorum(changed, _KEYS[:2], 2)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for read in (lambda: read_submission(data), lambda: verify_cosignatures(data, _KEYS)):
        try:
            read()
        except (SubmissionFormError, NoteFormError):
            continue


def test_one_witness_counts_once() -> None:
    lines = "".join(_W1.cosign(_TEXT, at=_at(number)).text for number in (5, 9, 7))
    note = _NOTE + lines.encode()
    assert [one.at for one in verify_cosignatures(note, _KEYS)] == [_at(9)]
    with pytest.raises(QuorumMissingError, match=r"2 witnesses must have cosigned; 1 have: witness\.example/w1"):
        verify_quorum(note, _KEYS, 2)
    with pytest.raises(QuorumMissingError, match="0 have: none"):
        verify_quorum(_NOTE, _KEYS, 1)


def test_one_name_with_two_keys_counts_once() -> None:
    other = new_witness_signer(_W1.name, bytes(32))
    note = with_cosignatures(_NOTE, [_W1.cosign(_TEXT, at=_at(5)), other.cosign(_TEXT, at=_at(6))])
    with pytest.raises(QuorumMissingError):
        verify_quorum(note, [_W1.verifier, other.verifier], 2)


def test_a_witness_cannot_stand_in_for_the_log() -> None:
    note = with_cosignatures(only_signed_by(_NOTE, [(SIGNER.name, VERIFIER.key_id)]), [_W1.cosign(_TEXT, at=NOW)])
    alone = only_signed_by(note, [(_W1.name, _W1.verifier.key_id)])
    with pytest.raises(TamperedError):
        verify_checkpoint(alone, VERIFIER)


def test_a_newer_cosignature_takes_the_place_of_the_older() -> None:
    note = with_cosignatures(_NOTE, [_W1.cosign(_TEXT, at=_at(5)), _W2.cosign(_TEXT, at=_at(5))])
    note = with_cosignatures(note, [_W1.cosign(_TEXT, at=_at(6))])
    assert len(unverified_note(note).lines) == 3
    assert [(one.name, one.at) for one in verify_cosignatures(note, _KEYS)] == [(_W1.name, _at(6)), (_W2.name, _at(5))]


def test_only_chosen_signatures_are_left() -> None:
    note = with_cosignatures(_NOTE, [_W1.cosign(_TEXT, at=NOW), SignatureLine("somebody", b"1234", b"else")])
    assert only_signed_by(note, [(SIGNER.name, VERIFIER.key_id)]) == _NOTE
    with pytest.raises(NoteFormError):
        only_signed_by(note, [("nobody", b"1234")])
