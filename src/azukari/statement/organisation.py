"""Who makes the statement: the facts that APPI Art. 32(1) and JIS Q 15001 want beside every privacy statement."""

from dataclasses import dataclass
from datetime import date

from azukari.statement.text import Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person can ask; each service has one, or falls back to the statement's default."""

    id: str
    name: Text
    email: str
    telephone: str
    address: Text
    hours: Text


@dataclass(frozen=True, slots=True)
class Officer:
    """A person in charge, named by title and department."""

    name: Text
    title: Text
    department: Text
    contact: str


@dataclass(frozen=True, slots=True)
class Certification:
    """A certificate, shown only inside its validity (S38)."""

    scheme: Text
    number: str
    standard: str
    body: Text
    site: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation that makes the statement."""

    name: Text
    address: Text
    representative: Officer
    privacy_manager: Officer
    site: str
    certification: Certification | None
