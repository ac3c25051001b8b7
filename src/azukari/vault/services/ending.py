"""Ending: a use stopped, a record closed, a person erased, a time run out."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.base.clock import japan_date
from azukari.base.errors import ConflictError, NotFoundError, RefusedError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor
from azukari.ledger.services import append, entries_for
from azukari.statement.purposes import RetentionStart, Role
from azukari.vault.access import NOBODY, Actor, Ground, check_key
from azukari.vault.consent import ConsentState
from azukari.vault.events import Event
from azukari.vault.record import StoredRecord
from azukari.vault.retention import has_run_out, until_on
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.destroying import store_what_is_left
from azukari.vault.services.locking import locked_record
from azukari.vault.services.naming import located_record, purpose_of
from azukari.vault.store import ending as store

_PAGE = 200


@dataclass(frozen=True, slots=True)
class RunOut:
    """What retention ended in one run."""

    grants: int
    compartments: int
    records: int


def stop_use(chamber: Chamber, record: uuid.UUID | str, *, purpose: str, actor: Actor, now: datetime) -> None:
    """Stop one purpose's use of a record: its grant is deleted, and a consent is withdrawn.

    What nobody may open any more is destroyed. On hold the use stops as well, but nothing is destroyed before it is lifted.

    Raises:
        NotFoundError: if there is no such record, or the purpose has no grant for it.
        RefusedError: if the actor's service key is not for the purpose.
    """
    check_key(actor, purpose=purpose)
    with locked_record(chamber, record, actor=actor) as (cursor, stored):
        grant = stored.grant(purpose)
        if grant is None or has_run_out(grant.until_on, now=now):
            raise NotFoundError("This record has no grant for such a purpose.", ground=Ground.NO_GRANT)
        append(cursor, Event.STOPPED, _facts(stored.header.record_id, actor) | {"purpose": purpose}, now=now)
        end_use(chamber, cursor, stored, purpose, now=now)


def end_use(chamber: Chamber, cursor: Cursor, stored: StoredRecord, purpose: str, *, now: datetime) -> None:
    """End a purpose's use of a locked record, of which an entry in the same transaction says why."""
    header = stored.header
    defined = purpose_of(chamber, header, purpose)
    if defined is not None and defined.consent:
        store.insert_consent(cursor, header, purpose, ConsentState.WITHDRAWN, at=now)
    if store.is_held(cursor, header):
        store.set_record(cursor, store.with_until(stored, purpose, japan_date(now) - timedelta(days=1)))
    else:
        store_what_is_left(chamber, cursor, store.without_grants(stored, [purpose]), now=now)


def close_record(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor, now: datetime) -> None:
    """Close a record's matter, which starts the retention periods that run from its closing.

    Raises:
        NotFoundError: if there is no such record.
        ConflictError: if it is closed already.
    """
    with locked_record(chamber, record, actor=actor) as (cursor, stored):
        header = stored.header
        if not store.set_closed(cursor, header, at=now):
            raise ConflictError("This record is closed already.", ground="closed_already")
        append(cursor, Event.CLOSED, _facts(stored.header.record_id, actor), now=now)
        left = stored
        for grant in stored.grants:
            purpose = purpose_of(chamber, header, grant.purpose)
            if purpose is None or purpose.retention.start is not RetentionStart.CLOSED or grant.until_on is not None:
                continue
            until = until_on(purpose.retention, collected_at=header.collected_at, closed_at=now)
            if until is not None:
                left = store.with_until(left, grant.purpose, until)
        store.set_record(cursor, left)


def erase_person(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Erase the person of a record from every copy, and give the ledger's entry of it.

    It costs the same however many records there are. The erasure is durable first: from then on nothing of the person is opened or
    found, so the same call finds no record any more. Then the person's key is destroyed, and from then on no copy anywhere can be
    opened. What is left, which says nothing to anybody, is cleared away by `clear_erased`, which also destroys the key if the
    process died in between. A service key erases no record of another service; should the person have one, the person's key stays
    as long as that does.

    Raises:
        NotFoundError: if there is no such record, or its person was erased before.
        RefusedError: if one of the person's records is on hold.
    """
    stored = located_record(chamber, record, actor=actor)
    person_id = stored.header.person_id
    if actor.role is Role.SERVICE and store.has_records_of_others(chamber.database, person_id, stored.header.service):
        return _erase_of_service(chamber, stored, actor=actor, now=now)
    entry_id = begin_erasure(chamber, person_id, stored.header.record_id, actor=actor, now=now)
    end_erasure(chamber, person_id, now=now)
    return entry_id


def begin_erasure(
    chamber: Chamber, person_id: uuid.UUID, record_id: uuid.UUID, *, actor: Actor, now: datetime
) -> uuid.UUID:
    """Make a person's erasure durable, named by one of their records, and give the ledger's entry of it.

    From then on nothing of the person is opened or found; the key is still there until `end_erasure`, or until the keeper starts.

    Raises:
        RefusedError: if one of the person's records is on hold.
    """
    facts = _facts(record_id, actor) | {"person": str(person_id)}
    entry = entries_for([(Event.ERASED, facts, new_id())], now=now)
    entry_id = store.insert_erasure(chamber.database, person_id, entry)
    if entry_id is None:
        raise RefusedError(
            "A record of this person is on hold, so nothing is erased before that is lifted.", ground=Ground.ON_HOLD
        )
    return entry_id


def end_erasure(chamber: Chamber, person_id: uuid.UUID, *, now: datetime) -> None:
    """Destroy the key of a person whose erasure has begun: from then on no copy anywhere can be opened. May be done again."""
    store.destroy_person_keys(chamber.person_keys, {person_id: now})


def _erase_of_service(chamber: Chamber, stored: StoredRecord, *, actor: Actor, now: datetime) -> uuid.UUID:
    person_id, service = stored.header.person_id, stored.header.service
    with chamber.database.transaction() as cursor:
        store.lock_person(cursor, person_id)
        records = store.lock_records_of_service(cursor, person_id, service)
        if store.is_person_held(cursor, person_id):
            raise RefusedError(
                "A record of this person is on hold, so nothing is erased before that is lifted.", ground=Ground.ON_HOLD
            )
        facts = _facts(stored.header.record_id, actor) | {"records": [str(one) for one in records]}
        entry = append(cursor, Event.CLEARED, facts, now=now)
        store.bury_records(cursor, person_id, records, cause="erased", at=now)
    return entry.entry_id


def clear_erased(chamber: Chamber, *, now: datetime, page: int = _PAGE) -> int:
    """Clear away what is left of persons who were erased, and tell how many records it was; a tombstone stays for each."""
    cleared = 0
    while True:
        with chamber.database.transaction() as cursor:
            left = store.select_erased(cursor, limit=page)
            for person_id, records in left:
                # Once more, should the process have died after the erasure was recorded: the key goes before the records do.
                store.destroy_person_keys(chamber.person_keys, {person_id: now})
                facts = {"person": str(person_id), "records": [str(one) for one in sorted(records)]}
                append(cursor, Event.CLEARED, facts, now=now)
                store.bury_records(cursor, person_id, records, cause="erased", at=now)
                cleared += len(records)
        if not left:
            return cleared


def run_out(chamber: Chamber, *, now: datetime) -> RunOut:
    """Delete the grants whose last day is past, destroy what nobody may open any more, and end records that hold nothing."""
    after = (NOBODY, NOBODY)
    ended = RunOut(0, 0, 0)
    while True:
        with chamber.database.transaction() as cursor:
            due = store.select_due(cursor, today=japan_date(now), after=after, limit=_PAGE)
        for person_id, record_id in due:
            one = _run_out_of(chamber, person_id, record_id, now=now)
            ended = RunOut(
                ended.grants + one.grants, ended.compartments + one.compartments, ended.records + one.records
            )
        if len(due) < _PAGE:
            return ended
        after = due[-1]


def _run_out_of(chamber: Chamber, person_id: uuid.UUID, record_id: uuid.UUID, *, now: datetime) -> RunOut:
    with chamber.database.transaction() as cursor:
        stored = store.lock_record(cursor, person_id, record_id, chamber.terms)
        if stored is None or store.is_held(cursor, stored.header):
            return RunOut(0, 0, 0)
        due = [grant.purpose for grant in stored.grants if has_run_out(grant.until_on, now=now)]
        if due:
            append(cursor, Event.RAN_OUT, {"record": str(record_id), "purposes": due}, now=now)
        destroyed, buried = store_what_is_left(chamber, cursor, store.without_grants(stored, due), now=now)
        return RunOut(len(due), destroyed, int(buried))


def _facts(record_id: uuid.UUID, actor: Actor) -> dict[str, str]:
    return {"record": str(record_id), "actor": actor.id, "role": actor.role.value}
