"""What a person takes home: a receipt that verifies offline (``spec/receipt.md``).

The receipt without its proof is canonical JSON whose SHA-256 stands in the ledger entry ``vault.record.collected``; the proof is
that entry, its inclusion proof, and the ledger's key. So a change of any one bit is found by whoever has nothing but the file.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import Value, canonical_bytes, read_canonical, sha256_hex
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import MalformedError, TamperedError
from azukari.ledger.carried import Carried, CarriedProofError, VerifiedCarried, carry, read_carried, verify_carried
from azukari.ledger.cosignature import Cosignature, WitnessVerifier
from azukari.ledger.entry import Entry, decode
from azukari.statement.document import Statement
from azukari.vault.events import Event
from azukari.vault.receipt_document import ReceiptFacts, document

__all__ = ["ReceiptFacts", "ReceiptTamperedError", "VerifiedReceipt", "attach_proof", "build", "verify_receipt"]

_PROOF = "azk:proof"


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
    carried = carry(entry, proof=proof, vkey=vkey, witnesses=witnesses)
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
    with _named():
        receipt, carried = _parsed(data)
        proved = verify_carried(carried, vkey, witnesses=witnesses, quorum=quorum)
    entry = decode(proved.inclusion.entry)
    if entry.kind != Event.COLLECTED:
        raise ReceiptTamperedError("The ledger entry does not speak of a receipt.", ground="entry")
    if entry.facts.get("receipt") != sha256_hex(canonical_bytes(receipt)):
        raise ReceiptTamperedError(
            "The receipt is not the one that stands in the ledger: its text was changed.", ground="receipt"
        )
    return _verified(receipt, entry, proved)


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except CarriedProofError as error:
        raise ReceiptTamperedError(error.message, ground=error.ground) from None


def _parsed(data: bytes) -> tuple[dict[str, Value], Carried]:
    try:
        value = read_canonical(data)
    except MalformedError as error:
        raise MalformedError(
            f"This is not a receipt file as it was given out. {error.message}", ground="receipt_form"
        ) from None
    if not isinstance(value, dict) or value.get("@type") != "azk:AcquisitionReceipt":
        raise MalformedError("This is not a receipt of Azukari.", ground="receipt_form")
    return value, read_carried(value.pop(_PROOF, None))


def _verified(receipt: Mapping[str, Value], entry: Entry, proved: VerifiedCarried) -> VerifiedReceipt:
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
                origin=proved.inclusion.checkpoint.checkpoint.origin,
                index=proved.inclusion.index,
                size=proved.inclusion.checkpoint.head.size,
                vkey=proved.vkey,
                cosignatures=proved.cosignatures,
                receipt=receipt,
            )
    raise ReceiptTamperedError("The receipt's facts are not of the form that this version knows.", ground="receipt")
