"""Reading ``statement.toml``: who makes the statement, contacts, organisation-wide purposes, waivers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import get_args

from azukari.statement import rules
from azukari.statement.document import Waiver
from azukari.statement.findings import Rule
from azukari.statement.organisation import Certification, Contact, Officer, Organisation
from azukari.statement.purposes import Purpose, Retention, RetentionStart, Role
from azukari.statement.reading import Table
from azukari.statement.text import Language, Text

FILE = "statement.toml"

NO_RETENTION = Rule(
    "AZ216",
    "Every purpose says how long it keeps what it needs, from when, and why so long.",
    "JIS Q 15001 wants a use-until date for every entry of the register; so does GDPR Art. 13(2)(a).",
    'Add retention = { days = 180, start = "closed", why = { ja = "…", en = "…" } }.',
)


class ReasonKind(StrEnum):
    """Why a version was made (S41.2)."""

    FIRST = "first"
    IMPROVEMENT = "improvement"
    LAW = "law"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Header:
    """What ``statement.toml`` holds."""

    version: str
    edition: str
    prevails: Language
    enacted_on: date
    effective_on: date
    title: Text
    reason_kind: str
    reason: Text
    default_contact: str
    organisation: Organisation
    approved_by: Text
    approver_title: Text
    approved_on: date
    contacts: tuple[Contact, ...]
    purposes: tuple[Purpose, ...]
    waivers: tuple[Waiver, ...]


def read_header(root: Table) -> Header:
    """Read the whole file; what is wrong is added to the table's findings."""
    table = root.table("statement")
    approval = root.table("approval")
    header = Header(
        version=_version(table),
        edition=table.string("edition"),
        prevails=_prevails(table),
        enacted_on=table.day("enacted_on"),
        effective_on=table.day("effective_on"),
        title=table.text("title"),
        reason_kind=table.choice("reason_kind", ReasonKind),
        reason=table.text("reason"),
        default_contact=table.string("default_contact"),
        organisation=_organisation(root),
        approved_by=approval.text("name"),
        approver_title=approval.text("title"),
        approved_on=approval.day("on"),
        contacts=tuple(_contact(name, inner) for name, inner in root.named("contacts")),
        purposes=tuple(read_purpose(name, inner, Role) for name, inner in _optional(root, "purposes")),
        waivers=tuple(_waiver(inner) for inner in root.tables("waivers")),
    )
    table.close()
    approval.close()
    root.close()
    return header


def read_purpose(purpose_id: str, table: Table, roles: type[Role]) -> Purpose:
    """Read a purpose, whether of the organisation or of one service."""
    purpose = Purpose(
        id=purpose_id,
        title=table.text("title"),
        text=table.text("text"),
        consent=table.boolean("consent", default=False),
        roles=table.choices("roles", roles, (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF)),
        retention=_retention(table),
        dpv=table.string("dpv"),
    )
    table.close()
    return purpose


def _retention(outer: Table) -> Retention:
    table = outer.table("retention", rule=NO_RETENTION)
    retention = Retention(
        days=table.integer("days", least=1),
        start=table.choice("start", RetentionStart),
        why=table.text("why", rule=NO_RETENTION),
    )
    table.close()
    return retention


def _organisation(root: Table) -> Organisation:
    table = root.table("organisation")
    organisation = Organisation(
        name=table.text("name"),
        address=table.text("address"),
        site=table.string("site"),
        representative=_officer(table.table("representative"), manager=False),
        privacy_manager=_officer(table.table("privacy_manager"), manager=True),
        certification=_certification(root),
    )
    table.close()
    return organisation


def _officer(table: Table, *, manager: bool) -> Officer:
    officer = Officer(
        name=table.text("name"),
        title=table.text("title"),
        department=table.text("department") if manager else table.optional_text("department"),
        contact=table.string("contact") if manager else table.string("contact", ""),
    )
    table.close()
    return officer


def _certification(root: Table) -> Certification | None:
    if not root.has("certification"):
        return None
    table = root.table("certification")
    certification = Certification(
        scheme=table.text("scheme"),
        number=table.string("number"),
        standard=table.string("standard"),
        body=table.text("body"),
        site=table.string("site"),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to"),
    )
    table.close()
    return certification


def _contact(name: str, table: Table) -> Contact:
    contact = Contact(
        id=name,
        name=table.text("name"),
        email=table.string("email"),
        telephone=table.string("telephone"),
        address=table.text("address"),
        hours=table.text("hours"),
    )
    table.close()
    return contact


def _waiver(table: Table) -> Waiver:
    waiver = Waiver(code=table.string("code"), because=table.text("because"))
    table.close()
    return waiver


def _optional(root: Table, key: str) -> tuple[tuple[str, Table], ...]:
    return tuple(root.named(key)) if root.has(key) else ()


def _version(table: Table) -> str:
    version = table.string("version")
    if version and not all(character.isascii() and (character.isalnum() or character in ".-") for character in version):
        table.report(rules.BAD_VALUE, f"`version` is {version!r}; use letters, digits, dots and hyphens.", "version")
    return version


def _prevails(table: Table) -> Language:
    word = table.string("prevails")
    for language in get_args(Language):
        if word == language:
            return "ja" if word == "ja" else "en"
    if word:
        table.report(rules.BAD_VALUE, f"`prevails` is {word!r}, but must be ja or en.", "prevails")
    return "ja"
