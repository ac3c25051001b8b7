"""psycopg as a `base.sql.Database`, for processes that do not run Django."""

import select
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from azukari.base.errors import UnavailableError
from azukari.base.sql import BulkCursor
from azukari.host.prepared import PreparingConnection, Row, connect, with_plans_kept


class PsycopgDatabase:
    """One connection, opened at first use and again when it was lost; for command lines and the sequencer."""

    def __init__(self, url: str) -> None:
        """Remember where to connect; nothing is opened yet."""
        self._url = url
        self._connection: PreparingConnection | None = None

    @property
    def connection(self) -> PreparingConnection:
        """Give the open connection.

        Raises:
            UnavailableError: if the server cannot be reached.
        """
        if self._connection is None or self._connection.closed or self._connection.broken:
            try:
                self._connection = connect(self._url, autocommit=True, connect_timeout=5)
            except psycopg.OperationalError:
                raise UnavailableError("The database cannot be reached.") from None
        return self._connection

    @contextmanager
    def transaction(self) -> Iterator[BulkCursor]:
        """Begin a transaction; it commits durably at the end of the block, or leaves nothing."""
        connection = self.connection
        with connection.transaction(), connection.cursor(binary=True) as cursor:
            yield cursor

    def run(self, query: Any, params: Any = None, /) -> list[Row]:
        """Run one statement that is a transaction by itself, and give its rows.

        Raises:
            UnavailableError: if the server cannot be reached.
        """
        return self.connection.run_prepared(query, params or {})

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PooledDatabase:
    """A pool of connections for a process that serves many callers at once; lost connections are replaced."""

    def __init__(self, url: str, *, size: int, wait_seconds: float = 5.0) -> None:
        """Open a pool of at most ``size`` connections; callers wait up to ``wait_seconds`` for one."""
        self._pool = ConnectionPool(
            with_plans_kept(url),
            connection_class=PreparingConnection,
            min_size=1,
            max_size=size,
            timeout=wait_seconds,
            # After that long the pool stops trying by itself and tries at the next call: so an outage, however long it was, is
            # over for us when it is over (the pool's own pauses between attempts grow to minutes).
            reconnect_timeout=wait_seconds,
            open=True,
            kwargs={"autocommit": True},
        )
        self._size = size

    @contextmanager
    def transaction(self) -> Iterator[BulkCursor]:
        """Begin a transaction on a connection of the pool.

        Raises:
            UnavailableError: if no connection could be had in time.
        """
        connection, begun = self._begin()
        with begun, connection.cursor(binary=True) as cursor:
            yield cursor

    def run(self, query: Any, params: Any = None, /) -> list[Row]:
        """Run one statement that is a transaction by itself, on a connection of the pool, and give its rows.

        Raises:
            UnavailableError: if no connection could be had in time.
        """
        connection = self._alive()
        try:
            return connection.run_prepared(query, params or {})
        finally:
            self._pool.putconn(connection)

    def _begin(self) -> tuple[PreparingConnection, ExitStack]:
        """Begin on a connection that is alive; one that was lost while it lay idle is thrown away: nothing was asked of it."""
        for _ in range(self._size + 1):
            with ExitStack() as stack:
                try:
                    connection = self._pool.getconn()
                except (PoolTimeout, psycopg.OperationalError):
                    break
                stack.callback(self._pool.putconn, connection)
                try:
                    stack.enter_context(connection.transaction())
                except psycopg.OperationalError:
                    continue
                return connection, stack.pop_all()
        raise UnavailableError("The database cannot be reached.")

    def _alive(self) -> PreparingConnection:
        """Take a connection whose server has not closed it: a statement that was sent is never sent again."""
        for _ in range(self._size + 1):
            try:
                connection = self._pool.getconn()
            except (PoolTimeout, psycopg.OperationalError):
                break
            # On a connection that lies idle there is something to read only if the server has ended it.
            if not select.select([connection.fileno()], [], [], 0)[0]:
                return connection
            connection.close()
            self._pool.putconn(connection)
        raise UnavailableError("The database cannot be reached.")

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
