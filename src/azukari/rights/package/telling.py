"""What a package says, worked out once, so that page, tables and data cannot differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from azukari.base.errors import MalformedError
from azukari.rights.outside import ToldOutside, tell_outside
from azukari.rights.pack import Ground
from azukari.rights.package.content import Content
from azukari.rights.package.redaction import Redacted, redacted
from azukari.rights.package.words import UseState, kind_words, role_words
from azukari.statement.document import Statement
from azukari.statement.matrix import received_items
from azukari.statement.purposes import Purpose
from azukari.statement.service import Item, ItemKind, Recipient, Service
from azukari.statement.text import Language
from azukari.vault.annotation import with_statements
from azukari.vault.consent import ConsentState
from azukari.vault.normalise import CHOICES_SEPARATOR
from azukari.vault.queries import AccessEvent
from azukari.vault.services.showing import HeldRecord, Use


@dataclass(frozen=True, slots=True)
class ToldItem:
    """An item with its value, and what the person says beside it; ``choices`` are what it is called where it was chosen."""

    item: Item
    value: Redacted
    choices: tuple[str, ...]
    statement: Redacted

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """List the grounds on which something was left out of either, each once."""
        return tuple({ground.id: ground for ground in (*self.value.grounds, *self.statement.grounds)}.values())


@dataclass(frozen=True, slots=True)
class ToldPurpose:
    """A purpose of a record, and how it stands."""

    purpose: Purpose
    state: UseState
    until_on: date | None


@dataclass(frozen=True, slots=True)
class ToldRecord:
    """A record under the statement that binds it."""

    held: HeldRecord
    statement: Statement
    service: Service
    items: tuple[ToldItem, ...]
    purposes: tuple[ToldPurpose, ...]
    has_receipt: bool

    @property
    def consent_path(self) -> str:
        """Tell where the record of what was agreed lies."""
        return f"consent/{self.held.record_id}.jsonld"

    @property
    def receipt_path(self) -> str:
        """Tell where the receipt lies, if there is one."""
        return f"receipts/{self.held.number}.json"


@dataclass(frozen=True, slots=True)
class ToldAccess:
    """An access in words; ``number`` is the receipt number of the record, if it is one that is shown."""

    event: AccessEvent
    number: str | None
    what: str
    purpose_title: str | None
    role_title: str


@dataclass(frozen=True, slots=True)
class ToldRecipient:
    """Somebody who may hold something of some records: which items, for which purposes."""

    recipient: Recipient
    numbers: tuple[str, ...]
    items: tuple[Item, ...]
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class ToldDelivery:
    """That a record went to a recipient; ``number`` is its receipt number, if it is one that is shown."""

    outside: ToldOutside
    number: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a package says."""

    content: Content
    made_at: datetime
    statement: Statement
    records: tuple[ToldRecord, ...]
    accesses: tuple[ToldAccess, ...]
    recipients: tuple[ToldRecipient, ...]
    deliveries: tuple[ToldDelivery, ...] = ()

    @property
    def language(self) -> Language:
        """Tell the person's language."""
        return self.content.language


def tell(content: Content, *, now: datetime) -> Told:
    """Work out what a package says.

    Raises:
        MalformedError: if a statement is missing, has no such service or purpose, or a passage that is to be left out is not there.
    """
    held = {(record.record_id, item) for record in content.records for item in record.values}
    if any((one.record_id, one.item) not in held for one in content.redactions):
        raise MalformedError("A passage that is to be left out is not in the value.", ground="redaction")
    try:
        records = tuple(_record(content, record) for record in content.records)
        return Told(
            content=content,
            made_at=now,
            statement=_statement(content, content.in_force),
            records=records,
            accesses=tuple(_access(content, event) for event in content.accesses),
            recipients=tuple(_recipients(content, records)),
            deliveries=tuple(_deliveries(content)),
        )
    except KeyError:
        raise MalformedError(
            "The statement has no such service or purpose as the records name.", ground="statement"
        ) from None


def _statement(content: Content, wanted: str) -> Statement:
    if wanted not in content.statements:
        raise MalformedError("A statement that binds a record is missing.", ground="statement")
    return content.statements[wanted]


def _record(content: Content, held: HeldRecord) -> ToldRecord:
    statement = _statement(content, held.statement_hash)
    service = statement.service(held.service)
    return ToldRecord(
        held=held,
        statement=statement,
        service=service,
        items=tuple(
            _item(content, held, item)
            for item in service.items
            if not held.values.keys().isdisjoint(with_statements((item.id,)))
        ),
        purposes=tuple(_purpose(statement, use) for use in held.uses),
        has_receipt=held.record_id in content.receipts,
    )


def _item(content: Content, held: HeldRecord, item: Item) -> ToldItem:
    value, statement = (_redacted(content, held, name) for name in with_statements((item.id,)))
    choices = () if value.grounds else _choices(item, value.text, content.language)
    return ToldItem(item, value, choices, statement)


def _redacted(content: Content, held: HeldRecord, name: str) -> Redacted:
    left_out = [one for one in content.redactions if (one.record_id, one.item) == (held.record_id, name)]
    return redacted(held.values.get(name, ""), left_out)


def _choices(item: Item, value: str, language: Language) -> tuple[str, ...]:
    if not value or item.kind not in {ItemKind.CHOICE, ItemKind.CHOICES}:
        return ()
    labels = {choice.id: choice.label.in_language(language) for choice in item.choices}
    chosen = value.split(CHOICES_SEPARATOR) if item.kind is ItemKind.CHOICES else [value]
    return tuple(labels.get(one, one) for one in chosen)


def _purpose(statement: Statement, use: Use) -> ToldPurpose:
    purpose = statement.purpose(use.purpose)
    if use.living:
        return ToldPurpose(purpose, UseState.IN_USE, use.until_on)
    match use.consent:
        case ConsentState.REFUSED:
            return ToldPurpose(purpose, UseState.NOT_AGREED, None)
        case ConsentState.WITHDRAWN:
            return ToldPurpose(purpose, UseState.WITHDRAWN, None)
    return ToldPurpose(purpose, UseState.ENDED, None)


def _access(content: Content, event: AccessEvent) -> ToldAccess:
    record = next((one for one in content.records if one.record_id == event.record_id), None)
    bound = [] if record is None else [content.statements[record.statement_hash]]
    titles = {
        purpose.id: purpose.title
        for statement in (*content.statements.values(), *bound)
        for purpose in statement.all_purposes()
    }
    title = titles.get(event.purpose)
    return ToldAccess(
        event=event,
        number=None if record is None else record.number,
        what=kind_words(event.kind).in_language(content.language),
        purpose_title=event.purpose or None if title is None else title.in_language(content.language),
        role_title=role_words(event.role).in_language(content.language),
    )


def _deliveries(content: Content) -> Iterator[ToldDelivery]:
    numbers = {record.record_id: record.number for record in content.records}
    for one in content.deliveries:
        told = tell_outside(one, version=lambda name: _statement(content, name), language=content.language)
        yield ToldDelivery(told, numbers.get(one.record_id))


def _recipients(content: Content, records: tuple[ToldRecord, ...]) -> Iterator[ToldRecipient]:
    """Join what each recipient may hold, by the version that binds a record and by the one in force, which names who came later."""
    found: dict[str, list[tuple[ToldRecord, Recipient, tuple[Item, ...], tuple[Purpose, ...]]]] = {}
    for record in records:
        for statement in dict.fromkeys((content.in_force, record.held.statement_hash)):
            for recipient, items, purposes in _receiving(record, content.statements[statement]):
                found.setdefault(recipient.id, []).append((record, recipient, items, purposes))
    for parts in found.values():
        yield ToldRecipient(
            recipient=parts[0][1],
            numbers=tuple(dict.fromkeys(record.held.number for record, *_ in parts)),
            items=tuple({item.id: item for *_, items, _ in reversed(parts) for item in items}.values()),
            purposes=tuple({purpose.id: purpose for *_, purposes in reversed(parts) for purpose in purposes}.values()),
        )


def _receiving(
    record: ToldRecord, statement: Statement
) -> Iterator[tuple[Recipient, tuple[Item, ...], tuple[Purpose, ...]]]:
    service = next((one for one in statement.services if one.id == record.service.id), None)
    living = {one.purpose.id: one.purpose for one in record.purposes if one.state is UseState.IN_USE}
    for recipient in statement.recipients if service is not None else ():
        purposes = tuple(living[purpose] for purpose in recipient.purposes if purpose in living)
        items = tuple(
            item
            for item in (received_items(service, recipient) if service is not None else ())
            if item.id in record.held.values and not {one.id for one in purposes}.isdisjoint(item.purposes)
        )
        if items:
            yield recipient, items, purposes
