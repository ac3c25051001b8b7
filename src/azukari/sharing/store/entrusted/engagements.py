"""What is on record of clients' engagements."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from azukari.base.sql import Cursor, Database, Queries
from azukari.sharing.delivery import Kind, State
from azukari.sharing.entrusted import EntrustedContract, decode_contract
from azukari.sharing.store.rows import utc

_SQL = Queries("azukari.sharing.store.entrusted")


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """One client's engagement; ``state`` is active, ended, destroying or destroyed."""

    engagement_id: uuid.UUID
    contract_id: str
    state: str
    begun_at: datetime
    begun_by: str
    ended_on: date | None
    ended_at: datetime | None
    ended_by: str | None
    destroyed_at: datetime | None
    destroyed_by: str | None
    certificate: bytes | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works with a client's data."""

    user_id: uuid.UUID
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class ClientHandover:
    """A hand-over to a client, and of a person's request when it came and by when it had to be forwarded."""

    handover_id: uuid.UUID
    number: str
    kind: Kind
    state: State
    written: int
    proposed_at: datetime
    made_at: datetime | None
    handed_at: datetime | None
    arrived_at: datetime | None
    due_on: date | None


def engagement(database: Database, contract_id: str) -> EngagementRow | None:
    """Give a client's engagement, or none."""
    rows = database.run(_SQL["engagement"], {"contract_id": contract_id})
    return _row(rows[0]) if rows else None


def engagements(database: Database) -> tuple[EngagementRow, ...]:
    """List all engagements."""
    return tuple(map(_row, database.run(_SQL["engagements"], {})))


def newest_contract(database: Database, engagement_id: uuid.UUID) -> EntrustedContract:
    """Give the contract in force."""
    return decode_contract(bytes(database.run(_SQL["newest_contract"], {"engagement_id": engagement_id})[0][0]))


def newest_filed_at(database: Database, engagement_id: uuid.UUID) -> datetime:
    """Tell since when the contract in force is on record."""
    found: datetime = database.run(_SQL["newest_filed_at"], {"engagement_id": engagement_id})[0][0]
    return found.astimezone(UTC)


def contract(database: Database, engagement_id: uuid.UUID, contract_hash: str) -> EntrustedContract | None:
    """Give a version of a contract, or none."""
    rows = database.run(_SQL["contract"], {"engagement_id": engagement_id, "hash": contract_hash})
    return decode_contract(bytes(rows[0][0])) if rows else None


def members(database: Database, engagement_id: uuid.UUID) -> tuple[Member, ...]:
    """List who works with a client's data."""
    rows = database.run(_SQL["members"], {"engagement_id": engagement_id})
    return tuple(Member(row[0], row[1].astimezone(UTC), row[2]) for row in rows)


def is_member(database: Database, engagement_id: uuid.UUID, user: str) -> bool:
    """Tell whether somebody works with a client's data."""
    return bool(database.run(_SQL["is_member"], {"engagement_id": engagement_id, "user": user})[0][0])


def handovers(database: Database, engagement_id: uuid.UUID) -> tuple[ClientHandover, ...]:
    """List a client's hand-overs, the newest first."""
    rows = database.run(_SQL["handovers"], {"engagement_id": engagement_id})
    return tuple(
        ClientHandover(
            row[0],
            row[1],
            Kind(row[2]),
            State(row[3]),
            row[4],
            row[5].astimezone(UTC),
            utc(row[6]),
            utc(row[7]),
            utc(row[8]),
            row[9],
        )
        for row in rows
    )


def change(cursor: Cursor, name: str, values: Mapping[str, Any]) -> bool:
    """Run one of the statements that change something; false if there was nothing to change."""
    cursor.execute(_SQL[name], values)
    return cursor.rowcount == 1


def destroy_some(database: Database, *, most: int) -> int:
    """Delete some of the records of the client whose chamber this is, and tell how many."""
    return int(database.run(_SQL["destroy_some"], {"most": most})[0][0])


def destroy_keys(person_keys: Database) -> int:
    """Delete all keys of the persons of the client whose chamber this is, and tell how many."""
    return int(person_keys.run(_SQL["destroy_keys"], {})[0][0])


def _row(row: tuple[Any, ...]) -> EngagementRow:
    (
        engagement_id,
        contract_id,
        state,
        begun_at,
        begun_by,
        ended_on,
        ended_at,
        ended_by,
        gone_at,
        gone_by,
        certificate,
    ) = row
    return EngagementRow(
        engagement_id, contract_id, state, begun_at.astimezone(UTC), begun_by, ended_on, utc(ended_at), ended_by, utc(gone_at),
        gone_by, None if certificate is None else bytes(certificate),
    )  # fmt: skip
