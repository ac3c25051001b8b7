"""From stored bytes to keys: sessions, persons' keys and grants, each named when it is not what was written."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from azukari.vault.bindings import GrantPlace
from azukari.vault.envelope import SealedSession, Session, open_grant, open_person_key
from azukari.vault.errors import PartTamperedError
from azukari.vault.keys import PERSON_KEYS
from azukari.vault.record import SealedGrant, StoredRecord
from azukari.vault.seal import open_sealed
from azukari.vault.services.chamber import Chamber
from azukari.vault.store import opening as store
from azukari.vault.store.rows import SealedPersonKey
from azukari.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Keys:
    """What was fetched to open with: sealed sessions not yet remembered, and wrapped person keys with theirs."""

    sessions: Mapping[uuid.UUID, SealedSession]
    persons: Mapping[uuid.UUID, SealedPersonKey] = field(repr=False)
    person_sessions: Mapping[uuid.UUID, SealedSession]
    opened: dict[uuid.UUID, bytes] = field(default_factory=dict, repr=False)


def fetch_keys(chamber: Chamber, *, sessions: Iterable[uuid.UUID], persons: Iterable[uuid.UUID]) -> Keys:
    """Fetch what is needed to open, without what is remembered already."""
    wanted = _unknown(chamber.unlocked, sessions)
    fetched = store.select_sessions(chamber.database, wanted) if wanted else {}
    asked = sorted(set(persons))
    if not asked:
        return Keys(fetched, {}, {})
    found = store.select_person_keys(chamber.person_keys, asked)
    wanted = _unknown(chamber.unlocked, (one.session_id for one in found.values()))
    person_sessions = store.select_person_key_sessions(chamber.person_keys, wanted) if wanted else {}
    return Keys(fetched, found, person_sessions)


def person_key(unlocked: Unlocked, keys: Keys, person: uuid.UUID) -> bytes:
    """Open a person's key.

    Raises:
        PartTamperedError: if it is missing or not what was written (part ``person_key``), or its session is (``session``).
    """
    opened = keys.opened.get(person)
    if opened is not None:
        return opened
    wrapped = keys.persons.get(person)
    if wrapped is None:
        raise PartTamperedError(
            "person_key_missing", "The person's key is gone, although the person was not erased here."
        )
    session = _session(unlocked, keys.person_sessions, wrapped.session_id, PERSON_KEYS)
    keys.opened[person] = key = open_person_key(wrapped.sealed, person=person, session=session)
    return key


def data_keys(unlocked: Unlocked, keys: Keys, record: StoredRecord, grant: SealedGrant) -> dict[str, bytes]:
    """Open a grant: the data keys of the compartments that its purpose may see.

    Raises:
        PartTamperedError: if the grant or its record's header is not what was written (part ``grant``), or its session is.
    """
    return grant_keys(_session(unlocked, keys.sessions, grant.session_id, grant.purpose), record, grant)


def grant_keys(session: Session, record: StoredRecord, grant: SealedGrant) -> dict[str, bytes]:
    """Open a grant with its session.

    Raises:
        PartTamperedError: if the grant or its record's header is not what was written (part ``grant``).
    """
    header = record.header
    place = GrantPlace(header.place, grant.purpose, grant.session_id, header.digest().hex())
    return open_grant(grant.sealed, session=session, grant=place)


def values_of(record: StoredRecord, opened: Mapping[str, bytes], *, person_key: bytes) -> tuple[dict[str, str], int]:
    """Open the compartments of a grant that are still there: their values, and how many were destroyed.

    Raises:
        PartTamperedError: if a compartment is missing or not what was written.
    """
    parts = record.parts()
    values: dict[str, str] = {}
    destroyed = 0
    for compartment, key in opened.items():
        sealed = parts.get(compartment)
        if sealed is None:
            destroyed += 1
            continue
        values |= open_sealed(
            sealed, place=record.header.place, compartment=compartment, person_key=person_key, data_key=key
        )
    return values, destroyed


def _unknown(unlocked: Unlocked, session_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    return [one for one in sorted(set(session_ids)) if unlocked.remembered(one) is None]


def _session(
    unlocked: Unlocked, sealed: Mapping[uuid.UUID, SealedSession], session_id: uuid.UUID, purpose: str
) -> Session:
    session = unlocked.remembered(session_id)
    if session is None:
        found = sealed.get(session_id)
        if found is None:
            raise PartTamperedError("session", f"The sealing session {session_id} is missing.")
        session = unlocked.open(found)
    if session.purpose != purpose:
        raise PartTamperedError("session", f"The sealing session {session_id} belongs to another purpose.")
    return session
