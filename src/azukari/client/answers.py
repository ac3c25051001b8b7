"""What the API answers, as values. Nothing that may be personal is in their ``repr``."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from azukari.client.errors import Problem

Words: TypeAlias = Mapping[str, str]  # by language: ja, en
Value: TypeAlias = str | tuple[str, ...]
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some of many, and the way to the next ones; none after the last."""

    members: tuple[M, ...]
    cursor: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Collected:
    """What was kept: the record's id, its receipt number, and the receipt to hand to the person."""

    record: uuid.UUID
    number: str
    entry: uuid.UUID
    collected_at: datetime
    receipt: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """What a purpose may see of a record, and the event under which the opening was recorded."""

    record: uuid.UUID
    number: str
    service: str
    purpose: str
    language: str
    collected_at: datetime
    statement: str
    event: uuid.UUID
    items: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotOpened:
    """One of several records that was not opened, as it was named, and why."""

    record: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record that may be opened, without anything of what it holds."""

    record: uuid.UUID
    number: str
    service: str
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record that was corrected, and the ledger entry of it."""

    record: uuid.UUID
    number: str
    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class Erased:
    """That a person was erased: the ledger entry of it."""

    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class ServiceTitle:
    """A service by its id and title."""

    id: str
    title: Words


@dataclass(frozen=True, slots=True)
class StatementInForce:
    """The version of the privacy statement that is in force."""

    hash: str
    version: str
    edition: str
    effective_at: datetime
    languages: tuple[str, ...]
    prevails: str
    service: ServiceTitle


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days a purpose keeps what it needs, from ``collected`` or ``closed`` on."""

    days: int
    start: str


@dataclass(frozen=True, slots=True)
class MatrixPurpose:
    """One purpose of the service; ``consent`` says that a person must agree to it by itself."""

    id: str
    title: Words
    consent: bool
    retention: Retention
    open_to_key: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class MatrixItem:
    """One item of the service, and what it may be used for."""

    id: str
    kind: str
    label: Words
    required: bool
    longest: int
    choices: tuple[Choice, ...]
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person must be shown before giving anything, as HTML."""

    hash: str
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Items, purposes and notices of the service, as the statement in force has them."""

    service: str
    statement: str
    items: tuple[MatrixItem, ...]
    purposes: tuple[MatrixPurpose, ...]
    notices: Mapping[str, Notice]


@dataclass(frozen=True, slots=True)
class KeyRights:
    """What a service key may do, and until when."""

    key: uuid.UUID
    service: str
    purposes: tuple[str, ...]
    acts: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The signed name of the ledger's tree. It is verified by whoever knows the log's key, and not by this client."""

    origin: str
    size: int
    root: str
    note: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry of the ledger; it has no index while it waits for its place."""

    index: int | None
    id: uuid.UUID
    kind: str
    at: datetime
    facts: Mapping[str, str | int | tuple[str, ...]]
    leaf_hash: str


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an entry is in the ledger; ``proof`` is the text that verifiers read (c2sp.org/tlog-proof)."""

    index: int
    size: int
    leaf_hash: str
    path: tuple[str, ...]
    checkpoint: str
    entry: str
    proof: str


@dataclass(frozen=True, slots=True)
class Health:
    """Whether each part answers."""

    keeper: bool
    database: bool
    ledger: bool
