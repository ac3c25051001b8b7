"""Correcting what a record holds: sealed anew as a whole (`resealing`).

What stood there before is gone; the ledger says which items were corrected, by whom and why, and commits to the new content.
Staff correct for a purpose, and only what it sees; by the right of the person anything of the service is corrected.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from azukari.base.errors import MalformedError, RefusedError
from azukari.base.sql import Cursor
from azukari.ledger.entry import Fact
from azukari.statement.service import Service
from azukari.vault.access import Actor, Ask, ByRequest, Ground, check_reason
from azukari.vault.events import Event
from azukari.vault.normalise import stored as stored_form
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.locking import locked_record
from azukari.vault.services.opening import examined
from azukari.vault.services.recording import Happening, withheld
from azukari.vault.services.resealing import Recorded, content_of, store_anew
from azukari.vault.store import ending as store

Before: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record that was corrected, and the ledger's entry that says so, which is the access event's id, too."""

    record_id: uuid.UUID
    number: str
    entry_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be corrected, for which purpose and why: values by item, as they are stored; an empty one takes away."""

    purpose: str
    items: Mapping[str, str]
    reason: str
    actor: Actor


def correct_record(chamber: Chamber, record: uuid.UUID | str, correction: Correction, *, now: datetime) -> Corrected:
    """Correct items that the purpose may see.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if the purpose may not see an item, or the record is on hold: then nothing of it may change.
        MalformedError: if a value is not in stored form, a required one is taken away, or nothing would be left or changed.
        TamperedError: if a part is not what was written.
        UnavailableError: if it could not be recorded; nothing is changed then.
    """
    reason, actor = check_reason(correction.reason), correction.actor
    with withheld(), locked_record(chamber, record, actor=actor) as (cursor, old):
        header = old.header
        if store.is_held(cursor, header):
            raise RefusedError("This record is on hold, so nothing of it may change.", ground=Ground.ON_HOLD)
        ask = Ask(header.record_id, correction.purpose, correction.reason, actor)
        _, sight = examined(chamber, old, ask, now=now)
        content = content_of(chamber, old)
        service = chamber.statements(header.statement_hash).service(header.service)
        values = _corrected(service, content.values, correction.items, visible=sight.items)
        if values == content.values:
            raise MalformedError("Nothing would be corrected: the record holds this already.", ground="item_same")
        happening = Happening(
            Event.CORRECTED, actor, correction.purpose, reason,
            person_id=header.person_id, record_id=header.record_id, person_key=content.person_key,
        )  # fmt: skip
        recorded = Recorded(happening, {"items": tuple(sorted(correction.items))})
        entry_id = store_anew(chamber, cursor, old, replace(content, values=values), recorded=recorded, now=now)
    return Corrected(header.record_id, header.number, entry_id)


def correct_for_person(
    chamber: Chamber,
    record: uuid.UUID | str,
    items: Mapping[str, str],
    *,
    by: ByRequest,
    now: datetime,
    beside: Callable[[Cursor, Before], None] | None = None,
) -> tuple[Corrected, Before]:
    """Correct any items of a record by the right of its person, and give what stood there before (empty where nothing did).

    ``beside`` runs in the same transaction, so that what stood there before can be kept, sealed, by whoever answers the request.
    What is so already is left as it is: nothing is recorded twice, ``beside`` does not run, and the entry is that of what is held.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if the record is on a hold that the person did not ask for: then nothing of it may change.
        MalformedError: if a value is not in stored form, a required one is taken away, nothing would be left, or no purpose may
            use what would be put in.
        TamperedError: if a part is not what was written.
        UnavailableError: if it could not be recorded; nothing is changed then.
    """
    with withheld(), locked_record(chamber, record, actor=by.actor) as (cursor, old):
        header = old.header
        if store.is_held_by_law(cursor, header):
            raise RefusedError("This record is on a legal hold, so nothing of it may change.", ground=Ground.ON_HOLD)
        content = content_of(chamber, old)
        service = chamber.statements(header.statement_hash).service(header.service)
        values = _corrected(service, content.values, items, visible=tuple(items))
        before = {item: content.values.get(item, "") for item in items}
        if values == content.values:
            return Corrected(header.record_id, header.number, old.entry_id), before
        happening = Happening(
            Event.CORRECTED, by.actor, "", None, person_id=header.person_id, record_id=header.record_id
        )
        changed = sorted(item for item in items if before[item] != values.get(item, ""))
        facts: dict[str, Fact] = {"items": tuple(changed), "request": str(by.request)}
        recorded = Recorded(happening, facts)
        entry_id = store_anew(chamber, cursor, old, replace(content, values=values), recorded=recorded, now=now)
        if beside is not None:
            beside(cursor, before)
    return Corrected(header.record_id, header.number, entry_id), before


def _corrected(
    service: Service, held: Mapping[str, str], wanted: Mapping[str, str], *, visible: tuple[str, ...]
) -> Mapping[str, str]:
    items = {item.id: item for item in service.items}
    if not wanted or not wanted.keys() <= items.keys():
        raise MalformedError("Name items of this service, and their values.", ground="item_unknown")
    if not wanted.keys() <= set(visible):
        raise RefusedError("This purpose may not see an item that is to be corrected.", ground=Ground.PURPOSE_UNKNOWN)
    values = dict(held)
    for item_id, value in wanted.items():
        item = items[item_id]
        if stored_form(item, value) != value:
            raise MalformedError(f"The item {item_id} is not in the form in which it is stored.", ground="item_form")
        if value:
            values[item_id] = value
        elif item.required:
            raise MalformedError(f"The item {item_id} is required.", ground="item_missing")
        else:
            values.pop(item_id, None)
    return values
