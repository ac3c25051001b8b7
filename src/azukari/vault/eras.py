"""Japanese eras: read and shown, never stored (requirements H26).

The first and last days are those of the era orders. A date past an era's last day, such as the 32nd year of Heisei, is converted
and marked, so that a form can show what it means and ask.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from azukari.base.errors import MalformedError


@dataclass(frozen=True, slots=True)
class Era:
    """One era with its first day, and its last day unless it still goes on."""

    kanji: str
    letter: str
    first_on: date
    last_on: date | None


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as it was understood; ``doubtful`` if it lies outside the era that was named."""

    on: date
    doubtful: bool


ERAS = (
    Era("令和", "R", date(2019, 5, 1), None),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
)
_WESTERN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_IN_ERA = re.compile(r"(令和|平成|昭和|大正|明治|[RHSTM])\.?(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def read_date(text: str) -> ReadDate:
    """Read a date in western or Japanese years.

    Raises:
        MalformedError: if it is no date.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if found := _WESTERN.fullmatch(plain) or _COMPACT.fullmatch(plain):
        year, month, day = map(int, found.groups())
        return ReadDate(_date(year, month, day), doubtful=False)
    if found := _IN_ERA.fullmatch(plain):
        name, year_in_era, month_text, day_text = found.groups()
        era = next(era for era in ERAS if name in {era.kanji, era.letter})
        year = era.first_on.year + (1 if year_in_era == "元" else int(year_in_era)) - 1
        on = _date(year, int(month_text), int(day_text))
        return ReadDate(on, doubtful=on < era.first_on or (era.last_on is not None and on > era.last_on))
    raise MalformedError("Write a date like 1990-04-01, 1990年4月1日 or 平成2年4月1日.", ground="date")


def in_era(on: date) -> str:
    """Write a date with its Japanese year, such as ``平成2年4月1日``; from 1873 on, when the calendars became one."""
    if on < date(1873, 1, 1):
        return f"{on.year}年{on.month}月{on.day}日"
    era = next(era for era in ERAS if on >= era.first_on)
    year = on.year - era.first_on.year + 1
    return f"{era.kanji}{'元' if year == 1 else year}年{on.month}月{on.day}日"


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise MalformedError("There is no such day.", ground="date") from None
