"""Taking away: grants, sealed parts, whole records, and persons' keys."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from azukari.base.sql import Cursor, Database
from azukari.ledger.services import Appending
from azukari.vault.consent import ConsentState
from azukari.vault.record import Header, StoredRecord
from azukari.vault.store.rows import QUERIES, record_of, row_of
from azukari.vault.store.terms import KnownTerms


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold to be placed; by which request of the person, if by one."""

    hold_id: uuid.UUID
    matter: str
    approver: str
    review_on: date
    request_id: uuid.UUID | None = None


def lock_record(cursor: Cursor, person_id: uuid.UUID, record_id: uuid.UUID, terms: KnownTerms) -> StoredRecord | None:
    """Give a record, and keep others from ending anything of it until the transaction ends."""
    cursor.execute(QUERIES["lock_record"], {"person_id": person_id, "record_id": record_id})
    row = cursor.fetchone()
    return None if row is None else record_of(row, terms[row[2]])


def has_records(cursor: Cursor, person_id: uuid.UUID) -> bool:
    """Tell whether a person has a record."""
    cursor.execute(QUERIES["has_records"], {"person_id": person_id})
    row = cursor.fetchone()
    return row is not None and row[0] is True


def without_grants(stored: StoredRecord, purposes: Sequence[str]) -> StoredRecord:
    """Give a record without some purposes' grants."""
    return replace(stored, grants=tuple(grant for grant in stored.grants if grant.purpose not in purposes))


def with_until(stored: StoredRecord, purpose: str, until_on: date) -> StoredRecord:
    """Give a record with the last day of a grant set."""
    return replace(
        stored,
        grants=tuple(
            replace(grant, until_on=until_on) if grant.purpose == purpose else grant for grant in stored.grants
        ),
    )


def without_parts(stored: StoredRecord, compartments: Sequence[str]) -> StoredRecord:
    """Give a record without some of its sealed parts, and without the tokens of what was in them."""
    return replace(
        stored,
        sealed=tuple(
            None if compartment in compartments else sealed
            for compartment, sealed in zip(stored.header.terms.compartments, stored.sealed, strict=True)
        ),
        lookups=tuple(lookup for lookup in stored.lookups if lookup.compartment not in compartments),
    )


def set_record(cursor: Cursor, stored: StoredRecord) -> None:
    """Store what is left of a record, or what it holds after a correction; it must be locked."""
    cursor.execute(QUERIES["set_record"], row_of(stored))


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


def bury_records(
    cursor: Cursor, person_id: uuid.UUID, records: Sequence[uuid.UUID], *, cause: str, at: datetime
) -> None:
    """Take records away with all that belongs to them, and leave a tombstone for each."""
    cursor.execute(
        QUERIES["bury_records"], {"person_id": person_id, "records": list(records), "cause": cause, "at": at}
    )


def insert_erasure(database: Database, person_id: uuid.UUID, entry: Appending) -> uuid.UUID | None:
    """Store that a person is erased, with the ledger's entry, and give the id of the entry there is; none if a hold forbids it.

    Of two that erase one person at once the second gets the first one's entry, and its own is not stored. Durable when it returns.
    """
    named = {"person_id": person_id}
    made = entry.entries[0]
    rows = database.run(QUERIES["erase"], named | {"entry_id": made.entry_id, "entry": entry.bodies[0], "at": made.at})
    if rows[0][0] == "held":
        return None
    if rows[0][0] == "erased":
        return made.entry_id
    earlier: uuid.UUID = database.run(QUERIES["select_erasure"], named)[0][0]
    return earlier


def has_records_of_others(database: Database, person_id: uuid.UUID, service: str) -> bool:
    """Tell whether a person has a record of another service."""
    rows = database.run(QUERIES["has_records_of_others"], {"person_id": person_id, "service": service})
    return rows[0][0] is True


def lock_records_of_service(cursor: Cursor, person_id: uuid.UUID, service: str) -> tuple[uuid.UUID, ...]:
    """List a person's records of a service, locked against every other ending of them."""
    cursor.execute(QUERIES["lock_records_of_service"], {"person_id": person_id, "service": service})
    return tuple(row[0] for row in cursor.fetchall())


def is_person_held(cursor: Cursor, person_id: uuid.UUID) -> bool:
    """Tell whether any of a person's records is on hold."""
    cursor.execute(QUERIES["is_person_held"], {"person_id": person_id})
    row = cursor.fetchone()
    return row is not None and row[0] is True


def lock_person(cursor: Cursor, person_id: uuid.UUID) -> bool:
    """Keep a person from being erased until the transaction ends, and tell whether they were not erased before."""
    cursor.execute(QUERIES["lock_person"], {"person_id": person_id})
    cursor.execute(QUERIES["is_erased"], {"person_id": person_id})
    row = cursor.fetchone()
    return row is not None and row[0] is False


def select_erased(cursor: Cursor, *, limit: int) -> tuple[tuple[uuid.UUID, tuple[uuid.UUID, ...]], ...]:
    """List records of erased persons that are still to be cleared away, by person."""
    cursor.execute(QUERIES["select_erased"], {"limit": limit})
    return tuple((row[0], tuple(row[1])) for row in cursor.fetchall())


def delete_person_keys(person_keys: Database, persons: Sequence[uuid.UUID]) -> None:
    """End keys of persons who have no record any more; durable when this returns."""
    person_keys.run(QUERIES["delete_person_keys"], {"persons": list(persons)})


def destroy_person_keys(person_keys: Database, erased: Mapping[uuid.UUID, datetime]) -> int:
    """Destroy the keys of persons who were erased, and tell how many there were; durable when this returns.

    A tombstone stays for each in the same transaction, by which a restore of an older main database is noticed.
    """
    rows = person_keys.run(QUERIES["destroy_person_keys"], {"persons": list(erased), "ats": list(erased.values())})
    return int(rows[0][0])


def is_held(cursor: Cursor, header: Header) -> bool:
    """Tell whether a record is on hold."""
    cursor.execute(QUERIES["is_held"], _named(header))
    row = cursor.fetchone()
    return row is not None and row[0] is True


def is_held_by_law(cursor: Cursor, header: Header) -> bool:
    """Tell whether a record is on a hold that its person did not ask for."""
    cursor.execute(QUERIES["is_held_by_law"], _named(header))
    row = cursor.fetchone()
    return row is not None and row[0] is True


def hold_of_request(cursor: Cursor, header: Header, request_id: uuid.UUID) -> uuid.UUID | None:
    """Give the hold that was placed on a record by a request, lifted since or not."""
    cursor.execute(QUERIES["hold_of_request"], _named(header) | {"request_id": request_id})
    row = cursor.fetchone()
    return None if row is None else row[0]


def holds_of_request(cursor: Cursor, request_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """List the holds by a request that stand."""
    cursor.execute(QUERIES["holds_of_request"], {"request_id": request_id})
    return tuple(row[0] for row in cursor.fetchall())


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
            "request_id": hold.request_id,
            "at": at,
        },
    )


def hold_approver(cursor: Cursor, hold_id: uuid.UUID) -> str | None:
    """Tell who approved a legal hold; none if it is not on, or is a restriction that a request had decided."""
    cursor.execute(QUERIES["hold_approver"], {"hold_id": hold_id})
    row = cursor.fetchone()
    return None if row is None else row[0]


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
