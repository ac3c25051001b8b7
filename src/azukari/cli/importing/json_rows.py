"""Rows of JSON Lines: one object in each line, in UTF-8; values are texts, numbers, true, false, null, or lists of texts."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from azukari.cli.importing.lines import Lines
from azukari.vault.intake.faults import FaultCode
from azukari.vault.intake.rows import BadRow, Row

LIST_SEPARATOR = ","


class JsonRows:
    """Reads a file once, in constant memory."""

    columns = None  # each object names its own

    def __init__(self, file: BinaryIO) -> None:
        """Begin at the start."""
        self._lines = Lines(file, encoding="utf-8")

    @property
    def done(self) -> int:
        """Tell how many bytes were read."""
        return self._lines.bytes

    def rows(self) -> Iterator[Row | BadRow]:
        """Give the rows; empty lines are passed over."""
        for text in self._lines:
            if text.strip():
                yield _row(self._lines.number, text)


def _row(line: int, text: str) -> Row | BadRow:
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return BadRow(line, FaultCode.JSON)
    if not isinstance(found, dict):
        return BadRow(line, FaultCode.JSON)
    try:
        return Row(line, {name: _text(value) for name, value in found.items()})
    except TypeError:
        return BadRow(line, FaultCode.JSON_VALUE)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(_: str) -> None:
    raise ValueError


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, str):
        return value
    raise TypeError
