"""Looking records up by token or number, for a purpose."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from azukari.base.sql import Database
from azukari.vault.store.rows import QUERIES


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A record that was found, with what decides who may know of it."""

    person_id: uuid.UUID
    record_id: uuid.UUID
    number: str
    service: str
    collected_at: datetime
    statement_hash: str


def find_by_token(database: Database, token: bytes, *, purpose: str, today: date, limit: int) -> tuple[FoundRow, ...]:
    """Find the records with a token that a purpose may open."""
    rows = database.run(
        QUERIES["find_by_token"],
        {"token": token, "purpose": purpose, "today": today, "limit": limit},
    )
    return tuple(FoundRow(*row) for row in rows)


def find_by_number(database: Database, number: str, *, purpose: str, today: date) -> tuple[FoundRow, ...]:
    """Find the record with a number, if a purpose may open it."""
    rows = database.run(QUERIES["find_by_number"], {"number": number, "purpose": purpose, "today": today})
    return tuple(FoundRow(*row) for row in rows)
