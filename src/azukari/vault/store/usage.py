"""How much there is, and how often it was used: figures alone."""

import uuid
from datetime import datetime

from azukari.base.sql import Database
from azukari.vault.store.rows import QUERIES


def persons_after(database: Database, after: uuid.UUID, *, limit: int) -> tuple[uuid.UUID, ...]:
    """List persons who have records, in order."""
    return tuple(row[0] for row in database.run(QUERIES["scan_persons"], {"after": after, "limit": limit}))


def count(database: Database, name: str, since: datetime | None = None, until: datetime | None = None) -> int:
    """Count by one of the statements that count."""
    return int(database.run(QUERIES[name], {"since": since, "until": until})[0][0])


def events(database: Database, since: datetime, until: datetime) -> tuple[tuple[str, str, int], ...]:
    """Tell what happened, for which purpose, and how often."""
    rows = database.run(QUERIES["usage"], {"since": since, "until": until})
    return tuple((row[0], row[1], row[2]) for row in rows)
