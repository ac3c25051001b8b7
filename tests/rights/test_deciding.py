"""Deciding: not before who asks and what is held are known, not without a reason, and where it matters not by one alone."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from azukari.base.clock import japan_date
from azukari.base.errors import Kind
from azukari.rights.identity import Proof
from azukari.rights.plan import Act, Op, Passage, Plan
from azukari.rights.request import Asker, Move, Outcome, State
from azukari.rights.search import PlaceState
from azukari.rights.services.carrying_out import carry_out
from azukari.rights.services.deciding import decide, take_plain_step
from azukari.rights.services.examining import add_proof, desk_case, identify, settle
from azukari.rights.services.joining import join_own, separate_own
from azukari.rights.services.register import course_of
from azukari.rights.services.visiting import Visit
from azukari.rights.shapes import Taken
from azukari.rights.wish import Wish
from azukari.vault.services.opening import open_for
from tests.rights.bureau import ANNA, BEN, SHOWN, Bureau
from tests.rights.looking import ground, ledger, refusal, state
from tests.vault.world import REASON, STAFF


def step(bureau: Bureau, taken: Taken, move: Move) -> None:
    take_plain_step(bureau.office, taken.request_id, move, actor=ANNA, now=bureau.now)


def by_agent(bureau: Bureau, kind: str, number: str, *proofs: Proof) -> Taken:
    """Take in and examine what an agent asks."""
    taken = bureau.take_in(kind, asker=Asker.MANDATED_AGENT)
    identify(bureau.office, taken.request_id, number, actor=ANNA, now=bureau.now)
    for proof in proofs:
        add_proof(bureau.office, taken.request_id, proof, actor=ANNA, now=bureau.now)
    step(bureau, taken, Move.PROVE)
    bureau.look_everywhere(taken)
    return taken


def examined(bureau: Bureau, kind: str, wish: Wish | None = None, *, visit: Visit | None = None) -> Taken:
    taken = bureau.ask(visit or bureau.visit(bureau.collect().number), kind, wish)
    bureau.look_everywhere(taken)
    return taken


@pytest.mark.parametrize(
    ("kind", "outcome", "grounds", "two"),
    [
        ("disclosure", Outcome.FULL, (), False),
        ("disclosure", Outcome.PART, ("harm",), True),
        ("disclosure", Outcome.REFUSED, ("harm",), True),
        ("disclosure", Outcome.NOT_HELD, (), True),
        ("erasure", Outcome.FULL, (), True),
        ("erasure", Outcome.REFUSED, ("kept-by-law",), True),
    ],
)
def test_what_cannot_be_undone_or_is_refused_is_decided_by_somebody_else(
    bureau: Bureau, kind: str, outcome: Outcome, grounds: tuple[str, ...], *, two: bool
) -> None:
    taken = examined(bureau, kind)
    bureau.propose(taken, outcome, *grounds)
    if two:
        before = state(bureau)
        assert refusal(lambda: bureau.decide(taken, by=ANNA))[:2] == (Kind.REFUSED, "second_person")
        assert state(bureau) == before
    bureau.decide(taken, by=BEN if two else ANNA)
    assert bureau.state(taken) is State.DECIDED


def test_sent_back_it_is_decided_by_somebody_other_than_who_proposed_last(bureau: Bureau) -> None:
    taken = examined(bureau, "erasure")
    bureau.propose(taken)
    take_plain_step(bureau.office, taken.request_id, Move.RETURN, actor=ANNA, now=bureau.now)
    bureau.propose(taken)
    assert ground(lambda: bureau.decide(taken, by=ANNA)) == "second_person"


def test_what_an_agent_asks_is_decided_by_two(bureau: Bureau) -> None:
    taken = by_agent(bureau, "disclosure", bureau.collect().number, *SHOWN)
    bureau.propose(taken)
    assert ground(lambda: bureau.decide(taken, by=ANNA)) == "second_person"
    bureau.decide(taken)


@pytest.mark.parametrize("when", ["before the proposal", "before the decision"])
def test_a_mandate_that_has_run_out_since_counts_no_longer(bureau: Bureau, when: str) -> None:
    until = japan_date(bureau.now)
    proofs = [replace(proof, until_on=until if proof.method == "mandate" else None) for proof in SHOWN]
    taken = by_agent(bureau, "disclosure", bureau.collect().number, *proofs)
    if when == "before the decision":
        bureau.propose(taken)
    bureau.later(days=1)
    before = state(bureau)
    act: Callable[[], None] = (
        (lambda: bureau.propose(taken)) if when == "before the proposal" else (lambda: bureau.decide(taken))
    )
    assert refusal(act)[:2] == (Kind.REFUSED, "proof_missing")
    assert state(bureau) == before
    if when == "before the proposal":
        bureau.propose(taken, Outcome.REFUSED, "identity")
        bureau.decide(taken)


@pytest.mark.parametrize("outcome", [Outcome.PART, Outcome.FULL])
def test_doubts_about_who_asks_open_no_way_around_the_proof(bureau: Bureau, outcome: Outcome) -> None:
    """The ground `identity` lets a refusal do without proof and search, and nothing that is granted."""
    proofs = [replace(proof, until_on=japan_date(bureau.now)) for proof in SHOWN]
    taken = by_agent(bureau, "erasure", bureau.collect().number, *proofs)
    bureau.later(days=1)
    plan = Plan((Act(Op.ERASE),))
    before = state(bureau)
    assert ground(lambda: bureau.propose(taken, outcome, "identity", plan=plan)) == "proof_missing"
    assert state(bureau) == before


@pytest.mark.parametrize("kind", ["disclosure", "correction", "stop-use", "stop-provision", "erasure", "withdrawal"])
def test_nothing_is_proposed_before_every_place_was_looked_through(bureau: Bureau, kind: str) -> None:
    one = bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), kind)
    before = state(bureau)
    for outcome in (Outcome.FULL, Outcome.NOT_HELD):
        assert refusal(lambda: bureau.propose(taken, outcome))[:2] == (Kind.CONFLICT, "place_open")  # noqa: B023
    assert state(bureau) == before
    bureau.look_everywhere(taken)
    settle(bureau.office, taken.request_id, "paper", PlaceState.OPEN, actor=ANNA, now=bureau.now)
    assert ground(lambda: bureau.propose(taken, Outcome.NOT_HELD)) == "place_open"


def test_a_complaint_is_answered_without_a_search_or_a_name(bureau: Bureau) -> None:
    taken = bureau.take_in("complaint")
    step(bureau, taken, Move.PROVE)
    bureau.propose(taken)
    bureau.decide(taken, by=ANNA)
    bureau.answer(taken)
    assert bureau.state(taken) is State.ANSWERED


@pytest.mark.parametrize("kind", ["disclosure", "erasure"])
def test_nothing_is_granted_to_nobody(bureau: Bureau, kind: str) -> None:
    """Or a person would be told that everything was erased, and nothing was."""
    taken = bureau.take_in(kind)
    add_proof(bureau.office, taken.request_id, SHOWN[0], actor=ANNA, now=bureau.now)
    step(bureau, taken, Move.PROVE)
    bureau.look_everywhere(taken)
    before = state(bureau)
    for outcome, grounds in ((Outcome.FULL, ()), (Outcome.PART, ("abuse",))):
        assert refusal(lambda: bureau.propose(taken, outcome, *grounds))[:2] == (Kind.REFUSED, "unidentified")  # noqa: B023
    assert state(bureau) == before
    bureau.propose(taken, Outcome.NOT_HELD)


@pytest.mark.parametrize(
    ("outcome", "grounds", "reason", "why"),
    [
        (Outcome.REFUSED, ("harm",), " \n", "reason_missing"),
        (Outcome.PART, ("harm",), "　", "reason_missing"),
        (Outcome.REFUSED, ("harm",), "x" * 4001, "reason_long"),
        (Outcome.REFUSED, (), "理由", "decision_grounds"),
        (Outcome.PART, (), "理由", "decision_grounds"),
        (Outcome.FULL, ("harm",), "理由", "decision_grounds"),
        (Outcome.NOT_HELD, ("harm",), "理由", "decision_grounds"),
        (Outcome.REFUSED, ("opinion",), "理由", "decision_grounds"),
        (Outcome.REFUSED, ("harm", "kept-by-law"), "理由", "decision_grounds"),
        (Outcome.REFUSED, ("because",), "理由", "decision_grounds"),
    ],
)
def test_a_refusal_has_grounds_for_its_kind_and_a_reason_in_words(
    bureau: Bureau, outcome: Outcome, grounds: tuple[str, ...], reason: str, why: str
) -> None:
    taken = examined(bureau, "disclosure")
    before, entries = state(bureau), ledger(bureau)
    assert ground(lambda: bureau.propose(taken, outcome, *grounds, reason=reason, plan=Plan())) == why
    assert state(bureau) == before
    assert ledger(bureau) == entries


@pytest.mark.parametrize(
    ("kind", "act", "why"),
    [
        ("correction", Act(Op.CORRECT, item="name", text=" 花 "), "item_form"),
        ("correction", Act(Op.CORRECT, item="phone", text="x"), "phone"),
        ("correction", Act(Op.CORRECT, item="age", text="7"), "item_unknown"),
        ("correction", Act(Op.CORRECT, item="name", text=""), "item_missing"),
        ("correction", Act(Op.ANNOTATE, item="age", text="7"), "item_unknown"),
        ("correction", Act(Op.ANNOTATE, item="tastes", text="7"), "item_unknown"),
        ("correction", Act(Op.ANNOTATE, item="question", text=" はい"), "item_form"),
        ("correction", Act(Op.ANNOTATE, item="question", text="4111 1111 1111 1111"), "card_number"),
        ("correction", Act(Op.ERASE), "plan_act"),
        ("stop-use", Act(Op.STOP, purpose="nothing"), "purpose_unknown"),
        ("stop-use", Act(Op.ERASE), "plan_act"),
        ("erasure", Act(Op.SUPPRESS), "plan_erases"),
        ("disclosure", Act(Op.ERASE), "plan_act"),
    ],
)
def test_what_could_not_be_done_is_not_proposed(bureau: Bureau, kind: str, act: Act, why: str) -> None:
    """Once decided, a request waits until all is done: what never can be would keep it waiting for ever."""
    one = bureau.collect()
    taken = examined(bureau, kind, visit=bureau.visit(one.number))
    needs_record = act.op in {Op.CORRECT, Op.ANNOTATE, Op.STOP}
    plan = Plan((replace(act, record_id=one.record_id if needs_record else None),))
    before = state(bureau)
    assert ground(lambda: bureau.propose(taken, plan=plan)) == why
    assert state(bureau) == before


def test_no_act_touches_somebody_elses_record(bureau: Bureau) -> None:
    other = bureau.collect()
    for record in (other.record_id, uuid.UUID(int=0)):
        taken = examined(bureau, "correction")
        plan = Plan((Act(Op.CORRECT, record, "name", "乙野二"),))
        before = state(bureau)
        assert ground(lambda: bureau.propose(taken, plan=plan)) == "plan_record"  # noqa: B023
        assert state(bureau) == before
        passages = Plan(passages=(Passage(record, "question", "値段", "harm"),))
        shown = examined(bureau, "disclosure")
        assert ground(lambda: bureau.propose(shown, Outcome.PART, "harm", plan=passages)) == "plan_passage"  # noqa: B023


@pytest.mark.parametrize(
    ("outcome", "grounds", "passage"),
    [(Outcome.FULL, (), "harm"), (Outcome.PART, ("impediment",), "harm"), (Outcome.PART, ("harm",), "any")],
)
def test_nothing_is_left_out_but_as_a_refusal_in_part(
    bureau: Bureau, outcome: Outcome, grounds: tuple[str, ...], passage: str
) -> None:
    """Or one person alone could leave out whatever they like, and call it answered in full."""
    one = bureau.collect()
    taken = examined(bureau, "disclosure", visit=bureau.visit(one.number))
    plan = Plan(passages=(Passage(one.record_id, "question", "値段", passage),))
    assert ground(lambda: bureau.propose(taken, outcome, *grounds, plan=plan)) == "plan_passage"


def test_what_is_decided_is_what_was_proposed_last_whatever_the_clock_says(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = examined(bureau, "correction", visit=bureau.visit(one.number))
    for name, back in (("甲野一", 0), ("乙野二", 60)):
        bureau.later(seconds=-back)  # a clock that was set back
        bureau.propose(taken, plan=Plan((Act(Op.CORRECT, one.record_id, "name", name),)))
        if back == 0:
            step(bureau, taken, Move.RETURN)
    bureau.later(seconds=61)
    bureau.decide(taken)
    bureau.carry_out(taken)
    opened = open_for(
        bureau.office.chamber, one.record_id, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=bureau.now
    )
    assert opened.items["name"] == "乙野二"
    assert len(bureau.world.sql("SELECT paper_id FROM rights_paper WHERE kind IN ('plan', 'reason')")) == 2


def test_who_decides_decides_what_they_have_read(bureau: Bureau) -> None:
    """Or a proposal could be put in another's place while somebody reads it."""
    one = bureau.collect()
    taken = examined(bureau, "correction", visit=bureau.visit(one.number))
    bureau.propose(taken, Outcome.PART, "factual", plan=Plan((Act(Op.CORRECT, one.record_id, "name", "甲野一"),)))
    read = course_of(bureau.office.chamber.database, taken.request_id).row.steps
    step(bureau, taken, Move.RETURN)
    bureau.propose(taken, Outcome.PART, "factual", plan=Plan((Act(Op.CORRECT, one.record_id, "name", "乙野二"),)))
    before = state(bureau)
    for seen in (read, 0, read + 3):
        act = lambda seen=seen: decide(bureau.office, taken.request_id, seen=seen, actor=BEN, now=bureau.now)  # noqa: E731
        assert refusal(act)[:2] == (Kind.CONFLICT, "step")
    assert state(bureau) == before
    decide(bureau.office, taken.request_id, seen=read + 2, actor=BEN, now=bureau.now)


def test_who_decides_decides_about_those_for_whom_it_was_proposed(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    taken = examined(bureau, "erasure", visit=visit)
    bureau.propose(taken)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    before = state(bureau)
    assert refusal(lambda: bureau.decide(taken))[:2] == (Kind.CONFLICT, "persons_changed")
    assert state(bureau) == before
    separate_own(bureau.office, visit, other.record_id, now=bureau.now)
    bureau.decide(taken)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    carry_out(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert bureau.state(taken) is State.DONE
    assert len(bureau.world.entries("vault.person.erased")) == 1
    assert desk_case(bureau.office, bureau.take_in("erasure").request_id, actor=ANNA, now=bureau.now)
    assert bureau.visit(other.number)


def test_what_was_parted_after_the_decision_is_left_as_it_is(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    wish = Wish(items={one.record_id: {"name": "甲野一"}, other.record_id: {"name": "甲野一"}})
    taken = examined(bureau, "correction", wish, visit=visit)
    bureau.propose(taken)
    bureau.decide(taken)
    separate_own(bureau.office, visit, other.record_id, now=bureau.now)
    bureau.carry_out(taken)
    corrected = [entry["record"] for entry in bureau.world.entries("vault.record.corrected")]
    assert corrected == [str(one.record_id)]
    assert bureau.state(taken) is State.DONE


@pytest.mark.parametrize("move", [Move.RECEIVE, Move.PROPOSE, Move.DECIDE, Move.ACT, Move.FINISH, Move.ANSWER])
def test_steps_that_need_more_than_their_name_are_not_taken_by_it(bureau: Bureau, move: Move) -> None:
    taken = examined(bureau, "disclosure")
    before = state(bureau)
    assert refusal(lambda: step(bureau, taken, move))[:2] == (Kind.MALFORMED, "step")
    assert state(bureau) == before


def test_why_it_was_decided_is_told_with_the_answer_and_not_before(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = examined(bureau, "disclosure", visit=bureau.visit(one.number))
    bureau.propose(taken, Outcome.REFUSED, "harm", reason="ほかの方の秘密")
    assert "ほかの方の秘密".encode() not in ledger(bureau)
    (entry,) = bureau.world.entries("rights.request.proposed")
    assert entry == {
        "request": str(taken.request_id),
        "by": ANNA.id,
        "outcome": "refused",
        "grounds": ("harm",),
    }
    assert desk_case(bureau.office, taken.request_id, actor=BEN, now=bureau.now).reason == "ほかの方の秘密"


def test_a_due_date_is_extended_once_and_only_where_the_law_lets_it(bureau: Bureau) -> None:
    taken = examined(bureau, "disclosure")
    assert refusal(lambda: step(bureau, taken, Move.EXTEND))[:2] == (Kind.CONFLICT, "extension")
    european = bureau.ask(bureau.visit(bureau.collect().number), "portability", pack="eu-gdpr")
    step(bureau, european, Move.EXTEND)
    before = state(bureau)
    assert ground(lambda: step(bureau, european, Move.EXTEND)) == "extension"
    assert state(bureau) == before
