"""Pages of records for one purpose, and what their opening leaves behind."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from azukari.base.sql import Database
from azukari.ledger.services import Appending
from azukari.vault.access import Actor
from azukari.vault.events import Event
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, array, record_of
from azukari.vault.store.terms import KnownTerms


@dataclass(frozen=True, slots=True)
class PageEvent:
    """One record of a page that was opened; the ground says why it could not be."""

    event_id: uuid.UUID
    person_id: uuid.UUID
    record_id: uuid.UUID
    ground: str | None


def scan_for_purpose(
    database: Database,
    terms: Sequence[uuid.UUID],
    *,
    after: tuple[uuid.UUID, uuid.UUID],
    limit: int,
    known: KnownTerms,
) -> tuple[StoredRecord, ...]:
    """Give the next records of some terms, but for those on hold and those of persons who were erased."""
    rows = database.run(
        QUERIES["scan_for_purpose"],
        {"terms": list(terms), "after_person": after[0], "after_record": after[1], "limit": limit},
    )
    known.read(row[2] for row in rows)
    return tuple([record_of(row, known[row[2]]) for row in rows])


def insert_page_events(
    database: Database, events: Sequence[PageEvent], entry: Appending, *, purpose: str, actor: Actor, reason: str
) -> None:
    """Store the events of a page with the one entry that speaks of all of them: durable when this returns."""
    database.run(
        QUERIES["insert_page_events"],
        dict(entry.parameters)
        | {
            "entry_id": entry.entries[0].entry_id,
            "purpose": purpose,
            "actor": actor.id,
            "role": actor.role.value,
            "reason": reason,
            "persons": array(event.person_id for event in events),
            "events": array(event.event_id for event in events),
            "records": array(event.record_id for event in events),
            "kinds": array((Event.OPENED if event.ground is None else Event.REFUSED).value for event in events),
            "grounds": [event.ground for event in events],
        },
    )
