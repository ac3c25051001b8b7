"""The server's statistics, which it draws from the rows by itself, hold nothing that is sealed, hashed or a key."""

from importlib.resources import files

import psycopg
import pytest

from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE
from tests.conftest import Server
from tests.keeper.house import House

_OF_BYTES = """
    SELECT s.schemaname, s.tablename, s.attname
    FROM pg_stats s
    JOIN pg_attribute a ON a.attrelid = format('%I.%I', s.schemaname, s.tablename)::regclass AND a.attname = s.attname
    WHERE a.atttypid IN ('bytea'::regtype, 'bytea[]'::regtype) AND s.schemaname <> 'pg_catalog'
"""
_OF_ANYTHING = "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = %s"


@pytest.mark.parametrize(("name", "table"), [(MAIN_DATABASE, "vault_record"), (PERSON_KEYS_DATABASE, "person_key")])
def test_no_bytes_are_sampled(house: House, postgres: Server, name: str, table: str) -> None:
    house.collect_before_any_keeper()
    with psycopg.connect(postgres.admin(name), autocommit=True) as connection:
        connection.execute("ANALYZE")
        assert connection.execute(_OF_BYTES).fetchall() == []
        row = connection.execute(_OF_ANYTHING, (table,)).fetchone()
        assert row is not None
        assert row[0] > 0  # it was sampled, and of this kind nothing was kept


def test_what_was_sampled_before_goes(house: House, postgres: Server) -> None:
    house.collect_before_any_keeper()
    with psycopg.connect(postgres.admin(PERSON_KEYS_DATABASE), autocommit=True) as connection:
        connection.execute("ALTER TABLE person_key ALTER COLUMN sealed SET STATISTICS -1")
        connection.execute("ANALYZE person_key")
        assert connection.execute(_OF_BYTES).fetchall() == [("public", "person_key", "sealed")]
        with psycopg.connect(postgres.url("owner", PERSON_KEYS_DATABASE)) as owner:
            owner.execute((files("azukari.host") / "sql" / "statistics.sql").read_bytes())
        connection.execute("ANALYZE person_key")
        assert connection.execute(_OF_BYTES).fetchall() == []
