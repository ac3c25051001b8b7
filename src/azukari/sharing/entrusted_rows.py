"""The two registers of what clients entrust to us: ours (requirements R21), and a processor's (GDPR Art. 30(2)).

How many records of a client are held now stands in neither: only who works with them may count them.
"""

from collections.abc import Iterable
from datetime import date

from azukari.base.clock import japan_date
from azukari.sharing.delivery import Kind, State
from azukari.sharing.entrusted_register import Entrusted
from azukari.sharing.register_rows import EntrustedRow, ProcessorRow
from azukari.statement.document import Statement
from azukari.statement.text import Language, Text

_OWN_COUNTRY = "JP"
_ARRIVED = frozenset({State.HANDED, State.CLOSED})
_MEASURES = Text(
    ja="委託元ごとに保管場所と鍵を分け、目的ごとに暗号化しています。契約に定めた目的のために、担当者だけが開くことができます。"
    "開いたこと、断ったことは、書き換えのできない台帳に残ります。職員は二つの要素で本人確認をします。"
    "委託元への引き渡しは、委託元の鍵で暗号化します。保存期間が過ぎたものは鍵とともに消去します。",
    en="Each client’s data has a place and keys of its own, and is encrypted by purpose. Only those who work with it can open it, "
    "for a purpose of the contract. Every opening and refusal stands in a log that nobody can rewrite. Staff sign in with two "
    "factors. What goes to the client is encrypted to its key. What has outlived its period is destroyed with its keys.",
)


def entrusted_rows(found: Iterable[Entrusted], *, language: Language, today: date) -> tuple[EntrustedRow, ...]:
    """List what clients entrust to us."""
    return tuple(_entrusted(one, language, today) for one in found)


def processor_rows(
    found: Iterable[Entrusted], statement: Statement, *, language: Language, today: date
) -> tuple[ProcessorRow, ...]:
    """List what we process for others; what was destroyed is processed no longer."""
    return tuple(_processor(one, statement, language) for one in found if one.standing(today) != "destroyed")


def standing_on(one: Entrusted, today: date) -> str:
    """Tell where an engagement stands, as `Entrusted.standing` does; one whose term has not begun is ``coming``."""
    if one.row.state == "active" and today < one.contract.from_on:
        return "coming"
    return one.standing(today)


def last_reported_on(one: Entrusted) -> date:
    """Tell when the client was reported to last, or when the work began."""
    reports = [japan_date(sent.proposed_at) for sent in one.handovers if sent.kind is Kind.REPORT]
    return max(reports, default=japan_date(one.row.begun_at))


def _entrusted(one: Entrusted, language: Language, today: date) -> EntrustedRow:
    contract, client, row = one.contract, one.contract.client, one.row
    standing = standing_on(one, today)
    reports = [japan_date(sent.proposed_at) for sent in one.handovers if sent.kind is Kind.REPORT]
    returns = [sent for sent in one.handovers if sent.kind is Kind.RETURN and sent.state in _ARRIVED]
    return EntrustedRow(
        contract_id=contract.id,
        client=client.name.in_language(language),
        address=client.address.in_language(language),
        representative=client.representative.in_language(language),
        contact=client.contact,
        breach_contact=client.breach_contact,
        work=contract.work.in_language(language),
        contract_from=contract.from_on,
        contract_to=contract.to_on,
        contract_document=contract.hash,
        purposes=tuple(purpose.title.in_language(language) for purpose in contract.purposes),
        items=tuple(item.label.in_language(language) for item in contract.items),
        countries=contract.countries,
        subcontractors=contract.subcontractors,
        statistics=contract.statistics,
        report_every_days=contract.report_every_days,
        reported_on=max(reports, default=None),
        report_due_on=one.report_due_on() if standing == "active" else None,
        members=len(one.members),
        requests_forwarded=sum(sent.kind is Kind.REQUEST for sent in one.handovers),
        breaches_told=sum(sent.kind is Kind.BREACH for sent in one.handovers),
        standing=standing,
        begun_on=japan_date(row.begun_at),
        ended_on=row.ended_on,
        gives_back=contract.returned,
        returned_on=max((japan_date(sent.handed_at) for sent in returns if sent.handed_at), default=None),
        destroyed_on=None if row.destroyed_at is None else japan_date(row.destroyed_at),
    )


def _processor(one: Entrusted, statement: Statement, language: Language) -> ProcessorRow:
    contract, client, own = one.contract, one.contract.client, statement.organisation
    contact = next((found for found in statement.contacts if found.id == statement.default_contact), None)
    days = {"ja": "{title}：{days}日", "en": "{title}: {days} days"}[language]
    return ProcessorRow(
        processor=own.name.in_language(language),
        processor_address=own.address.in_language(language),
        processor_representative=own.representative.name.in_language(language),
        processor_officer=own.privacy_manager.name.in_language(language),
        processor_contact="" if contact is None else contact.email,
        contract_id=contract.id,
        controller=client.name.in_language(language),
        controller_address=client.address.in_language(language),
        controller_representative=client.representative.in_language(language),
        controller_contact=client.contact,
        processing=tuple(purpose.title.in_language(language) for purpose in contract.purposes),
        items=tuple(item.label.in_language(language) for item in contract.items),
        countries=contract.countries,
        transfers=tuple(code for code in contract.countries if code != _OWN_COUNTRY),
        subcontractors=contract.subcontractors,
        retention=tuple(
            days.format(title=purpose.title.in_language(language), days=purpose.retention_days)
            for purpose in contract.purposes
        ),
        general_measures=_MEASURES.in_language(language),
    )
