"""The rows of the registers: what each has to say, by names that stay, and how a row is written."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from azukari.base.clock import instant_text


@dataclass(frozen=True, slots=True)
class ContractorRow:
    """Somebody who works for us (APPI Art. 25, JIS Q 15001 A.12)."""

    recipient: str
    name: str
    address: str
    representative: str
    work: str
    services: tuple[str, ...]
    items: tuple[str, ...]
    purposes: tuple[str, ...]
    countries: tuple[str, ...]
    subcontractors: tuple[str, ...]
    begun_on: date | None
    ended_on: date | None
    contract_from: date | None
    contract_to: date | None
    contract_document: str
    contract_pages: str
    assessed_on: date | None
    score: int | None
    threshold: int | None
    next_assessment_on: date | None
    inspected_on: date | None
    findings: int | None
    next_inspection_on: date | None
    records_handed_over: int
    records_outside: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One hand-over, whatever became of it (requirements S6.3)."""

    number: str
    exit: str
    kind: str
    recipient: str
    service: str
    purpose: str
    items: tuple[str, ...]
    reason: str
    state: str
    missing: tuple[str, ...]
    records_counted: int | None  # not said of what went to a client
    records_written: int | None
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    made_at: datetime | None
    file_sha256: str
    file_bytes: int | None
    contract_document: str
    encryption: str
    handed_at: datetime | None
    channel: str
    certificate_due_on: date | None
    ended: str
    ended_on: date | None
    method: str
    signed_as: str
    certificate_document: str


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """One provision to a third party (APPI Art. 29); whose records it were, the keeper tells each person."""

    number: str
    basis: str
    exception: str
    provided_on: date
    name: str
    address: str
    representative: str
    items: tuple[str, ...]
    purpose: str
    persons: int
    instrument: str
    told: str
    statement: str


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One file that was received from somebody (APPI Art. 30)."""

    giver: str
    name: str
    address: str
    representative: str
    acquired: str
    received_on: date
    basis: str
    consent: str
    contract: str
    confirmed_by: str
    confirmed_how: str
    service: str
    items: tuple[str, ...]
    records: int
    taken_in_on: date


@dataclass(frozen=True, slots=True)
class SubcontractorRow:
    """Somebody to whom a contractor passes on a part of its work (requirements S6.4)."""

    recipient: str
    subcontractor: str
    name: str
    work: str
    countries: tuple[str, ...]
    approved: bool


@dataclass(frozen=True, slots=True)
class CountryRow:
    """Who handles data in which country, and on which basis (APPI Art. 28)."""

    country: str
    recipient: str
    subcontractor: str
    name: str
    basis: str
    system: str
    measures: str
    assessed: bool


@dataclass(frozen=True, slots=True)
class EntrustedRow:
    """One client whose data we process under its contract (requirements R21)."""

    contract_id: str
    client: str
    address: str
    representative: str
    contact: str
    breach_contact: str
    work: str
    contract_from: date
    contract_to: date
    contract_document: str
    purposes: tuple[str, ...]
    items: tuple[str, ...]
    countries: tuple[str, ...]
    subcontractors: tuple[str, ...]
    statistics: bool
    report_every_days: int
    reported_on: date | None
    report_due_on: date | None
    members: int
    requests_forwarded: int
    breaches_told: int
    standing: str
    begun_on: date
    ended_on: date | None
    gives_back: bool
    returned_on: date | None
    destroyed_on: date | None


@dataclass(frozen=True, slots=True)
class ProcessorRow:
    """What we process for one controller (GDPR Art. 30(2))."""

    processor: str
    processor_address: str
    processor_representative: str
    processor_officer: str
    processor_contact: str
    contract_id: str
    controller: str
    controller_address: str
    controller_representative: str
    controller_contact: str
    processing: tuple[str, ...]
    items: tuple[str, ...]
    countries: tuple[str, ...]
    transfers: tuple[str, ...]
    subcontractors: tuple[str, ...]
    retention: tuple[str, ...]
    general_measures: str


def columns(row: type[Any]) -> tuple[str, ...]:
    """List the names of a register's columns."""
    return tuple(one.name for one in fields(row))


def cells(row: Any) -> tuple[str, ...]:
    """Write a row as texts, as they stand in CSV."""
    return tuple(_text(getattr(row, one.name)) for one in fields(row))


def plain(row: Any) -> dict[str, Any]:
    """Write a row as values of JSON."""
    return {one.name: _plain(getattr(row, one.name)) for one in fields(row)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value) if all(" " not in one for one in value) else " / ".join(value)
    return str(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
