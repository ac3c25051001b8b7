"""What a restore of an older database brought back, on either side."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from azukari.base.sql import Cursor, Database
from azukari.vault.access import NOBODY
from azukari.vault.store.rows import QUERIES

_PAGE: Final = 1000


def key_tombstones(person_keys: Database) -> Iterator[Mapping[uuid.UUID, datetime]]:
    """Give page by page the persons whose keys were destroyed, and when, as the database of person keys has them."""
    for rows in _pages(person_keys, "scan_key_tombstones"):
        yield {row[0]: row[1] for row in rows}


def come_back(database: Database, persons: Iterable[uuid.UUID]) -> tuple[uuid.UUID, ...]:
    """List those of some persons who have records and are not erased."""
    return tuple(row[0] for row in database.run(QUERIES["come_back"], {"persons": list(persons)}))


def erased_persons(database: Database) -> Iterator[Mapping[uuid.UUID, datetime]]:
    """Give page by page the persons who were erased, and when, as the main database has them."""
    for rows in _pages(database, "scan_erased"):
        yield {row[0]: row[1] for row in rows}


def ended_persons(database: Database) -> Iterator[tuple[uuid.UUID, ...]]:
    """Give page by page the persons of whom only tombstones are left."""
    for rows in _pages(database, "scan_ended"):
        yield tuple(row[0] for row in rows)


def persons_of_records(database: Database, records: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID]:
    """Tell which of some records there are, and whose each is."""
    return {row[0]: row[1] for row in database.run(QUERIES["persons_of_records"], {"records": list(records)})}


def a_record_of(cursor: Cursor, person_id: uuid.UUID) -> uuid.UUID | None:
    """Give one of a person's records."""
    cursor.execute(QUERIES["a_record_of"], {"person_id": person_id})
    row = cursor.fetchone()
    return None if row is None else row[0]


def insert_erasure_again(cursor: Cursor, person_id: uuid.UUID, *, entry_id: uuid.UUID, at: datetime) -> None:
    """Store that a person is erased; the person must be locked."""
    cursor.execute(QUERIES["insert_erasure_again"], {"person_id": person_id, "entry_id": entry_id, "at": at})


def _pages(database: Database, name: str) -> Iterator[list[tuple[Any, ...]]]:
    after = NOBODY
    while rows := database.run(QUERIES[name], {"after": after, "limit": _PAGE}):
        yield rows
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]
