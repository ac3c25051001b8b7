"""Promise marks, ``{#id class=enforced by=a,b source=S4}``, and references to facts, ``{{ organisation.name }}``."""

import re
from dataclasses import dataclass

from azukari.statement.document import PromiseClass

MARK = re.compile(r"\{#([^{}]*)\}")
REFERENCE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
TABLE = re.compile(r"\s*\{\{\s*table:\s*([^{}]*?)\s*\}\}\s*\Z")
_ID = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*\Z")
_KEYS = ("class", "by", "source")


class BadMarkError(ValueError):
    """A promise mark cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one mark says."""

    id: str
    promise_class: PromiseClass
    by: tuple[str, ...]
    source: tuple[str, ...]


def read_mark(inner: str) -> Mark:
    """Read what stands between ``{#`` and ``}``.

    Raises:
        BadMarkError: if it is not an id, a class, and optionally ``by`` and ``source``.
    """
    name, *settings = inner.split() or [""]
    if not _ID.match(name):
        raise BadMarkError(f"{name!r} cannot be the id of a promise.")
    values: dict[str, str] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if key not in _KEYS or not equals or not value or key in values:
            raise BadMarkError(f"{setting!r} is none of class=…, by=…, source=…, each given once.")
        values[key] = value
    try:
        promise_class = PromiseClass(values.get("class", ""))
    except ValueError:
        raise BadMarkError(f"the class must be one of {', '.join(PromiseClass)}.") from None
    return Mark(name, promise_class, _listed(values.get("by", "")), _listed(values.get("source", "")))


def cut(content: str) -> tuple[list[tuple[str, str, int]], str]:
    """Cut inline text after each mark: (text, what the mark says, offset of the mark), and the rest after the last."""
    pieces: list[tuple[str, str, int]] = []
    start = 0
    for mark in MARK.finditer(content):
        pieces.append((content[start : mark.start()].strip(), mark[1].strip(), mark.start()))
        start = mark.end()
    return pieces, content[start:].strip()


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part for part in value.split(",") if part)
