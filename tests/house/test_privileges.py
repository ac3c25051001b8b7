"""What each database role may do, table by table, written out: a grant too many or too few turns this red."""

from collections.abc import Callable

import psycopg
import pytest

from azukari.host.database import PsycopgDatabase
from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE, ROLES
from tests.conftest import Server
from tests.house.entrusted_privileges import ENTRUSTED, ENTRUSTED_FUNCTIONS, ENTRUSTED_KEYS, INTAKE
from tests.house.privileges import FUNCTIONS, PERSON_KEYS, TABLES

_ACTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
_NOT_OWNER = [role for role in ROLES if role != "azukari_owner"]


def granted_tables(url: str, schema: str = "public") -> dict[str, dict[str, str]]:
    """List, by role and table, what is granted: an initial for an act on the whole table, in lower case for some columns only."""
    found: dict[str, dict[str, str]] = {role: {} for role in _NOT_OWNER}
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            """
            SELECT r.role, c.relname, a.act,
                   has_table_privilege(r.role, c.oid, a.act),
                   CASE WHEN a.act IN ('DELETE', 'TRUNCATE') THEN false
                        ELSE has_any_column_privilege(r.role, c.oid, a.act) END
            FROM unnest(%s::text[]) AS r(role), unnest(%s::text[]) AS a(act), pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %s
            WHERE c.relkind IN ('r', 'p', 'v')
            ORDER BY 1, 2, array_position(%s::text[], a.act)
            """,
            (_NOT_OWNER, list(_ACTS), schema, list(_ACTS)),
        ).fetchall()
    for role, table, act, whole, some in rows:
        if whole or some:
            found[role][table] = found[role].get(table, "") + (act[0] if whole else act[0].lower())
    return found


def granted_functions(url: str, schema: str = "public") -> dict[str, list[str]]:
    """List which functions that act with their owner's rights each role may call."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            """
            SELECT r.role, p.proname
            FROM unnest(%s::text[]) AS r(role), pg_proc p
            JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = %s
            WHERE p.prosecdef AND has_function_privilege(r.role, p.oid, 'EXECUTE')
            ORDER BY 1, 2
            """,
            (_NOT_OWNER, schema),
        ).fetchall()
    found: dict[str, list[str]] = {role: [] for role in _NOT_OWNER}
    for role, name in rows:
        found[role].append(name)
    return found


def test_tables_of_the_main_database(postgres: Server) -> None:
    assert granted_tables(postgres.admin(MAIN_DATABASE)) == TABLES


def test_tables_of_person_keys(postgres: Server) -> None:
    assert granted_tables(postgres.admin(PERSON_KEYS_DATABASE)) == PERSON_KEYS


def test_functions_that_act_with_their_owners_rights(postgres: Server) -> None:
    assert granted_functions(postgres.admin(MAIN_DATABASE)) == FUNCTIONS


def test_tables_of_clients(postgres: Server) -> None:
    main = postgres.admin(MAIN_DATABASE)
    assert _given(granted_tables(main, "entrusted")) == ENTRUSTED
    assert _given(granted_tables(main, "entrusted_intake")) == INTAKE
    assert _given(granted_tables(postgres.admin(PERSON_KEYS_DATABASE), "entrusted")) == ENTRUSTED_KEYS


def test_functions_of_clients_that_act_with_their_owners_rights(postgres: Server) -> None:
    found = granted_functions(postgres.admin(MAIN_DATABASE), "entrusted")
    assert {role: names for role, names in found.items() if names} == ENTRUSTED_FUNCTIONS


def _given(found: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {role: tables for role, tables in found.items() if tables}


def test_such_functions_fix_their_search_path(postgres: Server) -> None:
    with psycopg.connect(postgres.admin(MAIN_DATABASE)) as connection:
        loose = connection.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND NOT EXISTS "
            "(SELECT 1 FROM unnest(proconfig) AS c WHERE c LIKE 'search_path=pg_catalog%')"
        ).fetchall()
    assert loose == []


@pytest.mark.parametrize(
    "table",
    [
        "ledger_entry",
        "ledger_leaf",
        "vault_access_event",
        "vault_erasure",
        "vault_tombstone",
        "statement_version",
        "statement_notice",
        "rights_step",
    ],
)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_append_only_stays_even_for_its_owner(
    database: Callable[..., PsycopgDatabase], postgres: Server, table: str, act: str
) -> None:
    with psycopg.connect(postgres.admin(MAIN_DATABASE)) as admin:
        row = admin.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", (table,)
        ).fetchone()
        assert row is not None
        triggers = admin.execute(
            "SELECT string_agg(pg_get_triggerdef(oid), ' ') FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            (table,),
        ).fetchone()
    statement = act.replace("{}", table, 1).replace("{}", row[0])
    assert triggers is not None
    assert triggers[0] is not None
    assert statement.split()[0] in triggers[0].upper(), f"{table} has no trigger against {statement.split()[0]}"
    if act.startswith("TRUNCATE"):
        with pytest.raises(psycopg.Error), database("owner").transaction() as cursor:
            cursor.execute(f"{statement} CASCADE")
