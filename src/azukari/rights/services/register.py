"""The register of requests: taking one in, and taking its steps, each in one transaction with its entry in the ledger."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from azukari.base.errors import MalformedError, NotFoundError
from azukari.base.ids import new_id, new_receipt_number
from azukari.base.sql import Cursor, Database
from azukari.ledger.entry import Fact
from azukari.ledger.services import append
from azukari.rights.calendar import Calendar
from azukari.rights.deadline import Due, due
from azukari.rights.events import MOVES, Event
from azukari.rights.pack import RulePack
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import (
    Asker,
    Channel,
    Move,
    Request,
    Step,
    StepRefusedError,
    Terms,
    begun,
    replayed,
    stepped,
)
from azukari.rights.store import register as store
from azukari.rights.store.cases import Notice, put_notice
from azukari.rights.store.register import RequestRow, TakenStep
from azukari.rights.wish import Form
from azukari.statement.text import Language

_ACKNOWLEDGE = "ack"
MOST_LISTED = 500
Beside: TypeAlias = Callable[[Cursor], None]
_NOTICES: Mapping[Move, str] = {
    Move.ASK_PROOF: "proof_asked",
    Move.EXTEND: "extended",
    Move.ANSWER: "answered",
    Move.FORWARD: "forwarded",
}


class RequestUnknownError(NotFoundError):
    """There is no such request."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it arrives: by which right of which pack, how, from whom, when, and whose record holds what was written."""

    pack: str
    kind: str
    channel: Channel
    asker: Asker
    language: Language
    arrived_at: datetime
    person_id: uuid.UUID | None = None
    record_id: uuid.UUID | None = None
    form: Form = Form.PAGE
    request_id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Course:
    """A request with the steps that it has taken."""

    row: RequestRow
    request: Request
    steps: tuple[TakenStep, ...]


def receive(
    database: Database, arrival: Arrival, *, by: str, now: datetime, beside: Beside | None = None
) -> RequestRow:
    """Take a request in: it gets its number and its days at once, counted from when it arrived (requirements S8.4).

    A letter that says so is put into the outbox. ``beside`` is done in the same transaction.

    Raises:
        PackUnknownError: if there is no such rule pack.
        MalformedError: if the pack has no such kind of request, or it is said to arrive later than now.
    """
    check_arrival(arrival, now=now)
    terms = _terms(arrival)
    answer = _answer_due(terms, arrival.arrived_at, extended=False)
    row = RequestRow(
        request_id=arrival.request_id,
        number=new_receipt_number(),
        person_id=arrival.person_id,
        record_id=arrival.record_id,
        pack=arrival.pack,
        kind=arrival.kind,
        channel=arrival.channel,
        asker=arrival.asker,
        language=arrival.language,
        arrived_at=arrival.arrived_at,
        acknowledge_by=due(terms.pack.rules[_ACKNOWLEDGE], arrival.arrived_at, _days(terms.pack)).safe,
        answer_by=answer.safe,
        latest_on=answer.latest,
        state=begun(terms).state,
        steps=1,
        form=arrival.form,
    )
    facts: dict[str, Fact] = {
        "request": str(row.request_id), "by": by, "pack": row.pack, "kind": row.kind, "channel": row.channel, "asker": row.asker,
    }  # fmt: skip
    with database.transaction() as cursor:
        store.insert_request(cursor, row, by=by, now=now)
        append(cursor, Event.RECEIVED, facts, now=now)
        if beside is not None:
            beside(cursor)
        put_notice(cursor, Notice(row.request_id, "received"), now=now)
    return row


def check_arrival(arrival: Arrival, *, now: datetime) -> None:
    """Check what can be told of a request before anything is kept of it.

    Raises:
        PackUnknownError, MalformedError: as `receive` says.
    """
    begun(_terms(arrival))
    if arrival.arrived_at > now:
        raise MalformedError("A request cannot have arrived in the future.", ground="arrived_at")


def take_step(
    database: Database,
    request_id: uuid.UUID,
    step: Step,
    *,
    now: datetime,
    beside: Beside | None = None,
    seen: int | None = None,
) -> RequestRow:
    """Take a request's next step, if its state and the specification let it; of two at once the second sees what the first did.

    The person is told by mail of the steps that concern them. ``beside`` is done in the same transaction. ``seen`` is how many
    steps whoever takes it has seen: it is not taken if there are others by now.

    Raises:
        RequestUnknownError: if there is no such request.
        StepRefusedError, MalformedError, SecondPersonError: as `request.stepped` says; nothing is changed then.
    """
    with database.transaction() as cursor:
        row = store.lock_request(cursor, request_id)
        if row is None:
            raise RequestUnknownError(ground="request_unknown")
        terms = _terms(row)
        before = replayed(terms, (taken.step for taken in store.select_steps(cursor, request_id)))
        after = stepped(before, step)
        if seen is not None and seen != row.steps:
            raise StepRefusedError(ground="step")
        moved = replace(row, state=after.state, steps=row.steps + 1)
        if step.move is Move.EXTEND:
            answer = _answer_due(terms, row.arrived_at, extended=True)
            moved = replace(moved, answer_by=answer.safe, latest_on=answer.latest)
        store.insert_step(cursor, row, moved, step, now=now)
        facts: dict[str, Fact] = {"request": str(request_id), "by": step.by}
        if step.decision is not None:
            facts |= {"outcome": step.decision.outcome.value, "grounds": tuple(sorted(step.decision.grounds))}
        append(cursor, MOVES[step.move], facts, now=now)
        if beside is not None:
            beside(cursor)
        notice = _notice(after, step.move)
        if notice is not None:
            put_notice(cursor, Notice(request_id, notice), now=now)
    return moved


def course_of(database: Database, request_id: uuid.UUID) -> Course:
    """Give a request with its steps; its state is what they come to.

    Raises:
        RequestUnknownError: if there is no such request.
    """
    row = store.select_request(database, request_id)
    if row is None:
        raise RequestUnknownError(ground="request_unknown")
    with database.transaction() as cursor:
        steps = store.select_steps(cursor, request_id)
    return Course(row, replayed(_terms(row), (taken.step for taken in steps)), steps)


def open_requests(database: Database, *, limit: int = MOST_LISTED) -> tuple[RequestRow, ...]:
    """List the requests that have not ended, the most urgent first."""
    return store.open_requests(database, limit=min(limit, MOST_LISTED))


def requests_of(database: Database, persons: Sequence[uuid.UUID]) -> tuple[Course, ...]:
    """Give the requests of some persons with their steps, newest first."""
    return tuple(course_of(database, row.request_id) for row in store.requests_of(database, persons))


def _notice(after: Request, move: Move) -> str | None:
    if move is Move.ANSWER and after.terms.kind == "erasure" and after.needs_acts:
        return "erased"
    return _NOTICES.get(move)


@lru_cache
def pack_of(name: str) -> RulePack:
    """Give a rule pack, read once.

    Raises:
        PackUnknownError: if there is none of this name.
    """
    return shipped_pack(name)


def _days(pack: RulePack) -> Calendar:
    return Calendar(pack.calendar)


def _terms(of: Arrival | RequestRow) -> Terms:
    return Terms(of.kind, pack_of(of.pack), Channel(of.channel), Asker(of.asker))


def _answer_due(terms: Terms, arrived_at: datetime, *, extended: bool) -> Due:
    rule = terms.pack.rules[terms.pack.kinds[terms.kind].deadline]
    return due(rule, arrived_at, _days(terms.pack), extended=extended)
