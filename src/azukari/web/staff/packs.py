"""The rule packs as the desk uses them: read once, and those offered that count here and now."""

from collections.abc import Iterable
from datetime import date

from azukari.rights.calendar import Calendar
from azukari.rights.deadline import Due, due
from azukari.rights.pack import Ground
from azukari.rights.queries import ListedRequest
from azukari.rights.request import Request, Step, Terms, replayed
from azukari.statement.text import Language
from azukari.web.packs import offered_packs, pack_named

HOME_PACK, EUROPEAN_PACK, COMING_PACK = "jp-appi-2022", "eu-gdpr", "jp-appi-2026"


def kind_title(pack: str, kind: str, language: Language) -> str:
    """Tell what a kind of request is called."""
    rule = pack_named(pack).kinds.get(kind)
    return rule.title.in_language(language) if rule else kind


def kind_article(pack: str, kind: str) -> str:
    """Tell which article a kind of request rests on."""
    rule = pack_named(pack).kinds.get(kind)
    return rule.article if rule else ""


def fitting_grounds(pack: str, kind: str) -> tuple[Ground, ...]:
    """List the grounds on which a kind of request may be refused."""
    return tuple(ground for ground in pack_named(pack).grounds.values() if kind in ground.kinds)


def retold(row: ListedRequest, steps: Iterable[Step]) -> Request:
    """Give a request as its steps have left it."""
    return replayed(Terms(row.kind, pack_named(row.pack), row.channel, row.asker), steps)


def answer_due(row: ListedRequest, *, extended: bool) -> Due:
    """Tell until when an answer is due, read three ways."""
    pack = pack_named(row.pack)
    rule = pack.rules[pack.kinds[row.kind].deadline]
    return due(rule, row.arrived_at, Calendar(pack.calendar), extended=extended)


def holidays_end(today: date) -> date | None:
    """Give the last day whose holidays are settled, if it is 90 days away or less in a pack that is offered (requirements H24)."""
    ends = (Calendar(pack.calendar).ends_soon(today) for pack in offered_packs())
    return min((day for day in ends if day is not None), default=None)


def every_kind_title(kind: str, language: Language) -> str:
    """Tell what a kind of request of any pack is called."""
    for name in (HOME_PACK, EUROPEAN_PACK):
        if kind in pack_named(name).kinds:
            return kind_title(name, kind, language)
    return kind
