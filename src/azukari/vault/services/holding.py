"""Legal holds: they beat retention and erasure, hide a record from ordinary use, and end only by an act (requirements H31)."""

import uuid
from datetime import date, datetime

from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError, NotFoundError
from azukari.base.ids import new_id
from azukari.ledger.services import append
from azukari.vault.access import Actor, check_reason
from azukari.vault.events import Event
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.naming import located_record
from azukari.vault.store import ending as store
from azukari.vault.store.ending import Hold


def place_hold(
    chamber: Chamber, record: uuid.UUID | str, *, matter: str, review_on: date, actor: Actor, now: datetime
) -> uuid.UUID:
    """Place a hold that ``actor`` approves, to be reviewed on a day, and give its id.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if the matter's name is too short or long, or holds personal data.
        MalformedError: if the day of review is not to come.
    """
    named = check_reason(matter)
    if review_on <= japan_date(now):
        raise MalformedError("A hold is reviewed on a day to come.", ground="review_on")
    hold = Hold(new_id(), named, actor.id, review_on)
    header = located_record(chamber, record, actor=actor).header
    with chamber.database.transaction() as cursor:
        there = store.lock_person(cursor, header.person_id)
        if not there or store.lock_record(cursor, header.person_id, header.record_id, chamber.terms) is None:
            raise NotFoundError("There is no such record.")
        store.insert_hold(cursor, header, hold, at=now)
        facts = {
            "record": str(header.record_id),
            "hold": str(hold.hold_id),
            "review_on": review_on.isoformat(),
            "actor": actor.id,
            "role": actor.role.value,
        }
        append(cursor, Event.HOLD_PLACED, facts, now=now)
    return hold.hold_id


def lift_hold(chamber: Chamber, hold_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Lift a hold; periods that ran out meanwhile take effect at the next `ending.run_out`.

    Raises:
        NotFoundError: if there is no such hold, or it was lifted.
    """
    with chamber.database.transaction() as cursor:
        record_id = store.lift_hold(cursor, hold_id, by=actor.id, at=now)
        if record_id is None:
            raise NotFoundError("There is no such hold, or it was lifted already.", ground="hold_unknown")
        facts = {"record": str(record_id), "hold": str(hold_id), "actor": actor.id, "role": actor.role.value}
        append(cursor, Event.HOLD_LIFTED, facts, now=now)
