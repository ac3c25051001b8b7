"""What a person takes home: a receipt in the shape of ISO/IEC TS 27560 (DPV profile) that verifies offline."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from azukari.statement.document import Statement
from azukari.statement.text import Language


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Everything that a receipt is built from, beside the statement itself; never a value that was entered."""

    record_id: uuid.UUID
    number: str
    service: str
    statement_hash: str
    notice_hash: str
    language: Language
    collected_at: datetime
    items: tuple[str, ...]
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt that was proved to be in the ledger."""

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


def build(facts: ReceiptFacts, *, statement: Statement) -> bytes:
    """Write a receipt without its proof; its SHA-256 stands in the ledger entry ``vault.record.collected``."""
    raise NotImplementedError


def attach_proof(receipt: bytes, *, entry: bytes, proof: str, vkey: str) -> bytes:
    """Add the ledger entry, its inclusion proof (``c2sp.org/tlog-proof@v1``) and the ledger's verifier key.

    Raises:
        TamperedError: if the parts do not fit together.
    """
    raise NotImplementedError


def verify_receipt(data: bytes, vkey: str | None = None) -> VerifiedReceipt:
    """Verify a receipt file offline; without ``vkey``, by the key that the receipt itself carries.

    Raises:
        MalformedError: if it is not a receipt.
        TamperedError: naming what does not fit.
    """
    raise NotImplementedError
