"""Instants in UTC, legal days in Japan, and the one text form that both have in canonical bytes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from azukari.base.errors import MalformedError

Clock = Callable[[], datetime]

JAPAN = ZoneInfo("Asia/Tokyo")
_FORM = "An instant is written like 2026-11-23T09:15:02.123Z."


def system_clock() -> datetime:
    """Tell the present instant; core functions never call this, they are given their time."""
    return datetime.now(UTC)


def instant_text(at: datetime) -> str:
    """Write an instant as RFC 3339 in UTC with milliseconds, such as ``2026-11-23T09:15:02.123Z``.

    Raises:
        MalformedError: if the instant has no time zone, or falls out of the years 1 to 9999 in UTC.
    """
    if at.tzinfo is None:
        raise MalformedError("An instant needs a time zone.")
    try:
        moved = at.astimezone(UTC)
    except OverflowError:
        raise MalformedError("An instant lies outside the years 1 to 9999.") from None
    return f"{moved.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def read_instant(text: str) -> datetime:
    """Read what `instant_text` writes, and nothing else.

    Raises:
        MalformedError: if the text has another form.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedError(_FORM) from None
    if at.tzinfo is None or instant_text(at) != text:
        raise MalformedError(_FORM)
    return at


def japan_date(at: datetime) -> date:
    """Tell the calendar day in Japan, where the law counts its days."""
    return at.astimezone(JAPAN).date()
