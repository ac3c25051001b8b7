"""What is to be done for a client, and when it presses; and who sees what went to one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import override

from azukari.rights.urgency import Urgency
from azukari.sharing.delivery import Kind, State
from azukari.sharing.entrusted_register import Entrusted
from azukari.web.staff.entrusted_lines import client_duties, forwarded_by, report_clock, sent_lines
from tests.sharing.clients import contract
from tests.sharing.test_entrusted_rows import TODAY, entrusted, sent


def duties(one: Entrusted, today: date = TODAY) -> Any:
    with override("en"):
        return [(duty.title, duty.late) for duty in client_duties(one, today=today)]


def test_a_report_presses_in_its_last_week_and_is_late_after_it() -> None:
    one = entrusted()
    due = date(2026, 12, 10)
    assert duties(one) == []
    assert duties(one, due - timedelta(days=7)) == [("Report to the client", False)]
    assert duties(one, due + timedelta(days=1)) == [("Report to the client", True)]
    with override("en"):
        calm, soon = report_clock(one, TODAY), report_clock(one, due)
    assert calm is not None
    assert soon is not None
    assert (calm.on, calm.urgency) == (due, Urgency.CALM)
    assert soon.urgency is Urgency.SOON


def test_a_contract_that_ends_and_one_without_anybody_are_told() -> None:
    ends = entrusted(contracted=contract(ends="2026-12-05"))
    assert ("The contract ends soon: renew it, or prepare the return", False) in duties(ends)
    coming = replace(entrusted(contracted=contract(begins="2026-12-01")), members=())
    assert duties(coming) == [("Nobody works with this data yet: choose who does", False)]


def test_the_end_goes_step_by_step() -> None:
    over = {"state": "ended", "ended_on": TODAY - timedelta(days=2)}
    wait = "The client has to fetch everything before it is destroyed"
    assert duties(entrusted(**over)) == [("Return everything to the client", True)]
    assert duties(entrusted(sent(Kind.RETURN, State.MADE), **over)) == [(wait, True)]
    assert duties(entrusted(sent(Kind.RETURN), **over)) == [("Destroy what we still have", False)]
    kept = entrusted(contracted=contract(returned="false"), **over)
    assert duties(kept) == [("Destroy what we still have", True)]
    assert duties(entrusted(state="destroying")) == [("Carry the destruction to its end", False)]
    gone = {"state": "destroyed", "destroyed_at": datetime(2026, 11, 21, tzinfo=UTC)}
    assert duties(entrusted(sent(Kind.RETURN), **gone)) == []


def test_a_request_that_nobody_fetched_is_told_and_comes_first() -> None:
    waits = replace(sent(Kind.REQUEST, State.MADE), due_on=TODAY - timedelta(days=1))
    words = "The client has not fetched a person’s request: call its desk"
    one = replace(entrusted(waits), members=())
    assert duties(one) == [(words, True), ("Nobody works with this data yet: choose who does", False)]
    assert duties(entrusted(replace(waits, state=State.HANDED))) == []
    with override("en"):
        [line] = sent_lines(one, today=TODAY)
    assert line.due is not None
    assert (line.kind, line.due.urgency) == ("Request of a person", Urgency.LATE)


def test_the_next_business_day_leaves_out_weekends_and_holidays() -> None:
    assert forwarded_by(date(2026, 11, 26)) == date(2026, 11, 27)
    assert forwarded_by(date(2026, 11, 27)) == date(2026, 11, 30)  # a Friday
    assert forwarded_by(date(2026, 11, 20)) == date(2026, 11, 24)  # Labour Thanksgiving Day is a Monday
