"""A mapping to start from: the file's columns beside the items of a service, for a person to go over."""

from itertools import islice
from pathlib import Path

from rich.console import Console

from azukari.base.clock import japan_date, system_clock
from azukari.base.errors import ConflictError, MalformedError
from azukari.cli.importing.session import find_service
from azukari.cli.importing.source import Source, find_source
from azukari.host.home import find_home, write_private
from azukari.statement.bundle import parse, read_folder
from azukari.vault.guard import find_personal
from azukari.vault.intake.guess import new_mapping
from azukari.vault.intake.mapping import SourceRule
from azukari.vault.intake.rows import Row

_FIRST_ROWS = 100


def start_mapping(home: Path, file: Path, *, service: str, place: Path) -> None:
    """Write a mapping for a file, from the statement in the home's folder.

    Raises:
        ConflictError: if there is such a file already.
        MalformedError: if the file's first line holds data of a person in the place of a header.
    """
    if place.exists():
        raise ConflictError(f"{place} exists already; choose another name.")
    statement = parse(read_folder(find_home(home).statement))
    wanted = find_service(statement, service)
    columns = _columns(find_source(file, SourceRule()))
    if any(_is_data(column) for column in columns):
        raise MalformedError(
            "The first line holds data and not the names of columns; put such a line before it.", ground="header"
        )
    text = new_mapping(columns, statement=statement, service=wanted, today=japan_date(system_clock()))
    write_private(place, text.encode())
    Console(highlight=False).print(f"{place} is written; fill in its provenance, and read all of it.", soft_wrap=True)


def _columns(source: Source) -> tuple[str, ...]:
    with source.open() as rows:
        if rows.columns is not None:
            return rows.columns
        found = (row.values for row in islice(rows.rows(), _FIRST_ROWS) if isinstance(row, Row))
        return tuple(dict.fromkeys(name for values in found for name in values))


def _is_data(column: str) -> bool:
    return find_personal(column) is not None or (
        bool(column) and not any(one.isalpha() for one in column) and column != "〒"
    )
