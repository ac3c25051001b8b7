"""Whether a record is still what it was and may still be used, for those who handed it to somebody else."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import NotFoundError
from azukari.base.sql import Cursor, Database
from azukari.vault.retention import has_run_out
from azukari.vault.services.naming import reference
from azukari.vault.store.standing import (
    StandingRow,
    count_grants,
    lock_standing,
    newest_suppression,
    select_named,
    select_persons,
    select_standing,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger said last of what a record holds, and for which purposes it may be used; none while it is on hold."""

    entry_id: uuid.UUID
    purposes: frozenset[str]


def standing_of(
    database: Database, records: Sequence[tuple[uuid.UUID, uuid.UUID]], *, now: datetime
) -> Mapping[uuid.UUID, Standing]:
    """Tell how some records (person and record) stand, by record; what is not there was erased, or its time ran out."""
    return {row.record_id: _standing(row, now) for row in select_standing(database, records)}


def kept_standing(
    cursor: Cursor, records: Sequence[tuple[uuid.UUID, uuid.UUID]], *, now: datetime
) -> Mapping[uuid.UUID, Standing]:
    """Tell the same, and keep it so until the end of the transaction: who stops, holds or erases meanwhile has to wait."""
    return {row.record_id: _standing(row, now) for row in lock_standing(cursor, records)}


def suppressed_since(database: Database, since: datetime) -> bool:
    """Tell whether an address was put on the list of those that are not to be used since an instant."""
    newest = newest_suppression(database)
    return newest is not None and newest > since


def count_usable(database: Database, service: str, purpose: str, *, now: datetime) -> int:
    """Tell how many records of a service a purpose may open today, by their grants alone."""
    return count_grants(database, service, purpose, now=now)


def records_named(database: Database, names: Sequence[uuid.UUID | str]) -> tuple[uuid.UUID, ...]:
    """Give the ids of records that somebody named by id or receipt number, each once, however a number was typed.

    Raises:
        NotFoundError: if one is not there, or its person was erased; it is not said which.
    """
    wanted = [reference(name) for name in names]
    found = select_named(database, wanted)
    if any((record or number) not in found for record, number in wanted):
        raise NotFoundError("One of these records is not there.", ground="record_unknown")
    return tuple(dict.fromkeys(found.values()))


def persons_of_records(database: Database, records: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID]:
    """Tell whose some records are, by record, in the order of their ids; those that are not there are left out."""
    return select_persons(database, records)


def _standing(row: StandingRow, now: datetime) -> Standing:
    usable = (
        purpose
        for purpose, living, until in zip(row.purposes, row.living, row.untils, strict=True)
        if living and not has_run_out(until, now=now)
    )
    return Standing(row.entry_id, frozenset() if row.held else frozenset(usable))
