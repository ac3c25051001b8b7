"""How much there is about a person, and all of it."""

import uuid

from azukari.base.sql import Database
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, record_of
from azukari.vault.store.terms import KnownTerms

KINDS = ("record", "lookup", "consent", "hold", "access_event")
KEY = "key"


def count_holdings(database: Database, person_keys: Database, person_id: uuid.UUID) -> dict[str, int]:
    """Count what is held about a person, by kind."""
    rows = database.run(QUERIES["holdings"], {"person_id": person_id})
    keys = person_keys.run(QUERIES["key_holdings"], {"person_id": person_id})
    return dict(zip((*KINDS, KEY), map(int, (*rows[0], *keys[0])), strict=True))


def is_erased(database: Database, person_id: uuid.UUID) -> bool:
    """Tell whether a person was erased."""
    return database.run(QUERIES["erased"], {"person_id": person_id})[0][0] is True


def records_of_person(database: Database, person_id: uuid.UUID, terms: KnownTerms) -> tuple[StoredRecord, ...]:
    """Give all records of a person."""
    rows = database.run(QUERIES["records_of_person"], {"person_id": person_id})
    terms.read(row[2] for row in rows)
    return tuple([record_of(row, terms[row[2]]) for row in rows])
