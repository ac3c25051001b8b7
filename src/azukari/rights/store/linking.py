"""Persons who are one and the same."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.sql import Cursor, Database, Queries, Run, within

_SQL = Queries("azukari.rights")


def group_of(run: Run, person_id: uuid.UUID) -> tuple[uuid.UUID | None, tuple[uuid.UUID, ...]]:
    """Give a person's group and all who are of it; no group, and the person alone, where nobody was joined."""
    rows = run(_SQL["group_of"], {"person_id": person_id})
    return (rows[0][1], tuple(row[0] for row in rows)) if rows else (None, (person_id,))


@dataclass(frozen=True, slots=True)
class Basis:
    """On what two persons were taken for one, by whom, and when."""

    basis: str
    by: str
    at: datetime


def join(cursor: Cursor, one: uuid.UUID, other: uuid.UUID, group: uuid.UUID, basis: Basis) -> None:
    """Let two persons, and all who are one with either, be of one group; ``group`` is its id where there is none yet."""
    cursor.execute(_SQL["lock_links"])
    run = within(cursor)
    into = group_of(run, one)[0] or group
    for person in (one, other):
        named = {
            "person_id": person,
            "group_id": into,
            "basis": basis.basis,
            "linked_by": basis.by,
            "now": basis.at,
        }
        cursor.execute(_SQL["insert_link"], named)
    theirs = group_of(run, other)[0]
    if theirs is not None and theirs != into:
        cursor.execute(_SQL["move_links"], {"into": into, "group_id": theirs})


def part(cursor: Cursor, persons: Sequence[uuid.UUID]) -> int:
    """Let some persons be one by themselves again, and tell how many of them were not."""
    cursor.execute(_SQL["lock_links"])
    cursor.execute(_SQL["delete_links"], {"persons": list(persons)})
    return cursor.rowcount


def count_of(database: Database, persons: Sequence[uuid.UUID]) -> tuple[int, int, int]:
    """Count the requests, links, and visits of some persons."""
    requests, links, visits = database.run(_SQL["count_requests_of_persons"], {"persons": list(persons)})[0]
    return requests, links, visits
