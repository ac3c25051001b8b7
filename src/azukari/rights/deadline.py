"""When something is due, as a rule pack counts it.

Spans of hours are counted in hours and stop for nothing. Days are counted in the pack's time zone, from the day after the
trigger or, where the law says so, from the day itself. Months follow Regulation (EEC, Euratom) No 1182/71: the same day of a
later month, or the last one if that month is shorter.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from azukari.base.errors import MalformedError
from azukari.rights.calendar import ONE_DAY, Calendar
from azukari.rights.pack import Roll, Rule, Unit

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a span, read three ways.

    ``safe`` is the last open day that is surely in time, ``nominal`` the day that counting comes to, ``latest`` the day to which
    the law lets a closed one move. ``settled`` is false where a holiday in between may still be changed.
    """

    safe: date
    nominal: date
    latest: date
    settled: bool

    def is_over(self, today: date) -> bool:
        """Tell whether the last day is past."""
        return today > self.latest


def due(rule: Rule, since: datetime, days: Calendar, *, extended: bool = False) -> Due:
    """Tell until when something is due that began at an instant.

    Raises:
        MalformedError: if the rule counts hours (`due_at` does), or has no extension.
    """
    length = rule.length
    if extended:
        if rule.extended is None:
            raise MalformedError(f"The deadline {rule.id} cannot be extended.", ground="deadline_extension")
        length = rule.extended
    start = since.astimezone(ZoneInfo(days.facts.time_zone)).date()
    nominal = _nominal(rule, start, length, days)
    latest = days.next_open(nominal) if rule.roll is Roll.NEXT else nominal
    safe = days.last_open(nominal)
    if safe <= start:  # never before it began: whoever asks on a closed day is answered on the day that is left
        safe = nominal
    return Due(safe, nominal, latest, settled=days.knows(latest))


def due_at(rule: Rule, since: datetime) -> datetime:
    """Tell until which instant something is due that is counted in hours.

    Raises:
        MalformedError: if the rule counts days.
    """
    if rule.unit is not Unit.HOUR:
        raise MalformedError(f"The deadline {rule.id} is counted in days.", ground="deadline_unit")
    return (since.astimezone(UTC) + timedelta(hours=rule.length)).astimezone(since.tzinfo)


def months_after(day: date, months: int) -> date:
    """Give the same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _nominal(rule: Rule, start: date, length: int, days: Calendar) -> date:
    match rule.unit:
        case Unit.DAY:
            return start + timedelta(days=length - int(rule.counts_first_day))
        case Unit.BUSINESS_DAY:
            return _business_days_after(start, length - int(rule.counts_first_day and days.is_open(start)), days)
        case Unit.MONTH:
            return months_after(start, length)
        case Unit.YEAR:
            return months_after(start, length * _MONTHS)
        case Unit.HOUR:
            raise MalformedError(f"The deadline {rule.id} is counted in hours.", ground="deadline_unit")


def _business_days_after(day: date, number: int, days: Calendar) -> date:
    for _ in range(number):
        day = days.next_open(day + ONE_DAY)
    return days.next_open(day)
