"""Requests in the words of the person who made them: where they stand, until when, and what was decided."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.conf import settings

from azukari.base.errors import NotFoundError
from azukari.rights.pack import KindRule, RulePack
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import ENDED
from azukari.rights.shapes import CaseView, OwnRequest
from azukari.rights.wish import Form
from azukari.statement.text import Language
from azukari.web.days import day_shown, instant_shown
from azukari.web.portal.words import KIND_WORDS, MOVE_WORDS, OUTCOME_WORDS, STATE_WORDS

_LAW, _GDPR = "jp-appi-2022", "eu-gdpr"
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
class CaseShown:
    """A request by itself, with what was asked for and what was decided."""

    line: RequestLine
    steps: tuple[TakenStep, ...]
    outcome: str
    grounds: tuple[str, ...]
    reason: str = field(repr=False)
    reply: str = field(repr=False)
    text: str = field(repr=False)
    can_fetch: bool


def packs() -> tuple[RulePack, ...]:
    """Give the rule packs by which a person may ask here."""
    return tuple(_pack(name) for name in (_LAW, *((_GDPR,) if settings.AZUKARI_GDPR else ())))


def rights(language: Language) -> tuple[Right, ...]:
    """List the kinds of request that can be made here; what is done on the page at once is not among them."""
    return tuple(_right(pack, kind, language) for pack in packs() for kind in pack.kinds.values() if not kind.at_once)


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
    pack = _pack(one.pack)
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


def case_shown(view: CaseView, *, today: date, language: Language) -> CaseShown:
    """Write a request by itself."""
    one = view.request
    grounds = _pack(one.pack).grounds
    return CaseShown(
        line=line(one, today=today, language=language),
        steps=tuple(TakenStep(str(MOVE_WORDS[step.move]), instant_shown(step.at, language)) for step in view.steps),
        outcome="" if one.outcome is None else str(OUTCOME_WORDS[one.outcome]),
        grounds=tuple(
            _ground(grounds[name].title.in_language(language), grounds[name].article) for name in one.grounds
        ),
        reason=view.reason,
        reply=view.reply,
        text=view.wish.text,
        can_fetch=one.outcome in {"full", "part"} and one.kind in {"disclosure", "portability"},
    )


def _right(pack: RulePack, kind: KindRule, language: Language) -> Right:
    words: Mapping[str, object] = KIND_WORDS
    return Right(
        pack=pack.id,
        kind=kind.id,
        title=kind.title.in_language(language),
        law=f"{pack.title.in_language(language)} {kind.article}",
        text=str(words.get(kind.id, "")),
    )


def _ground(title: str, article: str) -> str:
    return f"{title} ({article})"


@cache
def _pack(name: str) -> RulePack:
    return shipped_pack(name)
