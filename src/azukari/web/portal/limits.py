"""How often one connection may do what at the person's portal; the keeper counts by number, address and visit besides."""

from datetime import timedelta
from enum import StrEnum

from azukari.web.turnstile import Limit


class Act(StrEnum):
    """What is counted, each by itself."""

    ENTER = "enter"
    CODE = "code"
    NUMBER = "number"
    ACT = "act"


_WITHIN = timedelta(minutes=10)


def limits(sends: int) -> dict[Act, Limit]:
    """Say how often each act may be done in ten minutes, where ``sends`` forms may be sent in."""
    return {
        Act.ENTER: Limit(sends, _WITHIN),
        Act.CODE: Limit(2 * sends, _WITHIN),
        Act.NUMBER: Limit(2 * sends, _WITHIN),
        Act.ACT: Limit(2 * sends, _WITHIN),
    }
