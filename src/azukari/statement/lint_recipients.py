"""Rules on recipients (AZ244 to AZ248, AZ251 to AZ257): what each may get, on what terms, and what people are told of it."""

import re
from collections.abc import Iterator
from datetime import date

from azukari.statement.bundle import Draft
from azukari.statement.findings import Finding, Rule
from azukari.statement.matrix import received_items
from azukari.statement.read_recipients import ABROAD
from azukari.statement.read_recipients import RULES as READING_RULES
from azukari.statement.reading import NO_DAY, Table
from azukari.statement.service import ForeignBasis, ProvisionBasis, Recipient, RecipientKind
from azukari.statement.text import EMPTY

BAD_SCOPE = Rule(
    "AZ244",
    "A recipient's scope names services, items and purposes that exist.",
    "Scope is the intersection of services, items and purposes (S14.1); an unknown name would let through nothing.",
    "Correct the name; purposes are written in full, such as brochure.send.",
)
OUT_OF_SCOPE = Rule(
    "AZ245",
    "A recipient gets an item only for a purpose that may see it.",
    "No one outside may see more than the purpose that they serve (S14.1).",
    "Take the item out of the recipient's scope, or name the purpose that needs it.",
)
LAPSED = Rule(
    "AZ246",
    "A recipient's contract is in force on the day the statement takes effect.",
    "A lapsed contract stops transfers (S6.2), so a statement that names the recipient would be untrue.",
    "Renew contract = { from = …, to = … }, or remove the recipient.",
)
NO_CONTRACT = Rule(
    "AZ247",
    "A contractor or client has a contract with its days.",
    "APPI Art. 25: whoever entrusts data supervises by contract (S6.1, S7.1).",
    "Add contract = { from = 2026-04-01, to = 2027-03-31 }.",
)
COUNTRY = Rule(
    "AZ248",
    "Every recipient names its countries by their two letters.",
    "APPI Art. 28 and the external environment (安全管理措置, M10): people are told where their data goes.",
    'Write countries = ["JP"] with ISO 3166-1 codes.',
)
THIRD_PARTY = Rule(
    "AZ251",
    "A third party is named with address, representative and the basis on which it receives.",
    "APPI Art. 27(1) and 29: nothing is provided without consent, and each record of provision names the recipient so.",
    'Add address = { ja = …, en = … }, representative = { ja = …, en = … } and basis = "consent".',
)
OPT_OUT = Rule(
    "AZ252",
    "Nothing is provided to third parties until people opt out.",
    "Provision by opt-out (APPI Art. 27(2)) is not supported: without consent nothing is given away (S13).",
    'Write basis = "consent", and let people give a permission for each of its purposes.',
)
NOT_PERMITTED = Rule(
    "AZ253",
    "A third party receives for purposes that need a permission of their own.",
    "APPI Art. 27(1), S13.1: consent to provision is given by itself and never comes with a service.",
    "Set consent = true on the purpose, or take it out of the recipient's scope.",
)
RESPONSIBLE = Rule(
    "AZ254",
    "A joint use names the party that is responsible for it.",
    "APPI Art. 27(5) iii: name, address and representative of whoever answers for the joint use are told to people.",
    "Add responsible = { ja = …, en = … } with name, address and representative.",
)
FOREIGN_CONSENT = Rule(
    "AZ256",
    "What goes abroad by consent serves purposes that need a permission of their own.",
    "APPI Art. 28(1): the consent is to provision abroad; without a permission nobody would have given it.",
    "Set consent = true on the purpose, take it out of the scope, or name the basis that really holds.",
)
MISPLACED = Rule(
    "AZ257",
    "Only a contractor has subcontractors, only a third party a basis, only a joint user a responsible party.",
    "Each of them says in law what a recipient is (APPI Art. 25, 27(1), 27(5) iii); in another place it would be untrue.",
    "Remove the key, or correct the recipient's kind.",
)

_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def check_recipients(draft: Draft) -> Iterator[Finding]:
    """Check every recipient: its scope, contract and countries, and what its kind demands."""
    permitted = {purpose.id: purpose.consent for purpose in draft.statement.all_purposes()}
    for recipient in draft.statement.recipients:
        table = draft.tables[f"recipients/{recipient.id}.toml"]
        yield from _scope(draft, recipient, table)
        yield from _reach(draft, recipient, table)
        yield from _contract(draft.statement.effective_on, recipient, table)
        yield from _countries(recipient.countries, table)
        for one, inner in zip(recipient.subcontractors, table.tables("subcontractors"), strict=True):
            yield from _countries(one.countries, inner)
        free = tuple(name for name in recipient.purposes if not permitted.get(name, True))
        yield from _kind(recipient, table)
        yield from _provision(recipient, table, free)
        yield from _abroad(recipient, table, free)


def _scope(draft: Draft, recipient: Recipient, table: Table) -> Iterator[Finding]:
    services = {service.id for service in draft.statement.services}
    purposes = {purpose.id for purpose in draft.statement.all_purposes()}
    for name in recipient.services:
        if name not in services:
            yield BAD_SCOPE.at(table.file, table.line("services"), f"There is no service {name!r}.")
    for name in recipient.purposes:
        if name not in purposes:
            yield BAD_SCOPE.at(table.file, table.line("purposes"), f"There is no purpose {name!r}.")
        elif "." in name and name.partition(".")[0] not in recipient.services:
            yield BAD_SCOPE.at(table.file, table.line("purposes"), f"{name!r} is a purpose of another service.")


def _reach(draft: Draft, recipient: Recipient, table: Table) -> Iterator[Finding]:
    seen: dict[str, set[str]] = {}
    for service in draft.statement.services:
        for item in service.items if service.id in recipient.services else ():
            seen.setdefault(item.id, set()).update(item.purposes)
        if service.id in recipient.services and not received_items(service, recipient):
            message = f"It would receive nothing of {service.id!r}, so that service is not in its scope."
            yield OUT_OF_SCOPE.at(table.file, table.line("services"), message)
    for name in recipient.items:
        if name not in seen:
            yield BAD_SCOPE.at(table.file, table.line("items"), f"None of its services asks for {name!r}.")
        elif not seen[name].intersection(recipient.purposes):
            yield OUT_OF_SCOPE.at(table.file, table.line("items"), f"None of its purposes may see {name!r}.")


def _contract(effective_on: date, recipient: Recipient, table: Table) -> Iterator[Finding]:
    line = table.line("contract")
    begin, end = recipient.contract_from, recipient.contract_to
    if begin is None or end is None:
        if recipient.kind in {RecipientKind.CONTRACTOR, RecipientKind.CLIENT}:
            yield NO_CONTRACT.at(table.file, line, f"The {recipient.kind} {recipient.id!r} has no contract.")
    elif NO_DAY not in {begin, end, effective_on} and not begin <= effective_on <= end:
        message = f"The contract runs from {begin} to {end}, but the statement takes effect on {effective_on}."
        yield LAPSED.at(table.file, line, message)


def _countries(countries: tuple[str, ...], table: Table) -> Iterator[Finding]:
    line = table.line("countries")
    if not countries and table.has("countries"):
        yield COUNTRY.at(table.file, line, "There is no country.")
    for country in countries:
        if not _COUNTRY.match(country):
            yield COUNTRY.at(table.file, line, f"{country!r} is no two-letter country code.")


def _kind(recipient: Recipient, table: Table) -> Iterator[Finding]:
    owners = (
        ("subcontractors", RecipientKind.CONTRACTOR),
        ("basis", RecipientKind.THIRD_PARTY),
        ("responsible", RecipientKind.JOINT_USER),
    )
    for key, owner in owners:
        if table.has(key) and recipient.kind != owner:
            line = table.line(key, 0)  # of the first, where there are several
            yield MISPLACED.at(table.file, line, f"`{key}` does not belong to a {recipient.kind}.")
    if recipient.kind == RecipientKind.JOINT_USER and recipient.responsible == EMPTY:
        yield RESPONSIBLE.at(table.file, table.line("responsible"), f"Nobody answers for {recipient.id!r}.")


def _provision(recipient: Recipient, table: Table, free: tuple[str, ...]) -> Iterator[Finding]:
    if recipient.kind != RecipientKind.THIRD_PARTY:
        return
    for key in ("address", "representative", "basis"):
        if not table.has(key):
            yield THIRD_PARTY.at(table.file, table.line(key), f"The third party {recipient.id!r} has no {key}.")
    if recipient.basis == ProvisionBasis.OPT_OUT:
        yield OPT_OUT.at(table.file, table.line("basis"), "Provision by opt-out is not supported.")
    for name in free:
        yield NOT_PERMITTED.at(table.file, table.line("purposes"), f"{name!r} needs no permission.")


def _abroad(recipient: Recipient, table: Table, free: tuple[str, ...]) -> Iterator[Finding]:
    """Check what is told of other countries; a client has what is its own, wherever it may be."""
    abroad = [code for code in recipient.countries_abroad() if _COUNTRY.match(code)]
    foreign = recipient.foreign
    if foreign is None:
        if abroad and recipient.kind != RecipientKind.CLIENT:
            message = f"Data is handled in {', '.join(abroad)}, and nothing is told of it."
            yield ABROAD.at(table.file, table.line("countries"), message)
        return
    if not abroad:
        yield ABROAD.at(table.file, table.line("foreign"), "Nobody handles data outside Japan.")
    for name in free if foreign.basis is ForeignBasis.CONSENT else ():
        message = f"{name!r} needs no permission, so nobody agreed to anything abroad."
        yield FOREIGN_CONSENT.at(table.file, table.line("foreign", "basis"), message)


RULES = (
    BAD_SCOPE,
    OUT_OF_SCOPE,
    LAPSED,
    NO_CONTRACT,
    COUNTRY,
    THIRD_PARTY,
    OPT_OUT,
    NOT_PERMITTED,
    RESPONSIBLE,
    *READING_RULES,
    FOREIGN_CONSENT,
    MISPLACED,
)
