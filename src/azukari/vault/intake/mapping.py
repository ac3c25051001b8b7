"""What a mapping says: which columns make which item, what counts as a permission, and where the file comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azukari.vault.intake.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Split:
    """Take one part of a value that is written with others: ``at`` parts them, ``part`` counts from 1, ``of`` is how many."""

    at: str  # empty: any run of spaces
    part: int
    of: int


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How one item is made: a fixed value, or columns and what is done with them, in this order: join, split, values, date."""

    fixed: str = ""
    columns: tuple[str, ...] = ()  # for an address in parts: four, in the form's order, empty where there is none
    join: str = ""
    in_parts: bool = False
    split: Split | None = None
    values: Mapping[str, str] | None = None
    date: str = ""
    separator: str = ""  # between several choices in one column


@dataclass(frozen=True, slots=True)
class PermissionRule:
    """Which values of a column count as given and which as refused; or why everybody in the file has given it."""

    column: str = ""
    given: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    given_by_all: str = ""


@dataclass(frozen=True, slots=True)
class LanguageRule:
    """In which language a person is written to: one for all, or by a column."""

    fixed: str = ""
    column: str = ""
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SourceRule:
    """How the file is to be read; empty means: find out."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A whole mapping, checked against the service that it is for."""

    source: SourceRule
    provenance: Provenance
    language: LanguageRule
    items: Mapping[str, ItemRule]
    permissions: Mapping[str, PermissionRule]
    digest: str

    def columns(self) -> Iterator[tuple[str, str]]:
        """List every column that is named, with the key that names it."""
        if self.source.id:
            yield "source.id", self.source.id
        if self.language.column:
            yield "language.column", self.language.column
        for item, rule in self.items.items():
            for column in filter(None, rule.columns):
                yield f"items.{item}", column
        for purpose, permission in self.permissions.items():
            if permission.column:
                yield f"permissions.{purpose}", permission.column
