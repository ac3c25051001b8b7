"""SQL by name, and the two shapes of a database that rooms rely on.

Rooms do not import a driver: a door hands them a `Database` (Django's connection on the web side, psycopg's in the keeper), so
that an act runs the same wherever it is called.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib.resources import files
from typing import Any, Protocol, TypeAlias

_DUPLICATE = "23505"  # unique_violation
_PLAN_ANEW = "SET LOCAL plan_cache_mode TO force_custom_plan"
Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]
Run: TypeAlias = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]


class Cursor(Protocol):
    """The part of a DB-API cursor that rooms use; parameters are written ``%(name)s``."""

    @property
    def description(self) -> object | None:
        """Tell the columns of what the last statement gave; none if it gives no rows."""

    @property
    def rowcount(self) -> int:
        """Tell how many rows the last statement touched."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run one statement."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row, or none."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give all rows that are left."""


class Copying(Protocol):
    """Rows on their way into a table."""

    def write(self, rows: str | bytes, /) -> None:
        """Send rows in PostgreSQL's text form for COPY."""


class BulkCursor(Cursor, Protocol):
    """A cursor that copies many rows at once; the driver's own has it, Django's has not."""

    def copy(self, statement: Any, /) -> AbstractContextManager[Copying]:
        """Begin a COPY … FROM STDIN."""


class BulkDatabase(Protocol):
    """Where many rows are stored at once."""

    def transaction(self) -> AbstractContextManager[BulkCursor]:
        """Begin a transaction that commits durably at the end of the block, or leaves nothing."""

    def run(self, query: Any, params: Any = None, /) -> list[tuple[Any, ...]]:
        """Run one statement that is a transaction by itself, and give its rows."""


class Database(Protocol):
    """Where an act takes place."""

    def transaction(self) -> AbstractContextManager[Cursor]:
        """Begin a transaction that commits durably at the end of the block, or leaves nothing."""

    def run(self, query: Any, params: Any = None, /) -> list[tuple[Any, ...]]:
        """Run one statement that is a transaction by itself, in one round trip, and give its rows; if it wrote, it is durable."""


def within(cursor: Cursor) -> Run:
    """Give what runs one statement as part of a transaction, where `Database.run` would make it one by itself."""

    def run(query: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        cursor.execute(query, params)
        return cursor.fetchall() if cursor.description else []

    return run


def plan_for_these(cursor: Cursor) -> None:
    """Have the statements of this transaction planned for their own parameters, where no one plan is right for all (ADR 0027).

    A list with filters that may be left out is such a statement: planned once, while its table was small, it would go through
    the whole of it ever after.
    """
    cursor.execute(_PLAN_ANEW)


def bytes_array(values: Iterable[bytes | None]) -> str:
    """Write a ``bytea[]`` as PostgreSQL's text form, many times cheaper than having the driver look at each element."""
    return "{" + ",".join("NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values) + "}"


def is_duplicate(error: BaseException) -> bool:
    """Tell whether a driver's error says that a key is there already (SQLSTATE 23505), without knowing the driver."""
    return getattr(error, "sqlstate", None) == _DUPLICATE


class Queries(Mapping[str, str]):
    """The statements of one ``queries.sql``, each under a line ``-- name: its_name`` and a line that describes it."""

    def __init__(self, package: str) -> None:
        """Read ``sql/queries.sql`` of a room, such as ``azukari.ledger``."""
        text = (files(package) / "sql" / "queries.sql").read_text(encoding="utf-8")
        self._statements: dict[str, str] = {}
        for block in text.split("-- name: ")[1:]:
            name, _, statement = block.partition("\n")
            if name.strip() in self._statements:
                raise ValueError(f"{package} has two queries named {name.strip()}.")
            self._statements[name.strip()] = statement.strip()

    def __getitem__(self, name: str) -> str:
        return self._statements[name]

    def __iter__(self) -> Any:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)
