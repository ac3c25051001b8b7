"""Reading a rule pack: strict, so that a mistyped rule is never one that silently does not count."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, TypeVar

from azukari.base.errors import MalformedError, NotFoundError
from azukari.rights.pack import (
    CalendarFacts,
    Closing,
    Ground,
    KindRule,
    Roll,
    Rule,
    RulePack,
    Standing,
    Trigger,
    Unit,
)
from azukari.statement.text import Text

OWN_LAW, EUROPEAN = "jp-appi-2022", "eu-gdpr"
PACKS = (OWN_LAW, "jp-appi-2026", EUROPEAN)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_Word = TypeVar("_Word", bound=StrEnum)
_Value = TypeVar("_Value")


class PackError(MalformedError):
    """A rule pack is not as it should be."""


class PackUnknownError(NotFoundError):
    """There is no such rule pack."""


def shipped_pack(name: str) -> RulePack:
    """Read a pack that comes with the software.

    Raises:
        PackUnknownError: if none has this name.
    """
    if name not in PACKS:
        raise PackUnknownError(f"There is no rule pack {name}. There are: {', '.join(PACKS)}.", ground="pack_unknown")
    return read_pack((files("azukari.rights") / "packs" / f"{name}.toml").read_text(encoding="utf-8"))


def read_pack(text: str) -> RulePack:
    """Read a pack from TOML; one that builds on another has all of that one's rules, kinds and grounds, and its calendar.

    Raises:
        PackError: naming what is missing, wrong or not known, and where.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"The rule pack is not TOML: {error}.") from None
    top = _Part(data, "the pack")
    head = _Part(top.take("pack", dict), "[pack]")
    builds_on = head.perhaps("builds_on", str)
    base = None if builds_on is None else shipped_pack(builds_on)
    rules = _each(top, "deadlines", _rule)
    kinds = _each(top, "kinds", _kind)
    grounds = _each(top, "grounds", _ground)
    pack = RulePack(
        id=head.take("id", str),
        title=head.pair("title"),
        standing=head.word("standing", Standing),
        in_force_from=head.take("in_force_from", date),
        in_force_to=head.perhaps("in_force_to", date),
        source=head.take("source", str),
        checked_on=head.take("checked_on", date),
        calendar=base.calendar if base else _calendar(_Part(top.take("calendar", dict), "[calendar]")),
        rules={**(base.rules if base else {}), **{rule.id: rule for rule in rules}},
        kinds={**(base.kinds if base else {}), **{kind.id: kind for kind in kinds}},
        grounds={**(base.grounds if base else {}), **{ground.id: ground for ground in grounds}},
        guardian_until_age=head.perhaps("guardian_until_age", int),
    )
    head.end()
    top.end()
    _agree(pack, rules, kinds, grounds)
    return pack


def _agree(pack: RulePack, *lists: Iterable[Rule | KindRule | Ground]) -> None:
    for each in lists:
        ids = [one.id for one in each]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise PackError(f"{pack.id} has this twice: {', '.join(twice)}.")
    for kind in pack.kinds.values():
        if kind.deadline not in pack.rules:
            raise PackError(f"{pack.id}: the kind {kind.id} names a deadline that is not there: {kind.deadline}.")
    for ground in pack.grounds.values():
        if not ground.kinds <= pack.kinds.keys():
            raise PackError(f"{pack.id}: the ground {ground.id} names a kind that is not there.")


class _Part:
    """One table, read key by key; whatever is left over is an error."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data = data
        self._where = where
        self._taken: set[str] = set()

    def take(self, key: str, kind: type[_Value]) -> _Value:
        found = self.perhaps(key, kind)
        if found is None:
            raise PackError(f"{self._where} lacks {key}.")
        return found

    def perhaps(self, key: str, kind: type[_Value]) -> _Value | None:
        self._taken.add(key)
        value = self._data.get(key)
        if value is not None and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            raise PackError(f"{self._where}: {key} is not a {kind.__name__}.")
        return value

    def pair(self, key: str) -> Text:
        part = _Part(self.take(key, dict), f"{self._where} {key}")
        text = Text(ja=part.take("ja", str), en=part.take("en", str))
        part.end()
        return text

    def word(self, key: str, words: type[_Word]) -> _Word:
        found = self.take(key, str)
        if found not in list(words):
            raise PackError(f"{self._where}: {key} is one of {', '.join(words)}.")
        return words(found)

    def names(self, key: str) -> frozenset[str]:
        found = self.take(key, list)
        if not all(isinstance(one, str) for one in found):
            raise PackError(f"{self._where}: {key} is a list of names.")
        return frozenset(found)

    def end(self) -> None:
        unknown = sorted(self._data.keys() - self._taken)
        if unknown:
            raise PackError(f"{self._where} has what no pack has: {', '.join(unknown)}.")


def _each(top: _Part, key: str, read: Any) -> list[Any]:
    found = []
    for number, table in enumerate(top.perhaps(key, list) or [], start=1):
        part = _Part(table, f"[[{key}]] no. {number}")
        found.append(read(part))
        part.end()
    return found


def _rule(part: _Part) -> Rule:
    length = part.take("length", int)
    extended = part.perhaps("extended", int)
    if length < 1 or (extended is not None and extended <= length):
        raise PackError("A deadline is at least 1 long, and longer when it is extended.")
    return Rule(
        id=part.take("id", str),
        title=part.pair("title"),
        trigger=part.word("trigger", Trigger),
        length=length,
        unit=part.word("unit", Unit),
        roll=part.word("roll", Roll),
        counts_first_day=part.perhaps("counts_first_day", bool) or False,
        shown_to=part.names("shown_to"),
        source=part.take("source", str),
        extended=extended,
    )


def _kind(part: _Part) -> KindRule:
    return KindRule(
        id=part.take("id", str),
        title=part.pair("title"),
        article=part.take("article", str),
        deadline=part.take("deadline", str),
        at_once=part.perhaps("at_once", bool) or False,
    )


def _ground(part: _Part) -> Ground:
    return Ground(
        id=part.take("id", str),
        article=part.take("article", str),
        title=part.pair("title"),
        kinds=part.names("kinds"),
    )


def _calendar(part: _Part) -> CalendarFacts:
    weekend = part.names("weekend")
    if not weekend <= set(_WEEKDAYS):
        raise PackError(f"[calendar]: weekend is a list of {', '.join(_WEEKDAYS)}.")
    national = part.perhaps("national", str)
    known_until = part.perhaps("known_until", date)
    if national not in {None, "japan"} or (national is None) is not (known_until is None):
        raise PackError("[calendar]: national is japan, with known_until, or both are left out.")
    facts = CalendarFacts(
        time_zone=part.take("time_zone", str),
        weekend=frozenset(_WEEKDAYS.index(day) for day in weekend),
        national=national,
        known_until=known_until,
        closings=tuple(_each(part, "closings", _closing)),
    )
    part.end()
    return facts


def _closing(part: _Part) -> Closing:
    return Closing(_month_and_day(part.take("first", str)), _month_and_day(part.take("last", str)))


def _month_and_day(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise PackError(f"[calendar]: {text} is not a month and day such as 12-29.") from None
    return day.month, day.day
