"""Sealing a record anew as a whole, under the terms by which it was collected.

The number, the day of collection, the purposes and their last days stay. All parts get new keys, so that nobody who has an
old grant and an old copy learns what was changed. What stood there before is gone.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import MalformedError
from azukari.base.sql import Cursor
from azukari.ledger.entry import Fact
from azukari.statement.matrix import compartments
from azukari.statement.service import Service
from azukari.vault.annotation import with_statements
from azukari.vault.bindings import GrantPlace
from azukari.vault.envelope import Session, wrap_grant
from azukari.vault.person_key import commit_record, ledger_salt
from azukari.vault.randomness import system_draw
from azukari.vault.record import Header, SealedGrant, StoredRecord, sealed_digest
from azukari.vault.seal import KEY_SIZE, NONCE_SIZE, seal
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.recording import Happening, record_within
from azukari.vault.services.sealed_record import lookups_of
from azukari.vault.services.unsealing import data_keys, fetch_keys, person_key, values_of
from azukari.vault.store import ending as store


@dataclass(frozen=True, slots=True)
class Content:
    """A record in the open: its values, and the person's key."""

    values: Mapping[str, str] = field(repr=False)
    person_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded of a record's sealing anew, beside the commitment."""

    happening: Happening
    facts: Mapping[str, Fact]


def content_of(chamber: Chamber, old: StoredRecord) -> Content:
    """Open a record by whatever grant is left.

    Raises:
        TamperedError: if a part is not what was written.
    """
    keys = fetch_keys(chamber, sessions=[grant.session_id for grant in old.grants], persons=[old.header.person_id])
    key = person_key(chamber.unlocked, keys, old.header.person_id)
    opened: dict[str, bytes] = {}
    for grant in old.grants:
        opened |= data_keys(chamber.unlocked, keys, old, grant)
    return Content(values_of(old, opened, person_key=key)[0], key)


def store_anew(
    chamber: Chamber, cursor: Cursor, old: StoredRecord, content: Content, *, recorded: Recorded, now: datetime
) -> uuid.UUID:
    """Seal a locked record's content anew, record it with a commitment to what it holds now, and give the entry's id.

    Raises:
        MalformedError: if nothing is left, or a value would lie where no purpose may use it.
    """
    at = read_instant(instant_text(now))
    service = chamber.statements(old.header.statement_hash).service(old.header.service)
    new = _sealed(chamber, old, content, service=service, now=at)
    commitment = commit_record(ledger_salt(content.person_key), new.header.digest())
    entry_id = record_within(cursor, recorded.happening, {**recorded.facts, "commitment": commitment}, now=at)
    store.set_record(cursor, replace(new, entry_id=entry_id))
    return entry_id


def _sealed(chamber: Chamber, old: StoredRecord, content: Content, *, service: Service, now: datetime) -> StoredRecord:
    header, sealer = old.header, chamber.sealer
    living = {grant.purpose for grant in old.grants}
    parts = {
        compartment.id: inside
        for compartment in compartments(service)
        if living & set(compartment.purposes)
        and (
            inside := {
                name: content.values[name] for name in with_statements(compartment.items) if name in content.values
            }
        )
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
