"""What people are told of a recipient beside its name, work and items: the same lines wherever it is shown."""

from collections.abc import Iterator

from azukari.statement.references import day_text
from azukari.statement.service import ProvisionBasis, Recipient, Subcontractor
from azukari.statement.text import EMPTY, Language, Text
from azukari.statement.vocabulary import FOREIGN_BASES, PROVISION_BASES, bracketed, country, labelled, listed

ADDRESS = Text(ja="住所", en="Address")
REPRESENTATIVE = Text(ja="代表者", en="Representative")
BASIS = Text(ja="提供の根拠", en="Basis of provision")
RESPONSIBLE = Text(ja="共同利用の責任者", en="Responsible for the joint use")
SUBCONTRACTOR = Text(ja="再委託先", en="Subcontractor")
FOREIGN_BASIS = Text(ja="外国で取り扱う根拠", en="Basis of handling abroad")
SYSTEM = Text(ja="その国の個人情報保護の制度", en="Protection of personal data there")
MEASURES = Text(ja="受け取る側の保護の措置", en="What the recipient does to protect it")


def seat(recipient: Recipient, language: Language) -> tuple[str, ...]:
    """Say where a recipient is, and who represents it."""
    parts = ((ADDRESS, recipient.address), (REPRESENTATIVE, recipient.representative))
    return tuple(labelled(label, part.in_language(language), language) for label, part in parts if part != EMPTY)


def terms(recipient: Recipient, language: Language) -> tuple[str, ...]:
    """Say on what terms a recipient receives: on which basis, who answers for it, who helps, and what holds abroad."""
    return tuple(labelled(label, value, language) for label, value in _terms(recipient, language))


def countries_text(codes: tuple[str, ...], language: Language) -> str:
    """Name countries in one line."""
    return listed(tuple(country(code).in_language(language) for code in codes), language)


def help_text(one: Subcontractor, language: Language) -> str:
    """Say who a subcontractor is, where, and what it does."""
    name = bracketed(one.name.in_language(language), countries_text(one.countries, language), language)
    return f"{name}{'。' if language == 'ja' else '. '}{one.work.in_language(language)}"


def contract_text(recipient: Recipient, language: Language) -> str:
    """Say from when to when the contract runs; nothing if there is none."""
    if recipient.contract_from is None or recipient.contract_to is None:
        return ""
    begin, end = day_text(recipient.contract_from, language), day_text(recipient.contract_to, language)
    return f"{begin}から{end}まで" if language == "ja" else f"{begin} to {end}"


def _terms(recipient: Recipient, language: Language) -> Iterator[tuple[Text, str]]:
    if recipient.basis:
        yield BASIS, PROVISION_BASES[ProvisionBasis(recipient.basis)].in_language(language)
    if recipient.responsible != EMPTY:
        yield RESPONSIBLE, recipient.responsible.in_language(language)
    for one in recipient.subcontractors:
        yield SUBCONTRACTOR, help_text(one, language)
    if recipient.foreign is not None:
        yield FOREIGN_BASIS, FOREIGN_BASES[recipient.foreign.basis].in_language(language)
        yield SYSTEM, recipient.foreign.system.in_language(language)
        yield MEASURES, recipient.foreign.measures.in_language(language)
