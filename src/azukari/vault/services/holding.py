"""Holds: they beat retention and erasure, hide a record from ordinary use, and end only by an act (requirements H31).

The law asks for some. Others are asked for by the person: a restriction keeps a record, and lets it be used for nothing.
"""

import uuid
from datetime import date, datetime

from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError, NotFoundError, RefusedError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor
from azukari.ledger.services import append
from azukari.vault.access import Actor, ByRequest, Ground, check_reason
from azukari.vault.events import Event
from azukari.vault.record import Header
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.naming import located_record
from azukari.vault.store import ending as store
from azukari.vault.store.ending import Hold

_RESTRICTION = "restriction by request"


def place_hold(
    chamber: Chamber, record: uuid.UUID | str, *, matter: str, review_on: date, actor: Actor, now: datetime
) -> uuid.UUID:
    """Place a legal hold that ``actor`` approves, to be reviewed on a day, and give its id.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if the matter's name is too short or long, or holds personal data.
        MalformedError: if the day of review is not to come.
    """
    named = check_reason(matter)
    _check_day(review_on, now)
    hold = Hold(new_id(), named, actor.id, review_on)
    header = located_record(chamber, record, actor=actor).header
    with chamber.database.transaction() as cursor:
        _lock(chamber, cursor, header)
        _place(cursor, header, hold, actor=actor, now=now)
    return hold.hold_id


def restrict_for_person(
    chamber: Chamber, record: uuid.UUID | str, *, review_on: date, by: ByRequest, now: datetime
) -> uuid.UUID:
    """Close a record to every use because its person asked for it, and give the hold's id; a request does so once.

    What the person may do with it stays: see it, have it corrected, stop a use for good.

    Raises:
        NotFoundError: if there is no such record.
        MalformedError: if the day of review is not to come.
    """
    _check_day(review_on, now)
    header = located_record(chamber, record, actor=by.actor).header
    with chamber.database.transaction() as cursor:
        _lock(chamber, cursor, header)
        placed = store.hold_of_request(cursor, header, by.request)
        if placed is not None:
            return placed
        hold = Hold(new_id(), _RESTRICTION, by.actor.id, review_on, by.request)
        _place(cursor, header, hold, actor=by.actor, now=now)
    return hold.hold_id


def lift_restrictions(chamber: Chamber, *, by: ByRequest, now: datetime) -> int:
    """Lift what a request had restricted, and tell how many records it was on; none if that was done before."""
    with chamber.database.transaction() as cursor:
        holds = store.holds_of_request(cursor, by.request)
        return sum(_lift(cursor, hold_id, actor=by.actor, now=now) for hold_id in holds)


def lift_hold(chamber: Chamber, hold_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Lift a hold; periods that ran out meanwhile take effect at the next `ending.run_out`.

    Whoever placed it does not lift it: what it kept may be gone the night after, so that takes two persons (requirements X-14).

    Raises:
        NotFoundError: if there is no such hold, or it was lifted.
        RefusedError: if the actor placed it.
    """
    with chamber.database.transaction() as cursor:
        if store.hold_approver(cursor, hold_id) == actor.id:
            raise RefusedError(
                "A second person has to lift this hold: not the one who placed it.", ground=Ground.SAME_PERSON
            )
        if not _lift(cursor, hold_id, actor=actor, now=now):
            raise NotFoundError("There is no such hold, or it was lifted already.", ground="hold_unknown")


def _check_day(review_on: date, now: datetime) -> None:
    if review_on <= japan_date(now):
        raise MalformedError("A hold is reviewed on a day to come.", ground="review_on")


def _lock(chamber: Chamber, cursor: Cursor, header: Header) -> None:
    there = store.lock_person(cursor, header.person_id)
    if not there or store.lock_record(cursor, header.person_id, header.record_id, chamber.terms) is None:
        raise NotFoundError("There is no such record.")


def _place(cursor: Cursor, header: Header, hold: Hold, *, actor: Actor, now: datetime) -> None:
    store.insert_hold(cursor, header, hold, at=now)
    facts = {
        "record": str(header.record_id),
        "hold": str(hold.hold_id),
        "review_on": hold.review_on.isoformat(),
        "actor": actor.id,
        "role": actor.role.value,
    }
    if hold.request_id is not None:
        facts["request"] = str(hold.request_id)
    append(cursor, Event.HOLD_PLACED, facts, now=now)


def _lift(cursor: Cursor, hold_id: uuid.UUID, *, actor: Actor, now: datetime) -> bool:
    record_id = store.lift_hold(cursor, hold_id, by=actor.id, at=now)
    if record_id is None:
        return False
    facts = {"record": str(record_id), "hold": str(hold_id), "actor": actor.id, "role": actor.role.value}
    append(cursor, Event.HOLD_LIFTED, facts, now=now)
    return True
