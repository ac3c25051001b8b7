"""Engagements with all that is on record of each."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from azukari.base.sql import Cursor, Database
from azukari.sharing.engagement import Assessment, Contract, Engagement, Inspection, Method, Scope, Sftp
from azukari.sharing.store.rows import QUERIES, read_json, read_language, read_sftp


def engagements(database: Database, *, recipient: str | None = None) -> tuple[Engagement, ...]:
    """Read all engagements, or the one with a recipient, each with its contracts, assessments, inspections and approvals."""
    found = [_engagement(row) for row in database.run(QUERIES["engagements"], {"recipient": recipient})]
    ids = {"engagements": [one.engagement_id for one in found]}
    if not found:
        return ()
    parts = {
        name: database.run(QUERIES[name], ids) for name in ("contracts", "assessments", "inspections", "approvals")
    }
    return tuple(_with_parts(one, parts) for one in found)


def engagement_with(database: Database, recipient: str) -> Engagement | None:
    """Read the engagement with a recipient, or none."""
    return next(iter(engagements(database, recipient=recipient)), None)


def insert_engagement(cursor: Cursor, values: Mapping[str, Any]) -> bool:
    """Store a new engagement; false if there is one with this recipient."""
    cursor.execute(QUERIES["insert_engagement"], values)
    return cursor.rowcount == 1


def change(cursor: Cursor, name: str, values: Mapping[str, Any]) -> None:
    """Run one of the statements that store something of an engagement."""
    cursor.execute(QUERIES[name], values)


def has_document(cursor: Cursor, digest: str) -> bool:
    """Tell whether a document is on record."""
    cursor.execute(QUERIES["has_document"], {"digest": digest})
    return cursor.fetchone() is not None


def sftp_json(sftp: Sftp | None) -> str | None:
    """Write where files are put."""
    if sftp is None:
        return None
    return json.dumps(
        {
            "host": sftp.host,
            "port": sftp.port,
            "user": sftp.user,
            "folder": sftp.folder,
            "host_key": sftp.host_key,
        }
    )


def _engagement(row: tuple[Any, ...]) -> Engagement:
    return Engagement(
        engagement_id=row[0],
        recipient=row[1],
        language=read_language(row[2]),
        contact=row[3],
        age_key=row[4],
        sftp=read_sftp(row[5]),
        certificate_days=row[6],
        begun_at=row[7].astimezone(UTC),
        ended_on=row[8],
        party=row[9],
    )


def _with_parts(one: Engagement, parts: Mapping[str, list[tuple[Any, ...]]]) -> Engagement:
    def own(name: str) -> list[tuple[Any, ...]]:
        return [row[1:] for row in parts[name] if row[0] == one.engagement_id]

    return replace(
        one,
        contracts=tuple(_contract(*row) for row in own("contracts")),
        assessments=tuple(_assessment(*row) for row in own("assessments")),
        inspections=tuple(Inspection(row[0], Method(row[1]), row[2], row[3]) for row in own("inspections")),
        approved={row[0]: row[2] for row in own("approvals") if row[1]},
    )


def _contract(contract_id: uuid.UUID, document: str, *row: Any) -> Contract:
    from_on, to_on, pages, services, items, purposes, party, filed_at = row
    scope = Scope(tuple(services), tuple(items), tuple(purposes))
    return Contract(contract_id, document, from_on, to_on, read_json(pages), scope, party, filed_at.astimezone(UTC))


def _assessment(*row: Any) -> Assessment:
    made_on, scores, score, threshold, countries, next_on = row
    return Assessment(made_on, read_json(scores), score, threshold, tuple(countries), next_on)
