"""Each room's ``schema.sql`` is what its migrations make: whoever reads the one knows the other."""

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

_ROOMS = ("ledger", "statement", "vault", "web/letters", "web/public")
_OURS = re.compile(r"^(ledger|statement|vault|letters|public)_")
_BLOCK = re.compile(r"^-- Name: (?P<name>[^;]+); Type: (?P<type>[^;]+);.*$", re.MULTILINE)
_SCHEMAS = {
    MAIN_DATABASE: [SOURCE / room / "sql" / "schema.sql" for room in _ROOMS],
    PERSON_KEYS_DATABASE: [SOURCE / "vault" / "sql" / "person_keys.sql"],
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


def test_the_first_migration_is_the_schema() -> None:
    for room in _ROOMS:
        folder = SOURCE / room / "sql"
        migrations = sorted((folder / "migrations").glob("*.sql"))
        assert migrations, room
        if len(migrations) == 1:
            assert migrations[0].read_text(encoding="utf-8") == (folder / "schema.sql").read_text(encoding="utf-8"), (
                room
            )


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
            objects[match["name"], match["type"]] = "\n".join(sorted(filter(None, text.splitlines())))
    return objects
