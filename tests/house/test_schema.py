"""Each room's ``schema.sql`` is what all its migrations make in their order, as two real databases show; after both, no statistics.

Whoever reads the one knows the other; what is compared is what PostgreSQL holds, not what was written.
"""

import re
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from azukari.host.postgres import binaries
from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE
from tests.conftest import Server
from tests.house.source import SOURCE

_ROOMS = ("ledger", "statement", "vault", "sharing", "rights", "web/letters", "web/public", "api")
_OURS = re.compile(r"^((ledger|statement|vault|sharing|rights|letters|public|api)_|put$)")
_BLOCK = re.compile(r"^-- Name: (?P<name>[^;]+); Type: (?P<type>[^;]+); Schema: (?P<schema>[^;]+);.*$", re.MULTILINE)
_AFTER_ALL = SOURCE / "host" / "sql" / "statistics.sql"
_SCHEMAS = {
    MAIN_DATABASE: [*(SOURCE / room / "sql" / "schema.sql" for room in _ROOMS), _AFTER_ALL],
    PERSON_KEYS_DATABASE: [SOURCE / "vault" / "sql" / "person_keys.sql", _AFTER_ALL],
}


@pytest.fixture
def written(postgres: Server) -> Iterator[dict[str, str]]:
    """Make databases from ``schema.sql`` alone."""
    names = {name: f"{made}_written" for name, made in postgres.names.items()}
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        for name in names.values():
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER azukari_owner TEMPLATE template0").format(sql.Identifier(name))
            )
    for database, name in names.items():
        with psycopg.connect(postgres.admin_url.replace("/postgres?", f"/{name}?"), autocommit=True) as connection:
            connection.execute("ALTER SCHEMA public OWNER TO azukari_owner")
            connection.execute("SET ROLE azukari_owner")
            for file in _SCHEMAS[database]:
                connection.execute(file.read_text(encoding="utf-8").encode())
    yield names
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        for name in names.values():
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.parametrize("database", [MAIN_DATABASE, PERSON_KEYS_DATABASE])
def test_schema_and_migrations_make_the_same(postgres: Server, written: dict[str, str], database: str) -> None:
    by_schema = _objects(postgres.admin_url, written[database])
    by_migrations = _objects(postgres.admin_url, postgres.names[database])
    if database == PERSON_KEYS_DATABASE:
        by_migrations = {key: text for key, text in by_migrations.items() if "django_migrations" not in key[0]}
    else:
        by_migrations = {key: text for key, text in by_migrations.items() if _is_ours(key[0])}
        by_schema = {key: text for key, text in by_schema.items() if _is_ours(key[0])}
    assert len(by_schema) >= 4
    assert by_migrations == by_schema


def test_both_let_the_same_roles_append_the_same_entries(postgres: Server, written: dict[str, str]) -> None:
    """Rows that a schema puts in are part of it; doors that make no tables of their own add theirs after all migrations."""
    by_schema = _writers(postgres.admin_url, written[MAIN_DATABASE])
    by_migrations = _writers(postgres.admin_url, postgres.names[MAIN_DATABASE])
    assert by_schema
    assert by_migrations - by_schema == {("azukari_staff", "staff."), ("azukari_keeper", "keeper.")}
    assert by_schema <= by_migrations


def test_each_step_of_the_schema_is_taken_by_a_migration() -> None:
    for folder in SOURCE.rglob("sql/migrations"):
        room = folder.parent.parent
        steps = {file.name for file in folder.glob("*.sql")}
        taken = [
            name
            for file in room.rglob("migrations/[0-9]*.py")
            for name in re.findall(r'"(\w+\.sql)"', file.read_text(encoding="utf-8"))
        ]
        assert sorted(taken) == sorted(steps), room


def _writers(admin_url: str, name: str) -> set[tuple[str, str]]:
    with psycopg.connect(admin_url.replace("/postgres?", f"/{name}?")) as connection:
        return set(connection.execute("SELECT role::text, kinds FROM ledger_writer").fetchall())


def _is_ours(name: str) -> bool:
    return any(_OURS.match(word) for word in re.split(r"[\s()]+", name))


def _objects(admin_url: str, name: str) -> dict[tuple[str, str], str]:
    """List what a database is made of, each with the statements that make it."""
    url = admin_url.replace("/postgres?", f"/{name}?")
    done = subprocess.run(
        [str(binaries() / "pg_dump"), "--schema-only", url], capture_output=True, text=True, check=True
    )
    found = list(_BLOCK.finditer(done.stdout))
    ends = [match.start() for match in found[1:]] + [len(done.stdout)]
    skipped = {"SCHEMA", "ACL"}
    objects = {}
    for match, end in zip(found, ends, strict=True):
        text = done.stdout[match.end() : end].replace("--\n", "").strip()
        text = re.sub(r"^(\\(un)?restrict |SET ).*$", "", text, flags=re.MULTILINE).strip()
        if match["type"] not in skipped or _is_ours(match["name"].rpartition(" ")[2]):
            objects[match["name"], f"{match['schema']} {match['type']}"] = "\n".join(
                sorted(filter(None, text.splitlines()))
            )
    return objects
