"""Clients' engagements as the pages show them; nothing in any of them is of one person."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from azukari.base.sql import Database
from azukari.rights.calendar import ONE_DAY, Calendar
from azukari.rights.urgency import Urgency
from azukari.sharing.delivery import OPEN, Kind, State
from azukari.sharing.duty import SOON
from azukari.sharing.entrusted_register import Entrusted, all_entrusted
from azukari.sharing.entrusted_rows import standing_on
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.statement.vocabulary import country
from azukari.web.packs import pack_named
from azukari.web.staff.entrusted_words import DUTY_WORDS, STANDING_WORDS, Duty, Standing
from azukari.web.staff.packs import HOME_PACK
from azukari.web.staff.request_lines import MARKS, Clock
from azukari.web.staff.sharing_lines import Named, day_clock
from azukari.web.staff.sharing_words import KIND_WORDS, STATE_WORDS

_REPORT_SOON = timedelta(days=7)
PREFIX = "entrusted/"  # what a client is called as the recipient of a hand-over


@dataclass(frozen=True, slots=True)
class ClientDuty:
    """One thing to do for a client."""

    title: str
    due: Clock | None
    late: bool


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client in the list; who does not work with its data sees no count."""

    client: str
    name: str
    work: str
    standing: Standing
    contract: Clock | None
    report: Clock | None
    duties: tuple[ClientDuty, ...]
    is_member: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class SentLine:
    """One hand-over to a client."""

    handover_id: uuid.UUID
    number: str
    kind: str
    state: str
    at: datetime
    arrived_at: datetime | None
    due: Clock | None


def is_member(one: Entrusted, user: str) -> bool:
    """Tell whether somebody works with a client's data."""
    return user in {str(member.user_id) for member in one.members}


def client_line(one: Entrusted, language: Language, *, user: str, today: date, count: int | None) -> ClientLine:
    """Write an engagement as a line of the list."""
    standing, contract = standing_on(one, today), one.contract
    runs = standing in {"coming", "active"}
    return ClientLine(
        client=contract.id,
        name=contract.client.name.in_language(language),
        work=contract.work.in_language(language),
        standing=STANDING_WORDS[standing],
        contract=day_clock(contract.to_on, today) if runs else None,
        report=report_clock(one, today) if standing == "active" else None,
        duties=client_duties(one, today=today),
        is_member=is_member(one, user),
        count=count,
    )


def report_clock(one: Entrusted, today: date) -> Clock | None:
    """Give the day of the next report; it presses in its last week, since reports may be due every month."""
    clock = day_clock(one.report_due_on(), today)
    if clock is None or clock.on <= today + _REPORT_SOON:
        return clock
    return replace(clock, urgency=Urgency.CALM, mark=MARKS[Urgency.CALM])


def client_duties(one: Entrusted, *, today: date) -> tuple[ClientDuty, ...]:
    """List what is to be done for a client, what is late first."""
    found: list[tuple[Duty, date | None]] = []
    standing, ends_on = standing_on(one, today), one.row.ended_on or one.contract.to_on
    if standing == "active":
        report_on = one.report_due_on()
        found += [(Duty.REPORT, report_on)] if report_on <= today + _REPORT_SOON else []
        found += [(Duty.RENEW, ends_on)] if ends_on <= today + SOON else []
    if standing in {"coming", "active"} and not one.members:
        found.append((Duty.STAFF, None))
    if standing == "ended":
        found.append((_at_the_end(one), ends_on))
    if standing == "returned":
        found.append((Duty.DESTROY, None))
    if standing == "destroying":
        found.append((Duty.GO_ON, None))
    waiting = [sent.due_on for sent in one.handovers if sent.kind is Kind.REQUEST and sent.state is State.MADE]
    found += [(Duty.FETCH, min(days)) for days in ([day for day in waiting if day and day < today],) if days]
    lines = [
        ClientDuty(str(DUTY_WORDS[duty]), day_clock(due, today), due is not None and due < today) for duty, due in found
    ]
    return tuple(sorted(lines, key=lambda line: not line.late))


def _at_the_end(one: Entrusted) -> Duty:
    if not one.contract.returned:
        return Duty.DESTROY
    returning = any(sent.kind is Kind.RETURN and sent.state in OPEN for sent in one.handovers)
    return Duty.WAIT if returning else Duty.RETURN


def sent_lines(one: Entrusted, *, today: date) -> tuple[SentLine, ...]:
    """List what went to a client, the newest first."""
    return tuple(
        SentLine(
            handover_id=sent.handover_id,
            number=sent.number,
            kind=str(KIND_WORDS[sent.kind]),
            state=str(STATE_WORDS[sent.state]),
            at=sent.proposed_at,
            arrived_at=sent.arrived_at,
            due=day_clock(sent.due_on, today) if sent.state in {State.APPROVED, State.MADE} else None,
        )
        for sent in one.handovers
    )


def contract_facts(one: Entrusted, language: Language) -> dict[str, Any]:
    """Say what a contract says."""
    contract, client = one.contract, one.contract.client
    titles = {purpose.id: purpose.title.in_language(language) for purpose in contract.purposes}
    return {
        "address": client.address.in_language(language),
        "representative": client.representative.in_language(language),
        "contact": client.contact,
        "breach_contact": client.breach_contact,
        "from": contract.from_on,
        "to": contract.to_on,
        "purposes": [
            {
                "title": titles[purpose.id],
                "text": purpose.text.in_language(language),
                "days": purpose.retention_days,
                "roles": purpose.roles,
            }
            for purpose in contract.purposes
        ],
        "items": [
            (item.label.in_language(language), [titles.get(name, name) for name in item.purposes])
            for item in contract.items
        ],
        "countries": [country(code).in_language(language) for code in contract.countries],
        "subcontractors": contract.subcontractors,
        "statistics": contract.statistics,
        "report_every_days": contract.report_every_days,
        "gives_back": contract.returned,
        "hash": contract.hash,
    }


def openable(one: Entrusted, role: Role, language: Language, *, today: date) -> list[Mapping[str, str]]:
    """List the purposes for which a role may open now, each with its sentence; none outside the term."""
    if standing_on(one, today) != "active":
        return []
    return [
        {
            "id": purpose.id,
            "title": purpose.title.in_language(language),
            "text": purpose.text.in_language(language),
        }
        for purpose in one.contract.purposes
        if role in purpose.roles
    ]


def forwarded_by(arrived_on: date) -> date:
    """Tell by when a request that came on a day has to be with the client: on the next open day."""
    return Calendar(pack_named(HOME_PACK).calendar).next_open(arrived_on + ONE_DAY)


def with_clients(titles: Named, database: Database, language: Language) -> Named:
    """Add what clients are called as recipients of hand-overs."""
    names = {
        f"{PREFIX}{one.contract.id}": one.contract.client.name.in_language(language) for one in all_entrusted(database)
    }
    return replace(titles, recipients={**titles.recipients, **names})


def visible_handovers(rows: Iterable[HandoverRow], database: Database, user: str) -> list[HandoverRow]:
    """Leave out what went to clients with whose data somebody does not work."""
    own = {f"{PREFIX}{one.contract.id}" for one in all_entrusted(database) if is_member(one, user)}
    return [row for row in rows if row.exit is not Exit.CLIENT or row.recipient in own]
