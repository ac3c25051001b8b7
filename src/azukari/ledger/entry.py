"""One entry of the ledger, and its canonical bytes (``spec/ledger-entry.md``, version 1).

The grammar stands here once, as an expression over bytes. It is what keeps the verification of a long log quick, and a property
test holds it to `base.canonical`, which writes what it accepts.
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any, TypeAlias

from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import MalformedError, TamperedError

Fact: TypeAlias = str | int | tuple[str, ...]
Facts: TypeAlias = Mapping[str, str | int | Sequence[str]]

# An entry bundle gives the length of an entry two bytes (C2SP tlog-tiles, log entries).
ENTRY_LIMIT = 65_535

_TEXT = rb'"(?:[^"\\\x00-\x1f]++|\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f])))*+"'
_INTEGER = rb"(?:0|-?[1-9][0-9]{0,14}+)"
_LIST = rb"\[(?:" + _TEXT + rb"(?:," + _TEXT + rb")*+)?\]"
_MEMBER = rb'"[a-z][a-z0-9_]*+":(?:' + _TEXT + rb"|" + _INTEGER + rb"|" + _LIST + rb")"
_LARGEST = 10**15 - 1
_NAME = re.compile("[a-z][a-z0-9_]*+")
_KIND = re.compile(r"[a-z][a-z0-9_]*+(?:\.[a-z][a-z0-9_]*+){2}")
_quoted = encode_basestring  # the escapes of RFC 8785 §3.2.2.2, all else as it is; of a text only
_MARKS = (b"\\", b"[", b",")
_ENTRY = re.compile(
    rb'\{"at":"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z",'
    rb'"facts":\{((?:' + _MEMBER + rb"(?:," + _MEMBER + rb")*+)?)\},"
    rb'"id":"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",'
    rb'"kind":"[a-z][a-z0-9_]*+(?:\.[a-z][a-z0-9_]*+){2}","v":1\}'
)


class EntryInvalidError(MalformedError):
    """This cannot be entered: kind, facts or length are not as an entry's are."""


class NonCanonicalEntryError(TamperedError):
    """An entry is not in the canonical form of a ledger entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done, when, and the facts that may be public for ever."""

    entry_id: uuid.UUID
    at: datetime
    kind: str
    facts: Mapping[str, Fact]


def new_entry(kind: str, facts: Facts, *, entry_id: uuid.UUID, at: datetime) -> Entry:
    """Make an entry that can be written; the instant is cut to the millisecond.

    Raises:
        EntryInvalidError: if the kind is not ``room.subject.act``, a fact has another type or name than an entry allows, or the
            entry is too long.
    """
    return write(kind, facts, entry_id=entry_id, at=cut_instant(at))[0]


def cut_instant(at: datetime) -> datetime:
    """Cut an instant to the millisecond, in UTC, as entries have it.

    Raises:
        MalformedError: if it has no time zone, or falls out of the years 1 to 9999 in UTC.
    """
    return read_instant(instant_text(at))


def write(kind: str, facts: Facts, *, entry_id: uuid.UUID, at: datetime) -> tuple[Entry, bytes]:
    """Make an entry of an instant that was cut, and write it, in one pass.

    Raises:
        EntryInvalidError: as `new_entry` does.
    """
    plain: dict[str, Fact] = {}
    for name, fact in facts.items():
        if isinstance(fact, bool) or not isinstance(fact, str | int | list | tuple):
            raise EntryInvalidError("A fact is a text, an integer, or a list of texts.")
        plain[name] = fact if isinstance(fact, str | int) else tuple(fact)
    entry = Entry(entry_id=entry_id, at=at, kind=kind, facts=MappingProxyType(plain))
    return entry, encode(entry)


def encode(entry: Entry) -> bytes:
    """Write an entry.

    Each part is checked as it is written, so that the whole need not be read again: a property test holds what comes out to
    `base.canonical` and to `check_form`.

    Raises:
        EntryInvalidError: if it has no canonical form, or is longer than 65,535 bytes.
    """
    facts, at = entry.facts, instant_text(entry.at)
    try:
        if not (all(map(_is_name, facts)) and _is_kind(entry.kind) and isinstance(entry.entry_id, uuid.UUID)):
            raise EntryInvalidError
        members = ",".join([f"{_quoted(name)}:{_fact(facts[name])}" for name in sorted(facts)])
        data = (
            f'{{"at":"{at}","facts":{{{members}}},"id":"{entry.entry_id}","kind":{_quoted(entry.kind)},"v":1}}'.encode()
        )
    except (TypeError, UnicodeEncodeError):
        raise EntryInvalidError from None
    if len(data) > ENTRY_LIMIT:
        raise EntryInvalidError
    return data


def decode(data: bytes) -> Entry:
    """Read an entry, refusing every other way to write it.

    Raises:
        NonCanonicalEntryError: if the bytes are not the canonical form of an entry.
    """
    check_form(data)
    value: dict[str, Any] = json.loads(data)
    facts = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in value["facts"].items()}
    return Entry(
        entry_id=uuid.UUID(value["id"]),
        at=datetime.fromisoformat(value["at"]).replace(tzinfo=UTC),
        kind=value["kind"],
        facts=MappingProxyType(facts),
    )


def check_form(data: bytes) -> None:
    """Check that bytes are the canonical form of an entry, without reading it.

    Raises:
        NonCanonicalEntryError: if they are not.
    """
    found = _ENTRY.fullmatch(data)
    if found is None or len(data) > ENTRY_LIMIT or not is_day(found[1]) or not is_utf8(data):
        raise NonCanonicalEntryError
    if found[2]:
        _check_order(found[2])


def _fact(fact: Fact) -> str:
    if isinstance(fact, str):
        return _quoted(fact)
    if isinstance(fact, list | tuple):
        return f"[{','.join(map(_quoted, fact))}]"
    if isinstance(fact, bool) or not isinstance(fact, int) or abs(fact) > _LARGEST:
        raise EntryInvalidError
    return int.__repr__(fact)


@lru_cache(maxsize=4096)
def _is_name(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _is_kind(kind: object) -> bool:
    return isinstance(kind, str) and _KIND.fullmatch(kind) is not None


def _check_order(facts: bytes) -> None:
    # Each name ends at `":`. So do the beginning of the text ":" and an escaped quotation mark, but those follow a mark.
    before = b""
    for piece in facts.split(b'":')[:-1]:
        if not piece or piece.endswith(_MARKS):
            continue
        name = piece[piece.rfind(b'"') + 1 :]
        if name <= before:
            raise NonCanonicalEntryError
        before = name


@lru_cache(maxsize=4096)
def is_day(text: bytes) -> bool:
    """Tell whether ten bytes are a day of the calendar."""
    try:
        date.fromisoformat(text.decode())
    except ValueError:
        return False
    return True


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
