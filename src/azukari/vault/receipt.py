"""What a person takes home: a receipt that verifies offline (``spec/receipt.md``).

The receipt without its proof is canonical JSON whose SHA-256 stands in the ledger entry ``vault.record.collected``; the proof is
that entry, its inclusion proof, and the ledger's key. So a change of any one bit is found by whoever has nothing but the file.
"""

import base64
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.canonical import Value, canonical_bytes, read_canonical, sha256_hex
from azukari.base.clock import instant_text, read_instant
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
from azukari.ledger.entry import Entry, decode
from azukari.ledger.note import Verifier, read_verifier, unverified_note
from azukari.ledger.proof import VerifiedInclusion, read_proof, verify_proof
from azukari.statement.document import Statement
from azukari.vault.events import Event
from azukari.vault.receipt_document import ReceiptFacts, document

__all__ = ["ReceiptFacts", "ReceiptTamperedError", "VerifiedReceipt", "attach_proof", "build", "verify_receipt"]

_PROOF = "azk:proof"
_WITNESSES = "azk:witnesses"


class ReceiptTamperedError(TamperedError):
    """The receipt is not what was given out."""


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt that was proved to be in the ledger; ``receipt`` is the document without its proof."""

    record_id: uuid.UUID
    number: str
    service: str
    statement_hash: str
    statement_version: str
    notice_hash: str
    collected_at: datetime
    purposes: tuple[str, ...]
    permissions: tuple[str, ...]
    origin: str
    index: int
    size: int
    vkey: str
    cosignatures: tuple[Cosignature, ...]
    receipt: Mapping[str, Value]


def build(facts: ReceiptFacts, *, statement: Statement) -> bytes:
    """Write a receipt without its proof."""
    return document(facts, statement=statement)


def attach_proof(
    receipt: bytes, *, entry: bytes, proof: str, vkey: str, witnesses: Collection[WitnessVerifier] = ()
) -> bytes:
    """Add the ledger entry, its inclusion proof (C2SP tlog-proof) and the ledger's verifier key.

    Cosignatures of ``witnesses`` go with it, and the keys of those who gave them; all others are left out.

    Raises:
        TamperedError: if the parts do not fit together; a receipt that does not verify is never given out.
    """
    value = read_canonical(receipt)
    if not isinstance(value, dict):
        raise MalformedError("This is not a receipt.")
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
    data = canonical_bytes({**value, _PROOF: carried})
    verify_receipt(data, vkey)
    return data


def verify_receipt(
    data: bytes, vkey: str | None = None, *, witnesses: Collection[WitnessVerifier] = (), quorum: int = 0
) -> VerifiedReceipt:
    """Verify a receipt file offline; without ``vkey``, by the key that the receipt itself carries.

    ``quorum`` of the ``witnesses`` that the verifier trusts must have cosigned. Without any, those that the receipt names are told,
    each verified by the key that it carries.

    Raises:
        MalformedError: if it is not a receipt, or ``vkey`` is no key.
        TamperedError: naming what does not fit; `QuorumMissingError` if too few witnesses have cosigned.
    """
    receipt, carried = _parsed(data)
    if vkey is not None and read_verifier(vkey).text != carried.vkey:
        raise ReceiptTamperedError(
            "The receipt was signed for another ledger than the one of the key given.", ground="key"
        )
    inclusion, cosignatures = _included(carried)
    if witnesses:
        cosignatures = verify_quorum(inclusion.checkpoint.note, witnesses, quorum)
    entry = decode(inclusion.entry)
    if entry.kind != Event.COLLECTED:
        raise ReceiptTamperedError("The ledger entry does not speak of a receipt.", ground="entry")
    if entry.facts.get("receipt") != sha256_hex(canonical_bytes(receipt)):
        raise ReceiptTamperedError(
            "The receipt is not the one that stands in the ledger: its text was changed.", ground="receipt"
        )
    return replace(_verified(receipt, entry, inclusion, vkey=carried.vkey), cosignatures=cosignatures)


@dataclass(frozen=True, slots=True)
class _Carried:
    entry: str
    inclusion: str
    vkey: str
    witnesses: tuple[str, ...]


def _parsed(data: bytes) -> tuple[dict[str, Value], _Carried]:
    try:
        value = read_canonical(data)
    except MalformedError as error:
        raise MalformedError(
            f"This is not a receipt file as it was given out. {error.message}", ground="receipt_form"
        ) from None
    if not isinstance(value, dict) or value.get("@type") != "azk:AcquisitionReceipt":
        raise MalformedError("This is not a receipt of Azukari.", ground="receipt_form")
    match value.pop(_PROOF, None):
        case {
            "@type": "azk:InclusionProof",
            "azk:entry": str(entry),
            "azk:inclusion": str(inclusion),
            "azk:vkey": str(vkey),
            **rest,
        } if rest.keys() <= {_WITNESSES}:
            return value, _Carried(entry, inclusion, vkey, _witness_texts(rest[_WITNESSES]) if rest else ())
    raise MalformedError("This receipt carries no proof, so nothing can be verified.", ground="proof_missing")


def _witness_texts(value: object) -> tuple[str, ...]:
    match value:
        case [str(), *_] as texts if all(isinstance(one, str) for one in texts):
            return tuple(map(str, texts))
    raise ReceiptTamperedError("The witnesses' keys in the receipt are broken.", ground="key")


def _included(carried: _Carried) -> tuple[VerifiedInclusion, tuple[Cosignature, ...]]:
    proof = read_proof(carried.inclusion)
    witnesses = [_carried_witness(text) for text in carried.witnesses]
    # A signature by none of the keys, or an extra line, would be carried along without anything vouching for it.
    if proof.extra is not None or len(unverified_note(proof.checkpoint).lines) != 1 + len(witnesses):
        raise ReceiptTamperedError("The proof holds more, or less, than its keys vouch for.", ground="proof")
    inclusion = verify_proof(proof, _entry_bytes(carried.entry), _carried_key(carried.vkey))
    return inclusion, _cosigned(inclusion.checkpoint.note, witnesses)


def _cosigned(note: bytes, witnesses: Sequence[WitnessVerifier]) -> tuple[Cosignature, ...]:
    try:
        return verify_quorum(note, witnesses, len(witnesses))
    except QuorumMissingError:
        raise ReceiptTamperedError("The proof holds more, or less, than its keys vouch for.", ground="proof") from None


def _entry_bytes(text: str) -> bytes:
    try:
        entry = base64.b64decode(text, validate=True)
    except ValueError:
        entry = b""
    if base64.b64encode(entry).decode() != text or not entry:
        raise ReceiptTamperedError("The ledger entry in the receipt is not in its one form.", ground="entry")
    return entry


def _carried_key(text: str) -> Verifier:
    try:
        verifier = read_verifier(text)
    except AzukariError:
        verifier = None
    if verifier is None or verifier.text != text:
        raise ReceiptTamperedError("The ledger's key in the receipt is broken.", ground="key")
    return verifier


def _carried_witness(text: str) -> WitnessVerifier:
    try:
        verifier = read_witness_verifier(text)
    except AzukariError:
        verifier = None
    if verifier is None or verifier.text != text:
        raise ReceiptTamperedError("The witnesses' keys in the receipt are broken.", ground="key")
    return verifier


def _verified(
    receipt: Mapping[str, Value], entry: Entry, inclusion: VerifiedInclusion, *, vkey: str
) -> VerifiedReceipt:
    match receipt.get("azk:facts"):
        case {
            "record": str(record),
            "number": str(number),
            "service": str(service),
            "statement": str(statement),
            "version": str(version),
            "notice": str(notice),
            "collected_at": str(collected_at),
            "purposes": [*purposes],
            "permissions": [*permissions],
        }:
            agrees = entry.facts.items() >= {
                ("record", record), ("service", service), ("statement", statement), ("notice", notice)
            }  # fmt: skip
            if not agrees or instant_text(entry.at) != collected_at:
                raise ReceiptTamperedError(
                    "The receipt and its ledger entry speak of different things.", ground="entry"
                )
            return VerifiedReceipt(
                record_id=uuid.UUID(record),
                number=number,
                service=service,
                statement_hash=statement,
                statement_version=version,
                notice_hash=notice,
                collected_at=read_instant(collected_at),
                purposes=tuple(map(str, purposes)),
                permissions=tuple(map(str, permissions)),
                origin=inclusion.checkpoint.checkpoint.origin,
                index=inclusion.index,
                size=inclusion.checkpoint.head.size,
                vkey=vkey,
                cosignatures=(),
                receipt=receipt,
            )
    raise ReceiptTamperedError("The receipt's facts are not of the form that this version knows.", ground="receipt")
