"""Rules on the facts of an organisation (AZ24x) and the eight points of the notice (AZ26x)."""

import re
from collections.abc import Iterator

from azukari.statement.bundle import TRAFFIC, Draft
from azukari.statement.findings import Finding, Rule
from azukari.statement.purposes import Role
from azukari.statement.read_header import FILE as HEADER
from azukari.statement.reading import NO_DAY, Table
from azukari.statement.service import RecipientKind, Service
from azukari.statement.text import LANGUAGES

NO_CONTACT = Rule(
    "AZ241",
    "Every contact that is named exists.",
    "A person must find an address that works at every service (S10, S15).",
    "Add [contacts.<name>] to statement.toml, or correct the name.",
)
CERTIFICATION = Rule(
    "AZ242",
    "A certification is valid on the day the statement takes effect.",
    "A mark shown outside its validity is a false claim (S38.1).",
    "Renew valid_from and valid_to from the certificate, or remove [certification].",
)
DATES = Rule(
    "AZ249",
    "The dates of a statement come in order: enacted, approved, effective.",
    "JIS Q 15001 5.2.2: enactment and last revision are shown (M13).",
    "Correct the dates.",
)
ROLE = Rule(
    "AZ250",
    "A purpose is opened by roles that may open.",
    "Auditors and administrators see the ledger, never the contents (H53).",
    "Use privacy_manager, service_staff or system.",
)
EMPTY_NOTICE = Rule(
    "AZ261",
    "Point c of the notice, the purposes, is not empty.",
    "JIS Q 15001 A.7 (R10): a notice without manager (b), purposes (c) or voluntariness (g) tells nothing; AZ104 guards b, "
    "AZ214 and AZ215 guard g.",
    "Give at least one item a purpose.",
)
THIRD_PARTIES = Rule(
    "AZ262",
    "What a service says of third parties agrees with its recipients.",
    "Point d of the notice: to whom, what, how and why, or that there is none (APPI Art. 27).",
    "Describe the recipient in third_parties, or remove the recipient.",
)
HIDDEN_MEANS = Rule(
    "AZ263",
    "What a service says of hidden means agrees with traffic.toml.",
    "Point h of the notice: what is acquired unnoticed, cookies and transmissions included.",
    "Describe it in hidden_means, or remove it from traffic.toml.",
)

_NOT_GIVEN = re.compile(
    r"(?:提供|渡し?|開示)[^。]{0,12}(?:ません)|予定はありません|\bnone\b|\bnot (?:give|provide|pass|disclose)|\bno (?:plan|third)",
    re.IGNORECASE,
)
_NOT_ACQUIRED = re.compile(
    r"取得(?:する(?:こと|もの|情報))?は?(?:ありません|しません)|\Aなし|\A(?:none|nothing)\b"
    r"|\b(?:nothing|no information) is (?:acquired|collected|taken)",
    re.IGNORECASE,
)


def check_facts(draft: Draft) -> Iterator[Finding]:
    """Check contacts, dates, certification, roles, and the points of the notice."""
    yield from _contacts(draft)
    yield from _dates(draft)
    yield from _roles(draft)
    for service in draft.statement.services:
        yield from _notice(draft, service, draft.tables[f"services/{service.id}.toml"])


def _contacts(draft: Draft) -> Iterator[Finding]:
    statement, header = draft.statement, draft.tables[HEADER]
    known = {contact.id for contact in statement.contacts}
    officers = (
        ("privacy_manager", statement.organisation.privacy_manager.contact),
        ("representative", statement.organisation.representative.contact),
    )
    for key, name in officers:
        if name and name not in known:
            line = header.line("organisation", key, "contact")
            yield NO_CONTACT.at(HEADER, line, f"The {key.replace('_', ' ')}'s contact {name!r} does not exist.")
    if statement.default_contact and statement.default_contact not in known:
        line = header.line("statement", "default_contact")
        yield NO_CONTACT.at(HEADER, line, f"The default contact {statement.default_contact!r} does not exist.")
    for service in statement.services:
        if service.contact and service.contact not in known:
            table = draft.tables[f"services/{service.id}.toml"]
            yield NO_CONTACT.at(table.file, table.line("contact"), f"The contact {service.contact!r} does not exist.")


def _dates(draft: Draft) -> Iterator[Finding]:
    statement, header = draft.statement, draft.tables[HEADER]
    approved = statement.approved_on or NO_DAY
    if NO_DAY not in {statement.enacted_on, statement.effective_on} and statement.enacted_on > statement.effective_on:
        yield DATES.at(HEADER, header.line("statement", "enacted_on"), "It is enacted after it takes effect.")
    if NO_DAY not in {approved, statement.effective_on} and approved > statement.effective_on:
        yield DATES.at(HEADER, header.line("approval", "on"), "It is approved after it takes effect.")
    certification = statement.organisation.certification
    if certification is None or NO_DAY in {certification.valid_from, certification.valid_to, statement.effective_on}:
        return
    if not certification.valid_from <= statement.effective_on <= certification.valid_to:
        message = (
            f"The certification runs from {certification.valid_from} to {certification.valid_to}, "
            f"but the statement takes effect on {statement.effective_on}."
        )
        yield CERTIFICATION.at(HEADER, header.line("certification", "valid_to"), message)


def _roles(draft: Draft) -> Iterator[Finding]:
    never = {Role.AUDITOR, Role.ADMINISTRATOR, Role.SERVICE, Role.PERSON}
    for purpose in draft.statement.all_purposes():
        service, _, name = purpose.id.rpartition(".")
        table = draft.tables[f"services/{service}.toml" if service else HEADER]
        line = table.line("purposes", name, "roles")
        for role in never.intersection(purpose.roles):
            yield ROLE.at(table.file, line, f"{role} may open for {purpose.id!r}.")
        if not purpose.roles:
            yield ROLE.at(table.file, line, f"Nobody may open for {purpose.id!r}.")


def _notice(draft: Draft, service: Service, table: Table) -> Iterator[Finding]:
    statement = draft.statement
    if not any(item.purposes for item in service.items):
        yield EMPTY_NOTICE.at(table.file, 1, f"Point c of {service.id!r} is empty: no item has a purpose.")
    third = [
        recipient for recipient in statement.recipients_of(service.id) if recipient.kind == RecipientKind.THIRD_PARTY
    ]
    hidden = bool(statement.traffic.cookies or statement.traffic.transmissions)
    for language in LANGUAGES:
        if third and _NOT_GIVEN.search(service.third_parties.in_language(language)):
            message = f"third_parties says that there is none ({language}), but {third[0].id!r} receives."
            yield THIRD_PARTIES.at(table.file, table.line("third_parties"), message)
        if hidden and _NOT_ACQUIRED.search(service.hidden_means.in_language(language)):
            message = f"hidden_means says that there is none ({language}), but {TRAFFIC} lists some."
            yield HIDDEN_MEANS.at(table.file, table.line("hidden_means"), message)


RULES = (
    NO_CONTACT,
    CERTIFICATION,
    DATES,
    ROLE,
    EMPTY_NOTICE,
    THIRD_PARTIES,
    HIDDEN_MEANS,
)
