"""How pressing a request is: by the day that is surely in time, and by the last one."""

from datetime import date, timedelta

import pytest

from azukari.rights.request import ENDED, Channel, State
from azukari.rights.urgency import Urgency, is_acknowledged, urgency

ANSWER_BY, LATEST_ON = date(2027, 4, 30), date(2027, 5, 6)


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (ANSWER_BY - timedelta(days=4), Urgency.CALM),
        (ANSWER_BY - timedelta(days=3), Urgency.SOON),
        (ANSWER_BY, Urgency.SOON),
        (ANSWER_BY + timedelta(days=1), Urgency.PAST),
        (LATEST_ON, Urgency.PAST),
        (LATEST_ON + timedelta(days=1), Urgency.LATE),
    ],
)
def test_each_day_has_its_urgency(today: date, found: Urgency) -> None:
    assert urgency(State.EXAMINING, answer_by=ANSWER_BY, latest_on=LATEST_ON, today=today) is found


@pytest.mark.parametrize("state", sorted(ENDED))
def test_what_has_ended_presses_nobody(state: State) -> None:
    late = LATEST_ON + timedelta(days=400)
    assert urgency(state, answer_by=ANSWER_BY, latest_on=LATEST_ON, today=late) is Urgency.ENDED


def test_the_page_acknowledges_at_once_and_else_the_first_step_does() -> None:
    assert is_acknowledged(State.RECEIVED, Channel.PAGE, mailed=False)
    for channel in set(Channel) - {Channel.PAGE}:
        assert not is_acknowledged(State.RECEIVED, channel, mailed=False)
        assert is_acknowledged(State.IDENTIFYING, channel, mailed=False)
        assert is_acknowledged(State.RECEIVED, channel, mailed=True)
