"""The registers that law and standard ask for, made from what is on record whenever somebody looks: none is kept by hand.

A row holds what a register has to say, by names that stay; words for people, and files, are made of it elsewhere. Nothing in any
of them is of one person.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError
from azukari.sharing.condition import countries_of, inspection_due_on, missing
from azukari.sharing.delivery import Kind, State
from azukari.sharing.dossier import Dossier
from azukari.sharing.engagement import Contract, Engagement
from azukari.sharing.exit import PROVISIONS, Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.register_rows import (
    ContractorRow,
    CountryRow,
    DeliveryRow,
    ProvisionRow,
    ReceiptRow,
    SubcontractorRow,
)
from azukari.statement.document import Statement
from azukari.statement.service import Recipient
from azukari.statement.text import Language

_GONE = frozenset({State.HANDED, State.CLOSED})


class Received(Protocol):
    """An import, as the vault tells of it."""

    @property
    def service(self) -> str:
        """Tell the service."""

    @property
    def provenance(self) -> bytes:
        """Give where it came from, as it is kept."""

    @property
    def begun_at(self) -> datetime:
        """Tell when it was begun."""

    @property
    def finished_at(self) -> datetime | None:
        """Tell when all was taken in, if it was."""

    @property
    def stored(self) -> int:
        """Tell how many records were stored."""


def contractors(
    statement: Statement,
    engagements: Iterable[Engagement],
    handovers: Iterable[HandoverRow],
    *,
    language: Language,
    today: date,
) -> tuple[ContractorRow, ...]:
    """List those who work for us, those that the statement names and those with whom it ended."""
    engaged = {one.recipient: one for one in engagements}
    gone = [row for row in handovers if row.exit is Exit.CONTRACTOR and row.kind is Kind.RECORDS]
    named = [one for one in statement.recipients if one.kind == "contractor"]
    known = {one.id for one in statement.recipients}
    former = [one for one in engaged if one not in known and any(row.recipient == one for row in gone)]
    rows = [
        _contractor(
            one,
            engaged.get(one.id),
            gone,
            lacking=tuple(missing(statement, engaged.get(one.id), one.id, today=today)),
            language=language,
            today=today,
        )
        for one in named
    ]
    return (*rows, *(_former(engaged[one], gone, today) for one in sorted(former)))


def _contractor(
    named: Recipient,
    engagement: Engagement | None,
    handovers: Iterable[HandoverRow],
    *,
    lacking: tuple[str, ...],
    language: Language,
    today: date,
) -> ContractorRow:
    return ContractorRow(
        recipient=named.id,
        name=named.name.in_language(language),
        address=named.address.in_language(language),
        representative=named.representative.in_language(language),
        work=named.work.in_language(language),
        services=named.services,
        items=named.items,
        purposes=named.purposes,
        countries=tuple(sorted(countries_of(named))),
        subcontractors=tuple(one.name.in_language(language) for one in named.subcontractors),
        missing=lacking,
        **_engaged(engagement, today),
        **_counts(named.id, handovers),
    )


def _former(engagement: Engagement, handovers: Iterable[HandoverRow], today: date) -> ContractorRow:
    contract = engagement.contracts[-1] if engagement.contracts else None
    scope = contract.scope if contract else None
    return ContractorRow(
        recipient=engagement.recipient,
        name=engagement.recipient,
        address="",
        representative="",
        work="",
        services=scope.services if scope else (),
        items=scope.items if scope else (),
        purposes=scope.purposes if scope else (),
        countries=engagement.assessment.countries if engagement.assessment else (),
        subcontractors=(),
        missing=("not_named",),
        **_engaged(engagement, today),
        **_counts(engagement.recipient, handovers),
    )


def _engaged(one: Engagement | None, today: date) -> dict[str, Any]:
    contract = None if one is None else one.contract_on(today) or (one.contracts[-1] if one.contracts else None)
    assessment, inspection = (None, None) if one is None else (one.assessment, one.inspection)
    return {
        "begun_on": None if one is None else japan_date(one.begun_at),
        "ended_on": None if one is None else one.ended_on,
        "contract_from": contract and contract.from_on,
        "contract_to": contract and contract.to_on,
        "contract_document": "" if contract is None else contract.document,
        "contract_pages": "" if contract is None else _pages(contract),
        "assessed_on": assessment and assessment.made_on,
        "score": None if assessment is None else assessment.score,
        "threshold": None if assessment is None else assessment.threshold,
        "next_assessment_on": assessment and assessment.next_on,
        "inspected_on": inspection and inspection.held_on,
        "findings": None if inspection is None else inspection.findings,
        "next_inspection_on": None if one is None else inspection_due_on(one, today),
    }


def _pages(contract: Contract) -> str:
    return " ".join(f"{point}:{page or '-'}" for point, page in sorted(contract.pages.items()))


def _counts(recipient: str, handovers: Iterable[HandoverRow]) -> dict[str, Any]:
    own = [row for row in handovers if row.recipient == recipient and row.state in _GONE]
    return {
        "records_handed_over": sum(row.written for row in own),
        "records_outside": sum(row.written for row in own if row.state is State.HANDED),
    }


def deliveries(handovers: Iterable[HandoverRow], *, names: Mapping[str, str]) -> tuple[DeliveryRow, ...]:
    """List hand-overs; ``names`` tells who is behind the opaque ids of staff."""
    return tuple(_delivery(row, names) for row in handovers)


def _delivery(row: HandoverRow, names: Mapping[str, str]) -> DeliveryRow:
    said: Mapping[str, Any] = row.certificate or {}
    made = manifest_of(row)
    return DeliveryRow(
        number=row.number,
        exit=row.exit.value,
        kind=row.kind.value,
        recipient=row.recipient,
        service=row.wish.service if row.wish else "",
        purpose=row.wish.purpose if row.wish else "",
        items=tuple(made.get("items") or row.items),
        reason=row.reason,
        state=row.state.value,
        missing=row.grounds,
        # How much of a client's data there is, only who works with it may count.
        records_counted=None if row.exit is Exit.CLIENT else row.counted,
        records_written=None if row.exit is Exit.CLIENT else row.written,
        proposed_at=row.proposed_at,
        proposed_by=names.get(row.proposed_by, row.proposed_by),
        decided_at=row.decided_at,
        decided_by=names.get(row.decided_by or "", row.decided_by or ""),
        made_at=row.made_at,
        file_sha256=row.file_digest or "",
        file_bytes=row.size,
        contract_document=str(made.get("contract") or ""),
        encryption="age" if row.made_at else "",
        handed_at=row.handed_at,
        channel=row.channel.value if row.channel else "",
        certificate_due_on=row.due_on,
        ended=str(said.get("ended", "")),
        ended_on=date.fromisoformat(said["on"]) if said.get("on") else None,
        method=str(said.get("method", "")),
        signed_as=str(said.get("signed_as", "")),
        certificate_document=row.document or "",
    )


def provisions(
    handovers: Iterable[HandoverRow],
    statements: Mapping[str, Statement],
    dossiers: Mapping[Any, Dossier],
    *,
    language: Language,
) -> tuple[ProvisionRow, ...]:
    """List what third parties were given; each as the statement named them that bound then, or as the dossier does."""
    gone = [row for row in handovers if row.exit in PROVISIONS and row.kind is Kind.RECORDS and row.state in _GONE]
    return tuple(_provision(row, statements, dossiers.get(row.handover_id), language) for row in gone)


def _provision(
    row: HandoverRow, statements: Mapping[str, Statement], dossier: Dossier | None, language: Language
) -> ProvisionRow:
    name, address, representative = row.recipient, "", ""
    if dossier is not None:
        name, address, representative = dossier.authority, dossier.address, dossier.representative
    elif row.statement_hash in statements:
        found = [one for one in statements[row.statement_hash].recipients if one.id == row.recipient]
        for one in found:
            name = one.name.in_language(language)
            address, representative = one.address.in_language(language), one.representative.in_language(language)
    return ProvisionRow(
        number=row.number,
        basis=row.exit.value,
        exception="" if dossier is None else f"27-1-{dossier.code.value}",
        provided_on=japan_date(row.handed_at or row.proposed_at),
        name=name,
        address=address,
        representative=representative,
        items=tuple(manifest_of(row).get("items") or row.items),
        purpose=row.wish.purpose if row.wish else "",
        persons=row.written,
        instrument="" if dossier is None else dossier.instrument.value,
        told="" if dossier is None else dossier.told.value,
        statement=row.statement_hash,
    )


def receipts(imports: Iterable[Received], *, items: Mapping[str, tuple[str, ...]]) -> tuple[ReceiptRow, ...]:
    """List what was received from others; ``items`` are those of each service."""
    rows = []
    for one in imports:
        said = json.loads(one.provenance)
        rows.append(
            ReceiptRow(
                **{name: str(said[name]) for name in _SAID},
                received_on=date.fromisoformat(said["received_on"]),
                service=one.service,
                items=items.get(one.service, ()),
                records=one.stored,
                taken_in_on=japan_date(one.finished_at or one.begun_at),
            )
        )
    return tuple(rows)


_SAID = (
    "giver", "name", "address", "representative", "acquired", "basis", "consent", "contract", "confirmed_by", "confirmed_how",
)  # fmt: skip


def subcontractors(
    statement: Statement, engagements: Iterable[Engagement], *, language: Language
) -> tuple[SubcontractorRow, ...]:
    """List those whom recipients let help, and whether that was approved."""
    approved = {one.recipient: one.approved for one in engagements}
    return tuple(
        SubcontractorRow(
            recipient=named.id,
            subcontractor=one.id,
            name=one.name.in_language(language),
            work=one.work.in_language(language),
            countries=one.countries,
            approved=one.id in approved.get(named.id, ()),
        )
        for named in statement.recipients
        for one in named.subcontractors
    )


def countries(statement: Statement, engagements: Iterable[Engagement], *, language: Language) -> tuple[CountryRow, ...]:
    """List who handles data where, by country."""
    seen = {one.recipient: one.assessment.countries for one in engagements if one.assessment is not None}
    rows = []
    for named in statement.recipients:
        foreign = named.foreign
        here = [(code, "", named.name) for code in named.countries]
        here += [(code, one.id, one.name) for one in named.subcontractors for code in one.countries]
        for code, helper, name in here:
            abroad = foreign if code != "JP" else None
            rows.append(
                CountryRow(
                    country=code,
                    recipient=named.id,
                    subcontractor=helper,
                    name=name.in_language(language),
                    basis="" if abroad is None else abroad.basis.value,
                    system="" if abroad is None else abroad.system.in_language(language),
                    measures="" if abroad is None else abroad.measures.in_language(language),
                    assessed=code in seen.get(named.id, ()),
                )
            )
    return tuple(sorted(rows, key=lambda one: (one.country, one.recipient, one.subcontractor)))


def manifest_of(row: HandoverRow) -> Mapping[str, Any]:
    """Read what goes with a file; empty as long as it is not made."""
    if row.manifest is None:
        return {}
    try:
        read: Mapping[str, Any] = json.loads(row.manifest)
    except ValueError:
        raise MalformedError("A manifest is not what was written.", ground="manifest") from None
    return read
