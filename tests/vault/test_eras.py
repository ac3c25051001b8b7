from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.vault.eras import ReadDate, in_era, read_date


@pytest.mark.parametrize(
    ("typed", "on", "doubtful"),
    [
        ("1990-04-01", date(1990, 4, 1), False),
        ("1990/4/1", date(1990, 4, 1), False),
        ("１９９０年４月１日", date(1990, 4, 1), False),
        ("19900401", date(1990, 4, 1), False),
        ("平成2年4月1日", date(1990, 4, 1), False),
        ("㍻2年4月1日", date(1990, 4, 1), False),
        ("㋿元年5月1日", date(2019, 5, 1), False),
        ("H2.4.1", date(1990, 4, 1), False),
        ("s63.12.31", date(1988, 12, 31), False),
        ("昭和64年1月7日", date(1989, 1, 7), False),
        ("昭和64年1月8日", date(1989, 1, 8), True),
        ("平成元年1月8日", date(1989, 1, 8), False),
        ("平成元年1月7日", date(1989, 1, 7), True),
        ("平成32年4月1日", date(2020, 4, 1), True),
        ("平成31年4月30日", date(2019, 4, 30), False),
        ("大正15年12月25日", date(1926, 12, 25), False),
        ("昭和元年12月25日", date(1926, 12, 25), False),
        ("明治45年7月30日", date(1912, 7, 30), False),
        ("大正元年7月30日", date(1912, 7, 30), False),
        ("令和 7 年 11 月 23 日", date(2025, 11, 23), False),
    ],
)
def test_a_date_is_read(typed: str, on: date, doubtful: bool) -> None:
    assert read_date(typed) == ReadDate(on, doubtful)


@pytest.mark.parametrize(
    "typed", ["", "2023-02-29", "平成2年13月1日", "1990", "令和0年1月1日x", "04/01/1990", "平成0年0月0日"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(MalformedError):
        read_date(typed)


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1872, 12, 31), "1872年12月31日"),
    ],
)
def test_a_date_is_shown_with_its_era(on: date, text: str) -> None:
    assert in_era(on) == text


@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2117, 12, 31)))
def test_what_is_shown_reads_back(on: date) -> None:
    assert read_date(in_era(on)) == ReadDate(on, doubtful=False)
    assert read_date(on.isoformat()).on == on
    assert on + timedelta(days=1) > on
