"""The baseline: the same operations, each one statement on a plain table."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.gdpr.driver import Metadata, Read
from bench.gdpr.mixes import MOST_LINES
from bench.gdpr.records import CHANGED, DECISIONS, LIFETIMES, OBJECTIONS, PURPOSES, SECONDS, USERS, Record
from bench.plain import Connection

_SQL = Path(__file__).parents[1] / "sql" / "gdpr.sql"
_COPY = "COPY gdpr_record (key, pur, ttl, usr, obj, dec, acl, shr, src, cat, data) FROM STDIN (FORMAT binary)"
_TYPES = ("int8", "int2", "int4", "int4", "int2", "int2", "text", "text", "text", "text", "text")
_INSERT = "INSERT INTO gdpr_record VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_LOG = "INSERT INTO gdpr_log (at, line) SELECT now(), 'read of ' || number FROM generate_series(1, %s) AS number"
_BY = {
    "purpose": "SELECT key, data FROM gdpr_record WHERE pur = %s",
    "objection": "SELECT key, data FROM gdpr_record WHERE obj = %s",
    "decision": "SELECT key, data FROM gdpr_record WHERE dec = %s",
}
_SET = {field: f"UPDATE gdpr_record SET {field} = %s WHERE" for field in CHANGED}  # noqa: S608


class PlainStore:
    """Plain PostgreSQL, durable, with an index on each field that is searched."""

    def __init__(self, connection: Connection, records: Iterable[Record]) -> None:
        """Make the table and load records."""
        self._connection = connection
        connection.execute(b"DROP TABLE IF EXISTS gdpr_record, gdpr_log")
        connection.execute(_SQL.read_bytes())
        with connection.transaction(), connection.cursor() as cursor, cursor.copy(_COPY) as copying:
            copying.set_types(_TYPES)
            for one in records:
                copying.write_row(_row(one))
        connection.execute(_LOG, (2 * MOST_LINES,))
        connection.execute("VACUUM (ANALYZE) gdpr_record")

    def create(self, one: Record) -> None:
        """Store a record."""
        self._run(_INSERT, *_row(one))

    def read_data(self, one: Record) -> str | None:
        """Give the data of a record."""
        rows = self._rows("SELECT data FROM gdpr_record WHERE key = %s", one.key)
        return rows[0][0] if rows else None

    def read_data_of_user(self, user: int) -> Read:
        """Give the data of all records of a user."""
        return dict(self._rows("SELECT key, data FROM gdpr_record WHERE usr = %s", user))

    def read_data_of_kinds(self, kinds: tuple[int, ...], field: str) -> Read:
        """Give the data of all records that have a purpose, an objection or a decision."""
        return dict(self._rows(_BY[field], kinds[0]))

    def read_metadata(self, one: Record) -> Metadata | None:
        """Give the metadata of a record."""
        rows = self._rows("SELECT acl, shr, src, cat FROM gdpr_record WHERE key = %s", one.key)
        return dict(zip(CHANGED, rows[0], strict=True)) if rows else None

    def read_metadata_of_user(self, user: int) -> Mapping[int, Metadata]:
        """Give the metadata of all records of a user."""
        rows = self._rows("SELECT key, acl, shr, src, cat FROM gdpr_record WHERE usr = %s", user)
        return {row[0]: dict(zip(CHANGED, row[1:], strict=True)) for row in rows}

    def update_data(self, one: Record, value: str) -> None:
        """Set the data of a record."""
        self._run("UPDATE gdpr_record SET data = %s WHERE key = %s", value, one.key)

    def update_metadata(self, one: Record, field: str, value: str) -> None:
        """Set a field of a record's metadata."""
        self._run(f"{_SET[field]} key = %s", value, one.key)

    def update_metadata_of_user(self, user: int, field: str, value: str) -> int:
        """Set a field in all records of a user."""
        return self._run(f"{_SET[field]} usr = %s", value, user)

    def update_metadata_of_purpose(self, purpose: int, field: str, value: str) -> int:
        """Set a field in all records of a purpose."""
        return self._run(f"{_SET[field]} pur = %s", value, purpose)

    def delete(self, one: Record) -> None:
        """Destroy a record."""
        self._run("DELETE FROM gdpr_record WHERE key = %s", one.key)

    def delete_user(self, user: int) -> int:
        """Destroy all records of a user."""
        return self._run("DELETE FROM gdpr_record WHERE usr = %s", user)

    def run_out(self) -> int:
        """Destroy the records whose lifetime is over."""
        return self._run("DELETE FROM gdpr_record WHERE ttl = %s", SECONDS[0])

    def read_log(self, lines: int) -> int:
        """Read the last lines of the log."""
        return len(self._rows("SELECT at, line FROM gdpr_log ORDER BY id DESC LIMIT %s", lines))

    def is_gone(self, one: Record) -> bool:
        """Tell whether nothing is left of a record."""
        return not self._rows("SELECT 1 FROM gdpr_record WHERE key = %s", one.key)

    def _rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(query.encode(), parameters, prepare=True, binary=True).fetchall()

    def _run(self, query: str, *parameters: Any) -> int:
        return self._connection.execute(query.encode(), parameters, prepare=True).rowcount


def _row(one: Record) -> tuple[Any, ...]:
    key = one.key
    return (
        key, key % PURPOSES, SECONDS[key % LIFETIMES], key % USERS, key % OBJECTIONS, key % DECISIONS,
        one.acl, one.shr, one.src, one.cat, one.data,
    )  # fmt: skip
