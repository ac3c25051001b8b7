"""What goes into a package; who makes one has read it all before."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from azukari.rights.pack import Ground, KindRule
from azukari.rights.request import Channel, Outcome, State
from azukari.sharing.queries import HeldOutside
from azukari.statement.document import Statement
from azukari.statement.text import Language
from azukari.vault.queries import AccessEvent
from azukari.vault.services.showing import HeldRecord


@dataclass(frozen=True, slots=True)
class Redaction:
    """A passage of a value that is about somebody else, and the ground on which it is left out (requirements H12)."""

    record_id: uuid.UUID
    item: str
    passage: str = field(repr=False)
    ground: Ground


@dataclass(frozen=True, slots=True)
class RequestMade:
    """A request that the person made, with what they wrote and what was answered; empty where nothing was."""

    number: str
    kind: KindRule
    channel: Channel
    arrived_at: datetime
    answer_by: date
    state: State
    outcome: Outcome | None = None
    grounds: tuple[Ground, ...] = ()
    wish: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    reply: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of one person.

    ``statements`` are the versions by hash, those of the records and deliveries and the one ``in_force``. ``receipts`` are proved
    already, by record; a record without one says so.
    """

    package_id: uuid.UUID
    language: Language
    statements: Mapping[str, Statement]
    in_force: str
    records: tuple[HeldRecord, ...]
    accesses: tuple[AccessEvent, ...] = ()
    requests: tuple[RequestMade, ...] = ()
    receipts: Mapping[uuid.UUID, bytes] = field(default_factory=dict, repr=False)
    redactions: tuple[Redaction, ...] = ()
    deliveries: tuple[HeldOutside, ...] = ()
