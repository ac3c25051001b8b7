"""What changed after it was handed over, and what recipients have to be told of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from azukari.base.sql import Cursor, Database
from azukari.sharing.delivery import State, Wish, read_wish
from azukari.sharing.exit import Exit
from azukari.sharing.store.rows import QUERIES, read_json
from azukari.statement.purposes import Role
from azukari.vault.access import Actor


class Act(StrEnum):
    """What a recipient has to do with a row."""

    STOP = "stop"
    ERASE = "erase"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that changed, and where it was handed to; ``entry_id`` is what the ledger said of it then."""

    person_id: uuid.UUID
    record_id: uuid.UUID
    handover_id: uuid.UUID
    entry_id: uuid.UUID
    purpose: str
    state: State
    exit: Exit


@dataclass(frozen=True, slots=True)
class Passing:
    """One thing that a recipient is told: of which row of which hand-over."""

    record_id: uuid.UUID
    act: Act
    ref: str
    number: str
    wish: Wish
    actor: Actor  # who proposed that hand-over
    items: tuple[str, ...]  # which were proposed for it


Pending = tuple[uuid.UUID, uuid.UUID, datetime]
_FIRST: Pending = (uuid.UUID(int=0), uuid.UUID(int=0), datetime(1970, 1, 1, tzinfo=UTC))


def pending(cursor: Cursor, *, after: Pending | None, limit: int) -> tuple[Pending, ...]:
    """List records that changed, the oldest change first, from after one on."""
    person_id, record_id, at = after or _FIRST
    cursor.execute(
        QUERIES["pending_changes"], {"person_id": person_id, "record_id": record_id, "at": at, "limit": limit}
    )
    return tuple((row[0], row[1], row[2]) for row in cursor.fetchall())


def changed(cursor: Cursor, some: Sequence[Pending]) -> tuple[Changed, ...]:
    """Tell where records that changed were handed to."""
    values = {"persons": [one[0] for one in some], "records": [one[1] for one in some]}
    cursor.execute(QUERIES["changes"], values)
    return tuple(
        Changed(row[0], row[1], row[2], row[3], row[4] or "", State(row[5]), Exit(row[6])) for row in cursor.fetchall()
    )


def take(cursor: Cursor, some: Sequence[Pending]) -> None:
    """Forget changes that were looked at."""
    persons, records, ats = ([one[place] for one in some] for place in range(3))
    cursor.execute(QUERIES["take_changes"], {"persons": persons, "records": records, "ats": ats})


def insert(cursor: Cursor, told: Sequence[tuple[Changed, Act, uuid.UUID]], *, now: datetime) -> None:
    """Store what recipients have to be told: of which record, what, and by which entry."""
    cursor.execute(
        QUERIES["insert_passing"],
        {
            "persons": [one.person_id for one, _, _ in told],
            "handovers": [one.handover_id for one, _, _ in told],
            "records": [one.record_id for one, _, _ in told],
            "acts": [act.value for _, act, _ in told],
            "entries": [entry for _, _, entry in told],
            "now": now,
        },
    )


@dataclass(frozen=True, slots=True)
class Untold:
    """An engagement that has something to be told which stands in no file yet."""

    engagement_id: uuid.UUID
    recipient: str
    exit: Exit


def untold(database: Database) -> tuple[Untold, ...]:
    """List the engagements that have something to be told, each once."""
    found = {row[0]: Untold(row[0], row[1], Exit(row[2])) for row in database.run(QUERIES["untold"], {})}
    return tuple(found.values())


def waiting_file(cursor: Cursor, engagement_id: uuid.UUID) -> tuple[uuid.UUID, State] | None:
    """Give the file of changes that an engagement has not fetched yet, or none."""
    cursor.execute(QUERIES["waiting_changes_file"], {"engagement_id": engagement_id})
    row = cursor.fetchone()
    return None if row is None else (row[0], State(row[1]))


def tell_in(cursor: Cursor, engagement_id: uuid.UUID, handover_id: uuid.UUID) -> int:
    """Put all that an engagement has to be told into a file, and tell how much it is."""
    cursor.execute(QUERIES["tell_in"], {"engagement_id": engagement_id, "handover_id": handover_id})
    return cursor.rowcount


def passing_of(database: Database, handover_id: uuid.UUID) -> tuple[Passing, ...]:
    """List what stands in a file of changes."""
    rows = database.run(QUERIES["passing_of"], {"handover_id": handover_id})
    return tuple(
        Passing(
            record_id=row[2],
            act=Act(row[3]),
            ref=row[4],
            number=row[5],
            wish=read_wish(read_json(row[6])),
            actor=Actor(row[7], Role(row[8])),
            items=tuple(row[9]),
        )
        for row in rows
    )


def acknowledge(cursor: Cursor, handover_id: uuid.UUID, *, now: datetime) -> int:
    """Store that a recipient has done as a file told it, and tell how much that was."""
    cursor.execute(QUERIES["acknowledge"], {"handover_id": handover_id, "now": now})
    return cursor.rowcount
