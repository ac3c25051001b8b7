"""Rewriting the tables of keys, so that what was destroyed is in none of the server's files any more.

A deleted row stays in its page until something is written over it, and that may be never. A key that was destroyed has to be gone
from the disk, too: whoever copies the files later must not find it. So the night after keys were destroyed their tables are written
anew. It takes a lock for as long as that lasts; doors that collect have keys made ahead, and do not notice.
"""

import psycopg

from azukari.base.sql import Queries

_SQL = Queries("azukari.keeper")
_TABLES = ("compact_case_keys", "compact_person_keys")
_FIRST_VERSION = 170_000  # before PostgreSQL 17 only the owner of a table may do this


class Compactor:
    """Writes the tables of keys anew where keys were destroyed since it last did."""

    def __init__(self, person_keys_url: str) -> None:
        """Connect to the database of person keys, each time anew: this cannot be done inside a transaction."""
        self._url = person_keys_url
        self._destroyed: int | None = None  # a figure that grows with every key; none before the first time

    def compact(self) -> bool:
        """Write the tables anew, and tell whether it was done; not where none were destroyed, or the server is older than 17.

        Raises:
            psycopg.Error: if it was not done; the keys that were destroyed stay destroyed.
        """
        with psycopg.connect(self._url, autocommit=True) as connection:
            destroyed = self._count(connection)
            if connection.info.server_version < _FIRST_VERSION or destroyed == self._destroyed:
                return False
            for name in _TABLES:
                connection.execute(_SQL[name].encode())
            self._destroyed = destroyed
        return True

    @staticmethod
    def _count(connection: psycopg.Connection[tuple[int]]) -> int:
        row = connection.execute(_SQL["destroyed_keys"].encode()).fetchone()
        return 0 if row is None else row[0]
