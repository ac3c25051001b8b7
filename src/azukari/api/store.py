"""This door's one table: rows in, rows out."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.base.sql import Cursor, Queries
from azukari.vault.services.collecting import Also

_QUERIES = Queries("azukari.api")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What an act came to."""

    token: bytes
    key_id: uuid.UUID
    body: bytes
    status: int
    answer: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What is read back of it."""

    body: bytes
    status: int
    answer: bytes


def claim(cursor: Cursor, token: bytes) -> bool:
    """Take the place in which an act under a token is done, until the transaction ends."""
    cursor.execute(_QUERIES["claim_token"], {"place": int.from_bytes(token[:8], "big", signed=True)})
    row = cursor.fetchone()
    return row is not None and row[0] is True


def find(cursor: Cursor, token: bytes) -> KeptAnswer | None:
    """Find what an act under a token came to, if it is not forgotten."""
    cursor.execute(_QUERIES["answer"], {"token": token})
    row = cursor.fetchone()
    return None if row is None else KeptAnswer(bytes(row[0]), row[1], bytes(row[2]))


def keep(cursor: Cursor, row: AnswerRow) -> None:
    """Keep what an act came to, in the transaction of the act."""
    cursor.execute(_QUERIES["keep_answer"], _parameters(row))


def kept_also(row: AnswerRow) -> Also:
    """Give what keeps the answer of a collection in the statement that stores the record."""
    return Also(_QUERIES["keep_answer_also"], _parameters(row))


def drop_expired(cursor: Cursor, *, now: datetime, most: int) -> int:
    """Forget what has expired, and tell how many rows went."""
    cursor.execute(_QUERIES["drop_expired"], {"now": now, "most": most})
    return cursor.rowcount


def alive(cursor: Cursor) -> bool:
    """Tell whether the database answers."""
    cursor.execute(_QUERIES["alive"])
    return cursor.fetchone() is not None


def _parameters(row: AnswerRow) -> dict[str, Any]:
    return {
        "token": row.token,
        "key_id": row.key_id,
        "body": row.body,
        "status": row.status,
        "answer": row.answer,
        "expires_at": row.expires_at,
    }
