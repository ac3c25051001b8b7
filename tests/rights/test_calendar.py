"""Which days are open, and an alarm before nobody knows any more."""

from dataclasses import replace
from datetime import date

import pytest

from azukari.rights.calendar import Calendar
from azukari.rights.pack import Closing
from azukari.rights.read_pack import shipped_pack

FACTS = shipped_pack("jp-appi-2022").calendar
DAYS = Calendar(FACTS)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2026-11-20", True),
        ("2026-11-21", False),  # Saturday
        ("2026-11-23", False),  # a holiday
        ("2026-12-28", True),
        ("2026-12-29", False),
        ("2026-12-31", False),
        ("2027-01-03", False),
        ("2027-01-04", True),
        ("2027-03-22", False),  # in place of the 21st, a Sunday
        ("2026-09-22", False),  # between two holidays
    ],
)
def test_days(day: str, is_open: bool) -> None:
    assert DAYS.is_open(date.fromisoformat(day)) is is_open


def test_an_organisation_adds_days() -> None:
    whit_monday = date(2027, 5, 17)
    assert DAYS.is_open(whit_monday)
    assert not replace(DAYS, also_closed=frozenset({whit_monday})).is_open(whit_monday)


def test_a_closing_within_one_year() -> None:
    summer = replace(DAYS, facts=replace(FACTS, closings=(Closing((8, 12), (8, 14)),)))
    assert [summer.is_open(date(2026, 8, day)) for day in (10, 12, 13, 14)] == [True, False, False, False]
    assert summer.is_open(date(2026, 12, 29))


def test_the_alarm_sounds_ninety_days_before_the_table_ends() -> None:
    assert FACTS.known_until == date(2027, 12, 31)
    assert DAYS.ends_soon(date(2027, 10, 1)) is None
    assert DAYS.ends_soon(date(2027, 10, 2)) == date(2027, 12, 31)
    assert DAYS.ends_soon(date(2028, 5, 1)) == date(2027, 12, 31)


def test_a_calendar_without_national_holidays_never_ends() -> None:
    european = Calendar(shipped_pack("eu-gdpr").calendar)
    assert european.is_open(date(2026, 11, 23))
    assert european.knows(date(2099, 1, 1))
    assert european.ends_soon(date(2099, 1, 1)) is None
