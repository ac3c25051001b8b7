"""How far imports have come."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from azukari.base.sql import Cursor, Queries

_QUERIES = Queries("azukari.vault.intake")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import as it is stored."""

    import_id: uuid.UUID
    service: str
    statement_hash: str
    provenance: bytes
    begun_by: str
    begun_at: datetime
    finished_at: datetime | None
    stored: int
    skipped: int
    state: str


def standing(cursor: Cursor, import_id: uuid.UUID) -> tuple[str, int, int, int, str] | None:
    """Tell the statement, the last line, how many were stored and skipped, and the state."""
    cursor.execute(_QUERIES["standing"], {"import_id": import_id})
    row = cursor.fetchone()
    return None if row is None else (row[0], row[1], row[2], row[3], row[4])


def same_file(cursor: Cursor, import_id: uuid.UUID, *, file_digest: str, service: str) -> uuid.UUID | None:
    """Find another import of the same file into the same service."""
    cursor.execute(_QUERIES["same_file"], {"import_id": import_id, "file_digest": file_digest, "service": service})
    row = cursor.fetchone()
    return None if row is None else row[0]


def begin(cursor: Cursor, row: Mapping[str, Any]) -> bool:
    """Insert an import; false if it was begun before."""
    cursor.execute(_QUERIES["begin"], row)
    return cursor.rowcount == 1


def move(cursor: Cursor, import_id: uuid.UUID, *, line: int, to: int, stored: int, skipped: int) -> bool:
    """Move an import on from a line; false if it does not stand there."""
    cursor.execute(
        _QUERIES["move"], {"import_id": import_id, "line": line, "to": to, "stored": stored, "skipped": skipped}
    )
    return cursor.rowcount == 1


def finish(cursor: Cursor, import_id: uuid.UUID, *, line: int, at: datetime) -> bool:
    """Finish an import that stands at a line; false if it does not."""
    cursor.execute(_QUERIES["finish"], {"import_id": import_id, "line": line, "at": at})
    return cursor.rowcount == 1


def imports(cursor: Cursor) -> tuple[ImportRow, ...]:
    """List all imports."""
    cursor.execute(_QUERIES["imports"])
    return tuple(_row(row) for row in cursor.fetchall())


def _row(row: tuple[Any, ...]) -> ImportRow:
    import_id, service, statement_hash, provenance, begun_by, begun_at, finished_at, *counts = row
    return ImportRow(
        import_id,
        service,
        statement_hash,
        bytes(provenance),
        begun_by,
        begun_at.astimezone(UTC),
        None if finished_at is None else finished_at.astimezone(UTC),
        *counts,
    )
