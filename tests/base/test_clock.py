from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.clock import instant_text, japan_date, read_instant, system_clock
from azukari.base.errors import MalformedError

_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_read_back_to_the_millisecond(at: datetime) -> None:
    read = read_instant(instant_text(at))
    assert read == at.replace(microsecond=at.microsecond // 1000 * 1000)
    assert len(instant_text(at)) == len("2026-11-23T09:15:02.123Z")


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=_zones))  # noqa: DTZ001 - Hypothesis adds the zone
def test_the_zone_does_not_matter(at: datetime) -> None:
    assert instant_text(at) == instant_text(at.astimezone(UTC))


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_texts_sort_like_instants(one: datetime, other: datetime) -> None:
    assert (one <= other) >= (instant_text(one) < instant_text(other))


@given(st.text())
def test_any_text_is_an_instant_or_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        read_instant(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T09:15:02Z",
        "2026-11-23T09:15:02.1Z",
        "2026-11-23T09:15:02.123456Z",
        "2026-11-23T09:15:02.123",
        "2026-11-23T09:15:02.123+00:00",
        "2026-11-23T18:15:02.123+09:00",
        "2026-11-23 09:15:02.123Z",
        "2026-11-23T09:15:02,123Z",
        "20261123T091502.123Z",
        "2026-02-29T00:00:00.000Z",
        "2026-11-23T24:00:00.000Z",
        "2026-11-23T09:15:60.000Z",
        "２０２６-11-23T09:15:02.123Z",
        "2026-11-23",
        "2026-11-23T09:15:02.123Z\n",
        "0001-01-01T00:00:00.000+14:00",
        "",
    ],
)
def test_other_forms_of_an_instant_are_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        read_instant(text)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23),  # noqa: DTZ001 - the missing zone is the case
        datetime.min.replace(tzinfo=timezone(timedelta(hours=9))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-9))),
    ],
)
def test_instants_that_cannot_be_written(at: datetime) -> None:
    with pytest.raises(MalformedError):
        instant_text(at)


def test_early_years_have_four_digits() -> None:
    assert instant_text(datetime(26, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC)) == "0026-01-02T03:04:05.999Z"


def test_the_day_in_japan_begins_nine_hours_earlier() -> None:
    assert japan_date(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert japan_date(datetime(2026, 3, 31, 15, 0, 0, tzinfo=UTC)) == date(2026, 4, 1)


def test_the_system_clock_knows_its_zone() -> None:
    assert system_clock().tzinfo is UTC
