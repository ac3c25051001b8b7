"""When a recipient is reminded of what it owes: that a file waits, that it did as it was told, that its data is gone."""

from datetime import date, timedelta
from enum import StrEnum

from azukari.base.clock import japan_date
from azukari.sharing.delivery import Kind, State
from azukari.sharing.handover import HandoverRow

_BEFORE = timedelta(days=3)
_EVERY = 7  # days, from the day on which it was due
_WAITS = timedelta(days=3)  # a file that nobody fetches


class Chaser(StrEnum):
    """What a recipient is reminded of."""

    FETCH = "fetch"
    CERTIFY = "certify"
    ACKNOWLEDGE = "acknowledge"


def chased_on(row: HandoverRow, today: date) -> Chaser | None:
    """Tell what a recipient is reminded of on a day: three days before it is due, on the day, and each week after; or nothing."""
    if row.state is State.MADE and row.made_at is not None:
        waits_since = japan_date(row.made_at) + _WAITS
        return Chaser.FETCH if today >= waits_since and (today - waits_since).days % _EVERY == 0 else None
    if row.state is not State.HANDED or row.due_on is None:
        return None
    late = (today - row.due_on).days
    if today == row.due_on - _BEFORE or (late >= 0 and late % _EVERY == 0):
        return Chaser.ACKNOWLEDGE if row.kind is Kind.CHANGES else Chaser.CERTIFY
    return None
