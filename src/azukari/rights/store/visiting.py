"""Entrances and visits."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.sql import Cursor, Database, Queries
from azukari.rights.visit import LIMITS, alive_since
from azukari.statement.text import Language
from azukari.vault.services.showing import Own

_SQL = Queries("azukari.rights")


@dataclass(frozen=True, slots=True)
class NewEntrance:
    """An entrance as it is made: what tries are counted by, and whose record was found."""

    target: bytes
    contact: bytes | None
    own: Own | None
    language: Language


@dataclass(frozen=True, slots=True)
class Entrance:
    """What an entrance leads to; no person where nobody is known."""

    person_id: uuid.UUID | None
    contact: bytes | None  # the token of an address in the blind index; none where a number was said
    language: Language


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a code is to be mailed: the record whose address it is."""

    person_id: uuid.UUID
    record_id: uuid.UUID
    contact: bytes | None
    language: Language


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit that is alive."""

    visit_id: uuid.UUID
    person_id: uuid.UUID | None
    language: Language
    contact: bytes | None


def insert_entrance(database: Database, entrance_id: uuid.UUID, entrance: NewEntrance, *, now: datetime) -> None:
    """Store an entrance; after too many with the same target it leads nowhere."""
    database.run(
        _SQL["insert_entrance"],
        {
            "entrance_id": entrance_id,
            "target": entrance.target,
            "contact": entrance.contact,
            "language": entrance.language,
            "person_id": None if entrance.own is None else entrance.own.person_id,
            "record_id": None if entrance.own is None else entrance.own.record_id,
            "now": now,
            "most": LIMITS.codes_an_hour,
            "since": now - LIMITS.longest,
        },
    )


def entrance_for_letter(database: Database, entrance_id: uuid.UUID, *, now: datetime) -> Addressee | None:
    """Give where a code is to be mailed, if anywhere."""
    rows = database.run(_SQL["entrance_for_letter"], {"entrance_id": entrance_id, "since": now - LIMITS.code_lives})
    return Addressee(*rows[0]) if rows else None


def try_entrance(cursor: Cursor, entrance_id: uuid.UUID, *, now: datetime) -> Entrance | None:
    """Count a try, and give what the entrance leads to; none if it has ended."""
    cursor.execute(
        _SQL["try_entrance"],
        {"entrance_id": entrance_id, "most": LIMITS.tries, "since": now - LIMITS.code_lives},
    )
    row = cursor.fetchone()
    return None if row is None else Entrance(*row)


def begin_visit(cursor: Cursor, entrance_id: uuid.UUID, visit: VisitRow, *, digest: bytes, now: datetime) -> None:
    """End an entrance and begin the visit to which it led."""
    cursor.execute(_SQL["end_entrance"], {"entrance_id": entrance_id, "now": now})
    cursor.execute(
        _SQL["insert_visit"],
        {
            "visit_id": visit.visit_id,
            "digest": digest,
            "contact": visit.contact,
            "language": visit.language,
            "person_id": visit.person_id,
            "now": now,
        },
    )


def see_visit(database: Database, digest: bytes, *, now: datetime) -> VisitRow | None:
    """Give the visit of a token, if it is alive."""
    begun_since, seen_since = alive_since(now)
    rows = database.run(
        _SQL["see_visit"], {"digest": digest, "now": now, "begun_since": begun_since, "seen_since": seen_since}
    )
    return VisitRow(*rows[0]) if rows else None


def try_visit(cursor: Cursor, visit_id: uuid.UUID, *, now: datetime) -> bool:
    """Count a try to name a number, and end the visit with the last one; tells whether there was one left."""
    cursor.execute(_SQL["try_visit"], {"visit_id": visit_id, "most": LIMITS.tries})
    row = cursor.fetchone()
    if row is None:
        cursor.execute(_SQL["end_visit"], {"visit_id": visit_id, "now": now})
    return row is not None


def set_person(cursor: Cursor, visit_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Say who the visitor is."""
    cursor.execute(_SQL["set_person"], {"visit_id": visit_id, "person_id": person_id})


def end_visit(database: Database, visit_id: uuid.UUID, *, now: datetime) -> None:
    """End a visit."""
    database.run(_SQL["end_visit"], {"visit_id": visit_id, "now": now})


def sweep(database: Database, *, now: datetime) -> None:
    """Keep nothing of entrances and visits that are over for long."""
    database.run(_SQL["sweep_entrances"], {"before": now - LIMITS.kept})
    database.run(_SQL["sweep_visits"], {"before": now - LIMITS.kept})


def forget(database: Database, persons: Sequence[uuid.UUID]) -> None:
    """Keep nothing of some persons' entrances and visits."""
    database.run(_SQL["forget_entrances"], {"persons": list(persons)})
    database.run(_SQL["forget_visits"], {"persons": list(persons)})
