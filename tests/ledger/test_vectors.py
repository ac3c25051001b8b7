"""The vectors of spec/ledger-entry.md and spec/tiles-and-checkpoint.md."""

import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from azukari.base.clock import read_instant
from azukari.base.errors import TamperedError
from azukari.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from azukari.ledger.entry import NonCanonicalEntryError, decode, encode, new_entry
from azukari.ledger.log import verify_log
from azukari.ledger.note import new_signer, read_signer, read_verifier
from azukari.ledger.proof import read_proof, verify_proof
from azukari.ledger.tile import TileHashes
from azukari.ledger.tree import (
    Frontier,
    TreeHead,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_head,
    verify_consistency,
    verify_inclusion,
)
from tests.ledger.samples import NOW, log_files


def _vectors(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (Path(__file__).parents[2] / "spec" / "vectors" / name).read_text(encoding="utf-8")
    )
    return loaded


ENTRIES, CHECKPOINT, PROOFS = _vectors("ledger-entry.json"), _vectors("checkpoint.json"), _vectors("proofs.json")
_SIGNER = new_signer("privacy.example.jp/ledger", bytes.fromhex(CHECKPOINT["seed"]))
_LOG = [
    encode(new_entry("a.b.c", {"n": number}, entry_id=uuid.UUID(int=number), at=NOW))
    for number in range(CHECKPOINT["size"])
]
_FILES = log_files(_LOG)


def _head(size: int) -> TreeHead:
    return Frontier().extended(leaf_hash(entry) for entry in _LOG[:size]).head()


@pytest.mark.parametrize("case", ENTRIES["written"], ids=lambda case: case["name"])
def test_entries(case: dict[str, Any]) -> None:
    entry = new_entry(case["kind"], case["facts"], entry_id=uuid.UUID(case["id"]), at=read_instant(case["at"]))
    assert encode(entry) == case["text"].encode()
    assert decode(case["text"].encode()) == entry
    assert leaf_hash(encode(entry)).hex() == case["leaf_hash"]


@pytest.mark.parametrize("case", ENTRIES["refused"], ids=lambda case: case["name"])
def test_bytes_that_are_no_entry(case: dict[str, Any]) -> None:
    with pytest.raises(NonCanonicalEntryError):
        decode(bytes.fromhex(case["hex"]))


def test_keys() -> None:
    assert read_signer(CHECKPOINT["private_key"]) == _SIGNER
    assert read_verifier(CHECKPOINT["vkey"]) == _SIGNER.verifier
    assert (_SIGNER.secret_text, _SIGNER.verifier.text) == (CHECKPOINT["private_key"], CHECKPOINT["vkey"])


@pytest.mark.parametrize(("size", "root"), CHECKPOINT["roots"].items())
def test_roots(size: str, root: str) -> None:
    assert _head(int(size)) == TreeHead(int(size), bytes.fromhex(root))


def test_every_file_of_the_log() -> None:
    written = {path: data for path, data in _FILES.items() if path != "checkpoint"}
    assert {path: (len(data), hashlib.sha256(data).hexdigest()) for path, data in written.items()} == {
        file["path"]: (file["bytes"], file["sha256"]) for file in CHECKPOINT["tiles"]
    }


def test_the_checkpoint_that_we_sign() -> None:
    assert sign_checkpoint(_head(600), _SIGNER).note == CHECKPOINT["verified"][0]["note"].encode()


@pytest.mark.parametrize("case", CHECKPOINT["verified"], ids=lambda case: case["name"])
def test_checkpoints_that_verify(case: dict[str, Any]) -> None:
    assert verify_checkpoint(case["note"].encode(), _SIGNER.verifier).head == _head(600)
    _FILES["checkpoint"] = case["note"].encode()
    assert verify_log(_FILES, _SIGNER.verifier).size == 600


@pytest.mark.parametrize("case", CHECKPOINT["refused"], ids=lambda case: case["name"])
def test_checkpoints_that_do_not(case: dict[str, Any]) -> None:
    with pytest.raises(TamperedError) as raised:
        verify_checkpoint(case["note"].encode(), _SIGNER.verifier)
    assert type(raised.value).__name__ == case["error"]


@pytest.mark.parametrize("case", PROOFS["inclusion"], ids=lambda case: f"{case['index']} of {case['size']}")
def test_inclusion(case: dict[str, Any]) -> None:
    path = tuple(bytes.fromhex(one) for one in case["path"])
    leaf = leaf_hash(_LOG[case["index"]])
    assert verify_inclusion(leaf, case["index"], path, _head(case["size"])) == leaf
    hashes = TileHashes(log_files(_LOG[: case["size"]]), case["size"])
    assert inclusion_proof(case["index"], case["size"], hashes) == path


@pytest.mark.parametrize("case", PROOFS["consistency"], ids=lambda case: f"{case['old']} to {case['size']}")
def test_consistency(case: dict[str, Any]) -> None:
    path = tuple(bytes.fromhex(one) for one in case["path"])
    assert verify_consistency(_head(case["old"]), _head(case["size"]), path) == _head(case["size"])
    hashes = TileHashes(log_files(_LOG[: case["size"]]), case["size"])
    assert consistency_proof(case["old"], case["size"], hashes) == path
    assert tree_head(case["size"], hashes) == _head(case["size"])


def test_a_proof_to_carry_away() -> None:
    case = PROOFS["tlog_proof"]
    proof = read_proof(case["text"])
    assert proof.text == case["text"]
    assert case["entry"].encode() == _LOG[300]
    verified = verify_proof(proof, case["entry"].encode(), _SIGNER.verifier)
    assert (verified.index, verified.checkpoint.head) == (case["index"], _head(600))


@pytest.mark.parametrize("case", PROOFS["refused"], ids=lambda case: case["name"])
def test_proofs_that_prove_nothing(case: dict[str, Any]) -> None:
    with pytest.raises(TamperedError) as raised:
        verify_proof(read_proof(case["text"]), case["entry"].encode(), _SIGNER.verifier)
    assert type(raised.value).__name__ == case["error"]
