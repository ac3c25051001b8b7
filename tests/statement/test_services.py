"""Publishing on a real PostgreSQL: whole or not at all, never back-dated, never twice, and never over a running version."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from azukari.base.canonical import sha256_hex
from azukari.base.errors import AzukariError
from azukari.host.database import PsycopgDatabase
from azukari.statement import queries
from azukari.statement.bundle import bundle_hash, decode
from azukari.statement.findings import StatementInvalidError
from azukari.statement.services import (
    AlreadyPublishedError,
    ApproverError,
    BackdatedError,
    OvertakenError,
    keep_notice,
    publish,
)
from tests.statement.samples import sample

Connect = Callable[..., PsycopgDatabase]
H = "statement.toml"
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)  # noon in Japan, on the day the sample takes effect
APPROVER = "Mihon Taro"


@pytest.fixture
def owner(database: Connect) -> PsycopgDatabase:
    return database("owner")


def _entries(owner: PsycopgDatabase) -> int:
    with owner.transaction() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE kind = 'statement.version.published'")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def _second(version: str = "2", effective_on: str = "2026-12-01") -> dict[str, bytes]:
    return sample(
        (H, 'version = "1"', f'version = "{version}"'),
        (H, "effective_on = 2026-12-01", f"effective_on = {effective_on}"),
    )


def test_a_version_is_published_with_its_bytes_and_its_ledger_entry(owner: PsycopgDatabase) -> None:
    published = publish(owner, sample(), approver=APPROVER, now=NOW)
    assert published.statement.hash == bundle_hash(sample())
    assert published.effective_at == NOW
    assert decode(queries.bundle(owner, published.statement.hash)) == sample()
    assert queries.in_force(owner, NOW) == published
    assert _entries(owner) == 1


def test_the_approver_may_be_named_in_either_language(owner: PsycopgDatabase) -> None:
    assert publish(owner, sample(), approver=" 見本太郎 ", now=NOW).approver == "見本太郎"


@pytest.mark.parametrize("approver", ["", "Somebody Else"])
def test_nobody_else_publishes_under_the_name_of_the_approver(owner: PsycopgDatabase, approver: str) -> None:
    with pytest.raises(ApproverError):
        publish(owner, sample(), approver=approver, now=NOW)
    assert queries.versions(owner) == ()


def test_a_future_version_takes_effect_at_midnight_in_japan(owner: PsycopgDatabase) -> None:
    publish(owner, sample(), approver=APPROVER, now=NOW)
    later = publish(owner, _second(effective_on="2026-12-10"), approver=APPROVER, now=NOW + timedelta(hours=1))
    midnight = datetime(2026, 12, 9, 15, 0, tzinfo=UTC)
    assert later.effective_at == midnight
    assert queries.in_force(owner, midnight - timedelta(seconds=1)).statement.version == "1"
    assert queries.in_force(owner, midnight).statement.version == "2"
    assert [row.version for row in queries.versions(owner)] == ["2", "1"]


def test_nothing_is_back_dated(owner: PsycopgDatabase) -> None:
    with pytest.raises(BackdatedError):
        publish(owner, sample(), approver=APPROVER, now=NOW + timedelta(days=1))
    assert (queries.versions(owner), _entries(owner)) == ((), 0)


def test_the_day_is_that_of_japan(owner: PsycopgDatabase) -> None:
    late = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)  # already the 2nd in Japan
    with pytest.raises(BackdatedError):
        publish(owner, sample(), approver=APPROVER, now=late)
    assert publish(owner, sample(), approver=APPROVER, now=late - timedelta(seconds=1)).effective_at < late


def test_an_invalid_statement_never_replaces_the_running_one(owner: PsycopgDatabase) -> None:
    running = publish(owner, sample(), approver=APPROVER, now=NOW)
    broken = _second()
    broken["en.md"] = broken["en.md"].replace(b"First, ", b"First, SSL; ") + b"\nAnd more.\n"
    with pytest.raises(StatementInvalidError) as caught:
        publish(owner, broken, approver=APPROVER, now=NOW + timedelta(hours=1))
    assert {finding.code for finding in caught.value.findings} >= {"AZ201", "AZ301"}
    assert queries.in_force(owner, NOW + timedelta(hours=2)) == running
    assert _entries(owner) == 1


def test_the_same_label_is_refused(owner: PsycopgDatabase) -> None:
    publish(owner, sample(), approver=APPROVER, now=NOW)
    with pytest.raises(AlreadyPublishedError):
        publish(
            owner,
            sample(("ja.md", "一つめ", "最初"), ("en.md", "First", "Now")),
            approver=APPROVER,
            now=NOW + timedelta(hours=1),
        )


def test_the_same_files_are_refused(owner: PsycopgDatabase) -> None:
    publish(owner, sample(), approver=APPROVER, now=NOW)
    with pytest.raises(AlreadyPublishedError):
        publish(owner, sample(), approver=APPROVER, now=NOW + timedelta(hours=1))


def test_a_version_cannot_slip_in_before_one_that_was_announced(owner: PsycopgDatabase) -> None:
    publish(owner, _second(effective_on="2026-12-10"), approver=APPROVER, now=NOW)
    with pytest.raises(OvertakenError):
        publish(owner, sample(), approver=APPROVER, now=NOW + timedelta(hours=1))


def test_if_the_ledger_refuses_nothing_is_published(owner: PsycopgDatabase, postgres: object) -> None:
    with owner.transaction() as cursor:
        cursor.execute("ALTER TABLE ledger_entry ADD CONSTRAINT never CHECK (false) NOT VALID")
    with pytest.raises(psycopg.errors.CheckViolation):
        publish(owner, sample(), approver=APPROVER, now=NOW)
    assert queries.versions(owner) == ()


def test_of_two_at_once_the_second_waits_and_is_told_of_the_first(database: Connect) -> None:
    first, second = database("owner"), database("owner")
    outcomes: list[AzukariError | psycopg.Error] = []

    def attempt() -> None:
        try:
            publish(second, sample(), approver=APPROVER, now=NOW)
        except (AzukariError, psycopg.Error) as error:
            outcomes.append(error)

    thread = threading.Thread(target=attempt)
    with first.transaction():
        publish(first, sample(), approver=APPROVER, now=NOW)  # done, but not yet committed
        thread.start()
        _wait_for_a_waiting_lock(database("owner"))
    thread.join(20)
    assert [type(error) for error in outcomes] == [AlreadyPublishedError]
    assert _entries(first) == 1


def _wait_for_a_waiting_lock(watcher: PsycopgDatabase) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with watcher.transaction() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchall()[0][0]:
                return
    raise AssertionError("Nobody waits.")


def test_a_notice_is_kept_once_and_comes_back_as_it_was(database: Connect) -> None:
    public = database("public")
    body = "<section>お知らせ</section>".encode()
    for _ in range(2):
        with public.transaction() as cursor:
            assert keep_notice(cursor, body) == sha256_hex(body)
    assert queries.notice(public, sha256_hex(body)) == body
