"""Rule packs: what a law says of requests and their time, as data with its source and dates of force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azukari.statement.text import Text


class Unit(StrEnum):
    """What a span is counted in."""

    HOUR = "hour"
    DAY = "day"
    BUSINESS_DAY = "business_day"
    MONTH = "month"
    YEAR = "year"


class Roll(StrEnum):
    """Where a last day that is closed moves to."""

    NONE = "none"  # it stays
    NEXT = "next_open"  # to the next open day
    SAFE = "safe"  # nobody says that it may move, so it is not relied on: the last open day before


class Trigger(StrEnum):
    """What starts a clock."""

    ARRIVAL = "arrival"  # a request or complaint comes in
    KNOWING = "knowing"  # anybody in the organisation knows of an incident
    DECISION = "decision"
    CONSENT = "consent"
    PROVISION = "provision"
    LAST_MAIL = "last_mail"
    LAST_DONE = "last_done"


class Standing(StrEnum):
    """Whether a pack counts."""

    IN_FORCE = "in_force"
    PENDING = "pending"  # only tells what would change


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline: how long, how counted, what becomes of a closed last day, and who is shown the clock."""

    id: str
    title: Text
    trigger: Trigger
    length: int
    unit: Unit
    roll: Roll
    counts_first_day: bool
    shown_to: frozenset[str]
    source: str
    extended: int | None = None  # the whole length, where the law lets it be extended


@dataclass(frozen=True, slots=True)
class Closing:
    """Days of each year on which offices are closed, such as 29 December to 3 January; months and days."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """Which days are closed, and until when that is known."""

    time_zone: str
    weekend: frozenset[int]  # as in `date.weekday`
    national: str | None  # "japan", or none
    known_until: date | None
    closings: tuple[Closing, ...]


@dataclass(frozen=True, slots=True)
class KindRule:
    """One kind of request that a law gives: by which article, and until when it is answered."""

    id: str
    title: Text
    article: str
    deadline: str
    at_once: bool = False  # done before it is decided, such as an objection to advertising


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground on which a request may be refused, or met only in part."""

    id: str
    article: str
    title: Text
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class RulePack:
    """One law, as far as requests and clocks are concerned."""

    id: str
    title: Text
    standing: Standing
    in_force_from: date
    in_force_to: date | None
    source: str
    checked_on: date
    calendar: CalendarFacts
    rules: Mapping[str, Rule]
    kinds: Mapping[str, KindRule]
    grounds: Mapping[str, Ground]
    guardian_until_age: int | None

    def is_in_force(self, day: date) -> bool:
        """Tell whether it counts on a day."""
        return (
            self.standing is Standing.IN_FORCE
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )
