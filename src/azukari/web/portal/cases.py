"""Requests in the words of the person who made them: where they stand, until when, and what was decided."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from azukari.base.errors import NotFoundError
from azukari.rights.pack import KindRule, RulePack
from azukari.rights.request import ENDED
from azukari.rights.shapes import CaseView, OwnRequest
from azukari.rights.wish import Form, Wish
from azukari.statement.document import Statement
from azukari.statement.text import Language
from azukari.web.answers import shown_answer
from azukari.web.days import day_shown, instant_shown
from azukari.web.packs import article_words, offered_packs, pack_named
from azukari.web.portal.words import KIND_WORDS, MOVE_WORDS, OUTCOME_WORDS, STATE_WORDS, SUPPRESSED, TAKEN_OUT, TO_STOP

# In these states a request can still be taken back (spec/request.md: `withdraw`).
_OPEN_TO_WITHDRAW = frozenset({"received", "identifying", "examining", "proposed"})


class KindUnknownError(NotFoundError):
    """There is no such kind of request here."""


@dataclass(frozen=True, slots=True)
class Right:
    """A kind of request that can be made here."""

    pack: str
    kind: str
    title: str
    law: str
    text: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list."""

    request_id: uuid.UUID
    number: str
    title: str
    state: str
    arrived: str
    answer_by: str
    latest_on: str
    days_left: int
    is_open: bool
    can_take_back: bool
    by_letter: bool


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that a request took."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that was asked for: a new value or words for an item, or a use to be stopped."""

    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A request by itself, with what was asked for and what was decided."""

    line: RequestLine
    steps: tuple[TakenStep, ...]
    outcome: str
    grounds: tuple[str, ...]
    reason: str = field(repr=False)
    reply: str = field(repr=False)
    text: str = field(repr=False)
    wanted: tuple[Wanted, ...]
    can_fetch: bool


def rights(language: Language) -> tuple[Right, ...]:
    """List the kinds of request that can be made here; what is done on the page at once is not among them."""
    return tuple(
        _right(pack, kind, language) for pack in offered_packs() for kind in pack.kinds.values() if not kind.at_once
    )


def right(kind: str, language: Language) -> Right:
    """Find a kind of request.

    Raises:
        KindUnknownError: if there is none of this name.
    """
    for one in rights(language):
        if one.kind == kind:
            return one
    raise KindUnknownError


def line(one: OwnRequest, *, today: date, language: Language) -> RequestLine:
    """Write a request for a list."""
    pack = pack_named(one.pack)
    return RequestLine(
        request_id=one.request_id,
        number=one.number,
        title=pack.kinds[one.kind].title.in_language(language),
        state=str(STATE_WORDS[one.state]),
        arrived=instant_shown(one.arrived_at, language),
        answer_by=day_shown(one.answer_by, language),
        latest_on=day_shown(one.latest_on, language),
        days_left=(one.answer_by - today).days,
        is_open=one.state not in ENDED,
        can_take_back=one.state.value in _OPEN_TO_WITHDRAW,
        by_letter=one.form is Form.LETTER,
    )


def case_shown(view: CaseView, *, in_force: Statement, today: date, language: Language) -> CaseShown:
    """Write a request by itself."""
    one = view.request
    grounds = pack_named(one.pack).grounds
    return CaseShown(
        line=line(one, today=today, language=language),
        steps=tuple(TakenStep(str(MOVE_WORDS[step.move]), instant_shown(step.at, language)) for step in view.steps),
        outcome="" if one.outcome is None else str(OUTCOME_WORDS[one.outcome]),
        grounds=tuple(
            f"{ground.title.in_language(language)} ({article_words(one.pack, ground.article, language)})"
            for ground in (grounds[name] for name in one.grounds)
        ),
        reason=view.reason,
        reply=view.reply,
        text=view.wish.text,
        wanted=tuple(_wanted(view.wish, in_force, language)),
        can_fetch=one.outcome in {"full", "part"} and one.kind in {"disclosure", "portability"},
    )


def _wanted(wish: Wish, statement: Statement, language: Language) -> Iterator[Wanted]:
    """Write what was asked for in the words of the statement in force; what it no longer names, by its id."""
    items = {item.id: item for service in statement.services for item in service.items}
    for item_id, value in (pair for each in wish.items.values() for pair in each.items()):
        item = items.get(item_id)
        shown = value if item is None else shown_answer(item, value, language=language)
        yield Wanted(item_id if item is None else item.label.in_language(language), shown or str(TAKEN_OUT))
    for item_id, words in (pair for each in wish.opinions.values() for pair in each.items()):
        item = items.get(item_id)
        yield Wanted(item_id if item is None else item.label.in_language(language), words)
    for purpose_id in dict.fromkeys(purpose for each in wish.purposes.values() for purpose in each):
        yield Wanted(title_of(purpose_id, statement, language), str(TO_STOP))
    if wish.suppress:
        yield Wanted(str(SUPPRESSED), "")


def title_of(purpose_id: str, statement: Statement, language: Language) -> str:
    """Tell what a purpose is called; one that the statement does not know is told by its id."""
    try:
        return statement.purpose(purpose_id).title.in_language(language)
    except KeyError:
        return purpose_id


def _right(pack: RulePack, kind: KindRule, language: Language) -> Right:
    words: Mapping[str, object] = KIND_WORDS
    return Right(
        pack=pack.id,
        kind=kind.id,
        title=kind.title.in_language(language),
        law=article_words(pack.id, kind.article, language),
        text=str(words.get(kind.id, "")),
    )
