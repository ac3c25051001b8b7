"""Putting in: sessions, person keys, public keys and records."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from azukari.base.sql import Cursor
from azukari.vault.envelope import SealedSession
from azukari.vault.keys import PublicKey
from azukari.vault.store.rows import QUERIES, NewRecord


def insert_session(cursor: Cursor, session: SealedSession, *, made_at: datetime) -> None:
    """Store a sealing session."""
    cursor.execute(
        QUERIES["insert_session"],
        {
            "session_id": session.session_id,
            "purpose": session.purpose,
            "epoch": session.epoch,
            "sealed": session.sealed,
            "made_at": made_at,
        },
    )


def insert_person_keys(
    cursor: Cursor, session: SealedSession, wrapped: Mapping[uuid.UUID, bytes], *, made_at: datetime
) -> None:
    """Store a batch of person keys with their session, in the database of person keys."""
    cursor.execute(
        QUERIES["insert_person_keys"],
        {
            "session_id": session.session_id,
            "epoch": session.epoch,
            "sealed": session.sealed,
            "made_at": made_at,
            "persons": list(wrapped),
            "wrapped": list(wrapped.values()),
        },
    )


def newest_public_key(cursor: Cursor, purpose: str) -> PublicKey | None:
    """Give a purpose's newest public key, not yet verified."""
    cursor.execute(QUERIES["newest_public_key"], {"purpose": purpose})
    row = cursor.fetchone()
    return None if row is None else PublicKey(*row)


def all_public_keys(cursor: Cursor) -> tuple[PublicKey, ...]:
    """List the published public keys, not yet verified."""
    cursor.execute(QUERIES["all_public_keys"])
    return tuple(PublicKey(*row) for row in cursor.fetchall())


def insert_public_key(cursor: Cursor, key: PublicKey) -> None:
    """Publish a public key."""
    cursor.execute(
        QUERIES["insert_public_key"],
        {
            "purpose": key.purpose,
            "epoch": key.epoch,
            "public": key.public,
            "made_at": key.made_at,
            "signature": key.signature,
        },
    )


def insert_record(cursor: Cursor, new: NewRecord, *, entry_id: uuid.UUID) -> str | None:
    """Store a record; if it was collected before, store nothing and give the number under which it was."""
    header = new.header
    cursor.execute(
        QUERIES["insert_record"],
        {
            "person_id": header.person_id,
            "record_id": header.record_id,
            "number": header.number,
            "service": header.service,
            "statement_hash": header.statement_hash,
            "notice_hash": header.notice_hash,
            "language": header.language,
            "connection": header.connection,
            "collected_at": header.collected_at,
            "entry_id": entry_id,
            "compartments": list(header.compartments),
            "digests": list(header.digests),
            "sealed": list(new.sealed),
            "granted": list(header.granted),
            "grant_sessions": [grant.session_id for grant in new.grants],
            "grants": [grant.sealed for grant in new.grants],
            "grants_until": [grant.until_on for grant in new.grants],
            "lookup_kinds": [lookup.kind.value for lookup in new.lookups],
            "lookup_tokens": [lookup.token for lookup in new.lookups],
            "lookup_compartments": [lookup.compartment for lookup in new.lookups],
            "contact_kinds": [kind.value for kind, _ in new.contact_points],
            "contact_tokens": [token for _, token in new.contact_points],
            "consent_purposes": list(new.consents),
            "consent_states": [state.value for state in new.consents.values()],
        },
    )
    row = cursor.fetchone()
    return None if row is None else row[0]


def transaction_has_written(cursor: Cursor) -> bool:
    """Tell whether the transaction has written anything before."""
    cursor.execute(QUERIES["transaction_has_written"])
    row = cursor.fetchone()
    return row is None or row[0] is not False
