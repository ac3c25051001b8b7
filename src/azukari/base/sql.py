"""SQL by name, and the two shapes of a database that rooms rely on.

Rooms do not import a driver: a door hands them a `Database` (Django's connection on the web side, psycopg's in the keeper), so
that an act runs the same wherever it is called.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from importlib.resources import files
from typing import Any, Protocol, TypeAlias

Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]


class Cursor(Protocol):
    """The part of a DB-API cursor that rooms use; parameters are written ``%(name)s``."""

    @property
    def rowcount(self) -> int:
        """Tell how many rows the last statement touched."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run one statement."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row, or none."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give all rows that are left."""


class Database(Protocol):
    """Where an act takes place."""

    def transaction(self) -> AbstractContextManager[Cursor]:
        """Begin a transaction that commits durably at the end of the block, or leaves nothing."""


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
