"""Service keys: putting in, ending, listing and looking one up."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from azukari.base.sql import Cursor
from azukari.vault.service_key import KeyAct, KeyRights, ServiceKey
from azukari.vault.store.rows import QUERIES


def insert_key(cursor: Cursor, key: ServiceKey, *, digest: bytes) -> bool:
    """Store a new key; tell whether it could be: a key is replaced once."""
    rights = key.rights
    cursor.execute(
        QUERIES["insert_service_key"],
        {
            "key_id": rights.key_id,
            "digest": digest,
            "label": key.label,
            "service": rights.service,
            "purposes": sorted(rights.purposes),
            "acts": sorted(rights.acts),
            "made_at": key.made_at,
            "made_by": key.made_by,
            "expires_at": rights.expires_at,
            "replaces": key.replaces,
        },
    )
    return cursor.rowcount == 1


def lock_key(cursor: Cursor, key_id: uuid.UUID) -> ServiceKey | None:
    """Find a key, locked against every other change of it."""
    cursor.execute(QUERIES["lock_service_key"], {"key_id": key_id})
    row = cursor.fetchone()
    return None if row is None else _key(row)


def list_keys(cursor: Cursor) -> tuple[ServiceKey, ...]:
    """List all keys, the newest first."""
    cursor.execute(QUERIES["list_service_keys"])
    return tuple(_key(row) for row in cursor.fetchall())


def end_key(cursor: Cursor, key_id: uuid.UUID, *, at: datetime) -> None:
    """Let a key expire at an instant, if it would not have expired before."""
    cursor.execute(QUERIES["end_service_key"], {"key_id": key_id, "at": at})


def revoke_key(cursor: Cursor, key_id: uuid.UUID, *, at: datetime) -> None:
    """Mark a key as revoked, once."""
    cursor.execute(QUERIES["revoke_service_key"], {"key_id": key_id, "at": at})


def rights_of(cursor: Cursor, digest: bytes) -> tuple[KeyRights, datetime | None] | None:
    """Look a key up by the digest of its secret: its rights, and when it was revoked."""
    cursor.execute(QUERIES["service_key_of"], {"digest": digest})
    row = cursor.fetchone()
    return None if row is None else (_rights(row[:5]), row[5])


def _key(row: Sequence[Any]) -> ServiceKey:
    return ServiceKey(_rights(row[:5]), *row[5:11])


def _rights(row: Sequence[Any]) -> KeyRights:
    key_id, service, purposes, acts, expires_at = row
    return KeyRights(key_id, service, frozenset(purposes), frozenset(KeyAct(act) for act in acts), expires_at)
