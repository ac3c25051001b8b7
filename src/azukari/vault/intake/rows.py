"""One row of a file, as its reader gives it."""

from collections.abc import Mapping
from dataclasses import dataclass

from azukari.vault.intake.faults import FaultCode


@dataclass(frozen=True, slots=True)
class Row:
    """A row's values by column, and the number of the line in the file where it begins (for Parquet, of the row), from 1."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read as one, and why."""

    line: int
    code: FaultCode
