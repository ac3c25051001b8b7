"""The statement's tables: rows in, rows out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.base.sql import Cursor, Queries
from azukari.statement.text import Text

_queries = Queries("azukari.statement")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One published version, without its files."""

    hash: str
    version: str
    edition: str
    reason_kind: str
    reason: Text
    approver: str
    published_at: datetime
    effective_at: datetime


def lock(cursor: Cursor) -> None:
    """Let nobody else publish until this transaction ends."""
    cursor.execute(_queries["lock_versions"])


def insert_version(cursor: Cursor, row: VersionRow, *, bundle: bytes) -> None:
    """Add a version."""
    cursor.execute(
        _queries["insert_version"],
        {
            "hash": row.hash,
            "version": row.version,
            "edition": row.edition,
            "reason_kind": row.reason_kind,
            "reason_ja": row.reason.ja,
            "reason_en": row.reason.en,
            "approver": row.approver,
            "published_at": row.published_at,
            "effective_at": row.effective_at,
            "bundle": bundle,
        },
    )


def version_in_force(cursor: Cursor, now: datetime) -> VersionRow | None:
    """Find the version that has taken effect last."""
    cursor.execute(_queries["version_in_force"], {"now": now})
    return _row(cursor.fetchone())


def version_by_hash(cursor: Cursor, version_hash: str) -> VersionRow | None:
    """Find a version by the hash of its bundle."""
    cursor.execute(_queries["version_by_hash"], {"hash": version_hash})
    return _row(cursor.fetchone())


def all_versions(cursor: Cursor) -> tuple[VersionRow, ...]:
    """List every version, newest first."""
    cursor.execute(_queries["all_versions"])
    return tuple(row for row in map(_row, cursor.fetchall()) if row)


def bundle_by_hash(cursor: Cursor, version_hash: str) -> bytes | None:
    """Read the exact bytes of one version."""
    cursor.execute(_queries["bundle_by_hash"], {"hash": version_hash})
    return _bytes(cursor.fetchone())


def insert_notice(cursor: Cursor, notice_hash: str, body: bytes) -> None:
    """Keep a notice; one that is kept already stays as it is."""
    cursor.execute(_queries["insert_notice"], {"hash": notice_hash, "body": body})


def notice_by_hash(cursor: Cursor, notice_hash: str) -> bytes | None:
    """Read the exact bytes of one notice."""
    cursor.execute(_queries["notice_by_hash"], {"hash": notice_hash})
    return _bytes(cursor.fetchone())


def _row(row: tuple[Any, ...] | None) -> VersionRow | None:
    if row is None:
        return None
    version_hash, version, edition, reason_kind, reason_ja, reason_en, approver, published_at, effective_at = row
    return VersionRow(
        hash=version_hash,
        version=version,
        edition=edition,
        reason_kind=reason_kind,
        reason=Text(ja=reason_ja, en=reason_en),
        approver=approver,
        published_at=published_at,
        effective_at=effective_at,
    )


def _bytes(row: tuple[Any, ...] | None) -> bytes | None:
    return None if row is None else bytes(row[0])
