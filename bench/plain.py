"""The baseline in the same PostgreSQL: plain rows, read and written as quickly as the same driver can."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import psycopg

from bench.people import person

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]
PERMISSIONS = ["order.answer", "order.delivery", "order.quality"]
COLUMNS = "record_id, person_id, number, service, language, collected_at, permissions, name, email, phone, body"
ITEMS = ("name", "email", "phone", "body")
TYPES = ("uuid", "uuid", "text", "text", "text", "timestamptz", "text[]", "text", "text", "text", "text")
INSERT = f"INSERT INTO plain_record ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
SELECT = f"SELECT {COLUMNS} FROM plain_record WHERE record_id = %s"  # noqa: S608
SELECT_ALL = f"SELECT {COLUMNS} FROM plain_record"  # noqa: S608
SELECT_PERSON = f"SELECT {COLUMNS} FROM plain_record WHERE person_id = %s"  # noqa: S608
SELECT_EMAIL = f"SELECT {COLUMNS} FROM plain_record WHERE email = %s"  # noqa: S608
COPY = f"COPY plain_record ({COLUMNS}) FROM STDIN (FORMAT binary)"
EVENT = "INSERT INTO plain_event (event_id, record_id, actor, purpose, reason, at) VALUES (%s, %s, %s, %s, %s, %s)"
Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PlainRecord:
    """One row as it was handed in."""

    record_id: uuid.UUID
    person_id: uuid.UUID
    number: str
    values: Mapping[str, str]
    at: datetime

    @property
    def row(self) -> Row:
        """Give the columns in the order of the table."""
        held = self.values
        return (
            self.record_id, self.person_id, self.number, "order", "ja", self.at, PERMISSIONS,
            held["name"], held["email"], held["phone"], held["body"],
        )  # fmt: skip


def plain_record(number: int, receipt: str, *, person_id: uuid.UUID | None = None) -> PlainRecord:
    """Make the row of an invented person."""
    return PlainRecord(uuid.uuid4(), person_id or uuid.uuid4(), receipt, person(number), datetime.now(UTC))


def copy_in(connection: Connection, records: Iterable[PlainRecord]) -> None:
    """Store rows by COPY in one durable transaction."""
    with connection.transaction(), connection.cursor() as cursor, cursor.copy(COPY) as copying:
        copying.set_types(TYPES)
        for one in records:
            copying.write_row(one.row)


def event(record_id: uuid.UUID) -> Row:
    """Make the audit row of one reading."""
    return (uuid.uuid4(), record_id, "service-7", "order.answer", "answering the question", datetime.now(UTC))
