"""Records as a recipient reads them: CSV that opens in a spreadsheet without running anything, or JSON Lines.

CSV is RFC 4180 in UTF-8 with a byte order mark, since spreadsheets in Japan take it for another encoding without one. A value
that a spreadsheet would take for a formula gets an apostrophe before it (requirements §4.9); JSON Lines hold each value as it is.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from azukari.sharing.delivery import Form

REF = "ref"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LEADING = ("\t", "\r", "\n")


class Writer:
    """Writes rows of one form with the same columns; what it gives is bytes to be passed on at once."""

    def __init__(self, form: Form, columns: Sequence[str]) -> None:
        """Write for some columns, after the reference."""
        self._form = form
        self._columns = tuple(columns)
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, lineterminator="\r\n")

    def head(self) -> bytes:
        """Write what stands before the first row."""
        if self._form is Form.JSON_LINES:
            return b""
        self._csv.writerow((REF, *self._columns))
        return b"\xef\xbb\xbf" + self._taken()

    def rows(self, rows: Sequence[tuple[str, Mapping[str, str]]]) -> bytes:
        """Write some rows: each its reference, and its values by item."""
        if self._form is Form.JSON_LINES:
            return b"".join([_line(ref, values) for ref, values in rows])
        columns = self._columns
        self._csv.writerows([(ref, *[_harmless(values.get(item, "")) for item in columns]) for ref, values in rows])
        return self._taken()

    def _taken(self) -> bytes:
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.encode()


def _line(ref: str, values: Mapping[str, str]) -> bytes:
    return json.dumps({REF: ref, **values}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(_LEADING) or value.lstrip().startswith(_FORMULA) else value


def sheet(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write a whole table as CSV, in the same form and as harmless."""
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    written.writerow([_harmless(one) for one in head])
    written.writerows([[_harmless(one) for one in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
