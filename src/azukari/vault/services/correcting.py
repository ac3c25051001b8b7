"""Correcting what a record holds: sealed anew as a whole, under the terms by which it was collected.

The number, the day of collection, the purposes and their last days stay. All parts get new keys, so that nobody who has an
old grant and an old copy learns what was corrected. What stood there before is gone; the ledger says which items were
corrected, by whom and why, and commits to the new content.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import MalformedError, NotFoundError, RefusedError
from azukari.ledger.entry import Fact
from azukari.statement.matrix import compartments
from azukari.statement.service import Service
from azukari.vault.access import Actor, Ask, Ground, check_reason
from azukari.vault.bindings import GrantPlace
from azukari.vault.envelope import Session, wrap_grant
from azukari.vault.events import Event
from azukari.vault.normalise import stored as stored_form
from azukari.vault.person_key import commit_record, ledger_salt
from azukari.vault.randomness import system_draw
from azukari.vault.record import Header, SealedGrant, StoredRecord, sealed_digest
from azukari.vault.seal import KEY_SIZE, NONCE_SIZE, seal
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.naming import located_record
from azukari.vault.services.opening import examined
from azukari.vault.services.recording import Happening, record_within, withheld
from azukari.vault.services.sealed_record import lookups_of
from azukari.vault.services.unsealing import data_keys, fetch_keys, person_key, values_of
from azukari.vault.store import ending as store


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


@dataclass(frozen=True, slots=True)
class _Content:
    """A record in the open: its values by compartment, and the person's key."""

    values: Mapping[str, str]
    person_key: bytes


def correct_record(chamber: Chamber, record: uuid.UUID | str, correction: Correction, *, now: datetime) -> Corrected:
    """Correct items that the purpose may see.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if the purpose may not see an item, or the record is on hold: then nothing of it may change.
        MalformedError: if a value is not in stored form, a required one is taken away, or nothing would be left or changed.
        TamperedError: if a part is not what was written.
        UnavailableError: if it could not be recorded; nothing is changed then.
    """
    at = read_instant(instant_text(now))
    reason = check_reason(correction.reason)
    header = located_record(chamber, record, actor=correction.actor).header
    with withheld(), chamber.database.transaction() as cursor:
        old = store.lock_record(cursor, header.person_id, header.record_id, chamber.terms)
        if old is None:
            raise NotFoundError("There is no such record.", ground=Ground.RECORD_UNKNOWN)
        if store.is_held(cursor, header):
            raise RefusedError("This record is on a legal hold, so nothing of it may change.", ground=Ground.ON_HOLD)
        statement = chamber.statements(header.statement_hash)
        service = statement.service(header.service)
        _, visible = examined(
            chamber, old, Ask(header.record_id, correction.purpose, correction.reason, correction.actor), now=now
        )
        content = _opened(chamber, old)
        values = _corrected(service, content.values, correction.items, visible=visible)
        new = _sealed(chamber, old, replace(content, values=values), service=service, now=at)
        happening = Happening(
            Event.CORRECTED, correction.actor, correction.purpose, reason,
            person_id=header.person_id, record_id=header.record_id, person_key=content.person_key,
        )  # fmt: skip
        facts: dict[str, Fact] = {
            "items": tuple(sorted(correction.items)),
            "commitment": commit_record(ledger_salt(content.person_key), new.header.digest()),
        }
        entry_id = record_within(cursor, happening, facts, now=at)
        store.set_record(cursor, replace(new, entry_id=entry_id))
    return Corrected(header.record_id, header.number, entry_id)


def _opened(chamber: Chamber, old: StoredRecord) -> _Content:
    keys = fetch_keys(chamber, sessions=[grant.session_id for grant in old.grants], persons=[old.header.person_id])
    key = person_key(chamber.unlocked, keys, old.header.person_id)
    opened: dict[str, bytes] = {}
    for grant in old.grants:
        opened |= data_keys(chamber.unlocked, keys, old, grant)
    return _Content(values_of(old, opened, person_key=key)[0], key)


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
    if values == held:
        raise MalformedError("Nothing would be corrected: the record holds this already.", ground="item_same")
    return values


def _sealed(chamber: Chamber, old: StoredRecord, content: _Content, *, service: Service, now: datetime) -> StoredRecord:
    header, sealer = old.header, chamber.sealer
    living = {grant.purpose for grant in old.grants}
    parts = {
        compartment.id: inside
        for compartment in compartments(service)
        if living & set(compartment.purposes)
        and (inside := {item: content.values[item] for item in compartment.items if item in content.values})
    }
    if not parts or set(content.values) != {item for inside in parts.values() for item in inside}:
        raise MalformedError("No purpose may use what would be put in.", ground="item_unused")
    names = tuple(sorted(parts))
    drawn = {name: system_draw(KEY_SIZE) for name in names}
    sealed = tuple(
        seal(
            parts[name],
            place=header.place,
            compartment=name,
            person_key=content.person_key,
            data_key=drawn[name],
            nonce=sealer.nonces(NONCE_SIZE),
        )
        for name in names
    )
    new_header = Header(
        record_id=header.record_id,
        person_id=header.person_id,
        number=header.number,
        collected_at=header.collected_at,
        terms=replace(header.terms, compartments=names),
        digests=tuple(map(sealed_digest, sealed)),
    )
    sealer.know(new_header.terms)
    sessions = sealer.sessions(sorted(living), now=now)
    grants = tuple(
        _grant(chamber, service, grant, new_header, session=sessions[grant.purpose], keys=drawn) for grant in old.grants
    )
    lookups = lookups_of(service, parts, chamber.unlocked.index)
    return StoredRecord(new_header, old.closed_at, old.entry_id, sealed, grants, lookups)


def _grant(
    chamber: Chamber, service: Service, old: SealedGrant, header: Header, *, session: Session, keys: Mapping[str, bytes]
) -> SealedGrant:
    opens = {
        compartment.id: keys[compartment.id]
        for compartment in compartments(service)
        if old.purpose in compartment.purposes and compartment.id in keys
    }
    place = GrantPlace(header.place, old.purpose, session.session_id, header.digest().hex())
    sealed = wrap_grant(opens, session=session, grant=place, nonce=chamber.sealer.nonces(NONCE_SIZE))
    return SealedGrant(old.purpose, session.session_id, sealed, old.until_on)
