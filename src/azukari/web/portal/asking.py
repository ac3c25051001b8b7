"""From what a person filled in to what is asked for, and the form that asks it: one for each kind of request."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from azukari.rights.wish import LONGEST_TEXT, Form, Wish
from azukari.statement.service import Item, ItemKind, Service
from azukari.statement.text import Language
from azukari.vault.normalise import CHOICES_SEPARATOR
from azukari.vault.services.showing import HeldRecord
from azukari.web.answers import AnswerError, read_answer, shown_answer

TEXT, FORM, USE, SURE, SUPPRESS, VALUE, OPINION = "text", "form", "use", "sure", "suppress", "value", "opinion"
NEEDS_TEXT = frozenset({"complaint", "objection", "human-review", "restriction"})
NEEDS_USES = frozenset({"stop-use", "stop-provision", "objection", "stop-use-minor", "stop-use-biometric"})
NEEDS_SURE = frozenset({"erasure"})
MAY_SUPPRESS = frozenset({"stop-use", "erasure"})
CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: what is asked for, or what has to be put right, by field."""

    wish: Wish
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """The field in which a new value is typed."""

    kind: str  # one, many, long, or line
    value: str = field(repr=False)
    choices: tuple[tuple[str, str, bool], ...] = ()


def read_wish_form(kind: str, sent: QueryDict, records: tuple[HeldRecord, ...]) -> Filled:
    """Read the form of any kind but a correction."""
    text = _text(sent)
    errors: dict[str, str] = {}
    purposes = _uses(sent, records)
    if len(text) > LONGEST_TEXT:
        errors[TEXT] = _("Please write at most 4,000 characters.")
    if kind in NEEDS_TEXT and not text:
        errors[TEXT] = _("Please write in a few words what it is about.")
    if kind in NEEDS_USES and not purposes and not text:
        errors[USE] = _("Please choose at least one use, or write what it is about.")
    if kind in NEEDS_SURE and SURE not in sent:
        errors[SURE] = _("Please tick the box if you are sure.")
    wish = Wish(
        text=text[:LONGEST_TEXT],
        form=_form(sent),
        purposes=purposes if kind in NEEDS_USES else {},
        suppress=kind in MAY_SUPPRESS and SUPPRESS in sent,
    )
    return Filled(wish, errors)


def read_correction(item: Item, held: HeldRecord, sent: QueryDict, *, language: Language) -> Filled:
    """Read the form of a correction: a new value, nothing in place of the old one, or only what the person says to it."""
    text = _text(sent)
    errors: dict[str, str] = {}
    items: dict[uuid.UUID, dict[str, str]] = {}
    opinions: dict[uuid.UUID, dict[str, str]] = {}
    if len(text) > LONGEST_TEXT:
        errors[TEXT] = _("Please write at most 4,000 characters.")
    if OPINION in sent:
        if not text:
            errors[TEXT] = _("Please write what you want to have said beside it.")
        opinions = {held.record_id: {item.id: text[:LONGEST_TEXT]}}
    else:
        try:
            typed: list[object] = [sent.getlist(VALUE)] if item.kind is ItemKind.CHOICES else [sent.get(VALUE, "")]
            value = _read(item, typed, label=item.label.in_language(language))
            if value == held.values.get(item.id, ""):
                errors[VALUE] = _("This is what stands there already.")
            items = {held.record_id: {item.id: value}}
        except AnswerError as error:
            errors[VALUE] = error.message
    wish = Wish(text="" if opinions else text[:LONGEST_TEXT], form=_form(sent), items=items, opinions=opinions)
    return Filled(wish, errors)


def value_field(item: Item, value: str, *, language: Language) -> Field:
    """Lay out the field for a new value of an item, with what stands there now."""
    chosen = value.split(CHOICES_SEPARATOR)
    choices = tuple((choice.id, choice.label.in_language(language), choice.id in chosen) for choice in item.choices)
    kinds = {ItemKind.CHOICE: "one", ItemKind.CHOICES: "many", ItemKind.PARAGRAPH: "long"}
    return Field(kinds.get(item.kind, "line"), value, choices)


def correctable(
    records: tuple[HeldRecord, ...], services: Mapping[uuid.UUID, Service], language: Language
) -> list[Any]:
    """List, for each record, its items with what stands there, to choose one that is to be corrected."""
    return [
        {
            "record_id": held.record_id,
            "number": held.number,
            "title": services[held.record_id].title.in_language(language),
            "items": [
                {
                    "id": item.id,
                    "label": item.label.in_language(language),
                    "value": shown_answer(item, held.values.get(item.id, ""), language=language),
                }
                for item in services[held.record_id].items
            ],
        }
        for held in records
    ]


def _read(item: Item, typed: list[object], *, label: str) -> str:
    # An address was typed in four boxes and is kept as one line; here the line itself is corrected.
    if item.kind is ItemKind.ADDRESS:
        typed = ["", "", typed[0], ""]
    return read_answer(item, typed, label=label)


def _uses(sent: QueryDict, records: tuple[HeldRecord, ...]) -> dict[uuid.UUID, tuple[str, ...]]:
    """Take the uses that were ticked, as far as they are there; each is written as the record's id, a space and the purpose."""
    ticked = set(sent.getlist(USE))
    found = {
        held.record_id: tuple(
            use.purpose for use in held.uses if use.living and f"{held.record_id} {use.purpose}" in ticked
        )
        for held in records
    }
    return {record: purposes for record, purposes in found.items() if purposes}


def _text(sent: QueryDict) -> str:
    return sent.get(TEXT, "").replace("\r\n", "\n").strip()


def _form(sent: QueryDict) -> Form:
    return Form.LETTER if sent.get(FORM) == Form.LETTER.value else Form.PAGE
