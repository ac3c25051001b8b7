"""The prose of a statement as the page sets it: text in the middle, and in the margin what keeps each promise.

A class is shown as it is, and a proof only where one exists: what nobody has looked at yet is not yet proved, never kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from azukari.statement.controls import controls_of
from azukari.statement.document import Promise, PromiseClass, Statement
from azukari.statement.prose import Part, Piece, parts
from azukari.statement.text import Language
from azukari.statement.vocabulary import CLASSES, NOT_PROVED


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that keeps a promise, in words, with its proof if there is one."""

    id: str
    what: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The note in the margin beside one promise."""

    id: str
    number: str  # of the sentence in its paragraph, where there are several
    promise_class: str
    class_name: str
    state: str
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One paragraph or item with the marks that stand beside it."""

    html: SafeString
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring blocks of one kind, as the page sets them: a heading, a table, paragraphs, or a list."""

    kind: str
    level: int
    ordered: bool
    anchor: str
    table: SafeString
    clauses: tuple[Clause, ...]

    @property
    def is_matrix(self) -> bool:
        """Tell whether the table is the matrix, which pages draw as a picture."""
        return "facts-matrix" in self.table


def passages(statement: Statement, language: Language, *, on: date) -> Iterator[Passage]:
    """Give the prose in one language as it reads on a day."""
    for (kind, ordered, place), group in groupby(enumerate(parts(statement, language, on=on)), _together):
        del place
        blocks = [part for _, part in group]
        yield Passage(
            kind=kind,
            level=blocks[0].level,
            ordered=ordered,
            anchor=blocks[0].anchor,
            table=mark_safe(blocks[0].table),  # noqa: S308 — escaped by `statement.fragments`
            clauses=tuple(_clause(part, language) for part in blocks),
        )


def _together(numbered: tuple[int, Part]) -> tuple[str, bool, int]:
    """Items of one list belong together; everything else stands by itself."""
    place, part = numbered
    return (part.kind, part.ordered, 0 if part.kind == "item" else place)


def _clause(part: Part, language: Language) -> Clause:
    space = "" if language == "ja" else " "
    promises = [piece.promise for piece in part.pieces if piece.promise]
    numbers = {promise.id: str(place) if len(promises) > 1 else "" for place, promise in enumerate(promises, start=1)}
    html = space.join(_anchored(piece, numbers) for piece in part.pieces)
    marks = tuple(_mark(promise, numbers[promise.id], language) for promise in promises)
    return Clause(mark_safe(html), marks)  # noqa: S308 — rendered by `statement.prose`, which knows no raw HTML


def _anchored(piece: Piece, numbers: Mapping[str, str]) -> str:
    if piece.promise is None:
        return piece.html
    number = numbers[piece.promise.id]
    reference = f'<sup><a href="#kept-{piece.promise.id}">{number}</a></sup>' if number else ""
    return f'<span id="promise-{piece.promise.id}">{piece.html}</span>{reference}'


def _mark(promise: Promise, number: str, language: Language) -> Mark:
    controls = controls_of(promise)
    proved = bool(controls) and all(control.proof for control in controls)
    informs = promise.promise_class is PromiseClass.NOTICE
    return Mark(
        id=promise.id,
        number=number,
        promise_class=promise.promise_class.value,
        class_name=CLASSES[promise.promise_class].in_language(language),
        state="" if informs or proved else NOT_PROVED.in_language(language),
        controls=tuple(Control(control.id, control.what.in_language(language)) for control in controls),
    )
