"""What is held, in words: a card for each sending, under the service that it was sent to, newest first."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from azukari.base.clock import japan_date
from azukari.rights.outside import tell_outside
from azukari.sharing.queries import HeldOutside
from azukari.statement.document import Statement
from azukari.statement.matrix import received_items, visible_items
from azukari.statement.purposes import Purpose
from azukari.statement.recipient_facts import countries_text, seat, terms
from azukari.statement.service import ItemKind, Recipient, RecipientKind, Service
from azukari.statement.tables import retention_text
from azukari.statement.text import Language
from azukari.statement.vocabulary import RECIPIENTS, listed
from azukari.vault.consent import ConsentState
from azukari.vault.services.showing import HeldRecord, Use
from azukari.web.answers import shown_answer
from azukari.web.days import day_shown, instant_shown
from azukari.web.portal.words import SOURCE_WORDS

ReadVersion = Callable[[str], Statement]


@dataclass(frozen=True, slots=True)
class Answer:
    """One item that is held, with what it holds."""

    id: str
    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UseShown:
    """One purpose of a record: what was said to it, and whether and until when it may be used so.

    ``said`` is what the person said to it, where a permission was asked for: given, refused, withdrawn, or nothing.
    """

    id: str
    title: str
    text: str
    why: str
    items: str
    said: str
    said_on: str
    living: bool
    until: str
    period: str


@dataclass(frozen=True, slots=True)
class RecipientShown:
    """Somebody outside who is entrusted with what a service collects; ``facts`` say where, on what terms, and who helps."""

    name: str
    kind: str
    work: str
    countries: str
    items: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """That records of a service went to a recipient in one hand-over; ``ended`` is empty as long as they have it."""

    number: str
    recipient: str
    exit: str
    purpose: str
    handed: str
    standing: str
    ended: str
    address: str
    representative: str
    records: str


@dataclass(frozen=True, slots=True)
class Card:
    """One sending, as its person sees it; ``changed`` tells that the statement has another version since."""

    record_id: uuid.UUID
    number: str
    service: str
    collected: str
    collected_at: str
    closed: str
    version: str
    changed: bool
    answers: tuple[Answer, ...]
    missing: str
    uses: tuple[UseShown, ...]
    on_hold: bool
    restricted: bool
    source: str

    @property
    def living(self) -> tuple[UseShown, ...]:
        """List the uses that go on."""
        return tuple(use for use in self.uses if use.living)


@dataclass(frozen=True, slots=True)
class Group:
    """One service, with everything that was sent to it and who else holds it."""

    id: str
    title: str
    cards: tuple[Card, ...]
    recipients: tuple[RecipientShown, ...]
    deliveries: tuple[DeliveryShown, ...] = ()


def groups(
    records: Iterable[HeldRecord],
    *,
    in_force: Statement,
    version: ReadVersion,
    language: Language,
    outside: Iterable[HeldOutside] = (),
) -> tuple[Group, ...]:
    """Lay out what is held, by service; each card is written in the words of the version that binds its record."""
    gone = tuple(outside)
    by_service: dict[str, list[HeldRecord]] = {}
    for held in sorted(records, key=lambda one: one.collected_at, reverse=True):
        by_service.setdefault(held.service, []).append(held)
    return tuple(
        Group(
            id=service_id,
            title=_service(in_force, version(held[0].statement_hash), service_id).title.in_language(language),
            cards=tuple(card(one, in_force=in_force, version=version, language=language) for one in held),
            recipients=_recipients(in_force, service_id, held, language),
            deliveries=deliveries(
                gone, {one.record_id: one.number for one in held}, version=version, language=language
            ),
        )
        for service_id, held in by_service.items()
    )


def card(held: HeldRecord, *, in_force: Statement, version: ReadVersion, language: Language) -> Card:
    """Lay out one record."""
    bound = version(held.statement_hash)
    service = bound.service(held.service)
    missing = tuple(item.label.in_language(language) for item in service.items if item.id not in held.values)
    return Card(
        record_id=held.record_id,
        number=held.number,
        service=service.title.in_language(language),
        collected=instant_shown(held.collected_at, language),
        collected_at=held.collected_at.isoformat(),
        closed="" if held.closed_at is None else day_shown(japan_date(held.closed_at), language),
        version=bound.version,
        changed=bound.hash != in_force.hash,
        answers=tuple(
            Answer(
                item.id, item.label.in_language(language), shown_answer(item, held.values[item.id], language=language)
            )
            for item in service.items
            if held.values.get(item.id)
        ),
        missing=listed(missing, language),
        uses=tuple(_use(held, use, service, bound.purpose(use.purpose), language) for use in held.uses),
        on_hold=held.on_hold,
        restricted=held.restricted,
        source=str(SOURCE_WORDS[held.source]),
    )


def deliveries(
    outside: Iterable[HeldOutside], numbers: Mapping[uuid.UUID, str], *, version: ReadVersion, language: Language
) -> tuple[DeliveryShown, ...]:
    """Lay out to whom some records went, one line for each hand-over; ``numbers`` are their receipt numbers."""
    by_handover: dict[uuid.UUID, list[HeldOutside]] = {}
    for one in outside:
        if one.record_id in numbers:
            by_handover.setdefault(one.handover_id, []).append(one)
    return tuple(_delivery(some, numbers, version, language) for some in by_handover.values())


def _delivery(
    some: list[HeldOutside], numbers: Mapping[uuid.UUID, str], version: ReadVersion, language: Language
) -> DeliveryShown:
    told, one = tell_outside(some[0], version=version, language=language), some[0]
    return DeliveryShown(
        number=one.number,
        recipient=told.recipient,
        exit=told.exit,
        purpose=told.purpose,
        handed=day_shown(japan_date(one.handed_at), language),
        standing=told.standing,
        ended=_day(one.ended_on, language),
        address=told.address,
        representative=told.representative,
        records=listed(tuple(numbers[each.record_id] for each in some), language),
    )


def only_for(held: HeldRecord, purpose: str, *, version: ReadVersion, language: Language) -> tuple[str, ...]:
    """List what is held for one purpose alone, and is destroyed when that use stops."""
    service = version(held.statement_hash).service(held.service)
    others = {use.purpose for use in held.uses if use.living and use.purpose != purpose}
    return tuple(
        item.label.in_language(language)
        for item in service.items
        if held.values.get(item.id) and purpose in item.purposes and others.isdisjoint(item.purposes)
    )


def has_postal_address(records: Iterable[HeldRecord], *, version: ReadVersion) -> bool:
    """Tell whether anything that is held says where a letter can be sent."""
    return any(
        held.values.get(item.id)
        for held in records
        for item in version(held.statement_hash).service(held.service).items
        if item.kind is ItemKind.ADDRESS
    )


def _use(held: HeldRecord, use: Use, service: Service, purpose: Purpose, language: Language) -> UseShown:
    labels = {item.id: item.label.in_language(language) for item in service.items}
    last = next((said for said in reversed(held.said) if said.purpose == use.purpose), None)
    return UseShown(
        id=use.purpose,
        title=purpose.title.in_language(language),
        text=purpose.text.in_language(language),
        why=purpose.retention.why.in_language(language),
        items=listed(tuple(labels[item] for item in visible_items(service, use.purpose)), language),
        said="" if use.consent is None else ConsentState(use.consent).value,
        said_on="" if last is None else day_shown(japan_date(last.at), language),
        living=use.living,
        until=_day(use.until_on, language),
        period=retention_text(purpose, language),
    )


def _day(on: date | None, language: Language) -> str:
    return "" if on is None else day_shown(on, language)


def _service(in_force: Statement, bound: Statement, service_id: str) -> Service:
    known: Mapping[str, Service] = {service.id: service for service in (*bound.services, *in_force.services)}
    return known[service_id]


def _recipients(
    in_force: Statement, service_id: str, held: Iterable[HeldRecord], language: Language
) -> tuple[RecipientShown, ...]:
    """List who else holds it: those whose contract covers the service and one of the purposes that go on."""
    living = {use.purpose for one in held for use in one.uses if use.living}
    service = next((service for service in in_force.services if service.id == service_id), None)
    if service is None:
        return ()
    return tuple(
        _recipient(one, service, language)
        for one in in_force.recipients_of(service_id)
        if not living.isdisjoint(one.purposes)
    )


def _recipient(one: Recipient, service: Service, language: Language) -> RecipientShown:
    return RecipientShown(
        name=one.name.in_language(language),
        kind=RECIPIENTS[RecipientKind(one.kind)].in_language(language),
        work=one.work.in_language(language),
        countries=countries_text(one.countries, language),
        items=listed(tuple(item.label.in_language(language) for item in received_items(service, one)), language),
        facts=(*terms(one, language), *seat(one, language)),
    )
