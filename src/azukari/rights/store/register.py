"""The register: requests and their steps."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from azukari.base.sql import Cursor, Database, Queries
from azukari.rights.request import Decision, Move, Outcome, State, Step
from azukari.rights.wish import Form
from azukari.statement.text import Language

_SQL = Queries("azukari.rights")


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as it stands in the register; ``answer_by`` is surely in time, ``latest_on`` the last day that the law allows."""

    request_id: uuid.UUID
    number: str
    person_id: uuid.UUID | None
    record_id: uuid.UUID | None
    pack: str
    kind: str
    channel: str
    asker: str
    language: Language
    arrived_at: datetime
    acknowledge_by: date
    answer_by: date
    latest_on: date
    state: State
    steps: int
    form: Form = Form.PAGE


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step, and when it was taken."""

    step: Step
    at: datetime


def insert_request(cursor: Cursor, row: RequestRow, *, by: str, now: datetime) -> None:
    """Put a request into the register, with its first step."""
    cursor.execute(_SQL["insert_request"], asdict(row) | {"taken_by": by, "now": now})


def lock_request(cursor: Cursor, request_id: uuid.UUID) -> RequestRow | None:
    """Give a request; nobody else takes a step before this transaction has ended."""
    cursor.execute(_SQL["lock_request"], {"request_id": request_id})
    row = cursor.fetchone()
    return None if row is None else _row(row)


def select_request(database: Database, request_id: uuid.UUID) -> RequestRow | None:
    """Give a request."""
    rows = database.run(_SQL["select_request"], {"request_id": request_id})
    return _row(rows[0]) if rows else None


def open_requests(database: Database, *, limit: int) -> tuple[RequestRow, ...]:
    """Give requests that have not ended, the most urgent first."""
    return tuple(_row(row) for row in database.run(_SQL["open_requests"], {"limit": limit}))


def requests_of(database: Database, persons: Sequence[uuid.UUID]) -> tuple[RequestRow, ...]:
    """Give the requests of some persons, newest first."""
    return tuple(_row(row) for row in database.run(_SQL["requests_of_persons"], {"persons": list(persons)}))


def set_person(cursor: Cursor, request_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Say whose request it is."""
    cursor.execute(_SQL["set_request_person"], {"request_id": request_id, "person_id": person_id})


def forget_persons(cursor: Cursor, persons: Sequence[uuid.UUID]) -> None:
    """Let requests of some persons be nobody's."""
    cursor.execute(_SQL["forget_request_persons"], {"persons": list(persons)})


def select_steps(cursor: Cursor, request_id: uuid.UUID) -> tuple[TakenStep, ...]:
    """Give a request's steps in their order."""
    cursor.execute(_SQL["select_steps"], {"request_id": request_id})
    return tuple(_step(*row) for row in cursor.fetchall())


def insert_step(cursor: Cursor, before: RequestRow, after: RequestRow, step: Step, *, now: datetime) -> None:
    """Put a step in its place, and say where it has led."""
    decision = step.decision
    cursor.execute(
        _SQL["insert_step"],
        {
            "request_id": before.request_id,
            "place": after.steps,
            "move": step.move.value,
            "taken_by": step.by,
            "outcome": None if decision is None else decision.outcome.value,
            "grounds": [] if decision is None else sorted(decision.grounds),
            "now": now,
        },
    )
    cursor.execute(
        _SQL["move_request"],
        {
            "request_id": before.request_id,
            "state": after.state.value,
            "place": after.steps,
            "answer_by": after.answer_by,
            "latest_on": after.latest_on,
        },
    )


def _row(columns: Sequence[Any]) -> RequestRow:
    row = RequestRow(*columns)
    return replace(row, state=State(row.state), form=Form(row.form))


def _step(move: str, by: str, outcome: str | None, grounds: list[str], at: datetime) -> TakenStep:
    decision = None if outcome is None else Decision(Outcome(outcome), frozenset(grounds))
    return TakenStep(Step(Move(move), by, decision), at)
