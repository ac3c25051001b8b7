"""What goes in and comes out, as types: bodies are read strictly by them, and the document is made from them."""

import uuid
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

# The (?!\n) is for Python, whose $ would let a line feed pass at the end.
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
RECORD_PATTERN = rf"^({_UUID}|[0-9A-Za-z]{{4}}-?[0-9A-Za-z]{{4}}-?[0-9A-Za-z]{{4}})$(?!\n)"
ID_PATTERN = r"^[a-z][a-z0-9]*([._-][a-z0-9]+)*$(?!\n)"
LINE_PATTERN = r"^[^\u0000-\u0008\u000b-\u001f\u007f]*$(?!\n)"
CURSOR_PATTERN = r"^[A-Za-z0-9_-]+$(?!\n)"
KIND_PATTERN = r"^[a-z][a-z0-9_]*([.][a-z0-9_]+){2}$(?!\n)"

RecordName: TypeAlias = Annotated[str, Meta(pattern=RECORD_PATTERN, max_length=36)]
Id: TypeAlias = Annotated[str, Meta(pattern=ID_PATTERN, max_length=64)]
Reason: TypeAlias = Annotated[str, Meta(pattern=LINE_PATTERN, min_length=3, max_length=200)]
Value: TypeAlias = Annotated[str, Meta(max_length=10_000)]
Chosen: TypeAlias = Annotated[list[Id], Meta(max_length=64)]
Items: TypeAlias = Annotated[dict[Id, Value | Chosen], Meta(min_length=1, max_length=100)]
Cursor: TypeAlias = Annotated[str, Meta(pattern=CURSOR_PATTERN, max_length=1000)]
Sha256: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Base64: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
Instant: TypeAlias = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Tongue: TypeAlias = Literal["ja", "en"]
LookupKind: TypeAlias = Literal["number", "email", "phone", "name", "kana"]


class _In(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is sent to us; what is not known is refused, so that a mistyped name is not taken for silence."""


class _Out(msgspec.Struct, frozen=True):
    """Something that we answer."""


class Collect(_In, frozen=True):
    """What a person gave to the service."""

    items: Items
    language: Tongue
    permissions: Annotated[list[Id], Meta(max_length=50)] = []
    service: Id | UnsetType = UNSET
    statement: Sha256 | UnsetType = UNSET


class Collected(_Out, frozen=True):
    """What was kept, and the receipt to hand to the person."""

    record: uuid.UUID
    number: str
    receipt: Annotated[msgspec.Raw, Meta(extra_json_schema={"type": "object"})]
    entry: uuid.UUID
    collected_at: Instant


class Open(_In, frozen=True):
    """A wish to open one record for one purpose."""

    record: RecordName
    purpose: Id
    reason: Reason


class OpenedRecord(_Out, frozen=True):
    """What a purpose may see of a record, and the event under which it was opened."""

    record: uuid.UUID
    number: str
    service: str
    purpose: str
    items: dict[str, str]
    language: Tongue
    collected_at: Instant
    statement: Sha256
    event: uuid.UUID


class OpenMany(_In, frozen=True):
    """A wish to open several records for one purpose."""

    records: Annotated[list[RecordName], Meta(min_length=1, max_length=200)]
    purpose: Id
    reason: Reason


class ProblemIn(_Out, frozen=True):
    """Why one of several was not opened."""

    type: str
    title: str
    status: int
    detail: str
    ground: str


class ManyResult(_Out, frozen=True):
    """One of several: what may be seen of it, or under ``problem`` why not."""

    record: str
    ok: bool
    problem: ProblemIn | UnsetType = UNSET
    number: str | UnsetType = UNSET
    service: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    items: dict[str, str] | UnsetType = UNSET
    language: Tongue | UnsetType = UNSET
    collected_at: Instant | UnsetType = UNSET
    statement: Sha256 | UnsetType = UNSET
    event: uuid.UUID | UnsetType = UNSET


class OpenedMany(_Out, frozen=True):
    """What came of each, in the order in which they were named."""

    results: list[ManyResult]


class OpenPage(_In, frozen=True):
    """A wish to go through all records of the service that a purpose may open."""

    purpose: Id
    reason: Reason
    limit: Annotated[float, Meta(ge=1, le=500, multiple_of=1)] = 100  # 69.0 is a whole number, too
    cursor: Cursor | None = None


class OpenedPage(_Out, frozen=True):
    """One page of records, and the way to the next."""

    records: list[OpenedRecord]
    cursor: str | None


class Find(_In, frozen=True):
    """A search for the records of somebody who is at hand."""

    kind: LookupKind
    value: Annotated[str, Meta(pattern=LINE_PATTERN, min_length=1, max_length=512)]
    purpose: Id
    reason: Reason


class FoundRecord(_Out, frozen=True):
    """A record that may be opened, without anything of what it holds."""

    record: uuid.UUID
    number: str
    service: str
    collected_at: Instant


class Found(_Out, frozen=True):
    """The records that were found."""

    records: list[FoundRecord]


class Correct(_In, frozen=True):
    """New values for some items of a record."""

    record: RecordName
    purpose: Id
    items: Items
    reason: Reason


class Corrected(_Out, frozen=True):
    """The record that was corrected, and the ledger entry of it."""

    record: uuid.UUID
    number: str
    entry: uuid.UUID


class Name(_In, frozen=True):
    """One record."""

    record: RecordName


class Stop(_In, frozen=True):
    """One record, and the purpose that it must not be used for any longer."""

    record: RecordName
    purpose: Id


class Erased(_Out, frozen=True):
    """That a person was erased, with all that is held of them: the ledger's entry of it."""

    entry: uuid.UUID


class ServiceTitle(_Out, frozen=True):
    """A service by its id and its title in both languages."""

    id: str
    title: dict[Tongue, str]


class StatementInForce(_Out, frozen=True):
    """The version of the statement that is in force."""

    hash: Sha256
    version: str
    edition: str
    effective_at: Instant
    languages: list[Tongue]
    prevails: Tongue
    service: ServiceTitle


class Retained(_Out, frozen=True):
    """How long a purpose keeps what it needs, and from when on."""

    days: int
    start: Literal["collected", "closed"]


class MatrixPurpose(_Out, frozen=True):
    """One purpose of the service."""

    id: str
    title: dict[Tongue, str]
    consent: bool
    retention: Retained
    open_to_key: bool


class ChoiceOut(_Out, frozen=True):
    """One answer of a choice."""

    id: str
    label: dict[Tongue, str]


class MatrixItem(_Out, frozen=True):
    """One item of the service, and what it may be used for."""

    id: str
    kind: str
    label: dict[Tongue, str]
    required: bool
    longest: int
    choices: list[ChoiceOut]
    purposes: list[str]


class Notice(_Out, frozen=True):
    """What a person must be shown before giving anything."""

    hash: Sha256
    html: str


class Matrix(_Out, frozen=True):
    """Service, items and purposes, as the statement in force has them."""

    service: str
    statement: Sha256
    items: list[MatrixItem]
    purposes: list[MatrixPurpose]
    notices: dict[Tongue, Notice]


class KeyRights(_Out, frozen=True):
    """What a key may do."""

    key: uuid.UUID
    service: str
    purposes: list[str]
    acts: list[str]
    expires_at: Instant


class CheckpointOut(_Out, frozen=True):
    """The signed name of the ledger's tree."""

    origin: str
    size: int
    root: Base64
    note: str


class LedgerEntry(_Out, frozen=True):
    """One entry; its index is null while it waits for its place."""

    index: int | None
    id: uuid.UUID
    kind: str
    at: Instant
    facts: dict[str, str | int | list[str]]
    leaf_hash: Base64


class LedgerPage(_Out, frozen=True):
    """Entries from the newest on, and the way to older ones."""

    entries: list[LedgerEntry]
    cursor: str | None


class EntryName(_In, frozen=True):
    """One entry of the ledger."""

    entry: uuid.UUID


class InclusionProof(_Out, frozen=True):
    """That an entry is in the ledger, in numbers and as the text of c2sp.org/tlog-proof."""

    index: int
    size: int
    leaf_hash: Base64
    path: list[Base64]
    checkpoint: str
    entry: Base64
    proof: str


class Health(_Out, frozen=True):
    """Whether each part answers."""

    keeper: bool
    database: bool
    ledger: bool


class LedgerQuery(_In, frozen=True):
    """Which entries to list."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 50
    cursor: Cursor | None = None
    kind: Annotated[str, Meta(pattern=KIND_PATTERN, max_length=100)] | None = None
