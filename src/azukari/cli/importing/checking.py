"""The first reading: every row is converted and every fault noted; nothing is stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console

from azukari.cli.importing.lines import BrokenSourceError
from azukari.cli.importing.progress import moving
from azukari.cli.importing.report import Report
from azukari.cli.importing.source import Rows, Source
from azukari.vault.intake.conversion import Converted, Converter
from azukari.vault.intake.faults import Fault, FaultCode
from azukari.vault.intake.mapping import ColumnMapping
from azukari.vault.intake.rows import BadRow, Row
from azukari.vault.intake.tally import Tally


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row that cannot be taken in."""

    line: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file is read with."""

    source: Source
    mapping: ColumnMapping
    converter: Converter

    def outcomes(self, rows: Rows) -> Iterator[Converted | Faulty]:
        """Convert the rows of the opened file, one after another."""
        for row in rows.rows():
            if isinstance(row, BadRow):
                yield Faulty(row.line, (Fault(row.line, row.code),))
                continue
            converted = self.converter.convert(row)
            yield converted if isinstance(converted, Converted) else Faulty(row.line, converted)


def check(reading: Reading, report: Report, *, console: Console) -> Tally:
    """Read and check everything; faults go to the report as they are found."""
    tally = Tally()

    def found(faults: tuple[Fault, ...]) -> None:
        tally.note(faults)
        report.faults(faults)

    try:
        _read(reading, tally, report, console)
    except BrokenSourceError as error:
        found((Fault(error.line, error.code),))
    return tally


def _read(reading: Reading, tally: Tally, report: Report, console: Console) -> None:
    source = reading.source
    with source.open() as rows, moving("Checking", size=source.size, console=console) as moved:
        unseen = _Unseen(reading.mapping, rows.columns)
        if (missing := unseen.faults()) and rows.columns is not None:
            tally.note(missing)
            report.faults(missing)
            return
        for outcome in reading.outcomes(unseen.watching(rows)):
            faults = outcome.faults if isinstance(outcome, Faulty) else ()
            tally.add(faults)
            report.faults(faults)
            moved(rows.done, tally.rows)
        missing = unseen.faults()
        tally.note(missing)
        report.faults(missing)
    source.check_unchanged()


class _Unseen:
    """The columns that the mapping names and the file has not shown yet."""

    def __init__(self, mapping: ColumnMapping, columns: tuple[str, ...] | None) -> None:
        known = set(columns or ())
        self._left = {column: key for key, column in mapping.columns() if column not in known}

    def watching(self, rows: Rows) -> "_Watched":
        return _Watched(rows, self._left)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(Fault(1, FaultCode.COLUMN_UNKNOWN, key, (column,)) for column, key in self._left.items())


class _Watched:
    """Rows whose columns are crossed off as they come by, for files in which each row names its own."""

    def __init__(self, rows: Rows, left: dict[str, str]) -> None:
        self._rows, self._left = rows, left

    @property
    def columns(self) -> tuple[str, ...] | None:
        return self._rows.columns

    @property
    def done(self) -> int:
        return self._rows.done

    def rows(self) -> Iterator[Row | BadRow]:
        for row in self._rows.rows():
            if self._left and isinstance(row, Row):
                for column in self._left.keys() & row.values.keys():
                    del self._left[column]
            yield row
