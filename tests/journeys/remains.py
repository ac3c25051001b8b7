"""What is looked for in a whole installation: some bytes in every file, and some bytes in every row of every table."""

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.journeys.product import Product

MAIN, PERSON_KEYS = "azukari", "azukari_person_keys"
_PLACES = ("log", "ledger", "ledger-head", "database", "run", "keys", "statement")  # the mails have left the house


def found_in_files(product: Product, wanted: frozenset[bytes] | set[bytes]) -> set[bytes]:
    """Tell which of some bytes stand in any file of the installation."""
    found = set()
    for path in _files(product):
        data = path.read_bytes()
        found |= {one for one in wanted if one in data}
    return found


def found_in_rows(product: Product, wanted: frozenset[bytes] | set[bytes], *, schema: str) -> set[tuple[str, bytes]]:
    """Tell which of some bytes stand in any row of a schema of either database, as text or as bytes, and in which table."""
    found = set()
    for database in (MAIN, PERSON_KEYS):
        with psycopg.connect(superuser(product, database)) as connection:
            for name in tables(connection, schema):
                for one in wanted:
                    if any(_stands_in(connection, schema, name, text) for text in _forms(one)):
                        found.add((name, one))
    return found


def _forms(wanted: bytes) -> set[str]:
    """Give bytes as a row written as text would show them: as themselves where they are text, and in base 16."""
    return {wanted.hex()} | ({wanted.decode()} if wanted.isascii() and b"\0" not in wanted else set())


def _stands_in(connection: psycopg.Connection[tuple[object, ...]], schema: str, name: str, text: str) -> bool:
    question = sql.SQL("SELECT EXISTS (SELECT FROM {} AS one WHERE strpos(one::text, %s) > 0)")
    row = connection.execute(question.format(sql.Identifier(schema, name)), (text,)).fetchone()
    return row is not None and row[0] is True


def tables(connection: psycopg.Connection[tuple[object, ...]], schema: str) -> list[str]:
    """List the tables and views of a schema."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind IN ('r', 'p', 'v', 'm')"
        " ORDER BY 1",
        (schema,),
    ).fetchall()
    return [str(row[0]) for row in rows]


def superuser(product: Product, database: str) -> str:
    """Tell where the role connects that sees everything, row security or not."""
    password = (product.home.keys("owner") / "postgres").read_text(encoding="utf-8").strip()
    socket = quote(str(product.home.run / "postgres"), safe="")
    return f"postgresql://postgres:{quote(password)}@/{database}?host={socket}"


def _files(product: Product) -> list[Path]:
    return [path for place in _PLACES for path in (product.home.path / place).rglob("*") if path.is_file()]
