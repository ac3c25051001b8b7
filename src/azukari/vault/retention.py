"""The last day on which a purpose may use a record."""

from datetime import date, datetime, timedelta

from azukari.base.clock import japan_date
from azukari.statement.purposes import Retention, RetentionStart


def until_on(retention: Retention, *, collected_at: datetime, closed_at: datetime | None) -> date | None:
    """Tell the last day of a period, counted in days in Japan from the day after it starts; none while it has not started."""
    start = collected_at if retention.start is RetentionStart.COLLECTED else closed_at
    return None if start is None else japan_date(start) + timedelta(days=retention.days)


def has_run_out(until: date | None, *, now: datetime) -> bool:
    """Tell whether the last day is past."""
    return until is not None and until < japan_date(now)
