"""No request can reach a state that spec/request.md lacks, by whatever steps."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import AzukariError, MalformedError
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import (
    ENDED,
    TELLING,
    Asker,
    Channel,
    Decision,
    Move,
    Outcome,
    Request,
    SecondPersonError,
    State,
    Step,
    StepRefusedError,
    Terms,
    begun,
    moves_from,
    replayed,
    stepped,
)

JP = shipped_pack("jp-appi-2022")
EU = shipped_pack("eu-gdpr")
SPEC = (Path(__file__).parents[2] / "spec" / "request.md").read_text(encoding="utf-8")
ERASE = Terms("erasure", JP, Channel.PAGE, Asker.PERSON)
CORRECT = Terms("correction", JP, Channel.LETTER, Asker.PERSON)
SHOW = Terms("disclosure", JP, Channel.LETTER, Asker.MANDATED_AGENT)

TERMS = st.builds(
    lambda pack, number, channel, asker: Terms(sorted(pack.kinds)[number % len(pack.kinds)], pack, channel, asker),
    st.sampled_from([JP, EU]),
    st.integers(0, 20),
    st.sampled_from(Channel),
    st.sampled_from(Asker),
)
DECISIONS = st.builds(
    Decision,
    st.sampled_from(Outcome),
    st.frozensets(st.sampled_from(["identity", "harm", "opinion", "kept-by-law", "unfounded"]), max_size=2),
)
STEPS = st.builds(
    lambda move, by, decision: Step(move, by, decision if move is Move.PROPOSE else None),
    st.sampled_from(Move),
    st.sampled_from(["anna", "ben"]),
    DECISIONS,
)


def _table(heading: str) -> list[list[str]]:
    part = SPEC.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def _states(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


SPECIFIED = {_states(row[0]).pop(): (_states(row[1]), row[2]) for row in _table("Steps")}


def test_the_specification_names_all_states_and_steps() -> None:
    states = {_states(row[0]).pop(): row[2] == "yes" for row in _table("States")}
    assert states.keys() == set(State)
    assert {state for state, ends in states.items() if ends} == set(ENDED)
    assert SPECIFIED.keys() == set(Move)
    assert all(not moves_from(state) for state in ENDED)


@given(TERMS, st.lists(STEPS, max_size=12))
def test_whatever_is_tried_only_specified_steps_are_taken(terms: Terms, tried: list[Step]) -> None:
    request = begun(terms)
    taken = [Step(Move.RECEIVE, "anna")]
    for step in tried:
        before = request
        try:
            request = stepped(request, step)
        except AzukariError:
            continue
        sources, goal = SPECIFIED[step.move]
        assert before.state in sources
        assert request.state in _states(goal) or (goal == "the same" and request.state is before.state)
        taken.append(step)
        _check(request, taken)
    assert replayed(terms, taken) == request


def _check(request: Request, taken: list[Step]) -> None:
    """What must be true of any request, however it came here."""
    moves = [step.move for step in taken]
    assert moves.count(Move.EXTEND) <= 1
    after_proposal = {State.PROPOSED, State.DECIDED, State.ACTING, State.DONE, State.ANSWERED}
    assert (request.decision is not None) is (request.state in after_proposal) or request.state is State.WITHDRAWN
    if request.decision is not None and request.state in after_proposal - {State.PROPOSED}:
        decided_by = next(step.by for step in reversed(taken) if step.move is Move.DECIDE)
        assert decided_by != request.proposed_by or not request.needs_two
        assert bool(request.decision.grounds) is (request.decision.outcome in {Outcome.PART, Outcome.REFUSED})
        assert request.proved or request.decision.outcome is Outcome.REFUSED
    if request.state is State.ANSWERED and request.decision is not None:
        acted = Move.FINISH in moves
        assert acted is (request.decision.outcome in {Outcome.FULL, Outcome.PART} and request.terms.kind not in TELLING)


def _walked(terms: Terms, *steps: Step) -> Request:
    return replayed(terms, [Step(Move.RECEIVE, "desk"), *steps])


PROVED = Step(Move.PROVE, "anna")
GRANTED = Step(Move.PROPOSE, "anna", Decision(Outcome.FULL))
REFUSED = Step(Move.PROPOSE, "anna", Decision(Outcome.REFUSED, frozenset({"identity"})))


def test_an_erasure_is_decided_by_two_and_answered_when_it_is_done() -> None:
    proposed = _walked(ERASE, PROVED, GRANTED)
    with pytest.raises(SecondPersonError):
        stepped(proposed, Step(Move.DECIDE, "anna"))
    decided = stepped(proposed, Step(Move.DECIDE, "ben"))
    with pytest.raises(StepRefusedError, match="First what was decided"):
        stepped(decided, Step(Move.ANSWER, "ben"))
    done = stepped(stepped(decided, Step(Move.ACT, "system")), Step(Move.FINISH, "system"))
    assert stepped(done, Step(Move.ANSWER, "system")).state is State.ANSWERED


def test_a_plain_correction_is_decided_by_one() -> None:
    assert stepped(_walked(CORRECT, PROVED, GRANTED), Step(Move.DECIDE, "anna")).state is State.DECIDED


def test_whatever_an_agent_asks_is_decided_by_two() -> None:
    with pytest.raises(SecondPersonError):
        stepped(_walked(SHOW, PROVED, GRANTED), Step(Move.DECIDE, "anna"))


def test_who_is_not_identified_can_only_be_refused() -> None:
    asked = _walked(CORRECT, Step(Move.ASK_PROOF, "anna"))
    with pytest.raises(StepRefusedError, match="can only be refused"):
        stepped(asked, GRANTED)
    refused = stepped(stepped(asked, REFUSED), Step(Move.DECIDE, "ben"))
    with pytest.raises(StepRefusedError, match="leaves nothing"):
        stepped(refused, Step(Move.ACT, "ben"))
    assert stepped(refused, Step(Move.ANSWER, "ben")).state is State.ANSWERED


def test_what_is_sent_back_goes_where_it_came_from() -> None:
    assert stepped(_walked(CORRECT, PROVED, GRANTED), Step(Move.RETURN, "ben")).state is State.EXAMINING
    unproved = _walked(CORRECT, Step(Move.ASK_PROOF, "anna"), REFUSED)
    assert stepped(unproved, Step(Move.RETURN, "ben")).state is State.IDENTIFYING


@pytest.mark.parametrize(
    "decision",
    [
        Decision(Outcome.REFUSED),
        Decision(Outcome.PART),
        Decision(Outcome.FULL, frozenset({"factual"})),
        Decision(Outcome.NOT_HELD, frozenset({"factual"})),
        Decision(Outcome.REFUSED, frozenset({"impediment"})),  # a ground for disclosure, not for correction
        Decision(Outcome.REFUSED, frozenset({"because"})),
    ],
)
def test_grounds_fit_the_outcome_and_the_kind(decision: Decision) -> None:
    with pytest.raises(MalformedError):
        stepped(_walked(CORRECT, PROVED), Step(Move.PROPOSE, "anna", decision))


def test_a_decision_belongs_to_a_proposal() -> None:
    with pytest.raises(MalformedError):
        stepped(_walked(CORRECT, PROVED), Step(Move.PROPOSE, "anna"))
    with pytest.raises(MalformedError):
        stepped(_walked(CORRECT), Step(Move.PROVE, "anna", Decision(Outcome.FULL)))


def test_only_a_law_that_allows_it_lets_the_time_be_extended_and_once() -> None:
    with pytest.raises(StepRefusedError):
        stepped(_walked(CORRECT), Step(Move.EXTEND, "anna"))
    european = Terms("restriction", EU, Channel.PAGE, Asker.PERSON)
    extended = stepped(_walked(european), Step(Move.EXTEND, "anna"))
    with pytest.raises(StepRefusedError):
        stepped(extended, Step(Move.EXTEND, "anna"))


def test_a_request_begins_by_being_received_as_a_kind_of_its_pack() -> None:
    with pytest.raises(StepRefusedError):
        replayed(CORRECT, [])
    with pytest.raises(StepRefusedError):
        replayed(CORRECT, [PROVED])
    with pytest.raises(StepRefusedError):
        _walked(CORRECT, Step(Move.RECEIVE, "anna"))
    with pytest.raises(MalformedError):
        begun(Terms("portability", JP, Channel.PAGE, Asker.PERSON))
