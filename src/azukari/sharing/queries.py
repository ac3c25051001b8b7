"""Where things stand with recipients, for the staff side and the worker, by their own roles: nothing personal is in it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from azukari.base.errors import NotFoundError
from azukari.base.sql import Database
from azukari.sharing.delivery import State
from azukari.sharing.duty import Duty, duties
from azukari.sharing.engagement import Engagement
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.store import engagements as engagement_store
from azukari.sharing.store import handovers as handover_store
from azukari.sharing.store.rows import QUERIES, read_json
from azukari.statement.document import Statement


class NotThereError(NotFoundError):
    """There is no such engagement, hand-over or document."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that was put on record."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class HeldOutside:
    """That a record of a person went to a recipient, as the person is shown it."""

    record_id: uuid.UUID
    handover_id: uuid.UUID
    number: str
    exit: Exit
    recipient: str
    purpose: str
    statement_hash: str
    handed_at: datetime
    ended: str | None  # returned or destroyed, once that was certified
    ended_on: date | None
    still_there: bool
    address: str = ""  # of whom an exception of the law names; of others the statement says it
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """A recipient that was handed records of somebody; ``open`` says that it has not yet done everything it has to be told."""

    recipient: str
    holds: bool
    told: bool
    open: bool


def all_engagements(database: Database) -> tuple[Engagement, ...]:
    """List what is on record of all recipients."""
    return engagement_store.engagements(database)


def engagement(database: Database, recipient: str) -> Engagement | None:
    """Give what is on record of one recipient, or none."""
    return engagement_store.engagement_with(database, recipient)


def all_handovers(database: Database, *, recipient: str | None = None) -> tuple[HandoverRow, ...]:
    """List hand-overs, the newest first."""
    return handover_store.handovers(database, recipient=recipient)


def one_handover(database: Database, handover_id: uuid.UUID) -> HandoverRow:
    """Give a hand-over.

    Raises:
        NotThereError: if there is none.
    """
    found = handover_store.handover(database, handover_id)
    if found is None:
        raise NotThereError(ground="handover_unknown")
    return found


def document(database: Database, digest: str) -> Document:
    """Give a paper.

    Raises:
        NotThereError: if there is none of this digest.
    """
    rows = database.run(QUERIES["document"], {"digest": digest})
    if not rows:
        raise NotThereError(ground="document_missing")
    name, media_type, data = rows[0]
    return Document(name, media_type, bytes(data))


def open_duties(database: Database, statement: Statement, *, today: date) -> tuple[Duty, ...]:
    """List what somebody has to see to."""
    return duties(statement, all_engagements(database), all_handovers(database), today=today)


def held_outside(database: Database, persons: Sequence[uuid.UUID]) -> tuple[HeldOutside, ...]:
    """List where the records of some persons went, the newest first; only the keeper may ask this."""
    rows = database.run(QUERIES["delivered_of_persons"], {"persons": list(persons)})
    found = []
    for (
        _,
        record_id,
        handover_id,
        number,
        exit_,
        recipient,
        wish,
        statement_hash,
        state,
        handed_at,
        _due,
        _closed,
        said,
        address,
        representative,
    ) in rows:
        certificate = read_json(said) or {}
        on = certificate.get("on")
        found.append(
            HeldOutside(
                record_id=record_id,
                handover_id=handover_id,
                number=number,
                exit=Exit(exit_),
                recipient=recipient,
                purpose=str(read_json(wish).get("purpose", "")),
                statement_hash=statement_hash,
                handed_at=handed_at.astimezone(UTC),
                ended=certificate.get("ended"),
                ended_on=None if on is None else date.fromisoformat(on),
                still_there=State(state) is State.HANDED or (State(state) is State.CLOSED and not certificate),
                address=address,
                representative=representative,
            )
        )
    return tuple(found)


def count_delivered(database: Database, person_id: uuid.UUID) -> int:
    """Tell how often records of a person went to a recipient; only the keeper may ask this."""
    return int(database.run(QUERIES["count_delivered"], {"person_id": person_id})[0][0])


def reached(database: Database, persons: Sequence[uuid.UUID], *, since: datetime) -> tuple[Reached, ...]:
    """List every recipient that was handed records of some persons, and what it was told since; only the keeper may ask this."""
    rows = database.run(QUERIES["reached_by_persons"], {"persons": list(persons), "since": since})
    return tuple(Reached(*row) for row in rows)
