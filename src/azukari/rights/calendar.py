"""Days that are open and days that are not: weekends, national holidays, and the days on which offices are closed."""

from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday

from azukari.rights.pack import CalendarFacts, Closing

_ALARM = timedelta(days=90)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of a rule pack, with days that an organisation adds (``also_closed``), such as holidays of another state.

    Days on which only the organisation itself is closed do not belong here: no deadline moves for them (requirements H24).
    """

    facts: CalendarFacts
    also_closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Tell whether offices are open on a day."""
        return not (
            day.weekday() in self.facts.weekend
            or day in self.also_closed
            or any(_falls_in(day, closing) for closing in self.facts.closings)
            or (self.facts.national == "japan" and jpholiday.is_holiday(day))
        )

    def next_open(self, day: date) -> date:
        """Give the first open day from a day on."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def last_open(self, day: date) -> date:
        """Give the last open day up to a day."""
        while not self.is_open(day):
            day -= ONE_DAY
        return day

    def knows(self, day: date) -> bool:
        """Tell whether the holidays of a day are settled; later ones are computed from today's law and may change."""
        return self.facts.known_until is None or day <= self.facts.known_until

    def ends_soon(self, today: date) -> date | None:
        """Give the last day that is settled if it is 90 days away or less, so that somebody brings the table up to date."""
        until = self.facts.known_until
        return until if until is not None and until - today <= _ALARM else None


def _falls_in(day: date, closing: Closing) -> bool:
    at = (day.month, day.day)
    if closing.first <= closing.last:
        return closing.first <= at <= closing.last
    return at >= closing.first or at <= closing.last
