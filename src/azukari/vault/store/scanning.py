"""Going through everything, page by page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from azukari.base.sql import Cursor
from azukari.vault.envelope import SealedSession
from azukari.vault.index import LookupKind
from azukari.vault.keys import PERSON_KEYS
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, Lookup, SealedGrant, record_of

PAGE = 500
Name = tuple[uuid.UUID, uuid.UUID]  # person and record


@dataclass(frozen=True, slots=True)
class Page:
    """Some records with all that belongs to them."""

    records: tuple[StoredRecord, ...]
    grants: dict[Name, tuple[SealedGrant, ...]]
    lookups: dict[Name, frozenset[Lookup]]
    directory: dict[uuid.UUID, tuple[str, uuid.UUID]]


@dataclass(frozen=True, slots=True)
class ScannedKey:
    """A person's key with the session that wraps it, if that is there."""

    person_id: uuid.UUID
    session_id: uuid.UUID
    sealed: bytes
    session: SealedSession | None


def scan_records(cursor: Cursor, *, after: Name) -> Page:
    """Give the next page of records."""
    cursor.execute(QUERIES["scan_records"], {"after_person": after[0], "after_record": after[1], "limit": PAGE})
    records = tuple(record_of(row) for row in cursor.fetchall())
    persons = sorted({one.header.person_id for one in records})
    grants: dict[Name, tuple[SealedGrant, ...]] = {}
    for row in _all(cursor, "scan_grants", persons=persons):
        grants[row[0], row[1]] = (*grants.get((row[0], row[1]), ()), SealedGrant(*row[2:]))
    lookups: dict[Name, frozenset[Lookup]] = {}
    for row in _all(cursor, "scan_lookups", persons=persons):
        lookup = Lookup(LookupKind(row[2]), bytes(row[3]), row[4])
        lookups[row[0], row[1]] = lookups.get((row[0], row[1]), frozenset()) | {lookup}
    directory = {
        row[0]: (row[1], row[2])
        for row in _all(cursor, "scan_directory", records=[one.header.record_id for one in records])
    }
    return Page(records, grants, lookups, directory)


def scan_sessions(cursor: Cursor, *, after: uuid.UUID) -> tuple[SealedSession, ...]:
    """Give the next page of sealing sessions."""
    return tuple(SealedSession(*row) for row in _all(cursor, "scan_sessions", after=after, limit=PAGE))


def scan_person_keys(cursor: Cursor, *, after: uuid.UUID) -> tuple[ScannedKey, ...]:
    """Give the next page of person keys, from the database of person keys."""
    return tuple(
        ScannedKey(
            row[0], row[1], row[2], None if row[4] is None else SealedSession(row[1], PERSON_KEYS, row[3], row[4])
        )
        for row in _all(cursor, "scan_person_keys", after=after, limit=PAGE)
    )


def _all(cursor: Cursor, name: str, **parameters: Sequence[uuid.UUID] | uuid.UUID | int) -> list[tuple[Any, ...]]:
    cursor.execute(QUERIES[name], parameters)
    return cursor.fetchall()
