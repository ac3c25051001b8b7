"""Addresses that are not to be used, by their tokens."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from azukari.base.sql import Cursor, Database, bytes_array
from azukari.vault.store.rows import QUERIES, array


def suppress(cursor: Cursor, tokens: Sequence[bytes], *, request_id: uuid.UUID, at: datetime) -> int:
    """Store tokens, and tell how many were not stored by this request before."""
    cursor.execute(QUERIES["suppress"], {"tokens": bytes_array(tokens), "request_id": request_id, "at": at})
    row = cursor.fetchone()
    return 0 if row is None else int(row[0])


def suppressions(
    database: Database, wanted: Sequence[tuple[bytes, uuid.UUID, uuid.UUID, str]]
) -> tuple[tuple[int, datetime, datetime | None], ...]:
    """Tell which of (token, person, record, purpose) are suppressed: the place, since when, and the last permission, if any."""
    rows = database.run(
        QUERIES["suppressions"],
        {
            "tokens": bytes_array(token for token, _, _, _ in wanted),
            "persons": array(person for _, person, _, _ in wanted),
            "records": array(record for _, _, record, _ in wanted),
            "purposes": [purpose for _, _, _, purpose in wanted],
        },
    )
    return tuple((row[0] - 1, row[1], row[2]) for row in rows)
