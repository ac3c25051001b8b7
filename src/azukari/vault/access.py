"""Who asks for what, and what is answered."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from azukari.base.errors import RefusedError
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.vault.guard import find_personal

NOBODY = uuid.UUID(int=0)  # the person of an event that concerns no known person
_SHORTEST_REASON, _LONGEST_REASON = 3, 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Ground(StrEnum):
    """Why something was refused; stable codes that stand in the ledger. A tampered part is ``tampered:`` and its name."""

    PURPOSE_UNKNOWN = "purpose_unknown"
    ROLE_NOT_ALLOWED = "role_not_allowed"
    NO_REASON = "no_reason"
    NO_GRANT = "no_grant"
    ON_HOLD = "on_hold"
    RECORD_UNKNOWN = "record_unknown"
    COMPARTMENT_DESTROYED = "compartment_destroyed"
    PERSON_ERASED = "person_erased"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque id (never a name), a role, and the services that the actor works for (none: all of them)."""

    id: str
    role: Role
    services: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish to open one record (named by id or by receipt number) for one purpose."""

    record: uuid.UUID | str
    purpose: str
    reason: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """What a purpose may see of a record, and the event under which it was opened."""

    record_id: uuid.UUID
    number: str
    service: str
    purpose: str
    items: Mapping[str, str]
    statement_hash: str
    collected_at: datetime
    language: Language
    event_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a purpose may open, without anything of what it holds."""

    record_id: uuid.UUID
    number: str
    service: str
    collected_at: datetime


def check_reason(text: str) -> str:
    """Give a reason as it is recorded.

    Raises:
        RefusedError: if it is too short or long, or holds what looks like personal data.
    """
    reason = _CONTROL.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        raise RefusedError(
            f"Give a reason of {_SHORTEST_REASON} to {_LONGEST_REASON} characters; it is recorded.",
            ground=Ground.NO_REASON,
        )
    if find_personal(reason) is not None:
        raise RefusedError(
            "The reason holds what looks like an e-mail address, a telephone number or a twelve-digit number; write it without"
            " personal data, because it is recorded for good.",
            ground=Ground.NO_REASON,
        )
    return reason
