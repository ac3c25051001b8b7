"""The shapes of what lies in the vault's tables."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from azukari.base.sql import Queries
from azukari.vault.consent import ConsentState
from azukari.vault.index import LookupKind
from azukari.vault.record import Header, StoredRecord

QUERIES = Queries("azukari.vault")


@dataclass(frozen=True, slots=True)
class SealedGrant:
    """One purpose's grant as it is stored."""

    purpose: str
    session_id: uuid.UUID
    sealed: bytes
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """One token by which a record can be looked up, and the compartment that the value lies in."""

    kind: LookupKind
    token: bytes
    compartment: str


@dataclass(frozen=True, slots=True)
class NewRecord:
    """Everything that is stored when a record is collected."""

    header: Header
    header_digest: bytes
    sealed: tuple[bytes, ...]
    grants: tuple[SealedGrant, ...]
    lookups: tuple[Lookup, ...]
    contact_points: tuple[tuple[LookupKind, bytes], ...]
    consents: Mapping[str, ConsentState]


@dataclass(frozen=True, slots=True)
class Located:
    """What the store has for one ask."""

    record: StoredRecord | None
    grant: SealedGrant | None
    held: bool
    person_id: uuid.UUID | None
    grave: str | None


@dataclass(frozen=True, slots=True)
class SealedPersonKey:
    """A person's key as it is stored."""

    session_id: uuid.UUID
    sealed: bytes


def record_of(row: Sequence[Any]) -> StoredRecord:
    """Read a record from its columns in the order of `select_for_opening`."""
    header = Header(
        person_id=row[0],
        record_id=row[1],
        number=row[2],
        service=row[3],
        statement_hash=row[4],
        notice_hash=row[5],
        language=row[6],
        connection=row[7],
        collected_at=row[8],
        granted=tuple(row[9]),
        compartments=tuple(row[10]),
        digests=tuple(row[11]),
    )
    return StoredRecord(header=header, closed_at=row[12], entry_id=row[13], sealed=tuple(row[14]))
