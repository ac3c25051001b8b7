"""Comparing the facts of two versions: what each may do that the other may not, as plain keys.

`diff` turns these keys into sentences. A fact that only the new version has is newly allowed; one that only the old version
has is newly forbidden: so a comparison the other way round says the opposite of everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from azukari.statement.document import Statement
from azukari.statement.matrix import received_items
from azukari.statement.purposes import Role
from azukari.statement.service import ForeignBasis, Recipient, RecipientKind
from azukari.statement.text import Text
from azukari.statement.vocabulary import FOREIGN_BASES, RECIPIENTS, ROLES, country


class FactKind(StrEnum):
    """What a fact is about; the order is that in which changes are told."""

    SERVICE = "service"
    ITEM = "item"
    PURPOSE = "purpose"
    SEES = "sees"
    OPENS = "opens"
    FREE = "free"
    RECIPIENT = "recipient"
    RECEIVES = "receives"
    RECEIVES_AS = "receives_as"
    BASIS_ABROAD = "basis_abroad"
    COUNTRY = "country"
    SUBCONTRACTOR = "subcontractor"
    SUBCOUNTRY = "subcountry"
    TRANSMISSION = "transmission"
    COOKIE = "cookie"
    LOG_FIELD = "log_field"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that a version allows; ``names`` are ids, outermost first."""

    kind: FactKind
    names: tuple[str, ...]


def facts_of(statement: Statement) -> frozenset[Fact]:
    """List everything that a version allows."""
    return frozenset((*_services(statement), *_purposes(statement), *_recipients(statement), *_traffic(statement)))


def retention_of(statement: Statement) -> dict[str, tuple[int, str]]:
    """Tell for each purpose how long it keeps, and from when."""
    return {purpose.id: (purpose.retention.days, str(purpose.retention.start)) for purpose in statement.all_purposes()}


def descriptions_of(recipient: Recipient) -> dict[str, Text]:
    """Give each text that describes a recipient, its terms, and whoever helps it."""
    found = {
        "name": recipient.name,
        "work": recipient.work,
        "address": recipient.address,
        "representative": recipient.representative,
        "responsible": recipient.responsible,
    }
    if recipient.foreign is not None:
        found |= {"foreign.system": recipient.foreign.system, "foreign.measures": recipient.foreign.measures}
    for one in recipient.subcontractors:
        found |= {f"subcontractors.{one.id}.name": one.name, f"subcontractors.{one.id}.work": one.work}
    return found


# For each kind, the sentence when it is newly allowed, and when it is newly forbidden; the gaps are `names_of`.
SENTENCES = {
    FactKind.SERVICE: (
        Text(ja="サービス「{0}」で、新しく情報を受け取ります。", en="Information is newly collected at “{0}”."),
        Text(ja="サービス「{0}」では、もう情報を受け取りません。", en="Nothing is collected any more at “{0}”."),
    ),
    FactKind.ITEM: (
        Text(ja="「{0}」で「{1}」を新しく伺います。", en="“{0}” newly asks for “{1}”."),
        Text(ja="「{0}」では「{1}」をもう伺いません。", en="“{0}” no longer asks for “{1}”."),
    ),
    FactKind.PURPOSE: (
        Text(ja="新しい利用目的「{0}」ができます。", en="There is a new purpose, “{0}”."),
        Text(ja="利用目的「{0}」がなくなります。", en="The purpose “{0}” is gone."),
    ),
    FactKind.SEES: (
        Text(ja="「{2}」のために「{0}」の「{1}」を使えるようになります。", en="“{2}” may now use “{1}” of “{0}”."),
        Text(ja="「{2}」のために「{0}」の「{1}」を使えなくなります。", en="“{2}” may no longer use “{1}” of “{0}”."),
    ),
    FactKind.OPENS: (
        Text(ja="{1}が「{0}」のために開けるようになります。", en="The role “{1}” may now open for “{0}”."),
        Text(ja="{1}は「{0}」のために開けなくなります。", en="The role “{1}” may no longer open for “{0}”."),
    ),
    FactKind.FREE: (
        Text(ja="「{0}」に個別の同意が要らなくなります。", en="“{0}” no longer needs a permission of its own."),
        Text(ja="「{0}」に個別の同意が要るようになります。", en="“{0}” now needs a permission of its own."),
    ),
    FactKind.RECIPIENT: (
        Text(ja="{1}「{0}」が新しく情報を受け取ります。", en="A new {1}, “{0}”, receives data."),
        Text(ja="{1}「{0}」は、もう情報を受け取りません。", en="The {1} “{0}” no longer receives data."),
    ),
    FactKind.RECEIVES: (
        Text(
            ja="「{0}」が「{3}」のために「{1}」の「{2}」を受け取るようになります。",
            en="“{0}” now receives “{2}” of “{1}” for “{3}”.",
        ),
        Text(
            ja="「{0}」は「{3}」のために「{1}」の「{2}」を受け取らなくなります。",
            en="“{0}” no longer receives “{2}” of “{1}” for “{3}”.",
        ),
    ),
    FactKind.COUNTRY: (
        Text(ja="「{0}」が{1}でも情報を取り扱うようになります。", en="“{0}” now handles data in {1} as well."),
        Text(ja="「{0}」は{1}では情報を取り扱わなくなります。", en="“{0}” no longer handles data in {1}."),
    ),
    FactKind.RECEIVES_AS: (
        Text(ja="「{0}」が{1}として情報を受け取るようになります。", en="“{0}” now receives data as a {1}."),
        Text(ja="「{0}」は{1}としては情報を受け取らなくなります。", en="“{0}” no longer receives data as a {1}."),
    ),
    FactKind.BASIS_ABROAD: (
        Text(
            ja="「{0}」が外国で情報を取り扱う根拠が加わります：{1}",
            en="“{0}” now handles data abroad on this basis: {1}.",
        ),
        Text(
            ja="「{0}」が外国で情報を取り扱う根拠がなくなります：{1}",
            en="“{0}” no longer handles data abroad on this basis: {1}.",
        ),
    ),
    FactKind.SUBCONTRACTOR: (
        Text(ja="「{0}」が「{1}」に再委託するようになります。", en="“{0}” now passes work on to “{1}”."),
        Text(ja="「{0}」は「{1}」に再委託しなくなります。", en="“{0}” no longer passes work on to “{1}”."),
    ),
    FactKind.SUBCOUNTRY: (
        Text(
            ja="「{0}」の再委託先「{1}」が{2}でも情報を取り扱うようになります。",
            en="“{1}”, to whom “{0}” passes work on, now handles data in {2} as well.",
        ),
        Text(
            ja="「{0}」の再委託先「{1}」は{2}では情報を取り扱わなくなります。",
            en="“{1}”, to whom “{0}” passes work on, no longer handles data in {2}.",
        ),
    ),
    FactKind.TRANSMISSION: (
        Text(ja="「{0}」への外部送信が始まります。", en="Data is newly transmitted to “{0}”."),
        Text(ja="「{0}」への外部送信がなくなります。", en="Nothing is transmitted to “{0}” any more."),
    ),
    FactKind.COOKIE: (
        Text(ja="Cookie「{0}」を使うようになります。", en="The cookie “{0}” is newly used."),
        Text(ja="Cookie「{0}」を使わなくなります。", en="The cookie “{0}” is no longer used."),
    ),
    FactKind.LOG_FIELD: (
        Text(ja="「{0}」に項目「{1}」を新しく記録します。", en="“{0}” newly records “{1}”."),
        Text(ja="「{0}」に項目「{1}」を記録しなくなります。", en="“{0}” no longer records “{1}”."),
    ),
}


_OF_RECIPIENTS = {
    FactKind.RECIPIENT,
    FactKind.RECEIVES,
    FactKind.RECEIVES_AS,
    FactKind.BASIS_ABROAD,
    FactKind.COUNTRY,
    FactKind.SUBCONTRACTOR,
    FactKind.SUBCOUNTRY,
}


def names_of(fact: Fact, statement: Statement) -> tuple[Text, ...]:
    """Give the names of a fact as people know them, in the version that has the fact."""
    first, *rest = fact.names
    if fact.kind in {FactKind.SERVICE, FactKind.ITEM, FactKind.SEES}:
        return _of_service(statement, fact.names)
    if fact.kind in {FactKind.PURPOSE, FactKind.FREE, FactKind.OPENS}:
        return (statement.purpose(first).title, *(ROLES[Role(name)] for name in rest))
    if fact.kind in _OF_RECIPIENTS:
        return _of_recipient(statement, fact)
    if fact.kind is FactKind.TRANSMISSION:
        return tuple(part.to for part in statement.traffic.transmissions if part.id == first)
    if fact.kind is FactKind.LOG_FIELD:
        titles = tuple(stream.title for stream in statement.traffic.streams if stream.id == first)
        return (*titles, *(Text(ja=name, en=name) for name in rest))
    return (Text(ja=first, en=first),)


def _of_service(statement: Statement, names: tuple[str, ...]) -> tuple[Text, ...]:
    service = statement.service(names[0])
    found = [service.title]
    found.extend(service.item(name).label for name in names[1:2])
    found.extend(statement.purpose(name).title for name in names[2:])
    return tuple(found)


def _of_recipient(statement: Statement, fact: Fact) -> tuple[Text, ...]:
    recipient = next(recipient for recipient in statement.recipients if recipient.id == fact.names[0])
    rest = fact.names[1:]
    match fact.kind:
        case FactKind.RECIPIENT:
            return (recipient.name, RECIPIENTS[RecipientKind(recipient.kind)])
        case FactKind.RECEIVES_AS:
            return (recipient.name, RECIPIENTS[RecipientKind(rest[0])])
        case FactKind.BASIS_ABROAD:
            return (recipient.name, FOREIGN_BASES[ForeignBasis(rest[0])])
        case FactKind.COUNTRY:
            return (recipient.name, country(rest[0]))
        case FactKind.SUBCONTRACTOR | FactKind.SUBCOUNTRY:
            helping = next(one.name for one in recipient.subcontractors if one.id == rest[0])
            return (recipient.name, helping, *(country(code) for code in rest[1:]))
    return (recipient.name, *_of_service(statement, rest))


def _services(statement: Statement) -> Iterator[Fact]:
    for service in statement.services:
        yield Fact(FactKind.SERVICE, (service.id,))
        for item in service.items:
            yield Fact(FactKind.ITEM, (service.id, item.id))
            for purpose in item.purposes:
                yield Fact(FactKind.SEES, (service.id, item.id, purpose))


def _purposes(statement: Statement) -> Iterator[Fact]:
    for purpose in statement.all_purposes():
        yield Fact(FactKind.PURPOSE, (purpose.id,))
        if not purpose.consent:
            yield Fact(FactKind.FREE, (purpose.id,))
        for role in purpose.roles:
            yield Fact(FactKind.OPENS, (purpose.id, str(role)))


def _recipients(statement: Statement) -> Iterator[Fact]:
    for recipient in statement.recipients:
        yield Fact(FactKind.RECIPIENT, (recipient.id,))
        yield Fact(FactKind.RECEIVES_AS, (recipient.id, str(recipient.kind)))
        if recipient.foreign is not None:
            yield Fact(FactKind.BASIS_ABROAD, (recipient.id, str(recipient.foreign.basis)))
        for code in recipient.countries:
            yield Fact(FactKind.COUNTRY, (recipient.id, code))
        for one in recipient.subcontractors:
            yield Fact(FactKind.SUBCONTRACTOR, (recipient.id, one.id))
            for code in one.countries:
                yield Fact(FactKind.SUBCOUNTRY, (recipient.id, one.id, code))
        for service in statement.services:
            for item in received_items(service, recipient):
                for purpose in item.purposes:
                    if purpose in recipient.purposes:
                        yield Fact(FactKind.RECEIVES, (recipient.id, service.id, item.id, purpose))


def _traffic(statement: Statement) -> Iterator[Fact]:
    for transmission in statement.traffic.transmissions:
        yield Fact(FactKind.TRANSMISSION, (transmission.id,))
    for cookie in statement.traffic.cookies:
        yield Fact(FactKind.COOKIE, (cookie.name,))
    for stream in statement.traffic.streams:
        for field in stream.fields:
            yield Fact(FactKind.LOG_FIELD, (stream.id, field))
