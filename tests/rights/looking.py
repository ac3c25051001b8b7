"""What stands in both databases, as whoever has the disk sees it, and how a refusal is told."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from psycopg import sql

from azukari.base.errors import AzukariError, Kind
from tests.rights.bureau import Bureau

DATABASES = ("azukari", "azukari_person_keys")


def refusal(act: Callable[[], object]) -> tuple[Kind, str, str]:
    """Give what somebody is told who is refused: nothing else of it can be told apart."""
    with pytest.raises(AzukariError) as refused:
        act()
    return refused.value.kind, refused.value.ground, refused.value.message


def ground(act: Callable[[], object]) -> str:
    return refusal(act)[1]


def rows(bureau: Bureau, *, but: frozenset[str] = frozenset()) -> Mapping[str, list[str]]:
    """Give all rows of all tables of both databases, each as one text; bytes in hexadecimal."""
    found: dict[str, list[str]] = {}
    for name in DATABASES:
        named = bureau.world.sql(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' ORDER BY relname",
            name=name,
        )
        tables = [table for (table,) in named if table not in but]
        found |= {f"{name}.{table}": [] for table in tables}
        with bureau.world.admin(name).transaction() as cursor:
            cursor.execute(_everything_in(tables))
            for table, row in cursor.fetchall():
                found[f"{name}.{table}"].append(row)
    return found


def _everything_in(tables: Sequence[str]) -> sql.Composed:
    """Ask for all tables at once: walks look before and after each act."""
    one = sql.SQL("SELECT {} AS name, t::text AS held FROM {} AS t")
    each = [one.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    return sql.SQL("{} ORDER BY name, held").format(sql.SQL(" UNION ALL ").join(each))


# Trying is counted, being refused is recorded, and reading is recorded before it is done: all that may be left of what was refused.
TRACES = frozenset({"rights_visit", "rights_entrance", "ledger_entry", "ledger_pending", "vault_access_event"})


def state(bureau: Bureau) -> Mapping[str, list[str]]:
    """Give everything that a refused act must leave as it is."""
    return rows(bureau, but=TRACES)


def places_of(bureau: Bureau, words: str) -> list[str]:
    """List the tables in which words stand: in the clear, or as bytes in hexadecimal."""
    forms = {words, words.encode().hex(), words.encode("utf-16-le").hex()}
    return [table for table, held in rows(bureau).items() if any(form in one for one in held for form in forms)]


def ledger(bureau: Bureau) -> bytes:
    """Give all entries of the ledger."""
    return b"\n".join(bytes(body) for (body,) in bureau.world.sql("SELECT body FROM ledger_entry ORDER BY id"))
