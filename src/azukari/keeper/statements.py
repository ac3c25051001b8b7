"""The statements that bind records, each read once: a published version never changes, and its hash is its name."""

import threading
from collections import OrderedDict
from datetime import datetime

from azukari.base.sql import Database
from azukari.statement import queries
from azukari.statement.document import Statement


class Statements:
    """Gives the statement of a hash, and remembers those used last."""

    def __init__(self, database: Database, *, most: int = 64) -> None:
        """Read from a database, and remember at most so many."""
        self._database = database
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Statement] = OrderedDict()

    def __call__(self, statement_hash: str) -> Statement:
        """Give the statement of a hash.

        Raises:
            NotFoundError: if no version has this hash.
        """
        with self._lock:
            known = self._known.get(statement_hash)
            if known is not None:
                self._known.move_to_end(statement_hash)
                return known
        read = queries.version(self._database, statement_hash).statement
        with self._lock:
            self._known[statement_hash] = read
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return read

    def in_force(self, at: datetime) -> Statement:
        """Give the statement in force at an instant.

        Raises:
            NotFoundError: if none was published yet.
        """
        return queries.in_force(self._database, at).statement

    def purposes(self) -> frozenset[str]:
        """List the purposes of all published versions."""
        return frozenset(
            purpose.id for version in queries.versions(self._database) for purpose in self(version.hash).all_purposes()
        )
