"""What the database itself promises, whichever role is asking."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from azukari.base.sql import Cursor
from azukari.host.database import PsycopgDatabase
from azukari.ledger import store
from azukari.ledger.entry import encode
from azukari.ledger.services import append
from azukari.ledger.tree import leaf_hash
from tests.conftest import Server
from tests.ledger.samples import NOW, sample_entry

Connect = Callable[..., PsycopgDatabase]
WRITERS = ("public", "staff", "keeper", "owner")
READERS = ("staff", "keeper", "ledger", "owner")


def _append(database: PsycopgDatabase, number: int = 1) -> None:
    with database.transaction() as cursor:
        append(cursor, "vault.record.collected", {"number": number}, now=NOW)


def _place_all(database: PsycopgDatabase) -> None:
    with database.transaction() as cursor:
        waiting = store.pending(cursor, limit=100)
        hashes = [leaf_hash(entry.body) for entry in waiting]
        store.place(cursor, [entry.row for entry in waiting], hashes, first=store.leaf_count(cursor))


@pytest.mark.parametrize("role", WRITERS)
def test_every_process_appends(database: Connect, role: str) -> None:
    one = database(role)
    with one.transaction() as cursor:
        entry = append(cursor, "vault.record.collected", {"number": 1, "purposes": ["inquiry"]}, now=NOW)
    with database("ledger").transaction() as cursor:
        (waiting,) = store.pending(cursor, limit=10)
    assert (waiting.entry_id, waiting.kind, waiting.appended_at, waiting.body) == (
        entry.entry_id,
        entry.kind,
        NOW,
        encode(entry),
    )


def test_the_sequencer_cannot_append(database: Connect) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _append(database("ledger"))


_PAST = (
    "INSERT INTO ledger_entry (entry_id, kind, body, appended_at) VALUES (gen_random_uuid(), 'a.b.c', 'x', now())",
    "INSERT INTO ledger_pending (id) VALUES (1)",
    "UPDATE ledger_entry SET kind = 'a.b.c'",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry CASCADE",
    "UPDATE ledger_leaf SET index = 7",
    "DELETE FROM ledger_leaf",
    "TRUNCATE ledger_leaf",
    "TRUNCATE ledger_pending",
    "UPDATE ledger_pending SET id = 7",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "CREATE TABLE another (id int)",
    "CREATE OR REPLACE FUNCTION ledger_append_all(uuid[], text[], bytea[], timestamptz) RETURNS void LANGUAGE sql AS ''",
    "CREATE OR REPLACE FUNCTION ledger_append(uuid, text, bytea, timestamptz) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
)
_PLACES = (
    "INSERT INTO ledger_leaf (index, entry, leaf_hash) VALUES (0, 1, sha256('x'))",
    "DELETE FROM ledger_pending",
    "UPDATE ledger_pending SET refused = 'no'",
)
_BODIES = (
    "SELECT body FROM ledger_entry",
    "SELECT kind FROM ledger_entry",
    "SELECT id FROM ledger_pending",
)


def _refused(database: PsycopgDatabase, *statements: str) -> list[str]:
    refused = []
    for statement in statements:
        try:
            with database.transaction() as cursor:
                cursor.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            refused.append(statement)
    return refused


@pytest.mark.parametrize("role", ["public", "staff", "keeper", "worker", "ledger"])
def test_no_process_changes_the_past(database: Connect, role: str) -> None:
    _append(database("public"))
    assert _refused(database(role), *_PAST) == list(_PAST)


@pytest.mark.parametrize("role", ["public", "staff", "keeper", "worker"])
def test_only_the_sequencer_gives_places(database: Connect, role: str) -> None:
    _append(database("public"))
    assert _refused(database(role), *_PLACES) == list(_PLACES)


@pytest.mark.parametrize("role", ["public", "worker"])
def test_those_who_hand_out_receipts_read_places_only(database: Connect, role: str) -> None:
    one = database(role)
    assert _refused(one, *_BODIES) == list(_BODIES)
    with one.transaction() as cursor:
        assert store.place_of(cursor, uuid.UUID(int=1)) is None


@pytest.mark.parametrize("role", READERS)
def test_those_who_check_read_all(database: Connect, role: str) -> None:
    _append(database("public"))
    _place_all(database("ledger"))
    with database(role).transaction() as cursor:
        assert [leaf.index for leaf in store.leaves(cursor, 0, 10)] == [0]
        assert store.pending_count(cursor) == 0
        assert store.astray(cursor, limit=10) == []


@pytest.mark.parametrize("mode", ["origin", "replica"])
def test_the_owner_cannot_change_the_past_either(postgres: Server, database: Connect, mode: str) -> None:
    _append(database("public"))
    _place_all(database("ledger"))
    # Only a superuser can pass for a replica; the triggers stand nevertheless.
    url = postgres.url("owner") if mode == "origin" else postgres.admin()
    with psycopg.connect(url, autocommit=True) as connection:
        if mode == "replica":
            connection.execute("SET session_replication_role = replica")
        for table, column in (("ledger_entry", "kind"), ("ledger_leaf", "index")):
            for statement in ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"):
                query = sql.SQL(statement).format(sql.Identifier(table), sql.Identifier(column))
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever appended"):
                    connection.execute(query)


def _call(cursor: Cursor, **changes: Any) -> None:
    entry = sample_entry(1)
    values = {"entry_id": entry.entry_id, "kind": entry.kind, "body": encode(entry), "at": entry.at} | changes
    cursor.execute(
        "SELECT ledger_append_all(ARRAY[%(entry_id)s::uuid], ARRAY[%(kind)s::text], ARRAY[%(body)s::bytea], %(at)s)",
        values,
    )


_CHANGES: list[dict[str, Any]] = [
    {"entry_id": uuid.UUID(int=9)},
    {"kind": "vault.record.opened"},
    {"at": NOW},
    {"body": b"{}"},
    {"body": b"not json"},
    {"body": b"\xff\xfe"},
    {"body": b""},
    {"body": b"x" * 70_000},
]


def test_columns_say_what_the_bytes_say(database: Connect) -> None:
    one = database("public")
    for changes in _CHANGES:
        with pytest.raises(psycopg.DataError), one.transaction() as cursor:
            _call(cursor, **changes)


def test_an_entry_is_appended_once(database: Connect) -> None:
    with database("public").transaction() as cursor:
        _call(cursor)
    with pytest.raises(psycopg.errors.UniqueViolation), database("public").transaction() as cursor:
        _call(cursor)


def test_the_search_path_of_the_caller_does_not_matter(database: Connect) -> None:
    one = database("public")
    with one.transaction() as cursor:
        cursor.execute("SET LOCAL search_path = pg_temp, public")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            cursor.execute("CREATE TEMPORARY TABLE ledger_entry (id int)")
    with database("ledger").transaction() as cursor:
        assert store.pending_count(cursor) == 0


def test_an_entry_lives_and_dies_with_the_act(database: Connect) -> None:
    one = database("keeper")
    with pytest.raises(ZeroDivisionError), one.transaction() as cursor:
        append(cursor, "vault.record.opened", {}, now=NOW)
        raise ZeroDivisionError
    with database("ledger").transaction() as cursor:
        assert store.pending_count(cursor) == 0
        assert store.leaf_count(cursor) == 0


def test_one_place_holds_one_entry(database: Connect) -> None:
    _append(database("public"))
    _append(database("public"))
    ledger = database("ledger")
    with ledger.transaction() as cursor:
        first, second = store.pending(cursor, limit=10)
        store.place(cursor, [first.row], [bytes(32)], first=0)
    with pytest.raises(psycopg.errors.UniqueViolation), ledger.transaction() as cursor:
        store.place(cursor, [second.row], [bytes(32)], first=0)
    with pytest.raises(psycopg.errors.UniqueViolation), ledger.transaction() as cursor:
        store.place(cursor, [first.row], [bytes(32)], first=1)
    with pytest.raises(psycopg.errors.CheckViolation), ledger.transaction() as cursor:
        store.place(cursor, [second.row], [bytes(31)], first=1)
