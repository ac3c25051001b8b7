"""Requests as the desk shows them: lines of the queue, clocks, and the course so far; nothing personal is in any of them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.rights.deadline import Due
from azukari.rights.queries import ListedRequest
from azukari.rights.request import Move, Outcome
from azukari.rights.urgency import Urgency, is_acknowledged, urgency
from azukari.statement.text import Language
from azukari.web.packs import pack_named
from azukari.web.staff.packs import kind_title
from azukari.web.staff.request_words import ASKER_WORDS, CHANNEL_WORDS, MOVE_WORDS, OUTCOME_WORDS, STATE_WORDS

# A shape beside the words, so that neither colour nor reading is needed to find what presses.
MARKS: Mapping[Urgency, str] = {
    Urgency.LATE: "▲",
    Urgency.PAST: "▲",
    Urgency.SOON: "◆",
    Urgency.CALM: "○",
    Urgency.ENDED: "",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One day by which something is due, how far away it is in words, and how pressing."""

    title: str
    on: date
    left: str
    urgency: Urgency
    mark: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in the queue, in words; ``acknowledge`` is there as long as nobody has acknowledged it."""

    request_id: uuid.UUID
    number: str
    kind: str
    pack: str
    channel: str
    asker: str
    state: str
    state_id: str
    arrived_at: datetime
    acknowledge: Clock | None
    answer: Clock
    latest_on: date


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a request's course, in words."""

    at: datetime
    title: str
    by: str
    outcome: str
    grounds: tuple[str, ...]


def left_words(on: date, today: date) -> str:
    """Say how far away a day is."""
    days = (on - today).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def request_line(row: ListedRequest, language: Language, *, today: date) -> RequestLine:
    """Write a request as a line of the queue."""
    return RequestLine(
        request_id=row.request_id,
        number=row.number,
        kind=kind_title(row.pack, row.kind, language),
        pack=pack_named(row.pack).title.in_language(language),
        channel=str(CHANNEL_WORDS[row.channel]),
        asker=str(ASKER_WORDS[row.asker]),
        state=str(STATE_WORDS[row.state]),
        state_id=row.state.value,
        arrived_at=row.arrived_at,
        acknowledge=acknowledge_clock(row, today=today),
        answer=answer_clock(row, today=today),
        latest_on=row.latest_on,
    )


def acknowledge_clock(row: ListedRequest, *, today: date) -> Clock | None:
    """Give the day by which it has to be acknowledged, unless it was."""
    if is_acknowledged(row.state, row.channel, mailed=row.acknowledged):
        return None
    late = today > row.acknowledge_by
    pressing = Urgency.LATE if late else Urgency.SOON
    return Clock(
        _("Acknowledge by"), row.acknowledge_by, left_words(row.acknowledge_by, today), pressing, MARKS[pressing]
    )


def answer_clock(row: ListedRequest, *, today: date) -> Clock:
    """Give the day by which an answer is surely in time."""
    pressing = urgency(row.state, answer_by=row.answer_by, latest_on=row.latest_on, today=today)
    left = "" if pressing is Urgency.ENDED else left_words(row.answer_by, today)
    return Clock(_("Answer by"), row.answer_by, left, pressing, MARKS[pressing])


def clocks(row: ListedRequest, due: Due, *, today: date) -> tuple[Clock, ...]:
    """Give every day that a request is measured by: to acknowledge, to answer, and the last one that the law allows."""
    pressing = urgency(row.state, answer_by=row.latest_on, latest_on=row.latest_on, today=today)
    left = "" if pressing is Urgency.ENDED else left_words(row.latest_on, today)
    found = [acknowledge_clock(row, today=today), answer_clock(row, today=today)]
    if due.nominal not in (due.safe, due.latest):
        found.append(Clock(_("Day that counting comes to"), due.nominal, _("a closed day"), Urgency.CALM, ""))
    found.append(Clock(_("Last day"), row.latest_on, left, pressing, MARKS[pressing]))
    return tuple(clock for clock in found if clock is not None)


def course_lines(
    steps: Iterable[tuple[Move, str, datetime, Outcome | None, Iterable[str]]],
    *,
    pack: str,
    names: Mapping[str, str],
    language: Language,
) -> tuple[StepLine, ...]:
    """Write a request's steps; who took one without an account here was the person, or Azukari itself."""
    grounds = pack_named(pack).grounds
    return tuple(
        StepLine(
            at=at,
            title=str(MOVE_WORDS[move]),
            by=names.get(by, _("The person, or Azukari itself")),
            outcome=str(OUTCOME_WORDS[outcome]) if outcome else "",
            grounds=tuple(grounds[one].title.in_language(language) if one in grounds else one for one in sorted(named)),
        )
        for move, by, at, outcome, named in steps
    )
