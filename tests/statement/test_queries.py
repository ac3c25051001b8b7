from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from azukari.host.database import PsycopgDatabase
from azukari.statement import queries
from azukari.statement.queries import (
    NothingPublishedError,
    NoticeNotFoundError,
    StatementTamperedError,
    VersionNotFoundError,
)
from azukari.statement.services import keep_notice, publish
from tests.statement.samples import sample

Connect = Callable[..., PsycopgDatabase]
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
NONE = "0" * 64


def test_before_anything_is_published_nothing_is_in_force(database: Connect) -> None:
    with pytest.raises(NothingPublishedError):
        queries.in_force(database("public"), NOW)


def test_what_is_not_there_is_not_found(database: Connect) -> None:
    public = database("public")
    for error, query in (
        (VersionNotFoundError, queries.version),
        (VersionNotFoundError, queries.bundle),
        (NoticeNotFoundError, queries.notice),
    ):
        with pytest.raises(error):
            query(public, NONE)


def test_every_process_reads_what_was_published(database: Connect) -> None:
    published = publish(database("owner"), sample(), approver="Mihon Taro", now=NOW)
    for role in ("owner", "public", "staff", "keeper", "worker", "ledger"):
        reader = database(role)
        assert queries.version(reader, published.statement.hash) == published
        assert queries.in_force(reader, NOW + timedelta(days=9)) == published


def test_a_changed_byte_is_found(database: Connect) -> None:
    owner = database("owner")
    published = publish(owner, sample(), approver="Mihon Taro", now=NOW)
    with owner.transaction() as cursor:
        notice_hash = keep_notice(cursor, b"<section></section>")
    with owner.transaction() as cursor:  # what only somebody with the superuser's power over the files could do
        cursor.execute("ALTER TABLE statement_version DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE statement_notice DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE statement_version DROP CONSTRAINT statement_version_check")
        cursor.execute("ALTER TABLE statement_notice DROP CONSTRAINT statement_notice_check")
        cursor.execute("UPDATE statement_version SET bundle = set_byte(bundle, 100, 33)")
        cursor.execute("UPDATE statement_notice SET body = set_byte(body, 1, 33)")
    with pytest.raises(StatementTamperedError):
        queries.bundle(owner, published.statement.hash)
    with pytest.raises(StatementTamperedError):
        queries.notice(owner, notice_hash)
