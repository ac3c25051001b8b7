"""Passing on: whatever was stopped, erased or corrected after it was handed over is told to whom it was handed (requirements S8.7).

The database notes each change itself (`sharing_note_change`), so that no path can forget it; here it is found out what it means for
each hand-over. Files that still wait are made anew without what may not be used any more (H20).
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from azukari.base.clock import japan_date
from azukari.base.sql import Cursor
from azukari.ledger.services import append
from azukari.sharing.delivery import Kind, State
from azukari.sharing.events import Event
from azukari.sharing.exit import Exit
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.steps import NewHandover, insert_new
from azukari.sharing.store import engagements, handovers
from azukari.sharing.store import passing as store
from azukari.sharing.store.passing import Act, Changed, Pending, Untold
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.services.standing import Standing, standing_of

_AT_ONCE = 500
SYSTEM = Actor("sharing", Role.SYSTEM)


def pass_on(dispatch: Dispatch, *, now: datetime) -> None:
    """Look at what changed, have waiting files made anew, and put what recipients have to be told into files for them."""
    last = _look(dispatch, None, now=now)
    while last is not None:
        last = _look(dispatch, last, now=now)
    for one in store.untold(dispatch.chamber.database):
        _tell(dispatch, one, now=now)


def _look(dispatch: Dispatch, after: Pending | None, *, now: datetime) -> Pending | None:
    """Look at some changes, and tell which was the last; none if that were all.

    A change stays on the list as long as a file with its record is being made, or went out at this very moment.
    """
    database = dispatch.chamber.database
    with database.transaction() as cursor:
        some = store.pending(cursor, after=after, limit=_AT_ONCE)
        found = store.changed(cursor, some) if some else ()
    if not some:
        return None
    standing = standing_of(database, [(person, record) for person, record, _ in some], now=now)
    with database.transaction() as cursor:
        told = []
        stays = {one.record_id for one in found if one.state is State.APPROVED}
        for one in found:
            act = _act(one, standing)
            if act is None:
                continue
            entry = standing[one.record_id].entry_id if one.record_id in standing else one.entry_id
            if one.state is State.HANDED:
                told.append((one, act, entry))
            elif one.state is State.MADE and not handovers.step(cursor, "make_anew", {"handover_id": one.handover_id}):
                stays.add(one.record_id)
        if told:
            store.insert(cursor, told, now=now)
            _append(cursor, Counter(act for _, act, _ in told), now=now)
        store.take(cursor, [one for one in some if one[1] not in stays])
    return some[-1] if len(some) == _AT_ONCE else None


def _act(one: Changed, standing: Mapping[uuid.UUID, Standing]) -> Act | None:
    """Tell what a change means for who was handed the record; none if it does not concern them."""
    now = standing.get(one.record_id)
    if now is None:
        return Act.ERASE
    if one.exit is not Exit.EXCEPTION and one.purpose not in now.purposes:
        return Act.STOP
    return Act.CORRECT if now.entry_id != one.entry_id else None


def _tell(dispatch: Dispatch, one: Untold, *, now: datetime) -> None:
    engagement = engagements.engagement_with(dispatch.chamber.database, one.recipient)
    if engagement is None:
        return
    with dispatch.chamber.database.transaction() as cursor:
        waiting = store.waiting_file(cursor, one.engagement_id)
        if waiting is not None:
            if waiting[1] is State.MADE:
                handovers.step(cursor, "make_anew", {"handover_id": waiting[0]})
            return  # what is to be told goes into it when it is made
        new = NewHandover(
            exit=one.exit,
            kind=Kind.CHANGES,
            engagement_id=one.engagement_id,
            recipient=one.recipient,
            language=engagement.language,
            contact=engagement.contact,
            age_key=engagement.age_key,
            sftp=engagement.sftp,
            wish={},
            items=(),
            reason=f"changes since hand-overs, {japan_date(now).isoformat()}",
            counted=0,
            second=False,
        )
        insert_new(dispatch, cursor, new, actor=SYSTEM, now=now)


def _append(cursor: Cursor, counted: Counter[Act], *, now: datetime) -> None:
    facts = {act.value: count for act, count in counted.items()}
    append(cursor, Event.PASSED_ON, {"actor": SYSTEM.id, "role": SYSTEM.role.value, **facts}, now=now)
