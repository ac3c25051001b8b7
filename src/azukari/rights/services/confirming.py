"""What is known of recipients by itself: whether they hold anything of somebody, and whether they did what they were told.

Whatever is stopped, corrected or erased is passed on by `sharing.services.passing_on`, whoever did it. Here the places of a request
follow: nobody has to ask a recipient by hand who was told by a file and has acknowledged it (requirements S8.7, H30).
"""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from azukari.base.errors import ConflictError, RefusedError
from azukari.base.sql import Database
from azukari.ledger.services import append
from azukari.rights import queries
from azukari.rights.events import Event
from azukari.rights.paper import PaperKind
from azukari.rights.plan import read_plan
from azukari.rights.request import Move, State
from azukari.rights.search import RECIPIENT, Place, PlaceState, waiting
from azukari.rights.services.carrying_out import carry_out
from azukari.rights.services.office import Office
from azukari.rights.services.papers import newest_value
from azukari.rights.store import cases
from azukari.sharing.queries import Reached, all_engagements, reached
from azukari.statement.purposes import Role
from azukari.vault.access import Actor

SYSTEM = Actor("rights", Role.SYSTEM)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def known_places(database: Database, persons: Sequence[uuid.UUID]) -> Mapping[str, PlaceState]:
    """Tell, of each recipient that we work with by hand-overs, whether it has anything of some persons.

    One that had something and has certified that it is gone is left out: what is left there, somebody says who looks at the
    certificate. So is one that no hand-over was ever agreed with: what it has, it has by another way.
    """
    found = {one.recipient: one for one in reached(database, persons, since=_EVER)}
    states: dict[str, PlaceState] = {}
    for engagement in all_engagements(database):
        one = found.get(engagement.recipient)
        if one is None or one.holds:
            states[f"{RECIPIENT}{engagement.recipient}"] = PlaceState.NONE if one is None else PlaceState.FOUND
    return states


def confirm_recipients(office: Office, *, now: datetime) -> int:
    """Take down for every request that is being done what its recipients were told and have confirmed, and finish what is done.

    Tells how many places changed.
    """
    database = office.chamber.database
    acting = [row for row in queries.open_requests(database) if row.state is State.ACTING]
    changed = 0
    for row in acting:
        settled = _confirm(office, row.request_id, now=now)
        changed += settled
        if settled and not waiting(cases.select_places(database, row.request_id)):
            with suppress(RefusedError, ConflictError):  # somebody finished it meanwhile, or a record is on hold since
                carry_out(office, row.request_id, actor=SYSTEM, now=now)
    return changed


def _confirm(office: Office, request_id: uuid.UUID, *, now: datetime) -> int:
    database = office.chamber.database
    places = {one.place: one for one in cases.select_places(database, request_id)}
    waited_for = waiting(places.values())
    if not waited_for:
        return 0
    # By the decision, since an erasure lets the request itself be nobody's.
    persons = read_plan(newest_value(office.chamber, request_id, PaperKind.PLAN)).persons
    since = max(at for _, _, at in cases.moved_at(database, [request_id], [Move.ACT]))
    found = {f"{RECIPIENT}{one.recipient}": one for one in reached(database, persons, since=since)}
    changed = 0
    for name in waited_for:
        state = _state(found.get(name))
        if state is not None and state is not places[name].state:
            _settle(database, request_id, Place(name, state, places[name].count), now=now)
            changed += 1
    return changed


def _state(one: Reached | None) -> PlaceState | None:
    """Tell what is known of a recipient; nothing of one that was handed nothing, or not told yet."""
    if one is None:
        return None
    if not one.holds or (one.told and not one.open):
        return PlaceState.CONFIRMED
    return PlaceState.ASKED if one.told else None


def _settle(database: Database, request_id: uuid.UUID, place: Place, *, now: datetime) -> None:
    facts = {"request": str(request_id), "place": place.place, "state": place.state.value, "by": SYSTEM.id}
    with database.transaction() as cursor:
        cases.set_place(cursor, request_id, place, by=SYSTEM.id, now=now)
        append(cursor, Event.SETTLED, facts, now=now)
