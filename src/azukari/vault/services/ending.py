"""Ending: a use stopped, a record closed, a person erased, a time run out."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.base.clock import japan_date
from azukari.base.errors import ConflictError, NotFoundError, RefusedError
from azukari.base.sql import Cursor
from azukari.ledger.services import append
from azukari.statement.purposes import RetentionStart
from azukari.vault.access import NOBODY, Actor, Ground, check_key, may_know
from azukari.vault.consent import ConsentState
from azukari.vault.events import Event
from azukari.vault.record import StoredRecord
from azukari.vault.retention import has_run_out, until_on
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.destroying import destroy_uncovered
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

    What nobody may open any more is destroyed. On a legal hold the use stops as well, but nothing is destroyed before it is lifted.

    Raises:
        NotFoundError: if there is no such record, or the purpose has no grant for it.
        RefusedError: if the actor's service key is not for the purpose.
    """
    check_key(actor, purpose=purpose)
    with chamber.database.transaction() as cursor:
        stored = _locked(cursor, record, actor)
        header = stored.header
        if purpose not in _in_use(cursor, stored, now):
            raise NotFoundError("This record has no grant for such a purpose.", ground=Ground.NO_GRANT)
        held = store.is_held(cursor, header.person_id, [header.record_id])
        if held:
            store.set_until(cursor, header, purpose, japan_date(now) - timedelta(days=1))
        else:
            store.delete_grants(cursor, header, [purpose])
        append(cursor, Event.STOPPED, _facts(stored, actor) | {"purpose": purpose}, now=now)
        defined = purpose_of(chamber, header, purpose)
        if defined is not None and defined.consent:
            store.insert_consent(cursor, header, purpose, ConsentState.WITHDRAWN, at=now)
        if not held:
            destroy_uncovered(chamber, cursor, stored, now=now)


def close_record(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor, now: datetime) -> None:
    """Close a record's matter, which starts the retention periods that run from its closing.

    Raises:
        NotFoundError: if there is no such record.
        ConflictError: if it is closed already.
    """
    with chamber.database.transaction() as cursor:
        stored = _locked(cursor, record, actor)
        header = stored.header
        if not store.set_closed(cursor, header, at=now):
            raise ConflictError("This record is closed already.", ground="closed_already")
        append(cursor, Event.CLOSED, _facts(stored, actor), now=now)
        for grant in store.select_grants(cursor, header):
            purpose = purpose_of(chamber, header, grant.purpose)
            if purpose is None or purpose.retention.start is not RetentionStart.CLOSED or grant.until_on is not None:
                continue
            until = until_on(purpose.retention, collected_at=header.collected_at, closed_at=now)
            if until is not None:
                store.set_until(cursor, header, grant.purpose, until)


def erase_person(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor, now: datetime) -> tuple[uuid.UUID, ...]:
    """Erase the person of a record from every copy, and give the ids of the records that went.

    A service key erases no record of another service; should the person have one, the person's key stays as long as that does.

    The person's key is destroyed durably first; from that moment no copy anywhere can be opened. Should the process die right
    after it, the same call ends what is left.

    Raises:
        NotFoundError: if there is no such record, or its person was erased before.
        RefusedError: if one of the person's records is on hold.
    """
    with chamber.database.transaction() as cursor:
        person_id = located_record(cursor, record, actor=actor).header.person_id
        records = store.lock_records_of_person(cursor, person_id)
        ids = [stored.header.record_id for stored in records if _known(stored, actor)]
        if store.is_held(cursor, person_id, ids):
            raise RefusedError(
                "A record of this person is on a legal hold, so nothing is erased now.", ground=Ground.ON_HOLD
            )
        facts = {"records": [str(one) for one in ids], "actor": actor.id, "role": actor.role.value}
        append(cursor, Event.ERASED, facts, now=now)
        store.bury_records(cursor, person_id, ids, cause="erased", at=now)
        if len(ids) == len(records):
            with chamber.person_keys.transaction() as keys_cursor:
                store.delete_person_key(keys_cursor, person_id)
    return tuple(ids)


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
        stored = store.lock_record(cursor, person_id, record_id)
        if stored is None or store.is_held(cursor, person_id, [record_id]):
            return RunOut(0, 0, 0)
        due = _due(cursor, stored, now)
        if due:
            store.delete_grants(cursor, stored.header, due)
            append(cursor, Event.RAN_OUT, {"record": str(record_id), "purposes": list(due)}, now=now)
        destroyed, buried = destroy_uncovered(chamber, cursor, stored, now=now)
        return RunOut(len(due), destroyed, int(buried))


def _in_use(cursor: Cursor, stored: StoredRecord, now: datetime) -> Sequence[str]:
    grants = store.select_grants(cursor, stored.header)
    return [grant.purpose for grant in grants if not has_run_out(grant.until_on, now=now)]


def _due(cursor: Cursor, stored: StoredRecord, now: datetime) -> Sequence[str]:
    grants = store.select_grants(cursor, stored.header)
    return [grant.purpose for grant in grants if has_run_out(grant.until_on, now=now)]


def _locked(cursor: Cursor, record: uuid.UUID | str, actor: Actor) -> StoredRecord:
    header = located_record(cursor, record, actor=actor).header
    stored = store.lock_record(cursor, header.person_id, header.record_id)
    if stored is None:
        raise NotFoundError("There is no such record.", ground=Ground.RECORD_UNKNOWN)
    return stored


def _known(stored: StoredRecord, actor: Actor) -> bool:
    return may_know(actor, service=stored.header.service, granted=stored.header.granted)


def _facts(stored: StoredRecord, actor: Actor) -> dict[str, str]:
    return {"record": str(stored.header.record_id), "actor": actor.id, "role": actor.role.value}
