"""Taking away: grants, sealed parts, whole records, and persons' keys."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from azukari.base.sql import Cursor
from azukari.vault.consent import ConsentState
from azukari.vault.record import Header, StoredRecord
from azukari.vault.store.rows import QUERIES, SealedGrant, record_of


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold to be placed."""

    hold_id: uuid.UUID
    matter: str
    approver: str
    review_on: date


def lock_record(cursor: Cursor, person_id: uuid.UUID, record_id: uuid.UUID) -> StoredRecord | None:
    """Give a record, and keep others from ending anything of it until the transaction ends."""
    cursor.execute(QUERIES["lock_record"], {"person_id": person_id, "record_id": record_id})
    row = cursor.fetchone()
    return None if row is None else record_of(row)


def lock_records_of_person(cursor: Cursor, person_id: uuid.UUID) -> tuple[StoredRecord, ...]:
    """Give all records of a person, and keep others from ending anything of them until the transaction ends."""
    cursor.execute(QUERIES["lock_records_of_person"], {"person_id": person_id})
    return tuple(record_of(row) for row in cursor.fetchall())


def select_grants(cursor: Cursor, header: Header) -> tuple[SealedGrant, ...]:
    """List a record's grants."""
    cursor.execute(QUERIES["select_grants"], _named(header))
    return tuple(SealedGrant(*row) for row in cursor.fetchall())


def delete_grants(cursor: Cursor, header: Header, purposes: Sequence[str]) -> None:
    """Delete some purposes' grants."""
    cursor.execute(QUERIES["delete_grants"], _named(header) | {"purposes": list(purposes)})


def set_until(cursor: Cursor, header: Header, purpose: str, until_on: date) -> None:
    """Set the last day of a grant."""
    cursor.execute(QUERIES["set_until"], _named(header) | {"purpose": purpose, "until_on": until_on})


def insert_consent(cursor: Cursor, header: Header, purpose: str, state: ConsentState, *, at: datetime) -> None:
    """Store what a person said to a permission."""
    cursor.execute(
        QUERIES["insert_consent"],
        _named(header) | {"purpose": purpose, "state": state.value, "at": at, "statement_hash": header.statement_hash},
    )


def set_closed(cursor: Cursor, header: Header, *, at: datetime) -> int:
    """Close a record, and tell whether it was open."""
    cursor.execute(QUERIES["set_closed"], _named(header) | {"at": at})
    return cursor.rowcount


def destroy_parts(cursor: Cursor, stored: StoredRecord, compartments: Sequence[str]) -> None:
    """Destroy sealed parts of a record, with the tokens of what was in them."""
    header = stored.header
    left = [
        None if compartment in compartments else sealed
        for compartment, sealed in zip(header.compartments, stored.sealed, strict=True)
    ]
    cursor.execute(QUERIES["set_sealed"], _named(header) | {"sealed": left})
    cursor.execute(QUERIES["delete_lookups"], _named(header) | {"compartments": list(compartments)})
    cursor.execute(QUERIES["delete_idle_contact_points"], {"person_id": header.person_id})


def bury_records(
    cursor: Cursor, person_id: uuid.UUID, records: Sequence[uuid.UUID], *, cause: str, at: datetime
) -> None:
    """Take records away with all that belongs to them, and leave a tombstone for each."""
    cursor.execute(
        QUERIES["bury_records"], {"person_id": person_id, "records": list(records), "cause": cause, "at": at}
    )
    cursor.execute(QUERIES["delete_idle_contact_points"], {"person_id": person_id})


def delete_person_key(cursor: Cursor, person_id: uuid.UUID) -> None:
    """Destroy a person's key in the database of person keys."""
    cursor.execute(QUERIES["delete_person_key"], {"person_id": person_id})


def is_held(cursor: Cursor, person_id: uuid.UUID, records: Sequence[uuid.UUID]) -> bool:
    """Tell whether any of some records is on hold."""
    cursor.execute(QUERIES["is_held"], {"person_id": person_id, "records": list(records)})
    row = cursor.fetchone()
    return row is not None and row[0] is True


def insert_hold(cursor: Cursor, header: Header, hold: Hold, *, at: datetime) -> None:
    """Store a hold."""
    cursor.execute(
        QUERIES["insert_hold"],
        _named(header)
        | {
            "hold_id": hold.hold_id,
            "matter": hold.matter,
            "approver": hold.approver,
            "review_on": hold.review_on,
            "at": at,
        },
    )


def lift_hold(cursor: Cursor, hold_id: uuid.UUID, *, by: str, at: datetime) -> uuid.UUID | None:
    """Lift a hold, and give the record that it was on."""
    cursor.execute(QUERIES["lift_hold"], {"hold_id": hold_id, "by": by, "at": at})
    row = cursor.fetchone()
    return None if row is None else row[0]


def select_due(
    cursor: Cursor, *, today: date, after: tuple[uuid.UUID, uuid.UUID], limit: int
) -> tuple[tuple[uuid.UUID, uuid.UUID], ...]:
    """List records (person, record) of which a grant has run out."""
    cursor.execute(
        QUERIES["select_due"],
        {"today": today, "after_person": after[0], "after_record": after[1], "limit": limit},
    )
    return tuple((row[0], row[1]) for row in cursor.fetchall())


def _named(header: Header) -> dict[str, Any]:
    return {"person_id": header.person_id, "record_id": header.record_id}
