"""What the database itself refuses: changes to what was published, and writing by those who only read."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from azukari.host.database import PsycopgDatabase
from azukari.statement.services import keep_notice, publish
from tests.statement.samples import sample

Connect = Callable[..., PsycopgDatabase]
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
CHANGES = (
    "UPDATE statement_version SET edition = 'x'",
    "DELETE FROM statement_version",
    "TRUNCATE statement_version",
    "UPDATE statement_notice SET body = ''",
    "DELETE FROM statement_notice",
    "TRUNCATE statement_notice",
)


@pytest.fixture
def published(database: Connect) -> None:
    owner = database("owner")
    publish(owner, sample(), approver="Mihon Taro", now=NOW)
    with owner.transaction() as cursor:
        keep_notice(cursor, b"x")


@pytest.mark.usefixtures("published")
def test_nobody_changes_what_was_published(database: Connect) -> None:
    for role in ("owner", "public", "staff", "keeper", "worker", "ledger"):
        connection = database(role)
        for change in CHANGES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction() as cursor:
                cursor.execute(change)


def test_only_the_owner_publishes(database: Connect) -> None:
    for role in ("public", "staff", "keeper", "worker", "ledger"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            publish(database(role), sample(), approver="Mihon Taro", now=NOW)


def test_only_the_public_side_keeps_notices(database: Connect) -> None:
    for role in ("staff", "keeper", "worker", "ledger"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database(role).transaction() as cursor:
            keep_notice(cursor, b"x")


def test_a_notice_under_a_wrong_hash_is_refused(database: Connect) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), database("public").transaction() as cursor:
        cursor.execute("INSERT INTO statement_notice (hash, body) VALUES (%s, %s)", ("0" * 64, b"x"))
