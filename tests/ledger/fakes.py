"""The ports of the ledger in memory; they can fail before or after they persist."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from azukari.base.errors import UnavailableError
from azukari.base.sql import Cursor, Database
from azukari.ledger.head import HeadMovedError


class FakeWarning(UserWarning):
    """A part of this process is a fake and keeps nothing."""


class InjectedFailureError(UnavailableError):
    """The process ended here."""


@dataclass
class Failure:
    """When to fail: at the n-th write from now, or at the write of a name, before or after it has been persisted."""

    at: int | str
    after: bool


class Faults:
    """Count the writes of all fakes that share it, and end the process at the one that was chosen."""

    def __init__(self) -> None:
        self.failure: Failure | None = None
        self.writes: list[str] = []

    def fail_at(self, at: int | str, *, after: bool) -> None:
        self.writes.clear()
        self.failure = Failure(at, after)

    def clear(self) -> None:
        self.writes.clear()
        self.failure = None

    def before(self, what: str) -> None:
        self.writes.append(what)
        self._fail(after=False)

    def after(self) -> None:
        self._fail(after=True)

    def _fail(self, *, after: bool) -> None:
        failure = self.failure
        if failure is not None and failure.at in {len(self.writes), self.writes[-1]} and failure.after is after:
            raise InjectedFailureError


class MemoryTiles:
    """A log's files in memory."""

    def __init__(self, faults: Faults | None = None) -> None:
        warnings.warn("The tiles are kept in memory only.", FakeWarning, stacklevel=2)
        self.files: dict[str, bytes] = {}
        self._faults = faults or Faults()

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, path: str, data: bytes) -> None:
        self._faults.before(path)
        self.files[path] = data
        self._faults.after()

    def drop_partial(self, path: str) -> None:
        self._faults.before(f"drop {path}")
        for name in [name for name in self.files if name.startswith(f"{path}.p/")]:
            del self.files[name]
        self._faults.after()


class MemoryHead:
    """The last signed checkpoint in memory."""

    def __init__(self, faults: Faults | None = None) -> None:
        warnings.warn("The head of the ledger is kept in memory only.", FakeWarning, stacklevel=2)
        self.held: bytes | None = None
        self._faults = faults or Faults()

    def read(self) -> bytes | None:
        return self.held

    def compare_and_swap(self, old: bytes | None, new: bytes) -> None:
        self._faults.before("head")
        if self.held != old:
            raise HeadMovedError
        self.held = new
        self._faults.after()


class FaultyDatabase:
    """A real database whose transactions end the process before they begin, or after they have committed."""

    def __init__(self, database: Database, faults: Faults) -> None:
        self._database, self._faults = database, faults

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        self._faults.before("transaction")
        with self._database.transaction() as cursor:
            yield cursor
        self._faults.after()

    def run(self, query: Any, params: Any = None, /) -> list[tuple[Any, ...]]:
        with self.transaction() as cursor:
            cursor.execute(query, params)
            return cursor.fetchall() if cursor.description else []
