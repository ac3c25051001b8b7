"""The report of a run: counts, and each fault with line, column, item, code and how to mend it. No value of the file is in it."""

import csv
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TextIO

from azukari.base.errors import MalformedError
from azukari.vault.intake.faults import WORDS, Fault

Totals = Mapping[str, int | str]
_FIELDS = ("kind", "line", "columns", "item", "code", "problem", "mend", "count")


class Report(Protocol):
    """Takes faults as they are found, and the totals at the end."""

    def faults(self, found: Sequence[Fault]) -> None:
        """Note faults."""

    def finish(self, totals: Totals) -> None:
        """Note the totals, and put the report in its place."""


class NoReport:
    """For runs whose report is the screen alone."""

    def faults(self, found: Sequence[Fault]) -> None:
        """Note nothing."""

    def finish(self, totals: Totals) -> None:
        """Note nothing."""


class CsvReport:
    """Lines of a table: a fault each, and then a total each."""

    def __init__(self, path: Path) -> None:
        """Begin beside the place where it will stand."""
        self._place = _Place(path)
        self._table = csv.writer(self._place.file)
        self._table.writerow(_FIELDS)

    def faults(self, found: Sequence[Fault]) -> None:
        """Write faults."""
        for one in found:
            words = WORDS[one.code]
            columns = " + ".join(one.columns)
            row = ("fault", one.line, columns, one.item, one.code.value, words.problem, words.mend, "")
            self._table.writerow([_harmless(str(value)) for value in row])

    def finish(self, totals: Totals) -> None:
        """Write the totals."""
        for name, count in totals.items():
            self._table.writerow(("total", "", "", "", name, "", "", count))
        self._place.settle()


class JsonReport:
    """One object, written as it grows: ``faults`` and then ``totals``."""

    def __init__(self, path: Path) -> None:
        """Begin beside the place where it will stand."""
        self._place = _Place(path)
        self._place.file.write('{"faults":[')
        self._between = "\n"

    def faults(self, found: Sequence[Fault]) -> None:
        """Write faults."""
        for one in found:
            self._place.file.write(self._between + json.dumps(fault_json(one), ensure_ascii=False))
            self._between = ",\n"

    def finish(self, totals: Totals) -> None:
        """Write the totals."""
        self._place.file.write('\n],"totals":' + json.dumps(dict(totals), ensure_ascii=False) + "}\n")
        self._place.settle()


class _Place:
    """A file that only its owner may read, and that appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self.file: TextIO = os.fdopen(descriptor, "w", encoding="utf-8", newline="")

    def settle(self) -> None:
        self.file.close()
        self._beside.replace(self._path)


class LinkTable:
    """Which line, with which id of the source, became which record; it holds the source's ids, so only its owner may read it."""

    def __init__(self, path: Path) -> None:
        """Begin beside the place where it will stand."""
        self._place = _Place(path)
        self._table = csv.writer(self._place.file)
        self._table.writerow(("line", "source_id", "record"))

    def add(self, line: int, source_id: str, record: str) -> None:
        """Write one line."""
        self._table.writerow((line, source_id, record))

    def finish(self) -> None:
        """Put the table in its place."""
        self._place.settle()


def report_at(path: Path | None) -> Report:
    """Make the report that a name asks for.

    Raises:
        MalformedError: if it ends in neither .csv nor .json.
    """
    if path is None:
        return NoReport()
    if path.suffix == ".csv":
        return CsvReport(path)
    if path.suffix == ".json":
        return JsonReport(path)
    raise MalformedError("The report is a .csv or a .json file.")


def fault_json(fault: Fault) -> dict[str, object]:
    """Write a fault for programs."""
    words = WORDS[fault.code]
    return {
        "line": fault.line,
        "columns": list(fault.columns),
        "item": fault.item,
        "code": fault.code.value,
        "problem": words.problem,
        "mend": words.mend,
    }


def _harmless(text: str) -> str:
    # A column's name could be a spreadsheet's formula.
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
