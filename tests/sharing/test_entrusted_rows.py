"""The two registers of what clients entrust to us, exactly: from an engagement that begins to one that was destroyed."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from azukari.sharing.delivery import Kind, State
from azukari.sharing.entrusted_register import Entrusted
from azukari.sharing.entrusted_rows import entrusted_rows, last_reported_on, processor_rows, standing_on
from azukari.sharing.store.entrusted.engagements import ClientHandover, EngagementRow, Member
from tests.sharing.clients import contract
from tests.vault.world import STATEMENT

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def sent(kind: Kind, state: State = State.HANDED, written: int = 1, day: int = 12) -> ClientHandover:
    at = AT.replace(day=day)
    handed_at = at if state in {State.HANDED, State.CLOSED} else None
    return ClientHandover(uuid.UUID(int=day), "7K3M-92QF-0TBX", kind, state, written, at, at, handed_at, None, None)


def entrusted(*handovers: ClientHandover, contracted: Any = None, **changed: Any) -> Entrusted:
    row = EngagementRow(uuid.UUID(int=1), "hoshizora", "active", AT, "ben", None, None, None, None, None, None)
    member = Member(uuid.UUID(int=2), AT, "ben")
    return Entrusted(replace(row, **changed), contracted or contract(), (member,), handovers)


def rows(*found: Entrusted) -> Any:
    return entrusted_rows(found, language="en", today=TODAY)


def test_one_that_runs_stands_with_its_contract_and_what_is_due() -> None:
    [row] = rows(entrusted(sent(Kind.REPORT), sent(Kind.REQUEST), sent(Kind.REQUEST), sent(Kind.BREACH)))
    assert (row.contract_id, row.client, row.work) == (
        "hoshizora",
        "The invented hoshizora",
        "Sending out membership cards",
    )
    assert (row.contact, row.breach_contact) == ("desk@hoshizora.example", "alarm@hoshizora.example")
    assert (row.address, row.representative) == ("Chiyoda, Tokyo", "Hanako Daihyo")
    assert (row.contract_from, row.contract_to) == (date(2026, 11, 1), date(2027, 10, 31))
    assert row.contract_document == contract().hash
    assert (row.purposes, row.items) == (("Sending", "Questions"), ("Name", "E-mail", "Address", "Plan"))
    assert (row.countries, row.subcontractors, row.statistics) == (("JP",), (), False)
    assert (row.report_every_days, row.reported_on, row.report_due_on) == (30, date(2026, 11, 12), date(2026, 12, 12))
    assert (row.members, row.requests_forwarded, row.breaches_told) == (1, 2, 1)
    assert (row.standing, row.begun_on, row.ended_on) == ("active", date(2026, 11, 10), None)
    assert (row.gives_back, row.returned_on, row.destroyed_on) == (True, None, None)


def test_one_that_was_returned_and_destroyed_says_when() -> None:
    returned = entrusted(sent(Kind.RETURN, written=12, day=20), sent(Kind.RETURN, State.CANCELLED, 3), state="ended")
    [row] = rows(returned)
    assert (row.standing, row.returned_on, row.report_due_on) == ("returned", date(2026, 11, 20), None)
    gone = entrusted(
        *returned.handovers, state="destroyed", ended_on=date(2026, 11, 18), destroyed_at=AT.replace(day=21)
    )
    [row] = rows(gone)
    assert (row.standing, row.ended_on, row.destroyed_on) == ("destroyed", date(2026, 11, 18), date(2026, 11, 21))
    assert processor_rows([gone], STATEMENT, language="en", today=TODAY) == ()


def test_a_term_that_has_not_begun_is_not_over() -> None:
    coming = entrusted(contracted=contract(begins="2026-12-01"))
    assert standing_on(coming, TODAY) == "coming"
    assert standing_on(replace(coming, row=replace(coming.row, state="ended")), TODAY) == "ended"
    assert last_reported_on(coming) == date(2026, 11, 10)


def test_a_processor_says_for_whom_it_processes_what_and_where() -> None:
    abroad = replace(contract(), countries=("JP", "US"), subcontractors=("Kaze K.K.",))
    [row] = processor_rows([entrusted(contracted=abroad)], STATEMENT, language="en", today=TODAY)
    own = STATEMENT.organisation
    assert (row.processor, row.processor_address) == (own.name.en, own.address.en)
    assert (row.processor_representative, row.processor_officer) == (
        own.representative.name.en,
        own.privacy_manager.name.en,
    )
    assert (row.contract_id, row.controller, row.controller_contact) == (
        "hoshizora",
        "The invented hoshizora",
        "desk@hoshizora.example",
    )
    assert (row.countries, row.transfers, row.subcontractors) == (("JP", "US"), ("US",), ("Kaze K.K.",))
    assert row.retention == ("Sending: 90 days", "Questions: 180 days")
    assert row.processing == ("Sending", "Questions")
    assert row.general_measures.startswith("Each client’s data has a place and keys of its own")
    [japanese] = processor_rows([entrusted(contracted=abroad)], STATEMENT, language="ja", today=TODAY)
    assert japanese.retention == ("発送：90日", "問い合わせ：180日")
    assert japanese.controller_representative == "代表 花子"
