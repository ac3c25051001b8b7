"""What somebody has to see to: found out from what is on record, so that nothing stays green by being forgotten."""

from dataclasses import replace
from datetime import timedelta

from azukari.base.clock import japan_date
from azukari.sharing.condition import Condition
from azukari.sharing.delivery import State, Wish
from azukari.sharing.duty import Duty, Task, duties, escalates
from azukari.sharing.engagement import Engagement
from azukari.sharing.handover import HandoverRow
from tests.sharing.test_chasing import ROW
from tests.sharing.test_condition import CONTRACT, INSPECTION, NAMED, TODAY, WHOLE
from tests.sharing.yard import MAILER
from tests.vault.world import NOW

WISH = Wish("inquiry", "newsletter")
QUIET = replace(
    WHOLE,
    contracts=(replace(CONTRACT, to_on=TODAY + timedelta(days=300)),),
    assessments=(replace(WHOLE.assessments[0], next_on=TODAY + timedelta(days=300)),),
    inspections=(replace(INSPECTION, next_on=TODAY + timedelta(days=300)),),
)


def found(*handovers: HandoverRow, engagement: Engagement = QUIET) -> list[tuple[Task, bool]]:
    return [(one.task, one.late) for one in duties(NAMED, (engagement,), handovers, today=TODAY)]


def test_nothing_is_to_be_done_where_everything_is_in_order() -> None:
    assert found() == []


def test_a_lapse_is_a_task_by_itself() -> None:
    """A contract that ended yesterday opens a task, and nobody has to run anything for it (X-12)."""
    lapsed = replace(QUIET, contracts=(replace(CONTRACT, to_on=TODAY - timedelta(days=1)),))
    (task,) = duties(NAMED, (lapsed,), (), today=TODAY)
    assert (task.task, task.recipient, task.condition, task.late) == (Task.CONDITION, MAILER, Condition.TERM, True)


def test_what_ends_within_a_month_is_told_before() -> None:
    soon = TODAY + timedelta(days=30)
    ending = replace(
        QUIET,
        contracts=(replace(CONTRACT, to_on=soon),),
        assessments=(replace(WHOLE.assessments[0], next_on=soon),),
        inspections=(replace(INSPECTION, next_on=soon, findings=2),),
    )
    assert {task for task, late in found(engagement=ending) if not late} == {
        Task.CONTRACT_ENDS,
        Task.ASSESSMENT_DUE,
        Task.INSPECTION_DUE,
        Task.FINDINGS,
    }


def test_work_that_was_ended_on_purpose_has_no_tasks_of_its_own() -> None:
    assert found(engagement=replace(QUIET, contracts=(), ended_on=TODAY - timedelta(days=1))) == []


def test_hand_overs_are_followed_to_their_end() -> None:
    made_at = NOW - timedelta(days=8)
    assert found(replace(ROW, state=State.PROPOSED)) == [(Task.APPROVE, False)]
    assert found(replace(ROW, state=State.MADE, made_at=made_at)) == [(Task.FETCH, True)]
    assert found(replace(ROW, due_on=TODAY - timedelta(days=1))) == [(Task.CERTIFICATE, True)]
    assert found(replace(ROW, state=State.CLOSED)) == []


def test_what_is_late_comes_first_and_grows_urgent_after_a_fortnight() -> None:
    late = replace(ROW, due_on=TODAY - timedelta(days=15))
    both = duties(NAMED, (QUIET,), (replace(ROW, state=State.PROPOSED), late), today=TODAY)
    assert [one.task for one in both] == [Task.CERTIFICATE, Task.APPROVE]
    assert escalates(both[0], TODAY)
    assert not escalates(both[1], TODAY)
    assert not escalates(Duty(Task.CERTIFICATE, MAILER, TODAY - timedelta(days=14), late=True), TODAY)


def test_far_more_records_than_ever_before_are_looked_at_twice() -> None:
    before = replace(ROW, state=State.CLOSED, wish=WISH, written=100)
    new = replace(ROW, state=State.PROPOSED, wish=WISH)
    assert (Task.UNUSUAL, True) in found(before, replace(new, counted=301))
    assert (Task.UNUSUAL, True) not in found(before, replace(new, counted=300))
    assert (Task.UNUSUAL, True) not in found(replace(new, counted=10_000))  # the first has no measure
    other = replace(new, counted=301, wish=replace(WISH, purpose="inquiry.reply"))
    assert (Task.UNUSUAL, True) not in found(before, other)
    assert japan_date(NOW) == TODAY
