"""When a recipient is reminded: before it is due, on the day, and each week after, until it has done its part."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from azukari.sharing.chasing import Chaser, chased_on
from azukari.sharing.delivery import Kind, State
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from tests.vault.world import NOW

DUE = date(2026, 12, 23)
ROW = HandoverRow(
    handover_id=uuid.UUID(int=1),
    number="7K3M-92QF-0TBX",
    exit=Exit.CONTRACTOR,
    kind=Kind.RECORDS,
    engagement_id=uuid.UUID(int=2),
    recipient="mailer",
    language="ja",
    contact="desk@mailer.example",
    age_key="age1",
    wish=None,
    reason="",
    statement_hash="",
    state=State.HANDED,
    second=False,
    counted=1,
    written=1,
    grounds=(),
    proposed_at=NOW,
    proposed_by="1",
    proposer_role="privacy_manager",
    decided_at=None,
    decided_by=None,
    made_at=NOW,
    manifest=b"{}",
    file_digest="",
    size=1,
    handed_at=NOW,
    channel=None,
    due_on=DUE,
    closed_at=None,
    certificate=None,
    document=None,
    door_id=uuid.UUID(int=3),
    items=(),
    sftp=None,
)


def days(row: HandoverRow, *, first: date = DUE - timedelta(days=10), count: int = 25) -> list[int]:
    """Tell on which days, counted from when it is due, somebody is reminded."""
    asked = [first + timedelta(days=n) for n in range(count)]
    return [(day - DUE).days for day in asked if chased_on(row, day)]


def test_a_certificate_is_asked_for_before_it_is_due_and_each_week_after() -> None:
    assert days(ROW) == [-3, 0, 7, 14]
    assert chased_on(ROW, DUE) is Chaser.CERTIFY


def test_so_is_an_acknowledgement() -> None:
    row = replace(ROW, kind=Kind.CHANGES)
    assert days(row) == [-3, 0, 7, 14]
    assert chased_on(row, DUE) is Chaser.ACKNOWLEDGE


def test_a_file_that_nobody_fetches_is_named_after_three_days() -> None:
    made = date(2026, 11, 23)
    row = replace(ROW, state=State.MADE)
    asked = [n for n in range(20) if chased_on(row, made + timedelta(days=n)) is Chaser.FETCH]
    assert asked == [3, 10, 17]


@pytest.mark.parametrize("state", [State.CLOSED, State.PROPOSED, State.APPROVED, State.CANCELLED, State.REFUSED])
def test_nobody_is_reminded_of_what_is_over_or_has_not_begun(state: State) -> None:
    assert days(replace(ROW, state=state)) == []


def test_nothing_comes_back_from_a_third_party() -> None:
    assert days(replace(ROW, due_on=None)) == []
