"""psycopg as a database: what is lost is replaced, and nothing is done twice."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from azukari.base.errors import UnavailableError
from azukari.host.database import PooledDatabase, PsycopgDatabase
from tests.conftest import Server

SIZE = 4


@pytest.fixture
def pooled(postgres: Server) -> Iterator[PooledDatabase]:
    made = PooledDatabase(postgres.url("keeper"), size=SIZE, wait_seconds=2)
    yield made
    made.close()


def one(database: PooledDatabase | PsycopgDatabase) -> object:
    with database.transaction() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def cut(postgres: Server) -> None:
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'azukari_keeper'")


def nest(database: PooledDatabase, depth: int) -> None:
    """Have so many connections at once."""
    with database.transaction():
        if depth > 1:
            nest(database, depth - 1)


def test_connections_that_were_lost_idle_are_replaced_at_once(postgres: Server, pooled: PooledDatabase) -> None:
    nest(pooled, SIZE)
    for _ in range(3):
        cut(postgres)
        began = time.monotonic()
        assert one(pooled) == (1,)
        assert time.monotonic() - began < 1


def test_a_connection_that_is_lost_in_the_midst_is_not_tried_again(postgres: Server, pooled: PooledDatabase) -> None:
    begun = 0
    with pytest.raises(psycopg.OperationalError), pooled.transaction() as cursor:
        begun += 1
        cut(postgres)
        cursor.execute("SELECT 1")
    assert begun == 1
    assert one(pooled) == (1,)


def test_when_all_are_taken_the_next_one_waits_and_is_told(pooled: PooledDatabase) -> None:
    with pytest.raises(UnavailableError):
        nest(pooled, SIZE + 1)
    nest(pooled, SIZE)


def test_an_error_in_a_transaction_leaves_nothing_and_the_connection_goes_on(pooled: PooledDatabase) -> None:
    for _ in range(SIZE * 2):
        with pytest.raises(psycopg.errors.DivisionByZero), pooled.transaction() as cursor:
            cursor.execute("SELECT 1 / 0")
    nest(pooled, SIZE)


def test_a_server_that_is_not_there_is_unavailable(postgres: Server) -> None:
    url = postgres.url("keeper").replace("azukari_", "nobody_", 1)
    pool = PooledDatabase(url, size=1, wait_seconds=0.3)
    for database in (pool, PsycopgDatabase(url)):
        with pytest.raises(UnavailableError):
            one(database)
    pool.close()


def test_a_single_connection_is_opened_again_after_it_was_lost(postgres: Server) -> None:
    database = PsycopgDatabase(postgres.url("keeper"))
    assert one(database) == (1,)
    cut(postgres)
    with pytest.raises(psycopg.OperationalError):
        one(database)
    assert one(database) == (1,)
    database.close()
    assert one(database) == (1,)
    database.close()
    database.close()
