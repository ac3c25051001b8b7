"""The ledger's tables: rows in, rows out."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from azukari.base.sql import Cursor, Queries, plan_for_these

_queries = Queries("azukari.ledger")


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry that waits for its place, as it is stored."""

    row: int
    entry_id: uuid.UUID
    kind: str
    appended_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """An entry as it is stored, with its place and leaf hash; both are none while it waits."""

    index: int | None
    leaf_hash: bytes | None
    entry_id: uuid.UUID
    kind: str
    appended_at: datetime
    body: bytes


def append_all(cursor: Cursor, parameters: Mapping[str, Any]) -> None:
    """Append entries in their order; the parameters are those of ``ledger_append_all``."""
    cursor.execute(_queries["append_all"], parameters)


def lock_places(cursor: Cursor) -> None:
    """Keep other sequencers from giving out places until the end of the transaction."""
    cursor.execute(_queries["lock_places"])


def leaf_count(cursor: Cursor) -> int:
    """Count the entries that have a place."""
    cursor.execute(_queries["leaf_count"])
    return int(_one(cursor)[0])


def pending(cursor: Cursor, *, limit: int, after: int = 0) -> list[PendingEntry]:
    """Read the entries that wait for a place, from after a row, in the order in which they were appended."""
    cursor.execute(_queries["pending"], {"after": after, "limit": limit})
    return [
        PendingEntry(row, entry_id, kind, at.astimezone(UTC), bytes(body))
        for row, entry_id, kind, at, body in cursor.fetchall()
    ]


def waits(cursor: Cursor, *, after: int) -> bool:
    """Tell whether an entry waits for a place, after a row."""
    cursor.execute(_queries["waits"], {"after": after})
    return bool(_one(cursor)[0])


def snapshot(cursor: Cursor) -> tuple[int, int]:
    """Tell before which transaction all have ended, and from which on none has begun."""
    cursor.execute(_queries["snapshot"])
    ended, begun = _one(cursor)
    return int(ended), int(begun)


def place(cursor: Cursor, rows: Sequence[int], leaf_hashes: Sequence[bytes], *, first: int) -> None:
    """Give entries their places, from ``first`` on."""
    cursor.execute(_queries["place"], {"entries": list(rows), "leaf_hashes": b"".join(leaf_hashes), "first": first})
    cursor.execute(_queries["settle"], {"entries": list(rows)})


def refuse(cursor: Cursor, row: int, *, reason: str) -> None:
    """Mark an entry that can have no place."""
    cursor.execute(_queries["refuse"], {"entry": row, "reason": reason})


def leaves(cursor: Cursor, start: int, end: int) -> list[StoredLeaf]:
    """Read the leaves of a range of places."""
    cursor.execute(_queries["leaves"], {"start": start, "end": end})
    return [_leaf(row) for row in cursor.fetchall()]


def newest(cursor: Cursor, *, before: int | None, kind: str | None, limit: int) -> list[StoredLeaf]:
    """Read leaves from the newest."""
    plan_for_these(cursor)
    cursor.execute(_queries["newest"], {"before": before, "kind": kind, "limit": limit})
    return [_leaf(row) for row in cursor.fetchall()]


def entry(cursor: Cursor, entry_id: uuid.UUID) -> StoredLeaf | None:
    """Read one entry."""
    cursor.execute(_queries["entry"], {"entry_id": entry_id})
    row = cursor.fetchone()
    return _leaf(row) if row else None


def appended(cursor: Cursor, *, prefix: str, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Read the rows and bytes of entries in the order in which they were appended."""
    cursor.execute(_queries["appended"], {"prefix": prefix, "after": after, "limit": limit})
    return [(row, bytes(body)) for row, body in cursor.fetchall()]


def place_of(cursor: Cursor, entry_id: uuid.UUID) -> tuple[int | None, bytes] | None:
    """Tell the place and leaf hash of an entry: none if there is no such entry, no index while it waits."""
    cursor.execute(_queries["place_of"], {"entry_id": entry_id})
    row = cursor.fetchone()
    return (row[0], bytes(row[1] or b"")) if row else None


def pending_count(cursor: Cursor) -> int:
    """Count the entries that wait."""
    cursor.execute(_queries["pending_count"])
    return int(_one(cursor)[0])


def astray(cursor: Cursor, *, limit: int) -> list[tuple[uuid.UUID, int | None, str]]:
    """Find entries that are neither in the tree nor waiting, or both, or refused."""
    cursor.execute(_queries["astray"], {"limit": limit})
    return [(entry_id, index, why) for entry_id, index, why in cursor.fetchall()]


def _one(cursor: Cursor) -> tuple[Any, ...]:
    row = cursor.fetchone()
    assert row is not None, "an aggregate always gives one row"  # noqa: S101 - for the type checker
    return row


def _leaf(row: tuple[Any, ...]) -> StoredLeaf:
    index, leaf_hash, entry_id, kind, at, body = row
    hashed = None if leaf_hash is None else bytes(leaf_hash)
    return StoredLeaf(index, hashed, entry_id, kind, at.astimezone(UTC), bytes(body))
