"""The search plan: every place where something of a person may be, and what was found there (requirements H11, H30).

The places that the software keeps are looked through by it. Those outside (mailboxes, paper, backups, logs, contractors) are for
somebody to look through or to ask, and a request is not decided before each has its answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from azukari.base.errors import ConflictError, MalformedError
from azukari.statement.document import Statement

RECIPIENT = "recipient:"
LOG = "log:"
OWN = ("vault", "requests", "deliveries")
OUTSIDE = ("mailboxes", "paper", "backups")


class PlaceState(StrEnum):
    """What is known of a place."""

    OPEN = "open"  # nobody has looked
    FOUND = "found"
    NONE = "none"
    NOT_PERSONAL = "not_personal"  # nothing there can be told to be this person's
    ASKED = "asked"  # a recipient was told to do likewise
    CONFIRMED = "confirmed"  # and has said that it did


SETTLED = frozenset({PlaceState.FOUND, PlaceState.NONE, PlaceState.NOT_PERSONAL, PlaceState.CONFIRMED})


class PlaceOpenError(ConflictError):
    """First say of every place in the search plan what was found there."""


class PlaceWaitingError(ConflictError):
    """Somebody outside holds a copy and has not confirmed yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a request's search plan; ``count`` is how many things were found by the software."""

    place: str
    state: PlaceState
    count: int = 0


def outside_places(statement: Statement, services: Iterable[str]) -> tuple[str, ...]:
    """List the places outside the software that may hold something of somebody who used some services."""
    used = frozenset(services)
    recipients = [one.id for one in statement.recipients if used & frozenset(one.services)]
    return (*OUTSIDE, *(f"{RECIPIENT}{one}" for one in recipients))


def check_place(places: Iterable[Place], name: str, state: PlaceState) -> None:
    """Check that somebody may say this of a place.

    Raises:
        MalformedError: if there is no such place, the software itself looks there, or such a place has no such state.
    """
    if name in OWN or name not in {one.place for one in places}:
        raise MalformedError("There is no such place to look through.", ground="place_unknown")
    if state in {PlaceState.ASKED, PlaceState.CONFIRMED} and not name.startswith(RECIPIENT):
        raise MalformedError("Only somebody outside can be asked, and confirm.", ground="place_state")


def check_searched(places: Iterable[Place]) -> None:
    """Check that every place has been looked through, or at least asked.

    Raises:
        PlaceOpenError: if there is no plan yet, or a place is open.
    """
    found = tuple(places)
    if not found or any(one.state is PlaceState.OPEN for one in found):
        raise PlaceOpenError(ground="place_open")


def waiting(places: Iterable[Place]) -> tuple[str, ...]:
    """List the places that hold a copy and have not confirmed that they did likewise."""
    return tuple(
        one.place
        for one in places
        if one.place.startswith(RECIPIENT) and one.state in {PlaceState.OPEN, PlaceState.FOUND, PlaceState.ASKED}
    )
