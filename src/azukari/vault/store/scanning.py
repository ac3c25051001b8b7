"""Going through everything, page by page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from azukari.base.sql import Cursor
from azukari.vault.envelope import SealedSession
from azukari.vault.errors import PartTamperedError
from azukari.vault.keys import PERSON_KEYS
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, record_of
from azukari.vault.store.terms import KnownTerms

PAGE = 500
Name = tuple[uuid.UUID, uuid.UUID]  # person and record


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, where each is said to lie, and the place of each whose terms are not what was written."""

    records: tuple[StoredRecord, ...]
    unreadable: tuple[Name, ...]
    directory: dict[uuid.UUID, tuple[str, uuid.UUID]]
    after: Name | None


@dataclass(frozen=True, slots=True)
class ScannedKey:
    """A person's key with the session that wraps it, if that is there."""

    person_id: uuid.UUID
    session_id: uuid.UUID
    sealed: bytes
    session: SealedSession | None


def scan_records(cursor: Cursor, *, after: Name, terms: KnownTerms) -> Page:
    """Give the next page of records, but for those of persons who were erased."""
    cursor.execute(QUERIES["scan_records"], {"after_person": after[0], "after_record": after[1], "limit": PAGE})
    rows = cursor.fetchall()
    terms.read(row[2] for row in rows)
    records: list[StoredRecord] = []
    unreadable: list[Name] = []
    for row in rows:
        try:
            records.append(record_of(row, terms[row[2]]))
        except PartTamperedError:
            unreadable.append((row[0], row[1]))
    directory = {row[0]: (row[1], row[2]) for row in _all(cursor, "scan_directory", records=[row[1] for row in rows])}
    last = (rows[-1][0], rows[-1][1]) if len(rows) == PAGE else None
    return Page(tuple(records), tuple(unreadable), directory, last)


def scan_erasures(cursor: Cursor) -> tuple[tuple[uuid.UUID, uuid.UUID], ...]:
    """List every erasure: the person and the ledger's entry."""
    return tuple((row[0], row[1]) for row in _all(cursor, "select_erasures"))


def scan_waiting(cursor: Cursor) -> tuple[uuid.UUID, ...]:
    """List the records of erased persons that are still to be cleared away."""
    return tuple(row[0] for row in _all(cursor, "select_waiting"))


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
