"""Deadlines come to the days that the law's own counting gives (requirements §3.2, §3.5, §3.6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.clock import JAPAN
from azukari.base.errors import MalformedError
from azukari.rights.calendar import Calendar
from azukari.rights.deadline import due, due_at, months_after
from azukari.rights.pack import Roll, Rule
from azukari.rights.read_pack import PACKS, shipped_pack

JP = shipped_pack("jp-appi-2022")
EU = shipped_pack("eu-gdpr")
JAPANESE_DAYS = Calendar(JP.calendar)
EUROPEAN_DAYS = Calendar(EU.calendar)
DAYS = st.dates(date(2022, 4, 1), date(2035, 12, 31))


def _noon(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00:00").replace(tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("known", "rule", "nominal", "latest", "safe"),
    [
        ("2026-11-30", "ppc-prelim", "2026-12-04", "2026-12-04", "2026-12-04"),
        ("2026-11-30", "ppc-final", "2026-12-29", "2027-01-04", "2026-12-28"),
        ("2026-11-30", "ppc-final-60", "2027-01-28", "2027-01-28", "2027-01-28"),
        ("2026-12-05", "ppc-final", "2027-01-03", "2027-01-04", "2026-12-28"),
        ("2027-04-05", "ppc-final", "2027-05-04", "2027-05-06", "2027-04-30"),
        ("2026-09-01", "ppc-prelim", "2026-09-05", "2026-09-05", "2026-09-04"),
    ],
)
def test_incidents_are_reported_on_the_days_of_the_table(
    known: str, rule: str, nominal: str, latest: str, safe: str
) -> None:
    found = due(JP.rules[rule], _noon(known), JAPANESE_DAYS)
    assert (found.nominal.isoformat(), found.latest.isoformat(), found.safe.isoformat()) == (nominal, latest, safe)


@pytest.mark.parametrize(
    ("arrived", "latest", "extended"),
    [
        ("2027-01-31", "2027-03-01", "2027-04-30"),  # 28 February is a Sunday
        ("2027-01-15", "2027-02-15", "2027-04-15"),
        ("2028-01-31", "2028-02-29", "2028-05-01"),  # a leap day; 30 April is a Sunday
    ],
)
def test_months_end_where_the_regulation_says(arrived: str, latest: str, extended: str) -> None:
    rule = EU.rules["answer"]
    assert due(rule, _noon(arrived), EUROPEAN_DAYS).latest.isoformat() == latest
    assert due(rule, _noon(arrived), EUROPEAN_DAYS, extended=True).latest.isoformat() == extended


@pytest.mark.parametrize(
    ("arrived", "acknowledged", "answered"),
    [
        ("2026-11-24", "2026-11-25", "2026-12-08"),
        ("2026-11-20", "2026-11-24", "2026-12-04"),  # the 23rd is a holiday
        ("2026-12-28", "2027-01-04", "2027-01-08"),  # the 11th is a holiday, and the three days before it are free
        ("2026-12-20", "2026-12-21", "2026-12-28"),  # two weeks end in the new year's days
    ],
)
def test_requests_are_acknowledged_and_answered_in_time(arrived: str, acknowledged: str, answered: str) -> None:
    assert due(JP.rules["ack"], _noon(arrived), JAPANESE_DAYS).safe.isoformat() == acknowledged
    assert due(JP.rules["answer"], _noon(arrived), JAPANESE_DAYS).safe.isoformat() == answered


def test_a_day_begins_at_midnight_in_japan() -> None:
    just_before = datetime(2026, 11, 24, 14, 59, 59, tzinfo=UTC)
    assert due(JP.rules["answer"], just_before, JAPANESE_DAYS).nominal == date(2026, 12, 8)
    assert due(JP.rules["answer"], just_before + timedelta(seconds=1), JAPANESE_DAYS).nominal == date(2026, 12, 9)


def test_hours_stop_for_no_weekend() -> None:
    friday_evening = datetime(2026, 11, 27, 18, 30, tzinfo=JAPAN)
    assert due_at(EU.rules["breach-authority"], friday_evening) == datetime(2026, 11, 30, 18, 30, tzinfo=JAPAN)


def test_hours_and_days_are_not_mistaken_for_each_other() -> None:
    with pytest.raises(MalformedError, match="hours"):
        due(EU.rules["breach-authority"], _noon("2026-11-24"), EUROPEAN_DAYS)
    with pytest.raises(MalformedError, match="days"):
        due_at(EU.rules["answer"], _noon("2026-11-24"))
    with pytest.raises(MalformedError, match="cannot be extended"):
        due(JP.rules["answer"], _noon("2026-11-24"), JAPANESE_DAYS, extended=True)


def test_a_deadline_beyond_the_known_holidays_says_so() -> None:
    assert due(JP.rules["answer"], _noon("2027-12-10"), JAPANESE_DAYS).settled
    assert not due(JP.rules["answer"], _noon("2027-12-20"), JAPANESE_DAYS).settled


_RULES = [(pack, rule) for pack in map(shipped_pack, PACKS) for rule in pack.rules.values() if rule.unit != "hour"]


@given(st.sampled_from(_RULES), DAYS)
def test_the_three_days_stand_in_order(pair: tuple[object, Rule], day: date) -> None:
    rule = pair[1]
    found = due(rule, _noon(day.isoformat()), JAPANESE_DAYS)
    assert day <= found.safe <= found.nominal <= found.latest
    assert found.safe == found.nominal or JAPANESE_DAYS.is_open(found.safe)
    assert JAPANESE_DAYS.is_open(found.latest) or rule.roll is not Roll.NEXT
    assert found.is_over(found.latest + timedelta(days=1))
    assert not found.is_over(found.latest)


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_end_with_the_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
