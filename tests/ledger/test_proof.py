from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.cosignature import QuorumMissingError, new_witness_signer, with_cosignatures
from azukari.ledger.note import BadSignatureError, NoteFormError, UnknownSignerError
from azukari.ledger.proof import Proof, ProofFormError, read_proof, verify_proof
from azukari.ledger.tree import WrongInclusionError, leaf_hash
from tests.ledger.samples import NOW, OTHER_SIGNER, SIGNER, VERIFIER, head_of, naive_path, sample_entries

_ENTRIES = sample_entries(21)
_NOTE = sign_checkpoint(head_of(_ENTRIES), SIGNER).note


def _proof(index: int, extra: bytes | None = None) -> Proof:
    return Proof(index, tuple(naive_path(index, [leaf_hash(entry) for entry in _ENTRIES])), _NOTE, extra)


@given(st.integers(0, 20), st.none() | st.binary())
def test_a_proof_is_read_back_and_verified(index: int, extra: bytes | None) -> None:
    proof = _proof(index, extra)
    assert read_proof(proof.text) == proof
    verified = verify_proof(proof, _ENTRIES[index], VERIFIER)
    assert (verified.entry, verified.index, verified.checkpoint.head.size) == (_ENTRIES[index], index, 21)


def test_the_first_entry_of_a_log_needs_no_hashes() -> None:
    note = sign_checkpoint(head_of(_ENTRIES[:1]), SIGNER).note
    proof = read_proof(Proof(0, (), note).text)
    assert verify_proof(proof, _ENTRIES[0], VERIFIER).index == 0


@given(st.integers(0, 20), st.integers(0, 20))
def test_an_entry_is_proved_in_its_place_only(index: int, other: int) -> None:
    if index != other:
        with pytest.raises(WrongInclusionError):
            verify_proof(_proof(index), _ENTRIES[other], VERIFIER)


@given(st.data())
def test_a_proof_with_a_changed_character_never_proves_anything_else(data: st.DataObject) -> None:
    text = _proof(5).text
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.sampled_from(["", "A", "0", "\n", "é"])) + text[at + 1 :]
    try:
        verified = verify_proof(read_proof(changed), _ENTRIES[5], VERIFIER)
    except (ProofFormError, WrongInclusionError, NoteFormError, BadSignatureError, UnknownSignerError):
        return
    assert (verified.index, verified.checkpoint.head) == (5, head_of(_ENTRIES))


def test_a_checkpoint_of_another_key_proves_nothing() -> None:
    note = sign_checkpoint(head_of(_ENTRIES), OTHER_SIGNER).note
    with pytest.raises(UnknownSignerError):
        verify_proof(Proof(5, _proof(5).path, note), _ENTRIES[5], VERIFIER)


_TEXT = _proof(5).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        _TEXT.replace("@v1", "@v2"),
        _TEXT.replace("\n", "\r\n"),
        _TEXT.replace("\n\n", "\n"),
        _TEXT.replace("index 5\n", ""),
        _TEXT.replace("index 5", "index 05"),
        _TEXT.replace("index 5", "index -5"),
        _TEXT.replace("index 5", "index 五"),
        _TEXT.replace("index 5", "index"),
        _TEXT.replace("index 5", "index " + "9" * 5000),
        _TEXT.replace("index 5", "extra AAAA"),
        _TEXT.replace("index 5", "extra A\nindex 5"),
        _TEXT.replace("index 5", "extra AAB=\nindex 5"),
        _TEXT.replace("index 5", "index 5\nAAAA"),
        _TEXT.replace("index 5", "index 5\né"),
        "c2sp.org/tlog-proof@v1\n\n",
        _TEXT + "\ud800",
    ],
)
def test_texts_that_are_no_proof(text: str) -> None:
    with pytest.raises(ProofFormError):
        read_proof(text)


def test_a_quorum_may_be_demanded_of_a_proof() -> None:
    witness = new_witness_signer("witness.example/w1", bytes(32))
    line = witness.cosign(sign_checkpoint(head_of(_ENTRIES), SIGNER).checkpoint.text, at=NOW)
    cosigned = replace(_proof(3), checkpoint=with_cosignatures(_NOTE, [line]))
    assert verify_proof(cosigned, _ENTRIES[3], VERIFIER, witnesses=[witness.verifier], quorum=1).index == 3
    with pytest.raises(QuorumMissingError):
        verify_proof(_proof(3), _ENTRIES[3], VERIFIER, witnesses=[witness.verifier], quorum=1)
