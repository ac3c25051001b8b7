"""The table of recipients, and those of their seats, subcontractors and handling abroad, where there is any (S6, S14, H57)."""

from collections.abc import Iterator
from html import escape

from azukari.statement.document import Statement
from azukari.statement.fragments import plain, table
from azukari.statement.matrix import received_items
from azukari.statement.recipient_facts import (
    ADDRESS,
    BASIS,
    FOREIGN_BASIS,
    MEASURES,
    REPRESENTATIVE,
    RESPONSIBLE,
    SUBCONTRACTOR,
    SYSTEM,
    contract_text,
    countries_text,
)
from azukari.statement.service import Foreign, ProvisionBasis, Recipient, RecipientKind
from azukari.statement.text import EMPTY, Language, Text
from azukari.statement.vocabulary import FOREIGN_BASES, PROVISION_BASES, RECIPIENTS, labelled, listed

_RECIPIENTS = Text(ja="委託先・提供先", en="Recipients")
_SEATS = Text(ja="委託先・提供先の住所と代表者", en="Where recipients are, and who represents them")
_SUBCONTRACTORS = Text(ja="再委託先", en="Subcontractors")
_ABROAD = Text(ja="外国での取扱い", en="Handling in other countries")
_NAME = Text(ja="名称", en="Name")
_KIND = Text(ja="種別", en="Kind")
_WORK = Text(ja="業務", en="Work")
_COUNTRY = Text(ja="国", en="Country")
_ITEMS = Text(ja="項目", en="Items")
_PURPOSES = Text(ja="利用目的", en="Purposes")
_CONTRACT = Text(ja="契約期間", en="Contract")
_HELPS = Text(ja="任せた委託先", en="Works for")


def render(statement: Statement, language: Language) -> str:
    """Show all recipients."""
    parts = [_recipients(statement, language)]
    if any(_has_seat(recipient) for recipient in statement.recipients):
        parts.append(_seats(statement, language))
    if any(recipient.subcontractors for recipient in statement.recipients):
        parts.append(_subcontractors(statement, language))
    if any(recipient.foreign for recipient in statement.recipients):
        parts.append(_abroad(statement, language))
    return "\n".join(parts)


def _recipients(statement: Statement, language: Language) -> str:
    head = (_NAME, _KIND, _WORK, _COUNTRY, _ITEMS, _PURPOSES, _CONTRACT)
    return table(
        _RECIPIENTS.in_language(language),
        (name.in_language(language) for name in head),
        (_recipient(statement, recipient, language) for recipient in statement.recipients),
        name="recipients",
    )


def _recipient(statement: Statement, recipient: Recipient, language: Language) -> tuple[str, ...]:
    purposes = tuple(statement.purpose(name).title.in_language(language) for name in recipient.purposes)
    return (
        plain(recipient.name, language),
        plain(RECIPIENTS[RecipientKind(recipient.kind)], language),
        "<br>".join((plain(recipient.work, language), *_standing(recipient, language))),
        escape(countries_text(recipient.countries, language)),
        escape(listed(_item_labels(statement, recipient, language), language)),
        escape(listed(purposes, language)),
        escape(contract_text(recipient, language) or "—"),
    )


def _standing(recipient: Recipient, language: Language) -> Iterator[str]:
    if recipient.basis:
        basis = PROVISION_BASES[ProvisionBasis(recipient.basis)].in_language(language)
        yield escape(labelled(BASIS, basis, language), quote=False)
    if recipient.responsible != EMPTY:
        yield escape(labelled(RESPONSIBLE, recipient.responsible.in_language(language), language), quote=False)


def _item_labels(statement: Statement, recipient: Recipient, language: Language) -> tuple[str, ...]:
    """Name the items that a recipient gets as its services' forms do, each once."""
    labels = [
        item.label.in_language(language)
        for service in statement.services
        for item in received_items(service, recipient)
    ]
    return tuple(dict.fromkeys(labels))


def _seats(statement: Statement, language: Language) -> str:
    return table(
        _SEATS.in_language(language),
        (name.in_language(language) for name in (_NAME, ADDRESS, REPRESENTATIVE)),
        (
            (
                plain(recipient.name, language),
                plain(recipient.address, language) or "—",
                plain(recipient.representative, language) or "—",
            )
            for recipient in statement.recipients
            if _has_seat(recipient)
        ),
        name="seats",
    )


def _has_seat(recipient: Recipient) -> bool:
    return recipient.address != EMPTY or recipient.representative != EMPTY


def _subcontractors(statement: Statement, language: Language) -> str:
    return table(
        _SUBCONTRACTORS.in_language(language),
        (name.in_language(language) for name in (SUBCONTRACTOR, _HELPS, _WORK, _COUNTRY)),
        (
            (
                plain(one.name, language),
                plain(recipient.name, language),
                plain(one.work, language),
                escape(countries_text(one.countries, language)),
            )
            for recipient in statement.recipients
            for one in recipient.subcontractors
        ),
        name="subcontractors",
    )


def _abroad(statement: Statement, language: Language) -> str:
    return table(
        _ABROAD.in_language(language),
        (name.in_language(language) for name in (_NAME, _COUNTRY, FOREIGN_BASIS, SYSTEM, MEASURES)),
        (
            _handled_abroad(recipient, recipient.foreign, language)
            for recipient in statement.recipients
            if recipient.foreign is not None
        ),
        name="abroad",
    )


def _handled_abroad(recipient: Recipient, foreign: Foreign, language: Language) -> tuple[str, ...]:
    return (
        plain(recipient.name, language),
        escape(countries_text(recipient.countries_abroad(), language)),
        plain(FOREIGN_BASES[foreign.basis], language),
        plain(foreign.system, language),
        plain(foreign.measures, language),
    )
