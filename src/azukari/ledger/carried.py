"""A proof that a document carries along: an entry of the ledger, its inclusion, the ledger's key, and those of who cosigned.

Receipts and packages have it alike, so that every bit of it is vouched for in the same way.
"""

import base64
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from azukari.base.canonical import Value
from azukari.base.errors import AzukariError, MalformedError, TamperedError
from azukari.ledger.cosignature import (
    Cosignature,
    QuorumMissingError,
    WitnessVerifier,
    only_signed_by,
    read_witness_verifier,
    verify_cosignatures,
    verify_quorum,
)
from azukari.ledger.note import Verifier, read_verifier, unverified_note
from azukari.ledger.proof import VerifiedInclusion, read_proof, verify_proof

_WITNESSES = "azk:witnesses"


class CarriedProofError(TamperedError):
    """The proof that is carried along is not what was given out."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a document carries; nothing of it is verified yet."""

    entry: str
    inclusion: str
    vkey: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifiedCarried:
    """An entry that is in the log of a key, and the witnesses who have cosigned."""

    inclusion: VerifiedInclusion
    vkey: str
    cosignatures: tuple[Cosignature, ...]


def carry(entry: bytes, *, proof: str, vkey: str, witnesses: Collection[WitnessVerifier] = ()) -> dict[str, Value]:
    """Write an entry, its inclusion proof (C2SP tlog-proof) and the ledger's key as members of a document.

    Cosignatures of ``witnesses`` go with it, and the keys of those who gave them; all others are left out.

    Raises:
        TamperedError: if a signature of a known key does not fit.
    """
    inclusion = read_proof(proof)
    log = read_verifier(vkey)
    keys = [(log.name, log.key_id), *((one.name, one.key_id) for one in witnesses)]
    checkpoint = only_signed_by(inclusion.checkpoint, keys)
    cosigned = {one.name for one in verify_cosignatures(checkpoint, witnesses)}
    carried: dict[str, Value] = {
        "@type": "azk:InclusionProof",
        "azk:entry": base64.b64encode(entry).decode(),
        "azk:inclusion": replace(inclusion, checkpoint=checkpoint).text,
        "azk:vkey": vkey,
    }
    if cosigned:
        carried[_WITNESSES] = [one.text for one in witnesses if one.name in cosigned]
    return carried


def read_carried(value: object) -> Carried:
    """Read what `carry` writes.

    Raises:
        MalformedError: if it has other members (ground ``proof_missing``).
        CarriedProofError: if the witnesses are not a list of texts (ground ``key``).
    """
    match value:
        case {
            "@type": "azk:InclusionProof",
            "azk:entry": str(entry),
            "azk:inclusion": str(inclusion),
            "azk:vkey": str(vkey),
            **rest,
        } if rest.keys() <= {_WITNESSES}:
            return Carried(entry, inclusion, vkey, _witness_texts(rest[_WITNESSES]) if rest else ())
    raise MalformedError("This carries no proof, so nothing can be verified.", ground="proof_missing")


def verify_carried(
    carried: Carried, vkey: str | None = None, *, witnesses: Collection[WitnessVerifier] = (), quorum: int = 0
) -> VerifiedCarried:
    """Verify a carried proof, by ``vkey`` or by the key that it carries.

    ``quorum`` of the ``witnesses`` that the verifier trusts must have cosigned. Without any, those that are named are told, each
    verified by the key that it carries.

    Raises:
        MalformedError: if ``vkey`` is no key.
        TamperedError: `CarriedProofError` with the ground ``key``, ``entry`` or ``proof``, `QuorumMissingError`, or one that
            `verify_proof` names.
    """
    if vkey is not None and read_verifier(vkey).text != carried.vkey:
        raise CarriedProofError("This was signed for another ledger than the one of the key given.", ground="key")
    proof = read_proof(carried.inclusion)
    named = [_carried_witness(text) for text in carried.witnesses]
    # A signature by none of the keys, or an extra line, would be carried along without anything vouching for it.
    if proof.extra is not None or len(unverified_note(proof.checkpoint).lines) != 1 + len(named):
        raise CarriedProofError("The proof holds more, or less, than its keys vouch for.", ground="proof")
    inclusion = verify_proof(proof, _entry_bytes(carried.entry), _carried_key(carried.vkey))
    cosignatures = _cosigned(inclusion.checkpoint.note, named)
    if witnesses:
        cosignatures = verify_quorum(inclusion.checkpoint.note, witnesses, quorum)
    return VerifiedCarried(inclusion, carried.vkey, cosignatures)


def _witness_texts(value: object) -> tuple[str, ...]:
    match value:
        case [str(), *_] as texts if all(isinstance(one, str) for one in texts):
            return tuple(map(str, texts))
    raise CarriedProofError("The witnesses' keys that are carried along are broken.", ground="key")


def _cosigned(note: bytes, witnesses: Sequence[WitnessVerifier]) -> tuple[Cosignature, ...]:
    try:
        return verify_quorum(note, witnesses, len(witnesses))
    except QuorumMissingError:
        raise CarriedProofError("The proof holds more, or less, than its keys vouch for.", ground="proof") from None


def _entry_bytes(text: str) -> bytes:
    try:
        entry = base64.b64decode(text, validate=True)
    except ValueError:
        entry = b""
    if base64.b64encode(entry).decode() != text or not entry:
        raise CarriedProofError("The ledger entry that is carried along is not in its one form.", ground="entry")
    return entry


def _carried_key(text: str) -> Verifier:
    try:
        verifier = read_verifier(text)
    except AzukariError:
        verifier = None
    if verifier is None or verifier.text != text:
        raise CarriedProofError("The ledger's key that is carried along is broken.", ground="key")
    return verifier


def _carried_witness(text: str) -> WitnessVerifier:
    try:
        verifier = read_witness_verifier(text)
    except AzukariError:
        verifier = None
    if verifier is None or verifier.text != text:
        raise CarriedProofError("The witnesses' keys that are carried along are broken.", ground="key")
    return verifier
