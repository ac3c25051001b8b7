"""A request is not decided before each place has its answer, and not done before whoever holds a copy has confirmed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.rights.search import (
    OUTSIDE,
    OWN,
    SETTLED,
    Place,
    PlaceOpenError,
    PlaceState,
    check_place,
    check_searched,
    outside_places,
    waiting,
)
from tests.vault.world import STATEMENT

MAILER = "recipient:mailer"
PLACES = tuple(Place(name, PlaceState.OPEN) for name in (*OWN, *OUTSIDE, MAILER))


def test_every_place_outside_is_named_and_recipients_by_what_they_get() -> None:
    assert outside_places(STATEMENT, ["inquiry"]) == ("mailboxes", "paper", "backups", MAILER)
    assert outside_places(STATEMENT, ["another"]) == OUTSIDE
    (mailer,) = STATEMENT.recipients
    two = replace(STATEMENT, recipients=(mailer, replace(mailer, id="printer", services=("another",))))
    assert outside_places(two, ["inquiry", "another"]) == (*OUTSIDE, MAILER, "recipient:printer")


@pytest.mark.parametrize("name", [*OWN, "recipient:nobody", "", "mailboxes ", "Paper", "log:web"])
@pytest.mark.parametrize("state", PlaceState)
def test_nothing_is_said_of_places_that_the_software_looks_through_or_that_there_are_not(
    name: str, state: PlaceState
) -> None:
    with pytest.raises(MalformedError) as refused:
        check_place(PLACES, name, state)
    assert refused.value.ground == "place_unknown"


@pytest.mark.parametrize("name", [*OUTSIDE, MAILER])
@pytest.mark.parametrize("state", PlaceState)
def test_only_somebody_outside_is_asked_and_confirms(name: str, state: PlaceState) -> None:
    if name != MAILER and state in {PlaceState.ASKED, PlaceState.CONFIRMED}:
        with pytest.raises(MalformedError) as refused:
            check_place(PLACES, name, state)
        assert refused.value.ground == "place_state"
    else:
        check_place(PLACES, name, state)


def test_without_a_plan_or_with_an_open_place_nothing_was_searched() -> None:
    for places in ((), PLACES, (Place("paper", PlaceState.NONE), Place("backups", PlaceState.OPEN))):
        with pytest.raises(PlaceOpenError):
            check_searched(places)
    check_searched(replace(one, state=PlaceState.NONE) for one in PLACES)


STATES = st.lists(st.sampled_from(PlaceState), min_size=len(PLACES), max_size=len(PLACES))


@given(STATES)
def test_one_open_place_is_enough_to_wait_and_nothing_else_is(states: list[PlaceState]) -> None:
    places = [replace(one, state=state) for one, state in zip(PLACES, states, strict=True)]
    if PlaceState.OPEN in states:
        with pytest.raises(PlaceOpenError):
            check_searched(places)
    else:
        check_searched(places)


@given(STATES)
def test_only_recipients_who_may_hold_a_copy_are_waited_for(states: list[PlaceState]) -> None:
    places = [replace(one, state=state) for one, state in zip(PLACES, states, strict=True)]
    done = {PlaceState.NONE, PlaceState.NOT_PERSONAL, PlaceState.CONFIRMED}
    assert waiting(places) == (() if states[-1] in done else (MAILER,))
    assert done < SETTLED
