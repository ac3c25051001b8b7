"""Where each key of a TOML file stands; ``tomllib`` reads values but forgets their lines."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

KeyPath: TypeAlias = "tuple[str | int, ...]"

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]")
_TOKEN = re.compile(r"""\"\"\"|'''|"(?:\\.|[^"\\])*"|'[^']*'|[\[\]{}#]""")


@dataclass
class _Value:
    """The state of a value that goes on over several lines."""

    path: KeyPath = ()
    depth: int = 0
    quote: str = ""
    element: int = 0
    found: dict[KeyPath, int] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.depth > 0 or bool(self.quote)

    def read(self, text: str, line: int) -> None:
        """Follow brackets and strings through one line."""
        place = 0
        while place < len(text):
            if self.quote:
                end = text.find(self.quote, place)
                if end < 0:
                    return
                place, self.quote = end + 3, ""
                continue
            token = _TOKEN.search(text, place)
            if token is None or token[0] == "#":
                return
            place = token.end()
            self._take(token[0], line)

    def _take(self, sign: str, line: int) -> None:
        if sign in {'"""', "'''"}:
            self.quote = sign
        elif sign in {"[", "{"}:
            if self.depth == 1 and sign == "{":
                self.found[(*self.path, self.element)] = line
                self.element += 1
            self.depth += 1
        elif sign in {"]", "}"}:
            self.depth -= 1


def locate(text: str) -> dict[KeyPath, int]:
    """Map every key path to its line, counted from 1; members of arrays of tables are counted from 0."""
    found: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    value = _Value(found=found)
    for line, content in enumerate(text.splitlines(), start=1):
        if value.open:
            value.read(content, line)
        elif header := _HEADER.match(content):
            table = _table(_parts(header[2]), header[1] == "[[", counts)
            found.setdefault(table, line)
        elif key := _KEY.match(content):
            path = (*table, *_parts(key[1]))
            found[path] = line
            value = _Value(path=path, found=found)
            value.read(content[key.end() :], line)
    return found


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int:
    """Find the line of a key, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _table(parts: KeyPath, repeated: bool, counts: dict[KeyPath, int]) -> KeyPath:
    # A header below an array of tables means the array's last member.
    path: KeyPath = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        if repeated and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(text: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in re.findall(_PART, text))
