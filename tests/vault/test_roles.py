"""What each process may do to the vault's tables, and that it can do no more: asked of the database itself, and tried."""

from itertools import product
from typing import Any

import psycopg
import pytest

from azukari.base.errors import UnavailableError
from azukari.vault.services.opening import open_for
from tests.vault.world import MANAGER, REASON, World

MAIN = (
    "vault_purpose_key", "vault_sealing_session", "vault_directory", "vault_record", "vault_grant", "vault_lookup",
    "vault_contact_point", "vault_consent", "vault_hold", "vault_access_event", "vault_tombstone",
    "vault_service_key", "vault_import",
)  # fmt: skip
KEYS = ("person_key_session", "person_key")
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

SEALING = {
    "vault_purpose_key": {"SELECT"},
    "vault_sealing_session": {"INSERT"},
    "vault_record": {"INSERT"},
    "vault_grant": {"INSERT"},
    "vault_lookup": {"INSERT"},
    "vault_contact_point": {"INSERT"},
    "vault_consent": {"INSERT"},
    "person_key_session": {"INSERT"},
    "person_key": {"INSERT"},
}
ALLOWED: dict[str, dict[str, set[str]]] = {
    "public": SEALING,
    "api": SEALING,
    "import": SEALING
    | {
        "vault_import": {"SELECT", "INSERT"}
        | {f"UPDATE {column}" for column in ("line", "stored", "skipped", "state", "finished_at")}
    },
    "keeper": {
        "vault_purpose_key": {"SELECT", "INSERT"},
        "vault_sealing_session": {"SELECT"},
        "vault_directory": {"SELECT", "DELETE"},
        "vault_record": {"SELECT", "DELETE", "UPDATE closed_at", "UPDATE sealed"},
        "vault_grant": {"SELECT", "DELETE", "UPDATE until_on"},
        "vault_lookup": {"SELECT", "DELETE"},
        "vault_contact_point": {"SELECT", "DELETE", "UPDATE state", "UPDATE at"},
        "vault_consent": {"SELECT", "INSERT"},
        "vault_hold": {"SELECT", "INSERT", "UPDATE lifted_at", "UPDATE lifted_by"},
        "vault_access_event": {"SELECT", "INSERT"},
        "vault_tombstone": {"SELECT", "INSERT"},
        "vault_service_key": {"SELECT", "INSERT", "UPDATE expires_at", "UPDATE revoked_at"},
        "person_key_session": {"SELECT"},
        "person_key": {"SELECT", "DELETE"},
    },
    "staff": {"vault_access_event": {"SELECT"}},
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


def test_only_those_who_collect_may_reserve_a_place(world: World) -> None:
    may = {
        role: world.sql(
            "SELECT has_function_privilege(%s, 'vault_reserve(uuid, text, uuid)', 'EXECUTE')", (f"azukari_{role}",)
        )[0][0]
        for role in ALLOWED
    }
    assert may == {
        "public": True,
        "api": True,
        "import": True,
        "keeper": False,
        "staff": False,
        "worker": False,
        "ledger": False,
    }


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
    for statement in (
        (
            "INSERT INTO vault_consent (person_id, record_id, purpose, at, state, statement_hash)"
            " VALUES (gen_random_uuid(), %s, 'x', now(), 'given', 'x') RETURNING person_id"
        ),
        "INSERT INTO vault_consent SELECT person_id, record_id, 'y', now(), 'given', 'x' FROM vault_record WHERE record_id = %s",
        (
            "INSERT INTO vault_contact_point SELECT c.* FROM vault_contact_point c, vault_record r WHERE r.record_id = %s"
            " ON CONFLICT (person_id, kind, token) DO UPDATE SET state = 'verified'"
        ),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), world.public.transaction() as cursor:
            cursor.execute(statement, (done.record_id,))


def test_other_doors_cannot_connect_to_the_person_keys(world: World) -> None:
    for role in ("staff", "worker", "ledger"):
        with pytest.raises(UnavailableError), world.connect(role, "azukari_person_keys").transaction() as cursor:
            cursor.execute("SELECT 1")


def test_what_happened_cannot_be_changed_even_by_the_owner(world: World) -> None:
    done = world.collect()
    open_for(world.chamber, done.number, purpose="inquiry.reply", reason=REASON, actor=MANAGER, now=world.now)
    acts = ("UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}")
    for table, act in product(("vault_access_event", "vault_consent", "vault_tombstone"), acts):
        for database in (world.connect("owner"), world.admin("azukari")):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
                database.transaction() as cursor,
            ):
                cursor.execute(act.format(table))


def test_the_keeper_cannot_change_what_was_sealed(world: World) -> None:
    world.collect()
    statements: tuple[tuple[str, Any], ...] = (
        ("UPDATE vault_record SET statement_hash = 'x'", None),
        ("UPDATE vault_grant SET sealed = ''", None),
        ("INSERT INTO vault_record SELECT * FROM vault_record", None),
        ("UPDATE vault_sealing_session SET sealed = ''", None),
        ("DELETE FROM vault_purpose_key", None),
        ("DELETE FROM vault_hold", None),
    )
    for statement, parameters in statements:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), world.chamber.database.transaction() as cursor:
            cursor.execute(statement, parameters)
