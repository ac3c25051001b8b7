"""A file to import: what it is, and its rows, which can be read as often as they are needed."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from azukari.base.errors import MalformedError, NotFoundError, UnavailableError
from azukari.cli.importing.csv_rows import CsvRows
from azukari.cli.importing.encodings import examine
from azukari.cli.importing.json_rows import JsonRows
from azukari.cli.importing.lines import BrokenSourceError
from azukari.vault.intake.faults import FaultCode
from azukari.vault.intake.mapping import SourceRule
from azukari.vault.intake.rows import BadRow, Row

if find_spec("duckdb") is not None:
    from azukari.cli.importing.parquet_rows import ParquetRows

    PARQUET = True
else:
    PARQUET = False

_ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


class Rows(Protocol):
    """The rows of an opened file."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Name the columns, where the file says so once for all rows."""

    @property
    def done(self) -> int:
        """Tell how far reading has come, in the unit of the source's size."""

    def rows(self) -> Iterator[Row | BadRow]:
        """Give the rows, once."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was when it was examined."""

    path: Path
    format: str
    encoding: str
    delimiter: str
    digest: str
    size: int
    stamp: tuple[int, ...]

    @contextmanager
    def open(self) -> Iterator[Rows]:
        """Open the file for one reading.

        Raises:
            AzukariError: if it cannot be read as what it is said to be.
        """
        self.check_unchanged()
        if self.format == "parquet":
            with closing(ParquetRows(self.path)) as rows:
                yield rows
            return
        with self.path.open("rb") as file:
            if self.format == "jsonl":
                yield JsonRows(file)
            else:
                yield CsvRows(file, encoding=self.encoding, delimiter=self.delimiter)

    def check_unchanged(self) -> None:
        """Make sure that nobody wrote to the file since it was examined.

        Raises:
            BrokenSourceError: if somebody did.
        """
        if _stamp(self.path) != self.stamp:
            raise BrokenSourceError(0, FaultCode.CHANGED)


def find_source(path: Path, rule: SourceRule) -> Source:
    """Examine a file: read all of it once, for its digest and its encoding.

    Raises:
        NotFoundError: if there is none.
        MalformedError: if it cannot be told what it is.
        UnavailableError: if it is Parquet, and what reads that is not installed.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    stamp = _stamp(path)
    delimiter = rule.delimiter or ("\t" if path.suffix.lower() == ".tsv" else ",")
    form = rule.format or _ENDINGS.get(path.suffix.lower(), "")
    if not form:
        raise MalformedError(f"Say in the mapping what {path.name} is: format under [source] is csv, jsonl or parquet.")
    if form == "parquet" and not PARQUET:
        raise UnavailableError("To read Parquet, install azukari[import].")
    declared = "utf-8" if form == "jsonl" else rule.encoding
    with path.open("rb") as file:
        examined = examine(file, declared=declared, is_text=form != "parquet")
    size = stamp[0]
    if form == "parquet":
        with closing(ParquetRows(path)) as rows:
            size = rows.size
    return Source(path, form, examined.encoding, delimiter, examined.digest, size, stamp)


def _stamp(path: Path) -> tuple[int, ...]:
    found = os.stat(path)  # noqa: PTH116 - its fields, not its path
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev
