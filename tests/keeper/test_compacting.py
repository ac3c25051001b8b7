"""A key that was destroyed is in no file of the server after the night."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from azukari.host.postgres import Cluster
from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE
from azukari.keeper.compacting import Compactor
from tests.conftest import Server
from tests.keeper.house import House


@pytest.fixture
def keys(house: House, postgres: Server) -> Iterator[psycopg.Connection[tuple[bytes]]]:
    """Connect to the person keys of an organisation that has collected something."""
    house.collect_before_any_keeper()
    with psycopg.connect(postgres.admin(PERSON_KEYS_DATABASE), autocommit=True) as connection:
        yield connection


def _held_in_files(cluster: Cluster, keys: psycopg.Connection[tuple[bytes]], wanted: bytes) -> list[Path]:
    for statement in ("SELECT pg_switch_wal()", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
        keys.execute(statement.encode())
    return [path for path in cluster.data.rglob("*") if path.is_file() and wanted in path.read_bytes()]


def test_a_destroyed_key_leaves_the_servers_files(
    cluster: Cluster, postgres: Server, keys: psycopg.Connection[tuple[bytes]]
) -> None:
    compactor = Compactor(postgres.url("keeper", PERSON_KEYS_DATABASE))
    compactor.compact()
    # The row that was written last lies where nothing is moved over it.
    row = keys.execute("SELECT sealed FROM person_key ORDER BY ctid DESC LIMIT 1").fetchone()
    assert row is not None
    keys.execute("ANALYZE person_key")  # as the server does by itself; what it samples must not be the keys
    keys.execute("DELETE FROM person_key WHERE sealed = %s", row)
    keys.execute("VACUUM person_key")
    keys.execute("SELECT pg_stat_force_next_flush()")  # or the server tells its counts a second later
    assert _held_in_files(cluster, keys, row[0])  # deleted and vacuumed, it still lies there
    assert compactor.compact()
    assert _held_in_files(cluster, keys, row[0]) == []


def test_an_erasure_of_a_moment_ago_is_known_before_the_server_has_counted_it(
    postgres: Server, keys: psycopg.Connection[tuple[bytes]]
) -> None:
    compactor = Compactor(postgres.url("keeper", PERSON_KEYS_DATABASE))
    compactor.compact()
    keys.execute("INSERT INTO person_key_tombstone SELECT person_id, now() FROM person_key LIMIT 1")
    assert compactor.compact()
    assert not compactor.compact()


def test_nothing_is_written_anew_where_nothing_was_destroyed(
    postgres: Server, keys: psycopg.Connection[tuple[bytes]]
) -> None:
    compactor = Compactor(postgres.url("keeper", PERSON_KEYS_DATABASE))
    assert compactor.compact()  # what was destroyed before this process began is not known
    assert not compactor.compact()


@pytest.mark.parametrize(
    ("database", "statement"),
    [
        pytest.param(MAIN_DATABASE, "SELECT pg_current_xact_id()", id="writes-in-another-database"),
        pytest.param(PERSON_KEYS_DATABASE, "SELECT count(*) FROM person_key_session", id="reads-in-this-one"),
    ],
)
def test_a_transaction_from_before_is_outlasted(
    cluster: Cluster, postgres: Server, keys: psycopg.Connection[tuple[bytes]], database: str, statement: str
) -> None:
    row = keys.execute("SELECT sealed FROM person_key ORDER BY ctid DESC LIMIT 1").fetchone()
    assert row is not None
    with psycopg.connect(postgres.admin(database)) as before:
        before.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        before.execute(statement.encode())
        keys.execute("DELETE FROM person_key WHERE sealed = %s", row)
        hasty = Compactor(postgres.url("keeper", PERSON_KEYS_DATABASE), patience=0.0)
        with pytest.raises(TimeoutError):
            hasty.compact()
        assert _held_in_files(cluster, keys, row[0])  # what the transaction may still see was written anew, too
        patient = Compactor(postgres.url("keeper", PERSON_KEYS_DATABASE))
        with ThreadPoolExecutor(1) as threads:
            done = threads.submit(patient.compact)
            _until_it_waits(keys)
            before.rollback()
            assert done.result(timeout=60)
    assert _held_in_files(cluster, keys, row[0]) == []
    assert hasty.compact()  # nothing was taken for done


def _until_it_waits(keys: psycopg.Connection[tuple[bytes]]) -> None:
    asked = "SELECT FROM pg_stat_activity WHERE query LIKE '-- Whether a transaction with a lower number%'"
    while keys.execute(asked).fetchone() is None:
        pass
