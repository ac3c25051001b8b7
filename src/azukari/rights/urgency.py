"""How pressing a request is, told by its days: for whoever handles it, on a page or in a reminder."""

from datetime import date
from enum import StrEnum

from azukari.rights.request import ENDED, Channel, State

SOON_DAYS = 3


class Urgency(StrEnum):
    """How pressing a request is."""

    LATE = "late"  # past the last day that the law allows
    PAST = "past"  # past the day that is surely in time; the law's last day is not over
    SOON = "soon"
    CALM = "calm"
    ENDED = "ended"


def urgency(state: State, *, answer_by: date, latest_on: date, today: date) -> Urgency:
    """Tell how pressing a request is."""
    if state in ENDED:
        return Urgency.ENDED
    if today > latest_on:
        return Urgency.LATE
    if today > answer_by:
        return Urgency.PAST
    return Urgency.SOON if (answer_by - today).days <= SOON_DAYS else Urgency.CALM


def is_acknowledged(state: State, channel: Channel, *, mailed: bool) -> bool:
    """Tell whether who asks knows that the request has arrived.

    The page says it at once, the mail that acknowledges it does, and so does each step that follows.
    """
    return mailed or channel is Channel.PAGE or state is not State.RECEIVED
