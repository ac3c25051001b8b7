"""psycopg as a `base.sql.Database`, for processes that do not run Django."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from azukari.base.errors import UnavailableError
from azukari.base.sql import Cursor


class PsycopgDatabase:
    """One connection, opened at first use and again when it was lost; for command lines and the sequencer."""

    def __init__(self, url: str) -> None:
        """Remember where to connect; nothing is opened yet."""
        self._url = url
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    @property
    def connection(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Give the open connection.

        Raises:
            UnavailableError: if the server cannot be reached.
        """
        if self._connection is None or self._connection.closed or self._connection.broken:
            try:
                self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            except psycopg.OperationalError:
                raise UnavailableError("The database cannot be reached.") from None
        return self._connection

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Begin a transaction; it commits durably at the end of the block, or leaves nothing."""
        connection = self.connection
        with connection.transaction(), connection.cursor() as cursor:
            yield cursor

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
            url,
            min_size=1,
            max_size=size,
            timeout=wait_seconds,
            # After that long the pool stops trying by itself and tries at the next call: so an outage, however long it was, is
            # over for us when it is over (the pool's own pauses between attempts grow to minutes).
            reconnect_timeout=wait_seconds,
            open=True,
            kwargs={"autocommit": True},
            check=_check,
        )

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Begin a transaction on a connection of the pool.

        Raises:
            UnavailableError: if no connection could be had in time.
        """
        try:
            connection = self._pool.getconn()
        except (PoolTimeout, psycopg.OperationalError):
            raise UnavailableError("The database cannot be reached.") from None
        try:
            with connection.transaction(), connection.cursor() as cursor:
                yield cursor
        finally:
            self._pool.putconn(connection)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _check(connection: psycopg.Connection[Any]) -> None:
    ConnectionPool.check_connection(connection)
