"""What somebody has to see to: found out from what is on record and today's date, so that no task is forgotten or left green."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from azukari.base.clock import japan_date
from azukari.sharing.condition import Condition, inspection_due_on, missing
from azukari.sharing.delivery import Kind, State
from azukari.sharing.engagement import Engagement
from azukari.sharing.handover import HandoverRow
from azukari.statement.document import Statement

SOON = timedelta(days=30)
_ESCALATES = timedelta(days=14)
_UNUSUAL, _FEW = 3, 100  # times as many as ever before, and more than a few


class Task(StrEnum):
    """What is to be done."""

    CONDITION = "condition"  # something is missing, so nothing may be handed over
    CONTRACT_ENDS = "contract_ends"
    ASSESSMENT_DUE = "assessment_due"
    INSPECTION_DUE = "inspection_due"
    FINDINGS = "findings"
    APPROVE = "approve"
    UNUSUAL = "unusual"  # far more records than any before, for the same recipient and purpose (requirements S14.3)
    FETCH = "fetch"  # a file waits and is not fetched
    CERTIFICATE = "certificate"  # returned or destroyed? nobody has said
    ACKNOWLEDGE = "acknowledge"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to see to: with whom, what, until when, and for which hand-over; ``late`` says that it should have been done."""

    task: Task
    recipient: str
    due_on: date | None
    late: bool
    condition: Condition | None = None
    handover: HandoverRow | None = None


def duties(
    statement: Statement, engagements: Iterable[Engagement], handovers: Iterable[HandoverRow], *, today: date
) -> tuple[Duty, ...]:
    """List what is to be seen to, what is late first."""
    rows = tuple(handovers)
    found = [duty for one in engagements for duty in _of_engagement(statement, one, today)]
    found += [duty for row in rows if (duty := _of_handover(row, today)) is not None]
    found += [
        Duty(Task.UNUSUAL, row.recipient, None, late=True, handover=row) for row in rows if _is_unusual(row, rows)
    ]
    return tuple(sorted(found, key=lambda one: (not one.late, one.due_on or today, one.recipient, one.task)))


def escalates(duty: Duty, today: date) -> bool:
    """Tell whether something is so late that the privacy manager is to be told (requirements H58)."""
    return duty.late and duty.due_on is not None and today - duty.due_on > _ESCALATES


def _of_engagement(statement: Statement, one: Engagement, today: date) -> list[Duty]:
    if one.ended_on is not None and one.ended_on < today:
        return []  # ended on purpose: what is still out there has its own duties
    lacking = missing(statement, one, one.recipient, today=today)
    found = [Duty(Task.CONDITION, one.recipient, None, late=True, condition=condition) for condition in lacking]
    contract = one.contract_on(today)
    due = [
        (Task.CONTRACT_ENDS, None if contract is None else contract.to_on),
        (Task.ASSESSMENT_DUE, None if one.assessment is None else one.assessment.next_on),
        (Task.INSPECTION_DUE, inspection_due_on(one, today)),
    ]
    found += [
        Duty(task, one.recipient, on, late=False) for task, on in due if on is not None and today <= on <= today + SOON
    ]
    if one.inspection is not None and one.inspection.findings:
        found.append(Duty(Task.FINDINGS, one.recipient, one.inspection.next_on, late=False))
    return found


def _of_handover(row: HandoverRow, today: date) -> Duty | None:
    if row.state is State.PROPOSED:
        return Duty(Task.APPROVE, row.recipient, None, late=False, handover=row)
    if row.state is State.MADE and row.made_at is not None:
        due_on = japan_date(row.made_at) + timedelta(days=7)
        return Duty(Task.FETCH, row.recipient, due_on, late=due_on < today, handover=row)
    if row.state is State.HANDED and row.due_on is not None:
        task = Task.ACKNOWLEDGE if row.kind is Kind.CHANGES else Task.CERTIFICATE
        return Duty(task, row.recipient, row.due_on, late=row.due_on < today, handover=row)
    return None


def _is_unusual(row: HandoverRow, rows: Iterable[HandoverRow]) -> bool:
    """Tell whether what waits would hold far more than any hand-over before it; the first one of its kind has no measure."""
    if row.state not in {State.PROPOSED, State.APPROVED, State.MADE} or row.wish is None or row.counted <= _FEW:
        return False
    before = [
        one.written
        for one in rows
        if one.state in {State.HANDED, State.CLOSED}
        and one.recipient == row.recipient
        and one.wish is not None
        and one.wish.purpose == row.wish.purpose
    ]
    return bool(before) and row.counted > _UNUSUAL * max(before)
