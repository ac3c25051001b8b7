"""Getting out what an opening needs, and putting in what it leaves behind."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from azukari.base.sql import Cursor
from azukari.vault.access import AccessEvent
from azukari.vault.envelope import SealedSession
from azukari.vault.keys import PERSON_KEYS
from azukari.vault.store.rows import QUERIES, Located, SealedGrant, SealedPersonKey, record_of


def locate(cursor: Cursor, asks: Sequence[tuple[uuid.UUID | None, str | None, str]]) -> tuple[Located, ...]:
    """Find what there is for each ask: a record's id or number, and a purpose."""
    cursor.execute(
        QUERIES["select_for_opening"],
        {
            "records": [record_id for record_id, _, _ in asks],
            "numbers": [number for _, number, _ in asks],
            "purposes": [purpose for _, _, purpose in asks],
        },
    )
    return tuple(_located(row, ask[2]) for row, ask in zip(cursor.fetchall(), asks, strict=True))


def select_sessions(cursor: Cursor, session_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SealedSession]:
    """Give sealed sessions by id."""
    cursor.execute(QUERIES["select_sessions"], {"sessions": list(session_ids)})
    return {row[0]: SealedSession(*row) for row in cursor.fetchall()}


def select_person_keys(cursor: Cursor, persons: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SealedPersonKey]:
    """Give wrapped person keys by person, from the database of person keys."""
    cursor.execute(QUERIES["select_person_keys"], {"persons": list(persons)})
    return {row[0]: SealedPersonKey(row[1], row[2]) for row in cursor.fetchall()}


def select_person_key_sessions(cursor: Cursor, session_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SealedSession]:
    """Give the sealed sessions of person keys by id, from the database of person keys."""
    cursor.execute(QUERIES["select_person_key_sessions"], {"sessions": list(session_ids)})
    return {row[0]: SealedSession(row[0], PERSON_KEYS, row[1], row[2]) for row in cursor.fetchall()}


def insert_events(cursor: Cursor, events: Sequence[AccessEvent], *, at: datetime) -> None:
    """Store access events."""
    cursor.execute(
        QUERIES["insert_events"],
        {
            "persons": [event.person_id for event in events],
            "events": [event.event_id for event in events],
            "records": [event.record_id for event in events],
            "kinds": [event.kind.value for event in events],
            "purposes": [event.purpose for event in events],
            "actors": [event.actor.id for event in events],
            "roles": [event.actor.role.value for event in events],
            "reasons": [event.reason for event in events],
            "grounds": [event.ground for event in events],
            "entries": [event.entry_id for event in events],
            "at": at,
        },
    )


def _located(row: Sequence[Any], purpose: str) -> Located:
    record = None if row[5] is None else record_of(row[5:20])
    grant = None if row[20] is None else SealedGrant(purpose, row[20], row[21], row[22])
    return Located(record=record, grant=grant, held=row[4] is True, person_id=row[1] or row[2], grave=row[3])
