"""The vault's answers that hold nothing of a person: who opened, searched or was refused, for what, and why."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.base.sql import Database, Queries, plan_for_these

_SQL = Queries("azukari.vault")
PAGE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """One act of access as it was recorded; ``ground`` says why it was refused, if it was."""

    event_id: uuid.UUID
    record_id: uuid.UUID | None
    kind: str
    purpose: str
    actor: str
    role: str
    reason: str | None
    ground: str | None
    entry_id: uuid.UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; what is not given does not matter."""

    kind: str | None = None
    role: str | None = None
    purpose: str | None = None
    actor: str | None = None


def access_events(
    database: Database, wanted: EventFilter, *, before: uuid.UUID | None = None, limit: int = 50
) -> tuple[AccessEvent, ...]:
    """List access events from the newest; ``before`` is the id of the last one shown."""
    with database.transaction() as cursor:
        plan_for_these(cursor)
        cursor.execute(
            _SQL["access_events"],
            {
                "kind": wanted.kind,
                "role": wanted.role,
                "purpose": wanted.purpose,
                "actor": wanted.actor,
                "before": before,
                "limit": min(limit, PAGE_LIMIT),
            },
        )
        return tuple(_event(row) for row in cursor.fetchall())


def events_of_persons(
    database: Database, persons: Sequence[uuid.UUID], *, before: uuid.UUID | None = None, limit: int = PAGE_LIMIT
) -> tuple[AccessEvent, ...]:
    """List who used what is held about some persons, from the newest; ``before`` is the id of the last one shown, one of theirs."""
    rows = database.run(
        _SQL["events_of_persons"], {"persons": list(persons), "before": before, "limit": min(limit, PAGE_LIMIT)}
    )
    return tuple(_event(row) for row in rows)


def access_event(database: Database, event_id: uuid.UUID) -> AccessEvent | None:
    """Find one access event."""
    with database.transaction() as cursor:
        cursor.execute(_SQL["access_event"], {"event_id": event_id})
        row = cursor.fetchone()
    return None if row is None else _event(row)


def _event(row: tuple[Any, ...]) -> AccessEvent:
    return AccessEvent(*row)
