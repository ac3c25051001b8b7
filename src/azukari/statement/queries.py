"""Answers about published versions: the one in force, any one, all of them, and the notices that were shown."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import sha256_hex
from azukari.base.errors import NotFoundError, TamperedError
from azukari.base.sql import Cursor, Database
from azukari.statement import store
from azukari.statement.bundle import decode, parse
from azukari.statement.document import Statement
from azukari.statement.store import VersionRow


class NothingPublishedError(NotFoundError):
    """No statement has taken effect yet."""


class VersionNotFoundError(NotFoundError):
    """There is no such version of the statement."""


class NoticeNotFoundError(NotFoundError):
    """There is no such notice."""


class StatementTamperedError(TamperedError):
    """The stored bytes of a statement or notice are not those that were published."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published version: the statement, when it was published and takes effect, and who approved it."""

    statement: Statement
    published_at: datetime
    effective_at: datetime
    approver: str


class _Read:
    """Statements by hash, each read once: the bytes behind a hash never change."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Statement] = OrderedDict()

    def get(self, version_hash: str) -> Statement | None:
        with self._lock:
            found = self._known.get(version_hash)
            if found is not None:
                self._known.move_to_end(version_hash)
            return found

    def put(self, statement: Statement) -> None:
        with self._lock:
            self._known[statement.hash] = statement
            while len(self._known) > self._most:
                self._known.popitem(last=False)


_read = _Read(most=32)


def in_force(database: Database, now: datetime) -> Published:
    """Give the version that has taken effect last.

    Raises:
        NothingPublishedError: if none has.
        StatementTamperedError: if its stored bytes were changed.
    """
    with database.transaction() as cursor:
        row = store.version_in_force(cursor, now)
        if row is None:
            raise NothingPublishedError
        return _published(cursor, row)


def version(database: Database, version_hash: str) -> Published:
    """Give the version whose bundle has this hash.

    Raises:
        VersionNotFoundError: if there is none.
        StatementTamperedError: if its stored bytes were changed.
    """
    with database.transaction() as cursor:
        row = store.version_by_hash(cursor, version_hash)
        if row is None:
            raise VersionNotFoundError
        return _published(cursor, row)


def versions(database: Database) -> tuple[VersionRow, ...]:
    """List every version, newest first, those that are yet to take effect included."""
    with database.transaction() as cursor:
        return store.all_versions(cursor)


def bundle(database: Database, version_hash: str) -> bytes:
    """Give the exact bytes of a version, for whoever wants to check its hash.

    Raises:
        VersionNotFoundError: if there is none.
        StatementTamperedError: if its stored bytes were changed.
    """
    with database.transaction() as cursor:
        return _bundle(cursor, version_hash)


def notice(database: Database, notice_hash: str) -> bytes:
    """Give the exact bytes of a notice that was shown.

    Raises:
        NoticeNotFoundError: if there is none.
        StatementTamperedError: if its stored bytes were changed.
    """
    with database.transaction() as cursor:
        body = store.notice_by_hash(cursor, notice_hash)
    if body is None:
        raise NoticeNotFoundError
    return _verified(body, notice_hash)


def _published(cursor: Cursor, row: VersionRow) -> Published:
    statement = _read.get(row.hash)
    if statement is None:
        statement = parse(decode(_bundle(cursor, row.hash)))
        _read.put(statement)
    return Published(statement, row.published_at, row.effective_at, row.approver)


def _bundle(cursor: Cursor, version_hash: str) -> bytes:
    found = store.bundle_by_hash(cursor, version_hash)
    if found is None:
        raise VersionNotFoundError
    return _verified(found, version_hash)


def _verified(content: bytes, expected: str) -> bytes:
    if sha256_hex(content) != expected:
        raise StatementTamperedError
    return content
