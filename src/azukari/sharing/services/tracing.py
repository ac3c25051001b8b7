"""Tracing a list that was found somewhere: by a row's reference, or by the code in the name of a control row."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from azukari.sharing.delivery import Kind
from azukari.sharing.events import Event
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.steps import noted
from azukari.sharing.store import handovers
from azukari.sharing.watermark import control_ref, mark_key
from azukari.vault.access import Actor


@dataclass(frozen=True, slots=True)
class Traced:
    """A hand-over in which a row left, and the record that it is; none if it is the control row."""

    handover_id: uuid.UUID
    number: str
    recipient: str
    record_id: uuid.UUID | None


def trace(dispatch: Dispatch, clue: str, *, actor: Actor, now: datetime) -> tuple[Traced, ...]:
    """Tell in which hand-over a row had left, by its reference, whole or as the code of a control row; it is recorded."""
    sought = clue.strip().upper()
    rows = handovers.found_by_ref(dispatch.chamber.database, sought)
    found = tuple(Traced(*row) for row in rows) or _control_rows(dispatch, sought)
    with dispatch.chamber.database.transaction() as cursor:
        noted(cursor, Event.TRACED, actor, {"found": len(found)}, now=now)
    return found


def _control_rows(dispatch: Dispatch, sought: str) -> tuple[Traced, ...]:
    # The reference of a control row is stored nowhere: it follows from the key and the hand-over.
    key = dispatch.chamber.unlocked.mark_key()
    return tuple(
        Traced(row.handover_id, row.number, row.recipient, None)
        for row in handovers.handovers(dispatch.chamber.database)
        if row.kind is Kind.RECORDS
        and row.wish is not None
        and row.wish.control
        and control_ref(mark_key(key, row.handover_id)).startswith(sought)
    )
