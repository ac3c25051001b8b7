"""The matrix: which purpose may see which item of which service."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from azukari.statement.document import Statement
from azukari.statement.matrix import visible_items
from azukari.statement.purposes import Purpose
from azukari.statement.service import Service
from azukari.statement.text import Language
from azukari.web.pages import language_of_page
from azukari.web.public import desk
from azukari.web.public.views.page import page, reading


@dataclass(frozen=True, slots=True)
class Column:
    """One purpose of a service."""

    title: str
    text: str
    why: str
    days: int
    consent: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a service, and for each purpose whether it may see it."""

    label: str
    cells: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One service."""

    id: str
    title: str
    purposes: tuple[Column, ...]
    rows: tuple[Row, ...]


@reading
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the matrix as a picture that a screen reader can read, too."""
    published, language = desk.in_force(desk.now()), language_of_page()
    tables = tuple(table(published.statement, service, language) for service in published.statement.services)
    return page(request, "matrix", {"tables": tables, "place": "matrix"}, published=published)


def table(statement: Statement, service: Service, language: Language) -> Table:
    """Lay out one service: its items down, its purposes across, those that need a permission last."""
    purposes = (*service.purposes, *(statement.purpose(purpose_id) for purpose_id in service.optional_purposes))
    seen = tuple(frozenset(visible_items(service, purpose.id)) for purpose in purposes)
    rows = tuple(
        Row(item.label.in_language(language), tuple(item.id in items for items in seen)) for item in service.items
    )
    return Table(service.id, service.title.in_language(language), tuple(_column(p, language) for p in purposes), rows)


def _column(purpose: Purpose, language: Language) -> Column:
    return Column(
        title=purpose.title.in_language(language),
        text=purpose.text.in_language(language),
        why=purpose.retention.why.in_language(language),
        days=purpose.retention.days,
        consent=purpose.consent,
    )
