"""What the keeper tells of hand-overs, as values of a frame and back (``spec/keeper-protocol.md``)."""

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from azukari.base.canonical import Value
from azukari.base.clock import instant_text, read_instant
from azukari.sharing.delivery import Kind, State
from azukari.sharing.engagement import Sftp
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.queries import HeldOutside
from azukari.sharing.services.fetching import Putting, ReadyLetter
from azukari.sharing.services.tracing import Traced


@dataclass(frozen=True, slots=True)
class Proposed:
    """A hand-over that was proposed: its id and number, where it stands, and how many records it is expected to hold."""

    handover_id: uuid.UUID
    number: str
    state: State
    counted: int


@dataclass(frozen=True, slots=True)
class PickedUp:
    """A hand-over as its recipient sees it, after showing the code."""

    door_id: uuid.UUID
    number: str
    kind: Kind
    exit: Exit
    recipient: str
    state: State
    rows: int
    size: int
    form: str
    manifest: str
    made_at: datetime | None
    handed_at: datetime | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Letter:
    """What the worker writes to a recipient; ``code`` is empty where it only says that something waits."""

    address: str = field(repr=False)
    language: str
    number: str
    door_id: uuid.UUID
    kind: Kind
    code: str = field(repr=False)


def proposed_value(row: HandoverRow) -> Value:
    """Write a hand-over that was proposed."""
    return {
        "handover": str(row.handover_id),
        "number": row.number,
        "state": row.state.value,
        "counted": row.counted,
    }


def read_proposed(value: Mapping[str, Any]) -> Proposed:
    """Read what `proposed_value` writes."""
    return Proposed(uuid.UUID(value["handover"]), str(value["number"]), State(value["state"]), int(value["counted"]))


def picked_up_value(row: HandoverRow) -> Value:
    """Write a hand-over for its recipient."""
    return {
        "door": str(row.door_id),
        "number": row.number,
        "kind": row.kind.value,
        "exit": row.exit.value,
        "recipient": row.recipient,
        "state": row.state.value,
        "rows": row.written,
        "size": row.size or 0,
        "form": "jsonl" if row.wish is None else row.wish.form.value,
        "manifest": "" if row.manifest is None else row.manifest.decode(),
        "made_at": None if row.made_at is None else instant_text(row.made_at),
        "handed_at": None if row.handed_at is None else instant_text(row.handed_at),
        "due_on": None if row.due_on is None else row.due_on.isoformat(),
    }


def read_picked_up(value: Mapping[str, Any]) -> PickedUp:
    """Read what `picked_up_value` writes."""
    return PickedUp(
        door_id=uuid.UUID(value["door"]),
        number=str(value["number"]),
        kind=Kind(value["kind"]),
        exit=Exit(value["exit"]),
        recipient=str(value["recipient"]),
        state=State(value["state"]),
        rows=int(value["rows"]),
        size=int(value["size"]),
        form=str(value["form"]),
        manifest=str(value["manifest"]),
        made_at=None if value["made_at"] is None else read_instant(value["made_at"]),
        handed_at=None if value["handed_at"] is None else read_instant(value["handed_at"]),
        due_on=None if value["due_on"] is None else date.fromisoformat(value["due_on"]),
    )


def letter_value(letter: ReadyLetter | None) -> Value:
    """Write a letter to a recipient, or none."""
    if letter is None:
        return None
    return {
        "address": letter.address,
        "language": letter.language,
        "number": letter.number,
        "door": str(letter.door_id),
        "kind": letter.kind.value,
        "code": letter.code,
    }


def read_letter(value: Mapping[str, Any] | None) -> Letter | None:
    """Read what `letter_value` writes."""
    if value is None:
        return None
    return Letter(
        str(value["address"]),
        str(value["language"]),
        str(value["number"]),
        uuid.UUID(value["door"]),
        Kind(value["kind"]),
        str(value["code"]),
    )


def putting_value(putting: Putting | None) -> Value:
    """Write where a file is put, or none."""
    if putting is None:
        return None
    sftp = putting.sftp
    return {
        "handover": str(putting.handover_id),
        "number": putting.number,
        "size": putting.size,
        "host": sftp.host,
        "port": sftp.port,
        "user": sftp.user,
        "folder": sftp.folder,
        "host_key": sftp.host_key,
    }


def read_putting(value: Mapping[str, Any] | None) -> Putting | None:
    """Read what `putting_value` writes."""
    if value is None:
        return None
    sftp = Sftp(
        str(value["host"]), int(value["port"]), str(value["user"]), str(value["folder"]), str(value["host_key"])
    )
    return Putting(uuid.UUID(value["handover"]), str(value["number"]), sftp, int(value["size"]))


def traced_value(one: Traced) -> Value:
    """Write in which hand-over a row had left."""
    return [str(one.handover_id), one.number, one.recipient, None if one.record_id is None else str(one.record_id)]


def read_traced(value: list[list[str | None]]) -> tuple[Traced, ...]:
    """Read what `traced_value` writes, of several."""
    return tuple(
        Traced(uuid.UUID(one[0]), str(one[1]), str(one[2]), None if one[3] is None else uuid.UUID(one[3]))
        for one in value
    )


def outside_value(one: HeldOutside) -> Value:
    """Write that a record went to a recipient."""
    return {
        "record": str(one.record_id),
        "handover": str(one.handover_id),
        "number": one.number,
        "exit": one.exit.value,
        "recipient": one.recipient,
        "purpose": one.purpose,
        "statement": one.statement_hash,
        "handed_at": instant_text(one.handed_at),
        "ended": one.ended,
        "ended_on": None if one.ended_on is None else one.ended_on.isoformat(),
        "still_there": one.still_there,
        "address": one.address,
        "representative": one.representative,
    }


def read_outside(value: Mapping[str, Any]) -> HeldOutside:
    """Read what `outside_value` writes."""
    return HeldOutside(
        record_id=uuid.UUID(value["record"]),
        handover_id=uuid.UUID(value["handover"]),
        number=str(value["number"]),
        exit=Exit(value["exit"]),
        recipient=str(value["recipient"]),
        purpose=str(value["purpose"]),
        statement_hash=str(value["statement"]),
        handed_at=read_instant(value["handed_at"]),
        ended=None if value["ended"] is None else str(value["ended"]),
        ended_on=None if value["ended_on"] is None else date.fromisoformat(value["ended_on"]),
        still_there=value["still_there"] is True,
        address=str(value["address"]),
        representative=str(value["representative"]),
    )


def read_bytes(value: Any) -> bytes:
    """Read bytes that were written in base64."""
    if not isinstance(value, str):
        raise TypeError
    return base64.b64decode(value, validate=True)
