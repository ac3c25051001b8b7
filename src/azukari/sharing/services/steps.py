"""The steps of a hand-over as they are stored: proposed, decided; each with its entry in the ledger."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.base.canonical import Value
from azukari.base.errors import NotFoundError
from azukari.base.ids import new_id, new_receipt_number
from azukari.base.sql import Cursor
from azukari.ledger.entry import Fact
from azukari.ledger.services import append
from azukari.sharing.condition import Condition
from azukari.sharing.delivery import Kind, State, StepRefusedError
from azukari.sharing.engagement import Sftp
from azukari.sharing.events import Event
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.store import handovers
from azukari.sharing.store.engagements import sftp_json
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.vault.access import Actor


class HandoverUnknownError(NotFoundError):
    """There is no such hand-over."""


@dataclass(frozen=True, slots=True)
class NewHandover:
    """A hand-over as it is proposed; ``items`` are those that may be in it at most."""

    exit: Exit
    kind: Kind
    engagement_id: uuid.UUID | None
    recipient: str
    language: Language
    contact: str
    age_key: str
    sftp: Sftp | None
    wish: Value
    items: Sequence[str]
    reason: str
    counted: int
    second: bool


def handover_of(dispatch: Dispatch, handover_id: uuid.UUID) -> HandoverRow:
    """Give a hand-over.

    Raises:
        HandoverUnknownError: if there is none.
    """
    found = handovers.handover(dispatch.chamber.database, handover_id)
    if found is None:
        raise HandoverUnknownError(ground="handover_unknown")
    return found


def insert_new(dispatch: Dispatch, cursor: Cursor, new: NewHandover, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Store a new hand-over with its entry, as part of a transaction, and give its id."""
    handover_id = new_id()
    values: dict[str, Any] = {
        "handover_id": handover_id,
        "door_id": uuid.uuid4(),
        "number": new_receipt_number(),
        "exit": new.exit.value,
        "kind": new.kind.value,
        "engagement_id": new.engagement_id,
        "recipient": new.recipient,
        "language": new.language,
        "contact": new.contact,
        "age_key": new.age_key,
        "sftp": sftp_json(new.sftp),
        "wish": json.dumps(new.wish),
        "items": list(new.items),
        "reason": new.reason,
        "statement_hash": dispatch.statement(now).hash,
        "state": (State.PROPOSED if new.second else State.APPROVED).value,
        "second": new.second,
        "counted": new.counted,
        "now": now,
        "by": actor.id,
        "role": actor.role.value,
    }
    handovers.insert_handover(cursor, values)
    facts: dict[str, Fact] = {
        "handover": str(handover_id),
        "exit": new.exit.value,
        "kind": new.kind.value,
        "count": new.counted,
        "second": "yes" if new.second else "no",
    }
    if new.engagement_id is not None:
        facts["recipient"] = new.recipient
    noted(cursor, Event.PROPOSED, actor, facts, now=now)
    return handover_id


def decide(
    cursor: Cursor,
    row: HandoverRow,
    after: State,
    *,
    by: Actor | None,
    now: datetime,
    grounds: Sequence[Condition] = (),
) -> None:
    """Move a hand-over on, unless somebody else did a moment ago.

    Raises:
        StepRefusedError: if it does not stand there any more.
    """
    values = {
        "handover_id": row.handover_id,
        "before": row.state.value,
        "state": after.value,
        "grounds": [one.value for one in grounds],
        "now": None if by is None else now,
        "by": None if by is None else by.id,
    }
    if not handovers.step(cursor, "decide_handover", values):
        raise StepRefusedError(ground="step")


def named_facts(row: HandoverRow) -> dict[str, Fact]:
    """Name a hand-over in an entry, and its recipient if the statement does.

    Who asked by an exception of the law, or which client it is, is not for everybody to read (requirements H60).
    """
    facts: dict[str, Fact] = {"handover": str(row.handover_id)}
    return facts if row.engagement_id is None else {**facts, "recipient": row.recipient}


def actor_of(row: HandoverRow) -> Actor:
    """Tell as whom a hand-over's records are opened: as who proposed it."""
    return Actor(row.proposed_by, Role(row.proposer_role))


def noted(cursor: Cursor, kind: Event, actor: Actor, facts: Mapping[str, Fact], *, now: datetime) -> None:
    """Append an entry that says who did it, in the transaction in which it is done."""
    append(cursor, kind, {"actor": actor.id, "role": actor.role.value, **facts}, now=now)
