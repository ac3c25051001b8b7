"""Getting out what an opening needs, and putting in what it leaves behind."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from azukari.base.errors import AzukariError
from azukari.base.sql import Database, Run
from azukari.ledger.services import Appending
from azukari.vault.access import AccessEvent
from azukari.vault.envelope import SealedSession
from azukari.vault.keys import PERSON_KEYS
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, Located, SealedPersonKey, array, record_of
from azukari.vault.store.terms import KnownTerms

_NO_DAY = datetime.max.replace(tzinfo=UTC)  # where no key is asked about


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for together: records by id or number, and whether one of some service keys has ended by now."""

    records: Sequence[tuple[uuid.UUID | None, str | None]]
    keys: Collection[uuid.UUID] = ()
    now: datetime = _NO_DAY


def locate(database: Database, wanted: Wanted, terms: KnownTerms) -> tuple[tuple[Located, ...], Collection[uuid.UUID]]:
    """Find what there is for each record that is wanted, and which of the keys have ended."""
    rows = database.run(
        QUERIES["select_for_opening"],
        {
            "records": array(record_id or "NULL" for record_id, _ in wanted.records),
            "numbers": [number for _, number in wanted.records],
            "keys": list(wanted.keys),
            "now": wanted.now,
        },
    )
    terms.read(row[8] for row in rows if row[8] is not None)
    return tuple([_located(row[1:], terms) for row in rows]), rows[0][0] if rows else ()


def select_sessions(database: Database, session_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SealedSession]:
    """Give sealed sessions by id."""
    rows = database.run(QUERIES["select_sessions"], {"sessions": list(session_ids)})
    return {row[0]: SealedSession(*row) for row in rows}


def select_person_keys(database: Database, persons: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SealedPersonKey]:
    """Give wrapped person keys by person, from the database of person keys."""
    rows = database.run(QUERIES["select_person_keys"], {"persons": array(persons)})
    return {row[0]: SealedPersonKey(row[1], row[2]) for row in rows}


def select_person_key_sessions(
    database: Database, session_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, SealedSession]:
    """Give the sealed sessions of person keys by id, from the database of person keys."""
    rows = database.run(QUERIES["select_person_key_sessions"], {"sessions": list(session_ids)})
    return {row[0]: SealedSession(row[0], PERSON_KEYS, row[1], row[2]) for row in rows}


def insert_events(run: Run, events: Sequence[AccessEvent], entries: Appending) -> None:
    """Store access events with their entries in the ledger: by `Database.run` durable when this returns."""
    run(
        QUERIES["insert_events"],
        dict(entries.parameters)
        | {
            "persons": array(event.person_id for event in events),
            "records": array(event.record_id or "NULL" for event in events),
            "purposes": array(f'"{event.purpose}"' for event in events),  # an empty one has to be quoted
            "actors": [event.actor.id for event in events],
            "roles": array(event.actor.role.value for event in events),
            "reasons": [event.reason for event in events],
            "grounds": array(event.ground or "NULL" for event in events),
        },
    )


def _located(row: Sequence[Any], terms: KnownTerms) -> Located:
    person_id, erased, buried_person, cause, held = row[:5]
    if erased:
        return Located(None, held=False, person_id=person_id, grave="erased")
    record: StoredRecord | None = None
    error: AzukariError | None = None
    if row[5] is not None:
        try:
            record = record_of(row[5:], terms[row[7]])
        except AzukariError as found:
            error = found
    return Located(record, held is True, person_id or buried_person, cause, error)
