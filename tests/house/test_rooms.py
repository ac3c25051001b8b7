"""Rooms keep their doors: who may import a framework, who may touch tables, and who may see inside another room."""

import ast
import re
from pathlib import Path

import pytest

from tests.house import source

_FRAMEWORKS = ("django", "psycopg", "psycopg_pool", "allauth", "procrastinate", "whitenoise", "granian", "litestar")
_FRAMEWORK_FILES = {
    "apps",
    "models",
    "store",
    "services",
    "queries",
    "checks",
    "middleware",
    "migrations",
    "management",
    "manage",
}
# The doors, the machine, and the three commands that work on a running database.
_FRAMEWORK_ROOMS = ("azukari.web", "azukari.keeper", "azukari.host", "azukari.api")
_ONLINE_COMMANDS = {"azukari.cli.migrate", "azukari.cli.people", "azukari.cli.sequence"}
_DYNAMIC_SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.*\{")


def _may_use_a_framework(name: str) -> bool:
    parts = set(name.split("."))
    return name.startswith(_FRAMEWORK_ROOMS) or name in _ONLINE_COMMANDS or bool(parts & _FRAMEWORK_FILES)


def _framework_imports(path: Path) -> set[str]:
    return {name for name in source.imports(path) if name.split(".")[0] in _FRAMEWORKS}


@pytest.mark.parametrize("path", source.modules(), ids=source.name)
def test_pure_modules_import_no_framework(path: Path) -> None:
    if not _may_use_a_framework(source.name(path)):
        assert _framework_imports(path) == set()


def test_rooms_import_django_only_for_migrations() -> None:
    rooms = ("azukari.ledger", "azukari.statement", "azukari.vault", "azukari.api")
    allowed = {"litestar"}  # this door's own
    found = {
        source.name(path): sorted(_framework_imports(path))
        for path in source.modules()
        if source.name(path).startswith(rooms) and {one.split(".")[0] for one in _framework_imports(path)} - allowed
    }
    assert [name for name in found if not name.endswith(".apps") and ".migrations." not in name] == []


def test_tables_are_touched_only_by_their_own_room() -> None:
    found = [
        f"{source.name(path)} imports {name}"
        for path in source.modules()
        for name in source.imports(path)
        if name.startswith("azukari.") and {"store", "models"} & set(name.split("."))
        if source.name(path).split(".")[1] != name.split(".")[1]
    ]
    assert found == []


@pytest.mark.parametrize("path", source.modules(), ids=source.name)
def test_no_statement_is_built_from_strings(path: Path) -> None:
    built = [
        node.lineno
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.JoinedStr) and _DYNAMIC_SQL.search(ast.unparse(node))
    ]
    assert built == []


def test_queries_are_named_described_and_select_columns() -> None:
    for file in source.SOURCE.rglob("queries.sql"):
        blocks = file.read_text(encoding="utf-8").split("-- name: ")[1:]
        for block in blocks:
            title, description = block.splitlines()[:2]
            assert description.startswith("--"), f"{file.parent.parent.name}: {title} has no description"
            assert not re.search(r"select\s+\*", block, re.IGNORECASE), f"{title} selects everything"


def test_row_security_is_hoisted() -> None:
    for file in source.SOURCE.rglob("*.sql"):
        for policy in re.findall(r"CREATE POLICY.*?;", file.read_text(encoding="utf-8"), re.DOTALL | re.IGNORECASE):
            assert "current_setting" not in re.sub(r"\(\s*select.*?\)", "", policy, flags=re.DOTALL | re.IGNORECASE), (
                policy
            )


def test_broad_excepts_stand_only_at_the_doors() -> None:
    found = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.modules()
        if not source.name(path).startswith(("azukari.web", "azukari.keeper", "azukari.cli", "azukari.api"))
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert found == []
