"""Rows of a Parquet file, read by DuckDB a chunk at a time; nothing but that one file is touched."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from azukari.base.errors import MalformedError
from azukari.cli.importing.json_rows import LIST_SEPARATOR
from azukari.vault.intake.faults import FaultCode
from azukari.vault.intake.rows import BadRow, Row

_CHUNK = 2048
_PATTERNS = frozenset("*?[]{}")
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "512MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": True,
}


class ParquetError(MalformedError):
    """The file is no Parquet file that can be read."""


class ParquetRows:
    """Reads a file once; its place in the file is counted in rows."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ParquetError: if it cannot be read as Parquet, or its name would be taken for a pattern of several names.
        """
        where = str(path.resolve())
        if _PATTERNS & set(where):
            raise ParquetError("The name of a Parquet file may not hold any of * ? [ ] { }.")
        self._connection = duckdb.connect(":memory:", config=_SETTINGS)
        try:
            counted = self._connection.execute("SELECT count(*) FROM read_parquet(?)", [where]).fetchone()
            self._connection.execute("FROM read_parquet(?)", [where])
        except duckdb.Error:
            raise ParquetError from None
        self.columns = tuple(column[0] for column in self._connection.description or ())
        self.size = int(counted[0]) if counted else 0
        self.done = 0

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def rows(self) -> Iterator[Row | BadRow]:
        """Give the rows, numbered from 1.

        Raises:
            ParquetError: if the file is damaged further on.
        """
        while True:
            try:
                chunk = self._connection.fetchmany(_CHUNK)
            except duckdb.Error:
                raise ParquetError("The Parquet file is damaged.") from None
            if not chunk:
                return
            for values in chunk:
                self.done += 1
                try:
                    yield Row(self.done, {name: _text(value) for name, value in zip(self.columns, values, strict=True)})
                except TypeError:
                    yield BadRow(self.done, FaultCode.JSON_VALUE)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, int | float | Decimal | date):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return LIST_SEPARATOR.join(value)
    raise TypeError
