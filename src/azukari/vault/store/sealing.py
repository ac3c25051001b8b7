"""Putting in: sessions, person keys, public keys and records."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from azukari.base.sql import Cursor, Run
from azukari.ledger.services import Appending
from azukari.vault.envelope import SealedSession
from azukari.vault.keys import PublicKey
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import QUERIES, NewRecord, row_of


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


@dataclass(frozen=True, slots=True)
class Also:
    """What a door inserts in the same statement: ``INSERT … SELECT … FROM kept WHERE earlier IS NULL``, and its parameters."""

    insert: str
    parameters: Mapping[str, Any]


def keep_record(run: Run, new: NewRecord, entry: Appending, *, also: Also | None = None) -> str | None:
    """Store a record with its entry in the ledger; if it was collected before, store nothing and give the number of then.

    By `Database.run` it is durable when this returns; by `base.sql.within` it is part of a transaction.
    """
    header = new.header
    stored = StoredRecord(header, None, entry.entries[0].entry_id, new.sealed, new.grants, new.lookups)
    parameters = row_of(stored) | {
        "number": header.number,
        "collected_at": header.collected_at,
        "entry": entry.bodies[0],
        "consents": list(new.consents),
        "states": [state.value for state in new.consents.values()],
    }
    query = QUERIES["keep_record"]
    if also is not None:
        query, parameters = _with(query, also.insert), {**parameters, **also.parameters}
    earlier: str | None = run(query, parameters)[0][0]
    return earlier


@lru_cache(maxsize=16)
def _with(keep: str, insert: str) -> str:
    return f"WITH kept (earlier) AS MATERIALIZED (\n{keep}\n), also AS (\n{insert}\n)\nSELECT earlier FROM kept"


def transaction_has_written(cursor: Cursor) -> bool:
    """Tell whether the transaction has written anything before."""
    cursor.execute(QUERIES["transaction_has_written"])
    row = cursor.fetchone()
    return row is None or row[0] is not False
