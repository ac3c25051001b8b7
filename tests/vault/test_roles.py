"""What each process may do to the vault's tables, and that it can do no more: asked of the database itself, and tried."""

import uuid
from itertools import product
from typing import Any

import psycopg
import pytest

from azukari.base.errors import UnavailableError
from azukari.vault.services.opening import open_for
from tests.vault.world import MANAGER, REASON, World

MAIN = (
    "vault_purpose_key", "vault_sealing_session", "vault_directory", "vault_terms", "vault_record",
    "vault_consent", "vault_hold", "vault_access_event", "vault_erasure", "vault_tombstone",
    "vault_service_key", "vault_suppression", "vault_import",
)  # fmt: skip
KEYS = ("person_key_session", "person_key", "person_key_tombstone")
KEEP = (
    "SELECT vault_keep(%(record)s, %(number)s, gen_random_uuid(), gen_random_uuid(), now(), %(entry)s, '', NULL, '{}', '{}', '{}',"
    " '{}', '{}', '{}', '{}', '{}', '{}')"
)
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

SEALING = {
    "vault_purpose_key": {"SELECT"},
    "vault_sealing_session": {"INSERT"},
    "vault_terms": {"INSERT"},
    "person_key_session": {"INSERT"},
    "person_key": {"INSERT"},
}
ALLOWED: dict[str, dict[str, set[str]]] = {
    "public": SEALING,
    "api": SEALING,
    "import": SEALING
    | {
        "vault_directory": {"INSERT"},
        "vault_record": {"INSERT"},
        "vault_consent": {"INSERT"},
        "vault_import": {"SELECT", "INSERT"}
        | {f"UPDATE {column}" for column in ("line", "stored", "skipped", "state", "finished_at")},
    },
    "keeper": {
        "vault_purpose_key": {"SELECT", "INSERT"},
        "vault_sealing_session": {"SELECT", "INSERT"},
        "vault_directory": {"SELECT", "DELETE"},
        "vault_terms": {"SELECT", "INSERT"},
        "vault_record": {"SELECT", "DELETE"}
        | {
            f"UPDATE {column}"
            for column in (
                "terms_id",
                "entry_id",
                "closed_at",
                "due_on",
                "sealed",
                "digests",
                "grants",
                "sessions",
                "untils",
                "tokens",
                "token_parts",
            )
        },
        "vault_consent": {"SELECT", "INSERT"},
        "vault_hold": {"SELECT", "INSERT", "UPDATE lifted_at", "UPDATE lifted_by"},
        "vault_access_event": {"SELECT", "INSERT"},
        "vault_erasure": {"SELECT", "INSERT"},
        "vault_tombstone": {"SELECT", "INSERT"},
        "vault_suppression": {"SELECT", "INSERT", "UPDATE at", "UPDATE request_id"},
        "person_key_tombstone": {"SELECT", "INSERT"},
        "vault_service_key": {"SELECT", "INSERT", "UPDATE expires_at", "UPDATE revoked_at"},
        "person_key_session": {"SELECT"},
        "person_key": {"SELECT", "DELETE"},
    },
    "staff": {
        "vault_access_event": {"SELECT"},
        "vault_import": {
            f"SELECT {column}"
            for column in (
                "import_id",
                "service",
                "statement_hash",
                "provenance",
                "begun_by",
                "begun_at",
                "finished_at",
                "stored",
                "skipped",
                "state",
            )
        },
    },
    "worker": {},
    "ledger": {},
}


def _rights(world: World, role: str, table: str, name: str) -> set[str]:
    granted = {
        right
        for right in RIGHTS
        if world.sql("SELECT has_table_privilege(%s, %s, %s)", (f"azukari_{role}", table, right), name=name)[0][0]
    }
    columns = world.sql(
        "SELECT a.attname, r.privilege FROM pg_attribute a, unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'])"
        " AS r (privilege) WHERE a.attrelid = %s::regclass AND a.attnum > 0"
        " AND has_column_privilege(%s, a.attrelid, a.attnum, r.privilege)",
        (table, f"azukari_{role}"),
        name=name,
    )
    return granted | {f"{right} {column}" for column, right in columns if right not in granted}


def test_every_role_has_the_rights_that_are_written_down_and_no_more(world: World) -> None:
    tables = {
        row[0]
        for row in world.sql("SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relname LIKE 'vault%%'")
    }
    assert tables == set(MAIN)
    found = {
        role: {
            table: rights
            for names, database in ((MAIN, "azukari"), (KEYS, "azukari_person_keys"))
            for table in names
            if (rights := _rights(world, role, table, database))
        }
        for role in ALLOWED
    }
    assert found == ALLOWED


@pytest.mark.parametrize(
    ("function", "roles"),
    [("vault_keep", {"public", "api"}), ("vault_erase", {"keeper"}), ("vault_service_key_of", {"api", "keeper"})],
)
def test_only_those_whose_act_it_is_may_call_a_function(world: World, function: str, roles: set[str]) -> None:
    rows = world.sql(
        "SELECT r.role FROM unnest(%s::text[]) AS r (role), pg_proc p"
        " WHERE p.proname = %s AND has_function_privilege('azukari_' || r.role, p.oid, 'EXECUTE')",
        ([*ALLOWED], function),
    )
    assert sorted(row[0] for row in rows) == sorted(roles)


@pytest.mark.parametrize("role", ["public", "api", "import"])
def test_those_who_collect_read_nothing_back(world: World, role: str) -> None:
    world.collect()
    for table in (*MAIN[1:-1], *KEYS):
        database = world.connect(role, "azukari_person_keys" if table in KEYS else "azukari")
        for statement in (f"SELECT * FROM {table}", f"SELECT count(*) FROM {table}", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction() as cursor:
                cursor.execute(statement)


def test_inserting_gives_nothing_back_either(world: World) -> None:
    done = world.collect()
    for role, statement in (
        (
            "import",
            (
                "INSERT INTO vault_consent (person_id, record_id, purpose, at, state, statement_hash)"
                " VALUES (gen_random_uuid(), %s, 'x', now(), 'given', 'x') RETURNING person_id"
            ),
        ),
        (
            "import",
            "INSERT INTO vault_consent SELECT person_id, %s, 'y', now(), 'given', 'x' FROM vault_record",
        ),
        (
            "import",
            (
                "INSERT INTO vault_record SELECT r.* FROM vault_record r WHERE r.record_id = %s"
                " ON CONFLICT (person_id, record_id) DO UPDATE SET number = 'X'"
            ),
        ),
        ("public", "INSERT INTO vault_consent VALUES (gen_random_uuid(), %s, 'x', now(), 'given', 'x')"),
        ("public", "INSERT INTO vault_directory VALUES (gen_random_uuid(), 'X', %s)"),
        (
            "public",
            (
                "INSERT INTO vault_terms SELECT %s, service, statement_hash, notice_hash, language, connection, granted,"
                " compartments FROM vault_terms"
            ),
        ),
        ("public", "INSERT INTO vault_terms VALUES (%s, '', '', '', '', '', '{}', '{}') RETURNING terms_id"),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), world.connect(role).transaction() as cursor:
            cursor.execute(statement, (done.record_id,))


def test_the_function_that_keeps_answers_only_the_number_of_the_same_record(world: World) -> None:
    first, second = world.collect(), world.collect()
    assert world.public.run(KEEP, {"record": first.record_id, "number": second.number, "entry": uuid.uuid4()}) == [
        (first.number,)
    ]
    with pytest.raises(psycopg.errors.UniqueViolation):  # another record's number is nobody's to learn of
        world.public.run(KEEP, {"record": uuid.uuid4(), "number": second.number, "entry": uuid.uuid4()})
    assert world.sql("SELECT count(*) FROM vault_record") == [(2,)]
    assert world.sql("SELECT count(*) FROM ledger_entry WHERE kind = 'vault.record.collected'") == [(2,)]


def test_other_doors_cannot_connect_to_the_person_keys(world: World) -> None:
    for role in ("staff", "worker", "ledger"):
        with pytest.raises(UnavailableError), world.connect(role, "azukari_person_keys").transaction() as cursor:
            cursor.execute("SELECT 1")


def test_what_happened_cannot_be_changed_even_by_the_owner(world: World) -> None:
    done = world.collect()
    open_for(world.chamber, done.number, purpose="inquiry.reply", reason=REASON, actor=MANAGER, now=world.now)
    acts = ("UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}")
    for table, act in product(("vault_access_event", "vault_consent", "vault_erasure", "vault_tombstone"), acts):
        for database in (world.connect("owner"), world.admin("azukari")):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
                database.transaction() as cursor,
            ):
                cursor.execute(act.format(table))


def test_the_keeper_cannot_change_what_was_sealed(world: World) -> None:
    world.collect()
    statements: tuple[tuple[str, Any], ...] = (
        ("UPDATE vault_record SET number = 'x'", None),
        ("UPDATE vault_record SET collected_at = now()", None),
        ("UPDATE vault_record SET person_id = gen_random_uuid()", None),
        ("UPDATE vault_terms SET statement_hash = 'x'", None),
        ("DELETE FROM vault_terms", None),
        ("DELETE FROM vault_erasure", None),
        ("INSERT INTO vault_directory SELECT * FROM vault_directory", None),
        ("INSERT INTO vault_record SELECT * FROM vault_record", None),
        ("UPDATE vault_sealing_session SET sealed = ''", None),
        ("DELETE FROM vault_purpose_key", None),
        ("DELETE FROM vault_hold", None),
    )
    for statement, parameters in statements:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), world.chamber.database.transaction() as cursor:
            cursor.execute(statement, parameters)
