"""Access events in words."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.statement.purposes import Role
from azukari.vault.queries import AccessEvent
from azukari.web.staff.words import ROLE_WORDS, refusal_words

KIND_WORDS: Mapping[str, Promise] = {
    "vault.record.opened": _("Opened"),
    "vault.record.searched": _("Searched"),
    "vault.record.refused": _("Refused"),
    "vault.record.corrected": _("Corrected"),
    "vault.record.annotated": _("Statement of the person added"),
    "vault.record.shown": _("Shown to the person"),
    "vault.record.exported": _("Taken out for the person"),
}


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as a line of a table."""

    at: datetime
    who: str
    role: str
    purpose: str
    outcome: str
    refused: bool
    why: str
    ground: str
    reason: str
    record: str
    entry_id: uuid.UUID


def shown(
    events: Iterable[AccessEvent], *, names: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[EventRow, ...]:
    """Write events in words; actors without a name, and purposes without a title, are shown by their id."""
    return tuple(_row(event, names, titles) for event in events)


def _row(event: AccessEvent, names: Mapping[str, str], titles: Mapping[str, str]) -> EventRow:
    refused = event.ground is not None
    return EventRow(
        at=event.at,
        who=names.get(event.actor, event.actor),
        role=str(ROLE_WORDS[Role(event.role)]) if event.role in set(Role) else event.role,
        purpose=titles.get(event.purpose, event.purpose),
        outcome=str(KIND_WORDS.get(event.kind, event.kind)),
        refused=refused,
        why=str(refusal_words(event.ground).why) if event.ground else "",
        ground=event.ground or "",
        reason=event.reason or "",
        record=str(event.record_id)[:8] if event.record_id else "",
        entry_id=event.entry_id,
    )
