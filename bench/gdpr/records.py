"""The records of GDPRbench: each field of record k is one of a list of values, picked by k; so fields hang together through k."""

from dataclasses import dataclass, replace
from typing import Any

# The cardinalities of the benchmark's last version. A kind is what these four have in common: k modulo 100 decides all of them.
PURPOSES, OBJECTIONS, DECISIONS, LIFETIMES, USERS, KINDS = 25, 100, 2, 10, 10_000, 100
SECONDS = (30, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000, 22_000, 24_000, 1_000_000)
CHANGED = ("acl", "shr", "src", "cat")  # the fields that an update may set
_TEN = 10
_DATA = 100
_LETTERS = str.maketrans("0123456789-", "abcdefghijk")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the model holds it."""

    key: int
    data: str
    acl: str
    shr: str
    src: str
    cat: str

    @property
    def user(self) -> int:
        """Tell whose it is."""
        return self.key % USERS

    @property
    def purpose(self) -> int:
        """Tell what it is for."""
        return self.key % PURPOSES

    @property
    def kind(self) -> int:
        """Tell its kind, which decides purpose, objection, decision and lifetime."""
        return self.key % KINDS

    @property
    def metadata(self) -> dict[str, str]:
        """Give the fields that an update may set."""
        return {"acl": self.acl, "shr": self.shr, "src": self.src, "cat": self.cat}

    def changed(self, field: str, value: str) -> "Record":
        """Give the record with another value in a field."""
        fields: dict[str, Any] = {field: value}
        return replace(self, **fields)


def record(key: int) -> Record:
    """Make record k."""
    place = key % _TEN
    return Record(key, data(key), f"acl{place}", f"shr{place}", f"src{place}", f"cat{place}")


def data(key: int) -> str:
    """Make the data of record k: 100 letters, since a text that is full of digits is refused by forms that look for numbers."""
    text, at = "", key
    while len(text) < _DATA:
        at = at * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407 & 0xFFFF_FFFF_FFFF_FFFF
        text += f"{key}-{at}-"
    return text[:_DATA].translate(_LETTERS)


def kinds_of(field: str, value: int) -> tuple[int, ...]:
    """List the kinds whose records have a purpose, an objection or a decision."""
    many = {"purpose": PURPOSES, "objection": OBJECTIONS, "decision": DECISIONS}[field]
    return tuple(range(value, KINDS, many))
