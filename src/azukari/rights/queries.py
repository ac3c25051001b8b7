"""Where requests stand, for the staff side and the worker, who read it by their own roles: nothing personal is in it."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from azukari.base.clock import japan_date
from azukari.base.errors import NotFoundError
from azukari.base.sql import Database, Queries
from azukari.rights.identity import CheckedProof
from azukari.rights.request import Asker, Channel, State
from azukari.rights.search import Place
from azukari.rights.store import cases
from azukari.rights.store.register import TakenStep, select_steps
from azukari.rights.wish import Form
from azukari.statement.text import Language

_SQL = Queries("azukari.rights")
MOST_LISTED = 500
FIGURES_SPAN = timedelta(days=365)


class RequestNotThereError(NotFoundError):
    """There is no such request."""


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """Where a request stands."""

    request_id: uuid.UUID
    number: str
    pack: str
    kind: str
    channel: Channel
    asker: Asker
    language: Language
    arrived_at: datetime
    acknowledge_by: date
    answer_by: date
    latest_on: date
    state: State
    steps: int
    form: Form
    acknowledged: bool = False  # the mail that says that it arrived has gone out

    def days_left(self, today: date) -> int:
        """Tell how many days are left to answer; fewer than none if it is overdue."""
        return (self.answer_by - today).days


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """How long a request took."""

    kind: str
    days: int
    in_time: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What is drawn: how many are open by days left, how many are overdue, how long answers took, and what arrives by week."""

    open: Mapping[int, int]
    overdue: int
    answered: tuple[AnsweredRequest, ...]
    arrived: Mapping[tuple[date, str], int]  # by the week's Monday and kind


def open_requests(database: Database, *, limit: int = MOST_LISTED) -> tuple[ListedRequest, ...]:
    """List the requests that have not ended, the most urgent first."""
    return _listed(database, ended=False, limit=limit)


def ended_requests(database: Database, *, limit: int = 200) -> tuple[ListedRequest, ...]:
    """List the requests that have ended, the newest first."""
    return _listed(database, ended=True, limit=limit)


def request_row(database: Database, request_id: uuid.UUID) -> ListedRequest:
    """Give one request.

    Raises:
        RequestNotThereError: if there is none.
    """
    rows = database.run(_SQL["listed_request"], {"request_id": request_id})
    if not rows:
        raise RequestNotThereError(ground="request_unknown")
    return _row(rows[0])


def steps(database: Database, request_id: uuid.UUID) -> tuple[TakenStep, ...]:
    """Give the steps that a request has taken, in their order."""
    with database.transaction() as cursor:
        return select_steps(cursor, request_id)


def places(database: Database, request_id: uuid.UUID) -> tuple[Place, ...]:
    """Give a request's search plan; empty as long as none was made."""
    return cases.select_places(database, request_id)


def proofs(database: Database, request_id: uuid.UUID) -> tuple[CheckedProof, ...]:
    """Give what was shown of who asks."""
    return cases.select_proofs(database, request_id)


def waiting_for_recipients(database: Database) -> frozenset[uuid.UUID]:
    """List the requests of which somebody outside was asked and has not confirmed."""
    return frozenset(row[0] for row in database.run(_SQL["waiting_places"]))


def figures(database: Database, *, now: datetime) -> Figures:
    """Count what the pictures show; answers and arrivals of a year."""
    today, since = japan_date(now), now - FIGURES_SPAN
    left = [one.days_left(today) for one in open_requests(database)]
    answered = [
        AnsweredRequest(kind, (japan_date(ended) - japan_date(arrived)).days, japan_date(ended) <= latest)
        for kind, arrived, ended, latest in database.run(_SQL["answered_requests"], {"since": since})
    ]
    arrived = Counter(
        (_monday(japan_date(at)), kind) for kind, at in database.run(_SQL["arrived_requests"], {"since": since})
    )
    return Figures(Counter(left), sum(days < 0 for days in left), tuple(answered), arrived)


def _listed(database: Database, *, ended: bool, limit: int) -> tuple[ListedRequest, ...]:
    rows = database.run(_SQL["listed_requests"], {"ended": ended, "limit": min(limit, MOST_LISTED)})
    return tuple(map(_row, rows))


def _row(columns: Sequence[Any]) -> ListedRequest:
    row = ListedRequest(*columns)
    return replace(
        row, channel=Channel(row.channel), asker=Asker(row.asker), state=State(row.state), form=Form(row.form)
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
