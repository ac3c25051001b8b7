"""Proofs to carry away (C2SP tlog-proof): one text that shows, without asking anybody, that an entry is in the log."""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass

from azukari.base.errors import TamperedError
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.cosignature import WitnessVerifier, verify_quorum
from azukari.ledger.note import Verifier
from azukari.ledger.tree import HASH_SIZE, leaf_hash, verify_inclusion

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_LARGEST = 2**63 - 1


class ProofFormError(TamperedError):
    """This is not a proof of inclusion in the form c2sp.org/tlog-proof@v1."""


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's index, the hashes from its sibling up, and the checkpoint that they lead to.

    ``extra`` is carried along and not authenticated by anything.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """Write the proof."""
        extra = [] if self.extra is None else [f"extra {_base64(self.extra)}"]
        lines = [_FIRST_LINE, *extra, f"index {self.index}", *map(_base64, self.path), "", self.checkpoint.decode()]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class VerifiedInclusion:
    """An entry that is in the log, where, and the checkpoint that shows it."""

    entry: bytes
    index: int
    checkpoint: SignedCheckpoint


def read_proof(text: str) -> Proof:
    """Read a proof; nothing is verified yet.

    Raises:
        ProofFormError: if it has another form.
    """
    head, separator, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != _FIRST_LINE or not separator:
        raise ProofFormError
    extra = _bytes(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise ProofFormError
    index = _index(lines.pop(0).removeprefix("index "))
    path = tuple(_bytes(line) for line in lines)
    if any(len(one) != HASH_SIZE for one in path):
        raise ProofFormError
    try:
        return Proof(index, path, checkpoint.encode(), extra)
    except UnicodeEncodeError:
        raise ProofFormError from None


def verify_proof(
    proof: Proof, entry: bytes, verifier: Verifier, *, witnesses: Collection[WitnessVerifier] = (), quorum: int = 0
) -> VerifiedInclusion:
    """Verify that an entry is in the log of a key, and return it with its place.

    ``quorum`` of the ``witnesses`` must have cosigned the checkpoint.

    Raises:
        TamperedError: one of its kinds that `verify_checkpoint` names, `QuorumMissingError`, or `WrongInclusionError`.
    """
    signed = verify_checkpoint(proof.checkpoint, verifier)
    verify_quorum(proof.checkpoint, witnesses, quorum)
    verify_inclusion(leaf_hash(entry), proof.index, proof.path, signed.head)
    return VerifiedInclusion(entry, proof.index, signed)


def _index(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(_LARGEST)):
        raise ProofFormError
    if str(int(text)) != text:
        raise ProofFormError
    return int(text)


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProofFormError from None
    if _base64(data) != text:
        raise ProofFormError
    return data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
