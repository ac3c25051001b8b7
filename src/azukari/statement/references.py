"""The facts that prose may pull in by reference, so that text and behaviour cannot part."""

import re
from collections.abc import Mapping
from datetime import date

from azukari.statement.organisation import Certification, Contact, Officer
from azukari.statement.read_header import Header
from azukari.statement.text import Language, Text

# The public door refuses anything older; the web room reads its setting from here.
TLS_MINIMUM = "TLS 1.2"

TABLES = ("services", "matrix", "retention", "contacts", "recipients", "logs", "cookies", "transmissions")

# Spelt out here, because strftime would follow the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~])")


def facts(header: Header, language: Language) -> Mapping[str, str]:
    """Give every fact as inline Markdown in one language."""
    organisation = header.organisation
    found = {
        "version": escape(header.version),
        "edition": escape(header.edition),
        "enacted_on": day_text(header.enacted_on, language),
        "effective_on": day_text(header.effective_on, language),
        "approved_on": day_text(header.approved_on, language),
        "approved_by": _plain(header.approved_by, language),
        "approver_title": _plain(header.approver_title, language),
        "organisation.name": _plain(organisation.name, language),
        "organisation.address": _plain(organisation.address, language),
        "organisation.site": _link(organisation.site),
        "organisation.representative": _officer(organisation.representative, language),
        "privacy_manager": _officer(organisation.privacy_manager, language),
        "tls.minimum": TLS_MINIMUM,
    }
    for contact in header.contacts:
        found |= _contact(contact, f"contact.{contact.id}", language)
        if contact.id == header.default_contact:
            found |= _contact(contact, "default_contact", language)
    if organisation.certification:
        found |= _certification(organisation.certification, language)
    return found


def escape(text: str) -> str:
    """Write a fact so that Markdown takes none of it for markup."""
    return _SPECIAL.sub(r"\\\1", text)


def day_text(day: date, language: Language) -> str:
    """Write a day as people do: 2026年11月1日, or 1 November 2026."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _plain(text: Text, language: Language) -> str:
    return escape(text.in_language(language))


def _officer(officer: Officer, language: Language) -> str:
    title, name = officer.title.in_language(language), officer.name.in_language(language)
    department = officer.department.in_language(language)
    if language == "ja":
        return escape(" ".join(part for part in (department, title, name) if part))
    return escape(", ".join(part for part in (name, title, department) if part))


def _contact(contact: Contact, prefix: str, language: Language) -> dict[str, str]:
    parts = {
        "name": _plain(contact.name, language),
        "email": f"[{escape(contact.email)}](mailto:{contact.email})",
        "telephone": escape(contact.telephone),
        "address": _plain(contact.address, language),
        "hours": _plain(contact.hours, language),
    }
    comma = "、" if language == "ja" else ", "
    whole = comma.join(parts[key] for key in ("name", "address", "telephone", "email", "hours") if parts[key])
    return {prefix: whole} | {f"{prefix}.{key}": value for key, value in parts.items()}


def _certification(certification: Certification, language: Language) -> dict[str, str]:
    return {
        "certification.scheme": _plain(certification.scheme, language),
        "certification.number": escape(certification.number),
        "certification.standard": escape(certification.standard),
        "certification.body": _plain(certification.body, language),
        "certification.site": _link(certification.site),
        "certification.valid_from": day_text(certification.valid_from, language),
        "certification.valid_to": day_text(certification.valid_to, language),
    }


def _link(address: str) -> str:
    return f"[{escape(address)}]({address})"
