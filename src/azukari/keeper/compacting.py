"""Rewriting the tables of keys, so that what was destroyed is in none of the server's files any more.

A deleted row stays in its page until something is written over it, and that may be never. A key that was destroyed has to be gone
from the disk, too: whoever copies the files later must not find it. So the night after keys were destroyed their tables are written
anew. It takes a lock for as long as that lasts; doors that collect have keys made ahead, and do not notice.

A table that is written anew keeps the rows that a transaction begun before their deletion may still see, and such a transaction may
be one of any database of the server: the rewriting takes a snapshot, and a snapshot reaches back to the earliest transaction that
writes, wherever that is. So those are waited for first.
"""

import time

import psycopg

from azukari.base.sql import Queries

_SQL = Queries("azukari.keeper")
_TABLES = ("compact_case_keys", "compact_person_keys")
_FIRST_VERSION = 170_000  # before PostgreSQL 17 only the owner of a table may do this
_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.05


class Compactor:
    """Writes the tables of keys anew where keys were destroyed since it last did."""

    def __init__(self, person_keys_url: str, *, patience: float = _PATIENCE_SECONDS) -> None:
        """Connect to the database of person keys, each time anew: this cannot be done inside a transaction.

        Args:
            person_keys_url: where that database is.
            patience: how many seconds to wait at most for transactions that began before.
        """
        self._url = person_keys_url
        self._patience = patience
        self._destroyed: object = None  # a figure that grows with every key; none before the first time

    def compact(self) -> bool:
        """Write the tables anew, and tell whether it was done; not where none were destroyed, or the server is older than 17.

        Raises:
            TimeoutError: if they were written anew, and a transaction from before may have kept what was destroyed; it is done
                again the next time.
            psycopg.Error: if it was not done; the keys that were destroyed stay destroyed.
        """
        with psycopg.connect(self._url, autocommit=True) as connection:
            destroyed = _one(connection, "destroyed_keys")
            if connection.info.server_version < _FIRST_VERSION or destroyed == self._destroyed:
                return False
            alone = self._outlast(connection)
            for name in _TABLES:
                connection.execute(_SQL[name].encode())
        if not alone:
            raise TimeoutError
        self._destroyed = destroyed
        return True

    def _outlast(self, connection: psycopg.Connection[tuple[object, ...]]) -> bool:
        """Wait until every transaction that has begun is over, and tell whether it came to that."""
        until = time.monotonic() + self._patience
        begun = _one(connection, "next_transaction")
        while _one(connection, "transactions_before", {"next": begun}):
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_SECONDS)
        return True


def _one(
    connection: psycopg.Connection[tuple[object, ...]], name: str, values: dict[str, object] | None = None
) -> object:
    row = connection.execute(_SQL[name].encode(), values).fetchone()
    return None if row is None else row[0]
