"""How often one connection may do what at the public door."""

from datetime import timedelta
from enum import StrEnum

from azukari.web.turnstile import Limit


class Act(StrEnum):
    """What is counted, each by itself."""

    LOOKUP = "lookup"
    CONFIRM = "confirm"
    SEND = "send"
    RECEIPT = "receipt"


_WITHIN = timedelta(minutes=10)


def limits(sends: int) -> dict[Act, Limit]:
    """Say how often each act may be done in ten minutes, where ``sends`` forms may be sent in."""
    return {
        Act.LOOKUP: Limit(2 * sends, _WITHIN),
        Act.CONFIRM: Limit(2 * sends, _WITHIN),
        Act.SEND: Limit(sends, _WITHIN),
        Act.RECEIPT: Limit(2 * sends, _WITHIN),
    }
