"""Days and instants as people in Japan read them, and in plain English; always in Japan's time."""

from datetime import date, datetime

from azukari.base.clock import JAPAN
from azukari.statement.text import Language

_WEEKDAYS = "月火水木金土日"
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_shown(on: date, language: Language) -> str:
    """Write a day, such as ``2026年11月1日`` or ``1 November 2026``."""
    return f"{on.year}年{on.month}月{on.day}日" if language == "ja" else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def instant_shown(at: datetime, language: Language) -> str:
    """Write an instant, such as ``2026年11月23日(月) 18:00（日本時間）``."""
    there = at.astimezone(JAPAN)
    clock = there.strftime("%H:%M")
    if language == "ja":
        return f"{day_shown(there.date(), 'ja')}({_WEEKDAYS[there.weekday()]}) {clock}（日本時間）"
    return f"{day_shown(there.date(), 'en')}, {clock} (Japan time)"
