"""How records stand: their newest entry, and which grants live."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from azukari.base.clock import japan_date
from azukari.base.sql import Cursor, Database
from azukari.vault.store.rows import QUERIES


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A record that is there; the three lists are in the order of its terms' purposes."""

    record_id: uuid.UUID
    entry_id: uuid.UUID
    purposes: tuple[str, ...]
    living: tuple[bool, ...]
    untils: tuple[date | None, ...]
    held: bool


def select_standing(database: Database, records: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> tuple[StandingRow, ...]:
    """Read those of some records (person and record) that are there and whose person was not erased."""
    if not records:
        return ()
    return tuple(map(_row, database.run(QUERIES["standing"], _named(records))))


def lock_standing(cursor: Cursor, records: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> tuple[StandingRow, ...]:
    """Read the same, and keep it from changing until the end of the transaction."""
    if not records:
        return ()
    cursor.execute(QUERIES["lock_persons"], {"persons": sorted({person for person, _ in records})})
    cursor.execute(QUERIES["lock_standing"], _named(records))
    cursor.execute(
        QUERIES["standing"], _named(records)
    )  # only now: a statement sees what was committed before it began
    return tuple(map(_row, cursor.fetchall()))


def newest_suppression(database: Database) -> datetime | None:
    """Tell when an address was last put on the list of those that are not to be used."""
    found: datetime | None = database.run(QUERIES["newest_suppression"], {})[0][0]
    return found


def count_grants(database: Database, service: str, purpose: str, *, now: datetime) -> int:
    """Count the records of a service whose grant for a purpose lives, that are neither on hold nor of an erased person."""
    rows = database.run(QUERIES["count_grants"], {"service": service, "purpose": purpose, "today": japan_date(now)})
    return int(rows[0][0])


def select_persons(database: Database, records: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID]:
    """Read whose some records are."""
    rows = database.run(QUERIES["scan_directory"], {"records": list(records)})
    return {row[0]: row[2] for row in sorted(rows)}


def select_named(
    database: Database, wanted: Sequence[tuple[uuid.UUID | None, str | None]]
) -> Mapping[uuid.UUID | str, uuid.UUID]:
    """Read the ids of records that are there, by the id or number under which each was named."""
    ids = [record for record, _ in wanted if record is not None]
    numbers = [number for _, number in wanted if number is not None]
    rows = database.run(QUERIES["named"], {"records": ids, "numbers": numbers})
    found: dict[uuid.UUID | str, uuid.UUID] = {}
    for record, number in rows:
        found |= {name: record for name in (record, number) if name in ids or name in numbers}
    return found


def _named(records: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> dict[str, list[uuid.UUID]]:
    return {"persons": [one[0] for one in records], "records": [one[1] for one in records]}


def _row(row: tuple[Any, ...]) -> StandingRow:
    return StandingRow(row[0], row[1], tuple(row[2]), tuple(row[3]), tuple(row[4]), row[5])
