"""The statements of this room, and how its rows are read."""

import json
from datetime import UTC, datetime
from typing import Any

from azukari.base.sql import Queries
from azukari.sharing.delivery import Channel, Kind, State, read_wish
from azukari.sharing.engagement import Sftp
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.statement.text import Language

QUERIES = Queries("azukari.sharing")


def read_language(text: str) -> Language:
    """Read one of the two languages."""
    return "en" if text == "en" else "ja"


def read_json(value: Any) -> Any:
    """Read a value of a jsonb column, however the driver gives it."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def read_sftp(value: Any) -> Sftp | None:
    """Read where files are put."""
    found = read_json(value)
    return None if found is None else Sftp(**found)


def utc(at: datetime | None) -> datetime | None:
    """Give an instant in UTC, or none."""
    return None if at is None else at.astimezone(UTC)


def handover_of(row: tuple[Any, ...]) -> HandoverRow:
    """Read a hand-over."""
    wish = read_json(row[9])
    return HandoverRow(
        handover_id=row[0],
        number=row[1],
        exit=Exit(row[2]),
        kind=Kind(row[3]),
        engagement_id=row[4],
        recipient=row[5],
        language=read_language(row[6]),
        contact=row[7],
        age_key=row[8],
        wish=read_wish(wish) if wish and "service" in wish else None,
        reason=row[10],
        statement_hash=row[11],
        state=State(row[12]),
        second=row[13],
        counted=row[14],
        written=row[15],
        grounds=tuple(row[16]),
        proposed_at=row[17].astimezone(UTC),
        proposed_by=row[18],
        proposer_role=row[19],
        decided_at=utc(row[20]),
        decided_by=row[21],
        made_at=utc(row[22]),
        manifest=None if row[23] is None else bytes(row[23]),
        file_digest=row[24],
        size=row[25],
        handed_at=utc(row[26]),
        channel=None if row[27] is None else Channel(row[27]),
        due_on=row[28],
        closed_at=utc(row[29]),
        certificate=read_json(row[30]),
        document=row[31],
        door_id=row[32],
        items=tuple(row[33]),
        sftp=read_sftp(row[34]),
    )
