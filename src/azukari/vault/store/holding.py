"""How much there is about a person, and all of it."""

import uuid

from azukari.base.sql import Cursor
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, record_of

KINDS = ("record", "lookup", "contact_point", "consent", "access_event")


def count_holdings(cursor: Cursor, person_id: uuid.UUID) -> dict[str, int]:
    """Count what is held about a person, by kind."""
    cursor.execute(QUERIES["holdings"], {"person_id": person_id})
    row = cursor.fetchone() or (0,) * len(KINDS)
    return dict(zip(KINDS, map(int, row), strict=True))


def records_of_person(cursor: Cursor, person_id: uuid.UUID) -> tuple[StoredRecord, ...]:
    """Give all records of a person."""
    cursor.execute(QUERIES["records_of_person"], {"person_id": person_id})
    return tuple(record_of(row) for row in cursor.fetchall())
