"""The lines of a text file, decoded one by one; a byte that is no text stays visible as such, for the row that it stands in."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from azukari.base.errors import MalformedError
from azukari.vault.intake.faults import WORDS, FaultCode

LONGEST_LINE = 1 << 20  # bytes; longer is no line of a table, but a file with other line ends or an open quotation mark


class BrokenSourceError(MalformedError):
    """The file cannot be read any further."""

    def __init__(self, line: int, code: FaultCode) -> None:
        """Keep the line and the kind of fault."""
        super().__init__(f"Line {line}: {WORDS[code].problem} {WORDS[code].mend}", ground=code.value)
        self.line = line
        self.code = code


class Lines(Iterator[str]):
    """Gives lines with their ends; knows how many bytes and lines it has read."""

    def __init__(self, file: BinaryIO, *, encoding: str) -> None:
        """Begin at the start of the file; a byte order mark is passed over."""
        self._file, self._encoding = file, encoding
        self.bytes = 0
        self.number = 0

    def __next__(self) -> str:
        """Give the next line.

        Raises:
            BrokenSourceError: if it is longer than any line of a table.
        """
        line = self._file.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise BrokenSourceError(self.number + 1, FaultCode.LINE_TOO_LONG)
        self.bytes += len(line)
        self.number += 1
        if self.number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        # Neither encoding has the byte of a line's end, a comma or a quotation mark inside another character.
        return line.decode(self._encoding, "surrogateescape")
