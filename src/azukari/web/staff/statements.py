"""What the statement in force lets a role do: purposes by service, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import NotFoundError
from azukari.base.sql import Database
from azukari.statement import queries
from azukari.statement.document import Statement
from azukari.statement.purposes import Purpose, Role
from azukari.statement.service import Item, ItemKind, Service
from azukari.statement.text import Language
from azukari.vault.annotation import statement_of
from azukari.vault.normalise import CHOICES_SEPARATOR


@dataclass(frozen=True, slots=True)
class PurposeGroup:
    """The purposes of one service that a role may use; those of the whole organisation have no service."""

    service: Service | None
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it is shown: what it is called, what it holds, and what the person says beside it."""

    label: str
    value: str
    empty: bool
    statement: str = ""


def statement_in_force(database: Database, *, now: datetime) -> Statement:
    """Give the statement that binds what is collected now.

    Raises:
        NotFoundError: if none was published yet.
    """
    return queries.in_force(database, now).statement


def service_purposes(statement: Statement, service: Service) -> tuple[Purpose, ...]:
    """List the purposes that what a service collects may be used for, its own first, then those of the whole organisation."""
    named = {purpose for item in service.items for purpose in item.purposes}
    return tuple(purpose for purpose in (*service.purposes, *statement.purposes) if purpose.id in named)


def purpose_groups(statement: Statement, role: Role) -> tuple[PurposeGroup, ...]:
    """List the purposes that a role may open for, by service; services of which it may use none are left out."""
    return tuple(group for group in _groups(statement, role) if group.purposes)


def find_purpose(statement: Statement, purpose_id: str, role: Role) -> tuple[Purpose, Service | None]:
    """Find a purpose that a role may use, and its service.

    Raises:
        NotFoundError: if there is none of this id for this role.
    """
    for group in _groups(statement, role):
        for purpose in group.purposes:
            if purpose.id == purpose_id:
                return purpose, group.service
    raise NotFoundError("There is no such purpose for your role.")


def purpose_titles(database: Database, language: Language, *, now: datetime) -> dict[str, str]:
    """Tell what each purpose of the statement in force is called; nothing if none was published yet."""
    try:
        statement = statement_in_force(database, now=now)
    except queries.NothingPublishedError:
        return {}
    services = {service.id: service.title.in_language(language) for service in statement.services}
    return {
        purpose.id: " – ".join(
            part
            for part in (services.get(purpose.id.partition(".")[0], ""), purpose.title.in_language(language))
            if part
        )
        for purpose in statement.all_purposes()
    }


def item_lines(service: Service, values: Mapping[str, str], language: Language) -> tuple[Line, ...]:
    """Write opened items in the order of the form, with the words of the form."""
    lines = []
    for item in service.items:
        value, said = values.get(item.id), values.get(statement_of(item.id), "")
        if value is not None or said:
            shown = value_words(item, value or "", language)
            lines.append(Line(item.label.in_language(language), shown, not value, said))
    return tuple(lines)


def value_words(item: Item, value: str, language: Language) -> str:
    """Write a stored value as it is read: choices by their labels."""
    if item.kind not in (ItemKind.CHOICE, ItemKind.CHOICES):
        return value
    labels = {choice.id: choice.label.in_language(language) for choice in item.choices}
    return "\n".join(labels.get(one, one) for one in value.split(CHOICES_SEPARATOR))


def _groups(statement: Statement, role: Role) -> Iterator[PurposeGroup]:
    yield from (PurposeGroup(one, _allowed(one.purposes, role)) for one in statement.services)
    yield PurposeGroup(None, _allowed(statement.purposes, role))


def _allowed(purposes: tuple[Purpose, ...], role: Role) -> tuple[Purpose, ...]:
    return tuple(purpose for purpose in purposes if role in purpose.roles)
