"""Putting many records in by COPY."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from azukari.base.errors import ConflictError
from azukari.base.sql import BulkCursor, is_duplicate
from azukari.vault.record import StoredRecord
from azukari.vault.store.rows import NewRecord, row_of

_RECORD = (
    "person_id", "record_id", "terms_id", "entry_id", "collected_at", "due_on", "number", "sealed", "digests", "grants", "sessions",
    "untils", "tokens", "token_parts",
)  # fmt: skip
_COPY_RECORDS = f"COPY vault_record ({', '.join(_RECORD)}) FROM STDIN"
_COPY_DIRECTORY = "COPY vault_directory (record_id, number, person_id) FROM STDIN"
_COPY_CONSENTS = "COPY vault_consent (person_id, record_id, purpose, at, state, statement_hash) FROM STDIN"


class _OnceOnly:
    """Tells of a key that is there already without the driver's message, which names the record."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and is_duplicate(error):
            raise ConflictError(
                "A record of these, or its number, was received already; nothing of them was stored.",
                ground="already_collected",
            ) from None


@dataclass(frozen=True, slots=True)
class Rows:
    """New records as COPY takes them: their places, themselves, and what was said to permissions."""

    directory: str = field(repr=False)
    records: str = field(repr=False)
    consents: str = field(repr=False)


def rows_of(records: Sequence[NewRecord], entries: Sequence[uuid.UUID]) -> Rows:
    """Write new records; ``entries`` are the ids of their entries in the ledger."""
    return Rows(
        "".join([_line((h.record_id, h.number, h.person_id)) for h in (new.header for new in records)]),
        "".join([_record(new, entry) for new, entry in zip(records, entries, strict=True)]),
        "".join([_line(row) for new in records for row in _consents(new)]),
    )


def copy_records(cursor: BulkCursor, rows: Rows) -> None:
    """Store new records with their places and consents.

    Raises:
        ConflictError: if a record, or its number, is there already or comes twice.
    """
    with _OnceOnly(), cursor.copy(_COPY_DIRECTORY) as copying:
        copying.write(rows.directory)
    with cursor.copy(_COPY_RECORDS) as copying:
        copying.write(rows.records)
    if rows.consents:
        with cursor.copy(_COPY_CONSENTS) as copying:
            copying.write(rows.consents)


def _record(new: NewRecord, entry_id: uuid.UUID) -> str:
    header = new.header
    row = row_of(StoredRecord(header, None, entry_id, new.sealed, new.grants, new.lookups))
    row["number"], row["collected_at"] = header.number, header.collected_at
    return _line([row[name] for name in _RECORD])


def _consents(new: NewRecord) -> Iterable[tuple[object, ...]]:
    header = new.header
    for purpose, state in new.consents.items():
        yield header.person_id, header.record_id, purpose, header.collected_at, state.value, header.statement_hash


def _line(values: Iterable[object]) -> str:
    # No value has a tab or a line break in it: ids, numbers, hashes, instants and arrays of hexadecimal bytes.
    return "\t".join(["\\N" if value is None else str(value).replace("\\", "\\\\") for value in values]) + "\n"
