"""Who asks for what, and what is answered."""

import re
import unicodedata
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from azukari.base.errors import RefusedError
from azukari.statement.matrix import visible_items
from azukari.statement.purposes import Purpose, Role
from azukari.statement.service import Service
from azukari.statement.text import Language
from azukari.vault.events import Event
from azukari.vault.guard import find_personal
from azukari.vault.index import LookupKind

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
    KEY_NOT_ALLOWED = "key_not_allowed"
    SUPPRESSED = "suppressed"
    SAME_PERSON = "same_person"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque id (never a name), a role, and the services that the actor works for (none: all of them).

    A program with a service key has the key's own purposes and acts, too; of everybody else the role tells (none).
    """

    id: str
    role: Role
    services: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    acts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish to open one record (named by id or by receipt number) for one purpose."""

    record: uuid.UUID | str
    purpose: str
    reason: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class ByRequest:
    """By what request of a person something is done (its id), and by whom."""

    request: uuid.UUID
    actor: Actor


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen of a record: items, and statements beside them.

    ``contacts`` are those of the items by which the person would be reached, if the purpose needs a permission.
    """

    items: tuple[str, ...]
    contacts: tuple[tuple[str, LookupKind], ...] = ()


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
class Clue:
    """What a record is looked for by: ``number``, ``email``, ``phone``, ``name`` or ``kana``, and the value as it was said."""

    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a purpose may open, without anything of what it holds."""

    record_id: uuid.UUID
    number: str
    service: str
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """What is stored of one opening, search or refusal."""

    event_id: uuid.UUID
    kind: Event
    person_id: uuid.UUID
    record_id: uuid.UUID | None
    purpose: str
    actor: Actor
    reason: str | None
    ground: str | None


def allowed_items(service: Service, purpose: Purpose, actor: Actor) -> tuple[str, ...]:
    """List the items that an actor may see for a purpose, in the order of the form; none if the purpose sees none.

    The system itself may open for the automatic reply of a service, and then only the address and the name that the reply needs
    (requirements §5.1.4).

    Raises:
        RefusedError: if the actor's role or key may not open for the purpose, or the actor works for other services.
    """
    items = visible_items(service, purpose.id)
    if actor.role is Role.SERVICE:
        # A key has its rights from whoever issued it, so a statement that lists this role gives no more.
        check_key(actor, purpose=purpose.id)
        return items if actor.services and service.id in actor.services else ()
    if actor.services is not None and service.id not in actor.services:
        raise RefusedError(f"You work for other services than {service.id}.", ground=Ground.ROLE_NOT_ALLOWED)
    reply = service.acknowledgement
    if actor.role is Role.SYSTEM:
        # First of all, so that a statement which lists the system among a purpose's roles gives its processes no more.
        if purpose.id == reply.purpose:
            return tuple(item for item in items if item in {reply.email, reply.name})
    elif actor.role is not Role.PERSON and actor.role in purpose.roles:
        return items
    raise RefusedError(
        f"The role {actor.role} may not open records for the purpose {purpose.id}.", ground=Ground.ROLE_NOT_ALLOWED
    )


def check_key(actor: Actor, *, purpose: str) -> None:
    """Check that a purpose is among those of a program's service key; whoever has none passes.

    Raises:
        RefusedError: if it is not.
    """
    if actor.role is Role.SERVICE and purpose not in (actor.purposes or ()):
        raise RefusedError("This service key is not for such a purpose.", ground=Ground.KEY_NOT_ALLOWED)


def may_know(actor: Actor, *, service: str, granted: Collection[str]) -> bool:
    """Tell whether an actor may know that a record exists: a service key only, if it is of its service and for one of its purposes.

    ``granted`` are the purposes that got a grant when the record was collected.
    """
    if actor.role is not Role.SERVICE:
        return True
    return service in (actor.services or ()) and not (actor.purposes or frozenset()).isdisjoint(granted)


@lru_cache(maxsize=256)  # the same reason is given for many records
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
