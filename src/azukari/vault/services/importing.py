"""Taking in a file in steps: each step's records and the place that was reached are one transaction, so it can stop anywhere.

Run again, an import goes on where its row says. A record's id is derived from the import and the line, so that it cannot be stored
twice even if that row were lost. Person keys that were made ahead by a process that died stay unused.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.errors import ConflictError
from azukari.base.sql import BulkCursor, BulkDatabase, Cursor, Database
from azukari.ledger.services import append
from azukari.statement.services import keep_notice
from azukari.vault.events import Event
from azukari.vault.services.bulk import SealedBatch, store_all
from azukari.vault.store import importing as store


class ImportedBeforeError(ConflictError):
    """This file was taken into this service before."""


class ImportMovedError(ConflictError):
    """Another process works on this import, or has finished it; nothing of this step was stored."""


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be taken in: named by keyed digests, with its provenance as it is shown later."""

    import_id: uuid.UUID
    service: str
    statement_hash: str
    file_digest: str
    mapping_digest: str
    provenance: bytes
    provenance_digest: str
    begun_by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an import has come: up to and with which line, under which version of the statement."""

    statement_hash: str
    line: int = 0
    stored: int = 0
    skipped: int = 0
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an import: from where it stands, up to and with a line, passing over faulty ones."""

    import_id: uuid.UUID
    before: Standing
    to: int
    skipped: int


def standing(database: Database, import_id: uuid.UUID) -> Standing | None:
    """Tell how far an import has come; none if it was never begun."""
    with database.transaction() as cursor:
        return _standing(cursor, import_id)


def begin(
    database: Database, wanted: Import, *, notices: Sequence[bytes], again: bool = False, now: datetime
) -> Standing:
    """Begin an import and enter it in the ledger; one that was begun before goes on, under the statement of its beginning.

    ``notices`` are what the service says about its handling, kept so that records can refer to them.

    Raises:
        ImportedBeforeError: if the same file was taken into the service with another mapping, unless ``again``.
    """
    with database.transaction() as cursor:
        other = store.same_file(cursor, wanted.import_id, file_digest=wanted.file_digest, service=wanted.service)
        if other is not None and not again:
            raise ImportedBeforeError(
                f"This file was taken into {wanted.service} before, with another mapping (import {other}).",
                ground="imported_before",
            )
        if store.begin(cursor, _row(wanted, now)):
            for notice in notices:
                keep_notice(cursor, notice)
            append(cursor, Event.IMPORT_BEGUN, _facts(wanted), now=now)
        found = _standing(cursor, wanted.import_id)
    if found is None:
        raise ImportMovedError
    return found


def store_step(database: BulkDatabase, batch: SealedBatch, *, step: Step) -> Standing:
    """Store the records of one step and move the import on, or neither; the batch is empty where every row was skipped.

    Raises:
        ImportMovedError: if the import does not stand where the step begins.
    """
    stored = len(batch.taken)

    def beside(cursor: BulkCursor) -> None:
        moved = store.move(
            cursor, step.import_id, line=step.before.line, to=step.to, stored=stored, skipped=step.skipped
        )
        if not moved:
            raise ImportMovedError

    try:
        store_all(database, batch, beside=beside)
    except ConflictError:
        raise ImportMovedError from None  # another process stored these lines a moment ago
    before = step.before
    return replace(before, line=step.to, stored=before.stored + stored, skipped=before.skipped + step.skipped)


def finish(database: Database, import_id: uuid.UUID, *, before: Standing, now: datetime) -> Standing:
    """Finish an import and enter it in the ledger.

    Raises:
        ImportMovedError: if it does not stand there, or is finished.
    """
    with database.transaction() as cursor:
        if not store.finish(cursor, import_id, line=before.line, at=now):
            raise ImportMovedError
        facts: dict[str, str | int] = {"import": str(import_id), "stored": before.stored, "skipped": before.skipped}
        append(cursor, Event.IMPORT_FINISHED, facts, now=now)
    return replace(before, finished=True)


def imports(database: Database) -> tuple[store.ImportRow, ...]:
    """List all imports with their provenance, the newest first."""
    with database.transaction() as cursor:
        return store.imports(cursor)


def _standing(cursor: Cursor, import_id: uuid.UUID) -> Standing | None:
    found = store.standing(cursor, import_id)
    if found is None:
        return None
    statement_hash, line, stored, skipped, state = found
    return Standing(statement_hash, line, stored, skipped, state == "finished")


def _row(wanted: Import, now: datetime) -> dict[str, object]:
    return {
        "import_id": wanted.import_id,
        "service": wanted.service,
        "statement_hash": wanted.statement_hash,
        "file_digest": wanted.file_digest,
        "mapping_digest": wanted.mapping_digest,
        "provenance": wanted.provenance,
        "begun_by": wanted.begun_by,
        "begun_at": now,
    }


def _facts(wanted: Import) -> dict[str, str]:
    # Keyed digests only: no name of anybody, and nothing that a guess about the file could be tested against.
    return {
        "import": str(wanted.import_id),
        "service": wanted.service,
        "statement": wanted.statement_hash,
        "file": wanted.file_digest,
        "mapping": wanted.mapping_digest,
        "provenance": wanted.provenance_digest,
    }
