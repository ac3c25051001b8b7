"""Everything of a person, with what they said to it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.sql import Database
from azukari.vault.consent import ConsentState
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, record_of
from azukari.vault.store.terms import KnownTerms

_SAID = 5  # columns after the record's own: purposes, states, instants, whether it is on hold, and whether by a request


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said to a permission, and when."""

    purpose: str
    state: ConsentState
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A record with what was said to its permissions."""

    record: StoredRecord
    said: tuple[Said, ...]
    held: bool
    restricted: bool  # on a hold that the person asked for


def held_of_persons(database: Database, persons: Sequence[uuid.UUID], terms: KnownTerms) -> tuple[HeldRow, ...]:
    """Give all records of some persons, oldest first; none of who was erased."""
    rows = database.run(QUERIES["held_of_persons"], {"persons": list(persons)})
    terms.read(row[2] for row in rows)
    found = []
    for row in rows:
        purposes, states, ats, held, restricted = row[-_SAID:]
        said = tuple(
            Said(purpose, ConsentState(state), at) for purpose, state, at in zip(purposes, states, ats, strict=True)
        )
        found.append(HeldRow(record_of(row[:-_SAID], terms[row[2]]), said, held, restricted))
    return tuple(found)


def newest_own(database: Database, token: bytes) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Give the person and id of the newest record with a token."""
    rows = database.run(QUERIES["newest_own"], {"token": token})
    return (rows[0][0], rows[0][1]) if rows else None


def own_by_number(database: Database, number: str, *, contact: bytes | None) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Give the person and id of the record with a number, and with a token if one is given."""
    rows = database.run(QUERIES["own_by_number"], {"number": number, "contact": contact})
    return (rows[0][0], rows[0][1]) if rows else None
