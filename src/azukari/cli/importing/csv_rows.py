"""Rows of a CSV file (RFC 4180, any one-character delimiter): quoted values may hold delimiters, quotation marks and line ends."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from azukari.base.errors import MalformedError
from azukari.cli.importing.lines import BrokenSourceError, Lines
from azukari.vault.intake.faults import FaultCode
from azukari.vault.intake.rows import BadRow, Row


class HeaderError(MalformedError):
    """The first line is no header."""


class CsvRows:
    """Reads a file once, in constant memory."""

    def __init__(self, file: BinaryIO, *, encoding: str, delimiter: str) -> None:
        """Read the header.

        Raises:
            HeaderError: if there is none, or two columns have one name.
            BrokenSourceError: if it cannot be read.
        """
        self._lines = Lines(file, encoding=encoding)
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self.columns = self._header()

    @property
    def done(self) -> int:
        """Tell how many bytes were read."""
        return self._lines.bytes

    def rows(self) -> Iterator[Row | BadRow]:
        """Give the rows; empty lines are passed over.

        Raises:
            BrokenSourceError: if a quotation mark is not closed.
        """
        width = len(self.columns)
        while True:
            line = self._lines.number + 1
            values = self._next(line)
            if values is None:
                return
            if not values:
                continue
            if len(values) != width:
                yield BadRow(line, FaultCode.COLUMNS)
                continue
            yield Row(line, dict(zip(self.columns, values, strict=True)))

    def _next(self, line: int) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error:
            # Also: a value longer than csv.field_size_limit, which is what an open quotation mark comes to.
            raise BrokenSourceError(line, FaultCode.QUOTING) from None

    def _header(self) -> tuple[str, ...]:
        columns = tuple(column.strip() for column in self._next(1) or ())
        if not columns:
            raise HeaderError("The file is empty, or its first line is; it must name the columns.", ground="header")
        seen: dict[str, int] = {}
        for place, column in enumerate(columns, start=1):
            if column and column in seen:
                raise HeaderError(f"Columns {seen[column]} and {place} have the same name.", ground="header")
            seen[column] = place
        return columns
