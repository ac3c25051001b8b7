"""Acts on the statement: publish a version, keep a notice that was shown."""

from datetime import datetime, time

from azukari.base.canonical import sha256_hex
from azukari.base.clock import JAPAN, instant_text, japan_date
from azukari.base.errors import ConflictError, RefusedError
from azukari.base.sql import Cursor, Database
from azukari.ledger.services import append
from azukari.statement import lint, store
from azukari.statement.bundle import Files, decode, encode, parse
from azukari.statement.document import Statement
from azukari.statement.events import Event
from azukari.statement.findings import StatementInvalidError
from azukari.statement.queries import Published
from azukari.statement.store import VersionRow


class BackdatedError(RefusedError):
    """A statement cannot take effect before the day on which it is published."""


class ApproverError(RefusedError):
    """A statement is published under the name of the person who approved it."""


class AlreadyPublishedError(ConflictError):
    """This version has been published already."""


class OvertakenError(ConflictError):
    """A version that takes effect later has been published already."""


def publish(database: Database, files: Files, *, approver: str, now: datetime) -> Published:
    """Publish a version: its bytes, its row and its ledger entry together, or nothing.

    It takes effect on its day, at midnight in Japan, or at once if that day is today.

    Raises:
        StatementInvalidError: if the checker finds errors, with all findings.
        ApproverError: if ``approver`` is not the person whom the statement names.
        BackdatedError: if it would take effect before today in Japan.
        AlreadyPublishedError: if its label or its very bytes have been published before.
        OvertakenError: if a version that takes effect later, or at the same instant, is published already.
    """
    bundle = encode(files)
    with database.transaction() as cursor:
        store.lock(cursor)
        before = store.all_versions(cursor)
        statement = _checked(cursor, files, before)
        if approver.strip() not in {statement.approved_by.ja, statement.approved_by.en}:
            raise ApproverError(f"The statement is approved by {statement.approved_by.en}; publish it under that name.")
        row = _row(statement, approver=approver.strip(), now=now)
        _refuse_repetition(row, before)
        store.insert_version(cursor, row, bundle=bundle)
        append(cursor, Event.PUBLISHED, _facts(row), now=now)
    return Published(statement, row.published_at, row.effective_at, row.approver)


def keep_notice(cursor: Cursor, body: bytes) -> str:
    """Keep the exact bytes of a notice in the caller's transaction, and give their hash; keeping them again changes nothing."""
    notice_hash = sha256_hex(body)
    store.insert_notice(cursor, notice_hash, body)
    return notice_hash


def _checked(cursor: Cursor, files: Files, before: tuple[VersionRow, ...]) -> Statement:
    previous = store.bundle_by_hash(cursor, before[0].hash) if before else None
    findings = lint.check(files, previous=decode(previous) if previous else None)
    if lint.errors(findings):
        raise StatementInvalidError(findings)
    return parse(files)


def _row(statement: Statement, *, approver: str, now: datetime) -> VersionRow:
    if statement.effective_on < japan_date(now):
        raise BackdatedError(
            f"It would take effect on {statement.effective_on}, but today is {japan_date(now)} in Japan; "
            "set effective_on to today or later."
        )
    midnight = datetime.combine(statement.effective_on, time.min, JAPAN)
    return VersionRow(
        hash=statement.hash,
        version=statement.version,
        edition=statement.edition,
        reason_kind=statement.reason_kind,
        reason=statement.reason,
        approver=approver,
        published_at=now,
        effective_at=max(midnight, now),
    )


def _refuse_repetition(row: VersionRow, before: tuple[VersionRow, ...]) -> None:
    for other in before:
        if other.hash == row.hash:
            raise AlreadyPublishedError(f"These very files were published as version {other.version}.")
        if other.version == row.version:
            raise AlreadyPublishedError(f"A version {other.version} was published already; give this one a new label.")
    if before and before[0].effective_at >= row.effective_at:
        raise OvertakenError(
            f"Version {before[0].version} takes effect at {instant_text(before[0].effective_at)}; "
            "a version published after it must take effect later."
        )


def _facts(row: VersionRow) -> dict[str, str]:
    return {
        "hash": row.hash,
        "version": row.version,
        "edition": row.edition,
        "reason": row.reason_kind,
        "effective_at": instant_text(row.effective_at),
    }
