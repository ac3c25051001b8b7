"""Whether many entries are in canonical form, at once.

A log has few shapes: a kind, and the names of its facts. The first entry of a shape is checked by `entry.check_form`, which says
what is canonical; its shape goes into one expression that runs over whole bundles at the speed of C. That expression accepts
nothing but entries of shapes so learned, with plain texts; whatever it stops at is checked by `check_form`. So it can make the
verdict come sooner, but not be another: a property test holds the two to each other.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from azukari.ledger.entry import ENTRY_LIMIT, NonCanonicalEntryError, check_form, is_day, is_utf8

Shape: TypeAlias = tuple[tuple[str, ...], str]

_MOST_SHAPES = 64
_MOST_NAMES = 32

# Texts without escapes; whether they are UTF-8 is asked of the whole bundle.
_TEXT = rb'"[^"\\\x00-\x1f]*+"'
_VALUE = rb"(?:" + _TEXT + rb"|0|-?[1-9][0-9]{0,14}+|\[(?:" + _TEXT + rb"(?:," + _TEXT + rb")*+)?\])"
_HEAD = rb'\{"at":"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z","facts":\{'
_ID = rb'\},"id":"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}","kind":"'
_DAY = slice(len('{"at":"'), len('{"at":"2026-11-23'))


class Forms:
    """Checks entries, and knows the shapes that it has met."""

    def __init__(self) -> None:
        """Know no shape yet."""
        self._shapes: frozenset[Shape] = frozenset()

    def check(self, entries: Sequence[bytes], *, first: int) -> None:
        """Check entries of a log, of which the first is the ``first``.

        Raises:
            NonCanonicalEntryError: with the index of the first that is not in canonical form.
        """
        joined = b"".join([entry + b"\n" for entry in entries])
        # No canonical entry holds a line break. If there are no more than were put in, each line is an entry.
        if joined.count(b"\n") != len(entries) or not is_utf8(joined) or not _may_be(entries):
            for index, entry in enumerate(entries, first):
                _check(entry, index)
            return
        at = _end(_expression(self._shapes), joined, 0)
        while at < len(joined):
            end = joined.index(b"\n", at)
            entry = joined[at:end]
            _check(entry, first + joined.count(b"\n", 0, at))
            self._learn(entry)
            at = _end(_expression(self._shapes), joined, end + 1)

    def _learn(self, entry: bytes) -> None:
        if len(self._shapes) < _MOST_SHAPES and b"\\" not in entry:
            value = json.loads(entry)
            if len(value["facts"]) <= _MOST_NAMES:
                self._shapes |= {(tuple(value["facts"]), value["kind"])}


def _may_be(entries: Sequence[bytes]) -> bool:
    # What the expression leaves out, but for the line breaks and UTF-8.
    return all(map(is_day, {entry[_DAY] for entry in entries})) and max(map(len, entries), default=0) <= ENTRY_LIMIT


def _check(entry: bytes, index: int) -> None:
    try:
        check_form(entry)
    except NonCanonicalEntryError:
        raise NonCanonicalEntryError(f"Entry {index} is not in the canonical form of an entry.") from None


@lru_cache(maxsize=256)
def _expression(shapes: frozenset[Shape]) -> re.Pattern[bytes]:
    """Make an expression for any number of entries of some shapes, each with its line break; what they share is read once."""
    if not shapes:
        return re.compile(rb"")
    return re.compile(rb"(?:" + _HEAD + _members(sorted(shapes), 0) + rb'","v":1\}\n)*+')


def _members(shapes: Sequence[Shape], depth: int) -> bytes:
    ways = []
    ending = [kind for names, kind in shapes if len(names) == depth]
    if ending:
        ways.append(_ID + rb"(?:" + b"|".join([re.escape(kind.encode()) for kind in ending]) + rb")")
    for name in sorted({names[depth] for names, _ in shapes if len(names) > depth}):
        below = [shape for shape in shapes if len(shape[0]) > depth and shape[0][depth] == name]
        comma = b"," if depth else b""
        ways.append(comma + b'"' + name.encode() + b'":' + _VALUE + _members(below, depth + 1))
    return rb"(?:" + b"|".join(ways) + rb")"


def _end(expression: re.Pattern[bytes], joined: bytes, start: int) -> int:
    found = expression.match(joined, start)
    return start if found is None else found.end()
