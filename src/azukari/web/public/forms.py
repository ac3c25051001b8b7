"""The form of a service, built from its items: one way to ask, check and show each kind of item (requirements §5.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from azukari.statement.document import Statement
from azukari.statement.purposes import Purpose
from azukari.statement.service import Item, ItemKind, Service
from azukari.statement.text import Language
from azukari.vault.typed import ADDRESS_PARTS
from azukari.web.answers import AnswerError, is_doubtful, read_answer, shown_answer
from azukari.web.public.fields import fields_of

AGREE = "az-agree"
DRAFT = "az-draft"
TRAP = "az-website"  # hidden from people; programs that fill in everything give themselves away
PERMISSION_PREFIX = "az-permission-"


@dataclass(frozen=True, slots=True)
class Question:
    """One item as the page shows it."""

    item: Item
    label: str
    hint: str
    why: str
    without: str
    fields: tuple[BoundField, ...]
    errors: tuple[str, ...]
    look_up: bool  # whether a button beside it fills in the address

    @property
    def is_group(self) -> bool:
        """Tell whether it needs a fieldset rather than a label."""
        return self.item.kind in (ItemKind.CHOICE, ItemKind.CHOICES, ItemKind.ADDRESS)


@dataclass(frozen=True, slots=True)
class Permission:
    """One optional purpose that is offered, with its own unticked box."""

    purpose: Purpose
    field: BoundField


class CollectionForm(forms.Form):
    """The form of one service in one language; names that it does not know are dropped before anything sees them."""

    def __init__(
        self,
        service: Service,
        *,
        statement: Statement,
        language: Language,
        answers: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Build the fields; ``answers`` is what was typed, by field."""
        self.service = service
        self.language = language
        self.offered = tuple(statement.purpose(purpose_id) for purpose_id in service.optional_purposes)
        data = None if answers is None else MultiValueDict({name: list(typed) for name, typed in answers.items()})
        super().__init__(data, auto_id="%s", use_required_attribute=False)
        for item in service.items:
            self.fields.update(fields_of(item, language=language))
        for purpose in self.offered:
            self.fields[PERMISSION_PREFIX + purpose.id] = forms.BooleanField(required=False)
        agree = _("Please tick the box if you agree to the handling described in the notice.")
        self.fields[AGREE] = forms.BooleanField(error_messages={"required": agree})
        self.values: dict[str, str] = {}

    def known(self, data: QueryDict) -> dict[str, tuple[str, ...]]:
        """Take what was typed in the fields of this form, and nothing else."""
        return {name: tuple(data.getlist(name)) for name in self.fields if name in data}

    def clean(self) -> dict[str, object]:
        """Check each item as a whole and keep its value as it is to be stored."""
        cleaned = dict(super().clean() or self.cleaned_data)
        for item in self.service.items:
            names = field_names(item)
            if any(name in self._errors for name in names):
                continue
            typed = [cleaned.get(name) for name in names]
            try:
                value = read_answer(item, typed, label=item.label.in_language(self.language))
            except AnswerError as error:
                self.add_error(names[0], error.message)
                continue
            if value:
                self.values[item.id] = value
        return cleaned

    def forget_errors(self) -> None:
        """Point out no mistakes: the form is shown again before anybody asked for a check."""
        self._errors = ErrorDict()

    @property
    def permissions(self) -> frozenset[str]:
        """List the optional purposes that were agreed to."""
        return frozenset(p.id for p in self.offered if self.cleaned_data.get(PERMISSION_PREFIX + p.id))

    def questions(self) -> Iterator[Question]:
        """Give the items as the page shows them."""
        has_address = any(item.kind is ItemKind.ADDRESS for item in self.service.items)
        for item in self.service.items:
            bound = tuple(self[name] for name in field_names(item))
            yield Question(
                item=item,
                label=item.label.in_language(self.language),
                hint=item.hint.in_language(self.language),
                why=item.why.in_language(self.language),
                without=item.without.in_language(self.language),
                fields=bound,
                errors=tuple(str(error) for field in bound for error in field.errors),
                look_up=has_address and item.kind is ItemKind.POSTAL_CODE,
            )

    def permission_questions(self) -> tuple[Permission, ...]:
        """Give the optional purposes as the page shows them."""
        return tuple(Permission(purpose, self[PERMISSION_PREFIX + purpose.id]) for purpose in self.offered)

    def error_links(self) -> tuple[tuple[str, str], ...]:
        """List every mistake with the id of the field to go to, in the order of the page."""
        general = [("", str(error)) for error in self.non_field_errors()]
        named = [(name, str(error)) for name in self.fields for error in self.errors.get(name, ())]
        return (*general, *((self[name].id_for_label or f"{name}-group", error) for name, error in named))

    def doubtful_labels(self) -> tuple[str, ...]:
        """List the dates that lie outside the era that was named, to be asked about (requirements H26)."""
        return tuple(
            item.label.in_language(self.language)
            for item in self.service.items
            if is_doubtful(item, str(self.cleaned_data.get(item.id) or ""))
        )

    def shown_values(self) -> tuple[tuple[str, str], ...]:
        """List labels and values as they will be kept, for the confirmation; empty where nothing was given."""
        return tuple(
            (
                item.label.in_language(self.language),
                shown_answer(item, self.values.get(item.id, ""), language=self.language),
            )
            for item in self.service.items
        )


def field_names(item: Item) -> tuple[str, ...]:
    """Name the fields of an item: an address has several, everything else one."""
    if item.kind is ItemKind.ADDRESS:
        return tuple(f"{item.id}-{part}" for part in ADDRESS_PARTS)
    return (item.id,)
