"""What goes with an encrypted file: what it is, for whom, under which contract, and the digests of both forms (spec/hand-over.md).

It names nobody: a recipient may keep it, an auditor may read it, and its digest stands in the ledger.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.clock import instant_text
from azukari.sharing.delivery import Kind, Wish, wish_value
from azukari.sharing.exit import Exit

FORMAT = "azukari hand-over 1"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a manifest speaks of, before the file is made."""

    number: str
    exit: Exit
    kind: Kind
    recipient: str
    wish: Wish | None
    items: tuple[str, ...]
    statement_hash: str
    contract: str | None  # the digest of the contract's document
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: how many rows, and what it is in the clear and encrypted."""

    rows: int
    plain_digest: str
    file_digest: str
    size: int
    at: datetime


def manifest_bytes(subject: Subject, made: Made) -> bytes:
    """Write a manifest as canonical bytes."""
    value: Mapping[str, Value] = {
        "format": FORMAT,
        "number": subject.number,
        "exit": subject.exit.value,
        "kind": subject.kind.value,
        "recipient": subject.recipient,
        "wish": None if subject.wish is None else wish_value(subject.wish),
        "items": list(subject.items),
        "statement": subject.statement_hash,
        "contract": subject.contract,
        "certificate_due_on": None if subject.due_on is None else subject.due_on.isoformat(),
        "rows": made.rows,
        "plain_sha256": made.plain_digest,
        "file_sha256": made.file_digest,
        "file_bytes": made.size,
        "made_at": instant_text(made.at),
    }
    return canonical_bytes(dict(value))


def digest_of(data: bytes) -> str:
    """Give the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
