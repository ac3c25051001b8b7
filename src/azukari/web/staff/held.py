"""What is held about the person of a request, in the words of the form under which it came."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.base.sql import Database
from azukari.statement import queries as statements
from azukari.statement.document import Statement
from azukari.statement.service import Item
from azukari.statement.text import Language
from azukari.vault.consent import ConsentState
from azukari.vault.services.showing import HeldRecord
from azukari.web.staff.statements import Line, item_lines, value_words

_SAID: Mapping[ConsentState, Promise] = {
    ConsentState.GIVEN: _("permission given"),
    ConsentState.REFUSED: _("permission refused"),
    ConsentState.WITHDRAWN: _("permission withdrawn"),
}


@dataclass(frozen=True, slots=True)
class HeldUse:
    """One purpose of a record: whether it may still be used so, until when, and what was said to it."""

    purpose: str
    title: str
    living: bool
    until_on: date | None
    said: str


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One item of a record, held or not: as it is stored, and in words."""

    item: Item
    label: str
    value: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldLines:
    """One record, in words."""

    record_id: uuid.UUID
    number: str
    service: str
    collected_at: datetime
    lines: tuple[Line, ...] = field(repr=False)
    items: tuple[HeldItem, ...] = field(repr=False)
    uses: tuple[HeldUse, ...]
    on_hold: bool


def held_lines(database: Database, held: Iterable[HeldRecord], language: Language) -> tuple[HeldLines, ...]:
    """Write what is held in words, each record in those of the statement that it is bound to."""
    return tuple(_lines(statements.version(database, one.statement_hash).statement, one, language) for one in held)


def _lines(statement: Statement, held: HeldRecord, language: Language) -> HeldLines:
    service = statement.service(held.service)
    return HeldLines(
        record_id=held.record_id,
        number=held.number,
        service=service.title.in_language(language),
        collected_at=held.collected_at,
        lines=item_lines(service, held.values, language),
        items=tuple(
            HeldItem(item, item.label.in_language(language), value, value_words(item, value, language))
            for item in service.items
            for value in (held.values.get(item.id, ""),)
        ),
        uses=tuple(
            HeldUse(
                use.purpose,
                _title(statement, use.purpose, language),
                use.living,
                use.until_on,
                str(_SAID[use.consent]) if use.consent else "",
            )
            for use in held.uses
        ),
        on_hold=held.on_hold,
    )


def _title(statement: Statement, purpose: str, language: Language) -> str:
    try:
        return statement.purpose(purpose).title.in_language(language)
    except KeyError:
        return purpose
