"""Clients' data lies apart: row by row, role by role, as the real roles of a real database find it (requirements X-13)."""

# ruff: noqa: S608

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest

from azukari.host.database import PsycopgDatabase
from azukari.host.roles import PERSON_KEYS_DATABASE, engagement_url
from tests.conftest import Server

A, B = uuid.UUID(int=0xA), uuid.UUID(int=0xB)
TABLES = (
    "vault_purpose_key", "vault_sealing_session", "vault_directory", "vault_terms", "vault_record", "vault_consent", "vault_hold",
    "vault_access_event", "vault_erasure", "vault_tombstone", "vault_service_key", "vault_import", "vault_suppression",
)  # fmt: skip
KEYS = ("person_key", "person_key_session", "person_key_tombstone")
_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attstorage, pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'engagement_id'
    ORDER BY a.attnum
"""
_CHECKS = (
    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY 1"
)
_INDEXES = """
    SELECT regexp_replace(replace(pg_get_indexdef(indexrelid), 'entrusted.', 'public.'), '^.* ON ', '')
    FROM pg_index WHERE indrelid = %s::regclass ORDER BY 1
"""


@pytest.fixture
def rooms(postgres: Server) -> Iterator[Callable[..., PsycopgDatabase]]:
    """Connect as the keeper or the import does for a client."""
    made: list[PsycopgDatabase] = []

    def connect(client: uuid.UUID | None, role: str = "entrusted", name: str = "azukari") -> PsycopgDatabase:
        url = postgres.url(role, name)
        if client is not None:
            url = engagement_url(url, client, taking_in=role == "entrusted_import")
        made.append(PsycopgDatabase(url))
        return made[-1]

    yield connect
    for one in made:
        one.close()


def put(database: PsycopgDatabase) -> None:
    """Put one row into each of some tables, each of which could be anybody's."""
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO vault_sealing_session (session_id, purpose, epoch, sealed, made_at) VALUES (%s, 'p', 1, '\\x00', now())",
            (uuid.uuid4(),),
        )
        cursor.execute(
            "INSERT INTO vault_hold (person_id, record_id, hold_id, matter, approver, placed_at, review_on)"
            " VALUES (%s, %s, %s, 'm', 'a', now(), now())",
            (uuid.uuid4(), uuid.uuid4(), uuid.uuid4()),
        )


@pytest.mark.parametrize(
    ("table", "name"), [(one, "azukari") for one in TABLES] + [(one, PERSON_KEYS_DATABASE) for one in KEYS]
)
def test_the_copy_is_what_the_original_is(postgres: Server, table: str, name: str) -> None:
    """A column, check or index that is added to one table and forgotten in the other turns this red."""
    with psycopg.connect(postgres.admin(name)) as connection:
        for question in (_COLUMNS, _CHECKS):
            ours = connection.execute(question.encode(), (f"public.{table}",)).fetchall()
            theirs = connection.execute(question.encode(), (f"entrusted.{table}",)).fetchall()
            assert [row for row in theirs if row[0] != "engagement_id"] == ours
        ours = connection.execute(_INDEXES.encode(), (f"public.{table}",)).fetchall()
        theirs = connection.execute(_INDEXES.encode(), (f"entrusted.{table}",)).fetchall()
        assert {row[0].removeprefix("public.") for row in ours} - {
            row[0].removeprefix("public.") for row in theirs
        } <= ({"vault_purpose_key USING btree (purpose, epoch)"})


def test_a_column_that_is_forgotten_is_noticed(postgres: Server) -> None:
    with psycopg.connect(postgres.admin()) as connection:
        connection.execute("ALTER TABLE public.vault_record ADD COLUMN later text")
        ours = connection.execute(_COLUMNS.encode(), ("public.vault_record",)).fetchall()
        assert ours != connection.execute(_COLUMNS.encode(), ("entrusted.vault_record",)).fetchall()


def test_every_table_of_the_vault_has_its_copy(postgres: Server) -> None:
    for name, prefix, known in (("azukari", "vault", TABLES), (PERSON_KEYS_DATABASE, "person", KEYS)):
        with psycopg.connect(postgres.admin(name)) as connection:
            found = connection.execute(
                "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind = 'r' AND n.nspname IN ('public', 'entrusted') AND c.relname LIKE %s",
                (f"{prefix}%",),
            ).fetchall()
        for schema in ("public", "entrusted"):
            assert sorted(table for at, table in found if at == schema) == sorted(known)


@pytest.mark.parametrize("name", ["azukari", PERSON_KEYS_DATABASE])
def test_row_security_holds_for_everybody_on_every_table(postgres: Server, name: str) -> None:
    with psycopg.connect(postgres.admin(name)) as connection:
        loose = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'entrusted' AND c.relkind = 'r' AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity"
            " OR (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polqual IS NOT NULL"
            " AND p.polwithcheck IS NOT NULL AND p.polroles = '{0}') <> 1)"
        ).fetchall()
        passing = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'azukari%' AND rolbypassrls"
        ).fetchall()
    assert loose == []
    assert passing == []


def test_a_client_sees_its_own_rows_only(rooms: Callable[..., PsycopgDatabase]) -> None:
    for client in (A, B):
        put(rooms(client))
    for client in (A, B):
        for table in ("vault_sealing_session", "vault_hold"):
            assert rooms(client).run(f"SELECT DISTINCT engagement_id FROM {table}") == [(client,)]
            assert rooms(client).run(f"SELECT count(*) FROM {table}") == [(1,)]


def test_without_a_client_nothing_is_there(
    rooms: Callable[..., PsycopgDatabase], database: Callable[..., PsycopgDatabase]
) -> None:
    put(rooms(A))
    nobody = rooms(None)
    for table in TABLES:
        assert nobody.run(f"SELECT count(*) FROM entrusted.{table}") == [(0,)]
    with nobody.transaction() as cursor:
        cursor.execute("SELECT set_config('azukari.engagement', '', true)")
        cursor.execute("SELECT count(*) FROM entrusted.vault_hold")
        assert cursor.fetchone() == (0,)
    # Not even the tables' owner.
    assert database("owner").run("SELECT count(*) FROM entrusted.vault_hold") == [(0,)]


def test_nothing_is_put_in_for_another_client(rooms: Callable[..., PsycopgDatabase]) -> None:
    query = (
        "INSERT INTO vault_sealing_session (session_id, purpose, epoch, sealed, made_at, engagement_id)"
        " VALUES (%s, 'p', 1, '\\x00', now(), %s)"
    )
    for role in ("entrusted", "entrusted_import"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), rooms(A, role).transaction() as cursor:
            cursor.execute(query, (uuid.uuid4(), B))
    with pytest.raises(psycopg.Error), rooms(None).transaction() as cursor:
        cursor.execute(
            "INSERT INTO entrusted.vault_terms VALUES (%s, 's', 'h', 'n', 'ja', 'c', '{}', '{}')", (uuid.uuid4(),)
        )


def test_another_clients_rows_cannot_be_changed_or_deleted(
    rooms: Callable[..., PsycopgDatabase], postgres: Server
) -> None:
    with closing(PsycopgDatabase(engagement_url(postgres.admin(), B))) as admin:
        admin.run(
            "INSERT INTO vault_directory (record_id, number, person_id) VALUES (gen_random_uuid(), 'N', gen_random_uuid())"
        )
    with rooms(A).transaction() as cursor:
        cursor.execute("DELETE FROM vault_directory")
        assert cursor.rowcount == 0
    assert rooms(B).run("SELECT count(*) FROM vault_directory") == [(1,)]


@pytest.mark.parametrize("table", TABLES)
def test_our_own_tables_are_closed_to_the_entrusted_roles(rooms: Callable[..., PsycopgDatabase], table: str) -> None:
    for role in ("entrusted", "entrusted_import"):
        for query in (f"SELECT count(*) FROM public.{table}", f"DELETE FROM public.{table}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                rooms(A, role).run(query)


@pytest.mark.parametrize("role", ["keeper", "public", "api", "import", "staff", "worker", "portal", "ledger"])
def test_entrusted_tables_are_closed_to_every_other_role(rooms: Callable[..., PsycopgDatabase], role: str) -> None:
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rooms(A, role).run(f"SELECT count(*) FROM entrusted.{table}")


@pytest.mark.parametrize("table", KEYS)
def test_person_keys_lie_apart_too(rooms: Callable[..., PsycopgDatabase], table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rooms(A, "keeper", PERSON_KEYS_DATABASE).run(f"SELECT count(*) FROM entrusted.{table}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rooms(A, "entrusted", PERSON_KEYS_DATABASE).run(f"SELECT count(*) FROM public.{table}")


def test_person_keys_of_one_client_are_not_anothers(rooms: Callable[..., PsycopgDatabase]) -> None:
    for client in (A, B):
        rooms(client, "entrusted_import", PERSON_KEYS_DATABASE).run(
            "INSERT INTO person_key (person_id, session_id, sealed, made_at)"
            " VALUES (gen_random_uuid(), gen_random_uuid(), '\\x00', now())"
        )
    a, b = (rooms(client, name=PERSON_KEYS_DATABASE) for client in (A, B))
    assert a.run("SELECT count(*) FROM person_key") == b.run("SELECT count(*) FROM person_key") == [(1,)]
    with a.transaction() as cursor:
        cursor.execute("DELETE FROM person_key")
        assert cursor.rowcount == 1
    assert b.run("SELECT count(*) FROM person_key") == [(1,)]


def test_the_import_reads_nothing_back(rooms: Callable[..., PsycopgDatabase]) -> None:
    for table in (
        "vault_directory",
        "vault_record",
        "vault_consent",
        "vault_terms",
        "vault_sealing_session",
        "vault_access_event",
    ):
        for schema in ("entrusted", "entrusted_intake"):
            with pytest.raises(psycopg.Error):
                rooms(A, "entrusted_import").run(f"SELECT count(*) FROM {schema}.{table}")


@pytest.mark.parametrize(
    "table", ["vault_access_event", "vault_consent", "vault_tombstone", "vault_erasure", "vault_import"]
)
@pytest.mark.parametrize("act", ["UPDATE {} SET engagement_id = engagement_id", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_only_grows_stays_even_for_the_owner(postgres: Server, table: str, act: str) -> None:
    with closing(PsycopgDatabase(engagement_url(postgres.url("owner"), A))) as owner, pytest.raises(psycopg.Error):
        if table == "vault_import" and act.startswith("UPDATE"):
            owner.run(
                "INSERT INTO vault_import (import_id, service, statement_hash, file_digest, mapping_digest, provenance, begun_by,"
                " begun_at, finished_at, state)"
                " VALUES (gen_random_uuid(), 's', 'h', 'f', 'm', '', 'b', now(), now(), 'finished')"
            )
        owner.run(act.format(f"entrusted.{table}"))


def test_nothing_is_destroyed_before_the_engagement_says_so(rooms: Callable[..., PsycopgDatabase]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rooms(A).run("SELECT vault_destroy(10)")
