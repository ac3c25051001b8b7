"""Whatever persons and the desk try in whatever order: a request is only ever where spec/request.md lets it be.

Its row is what its steps come to, the database's own table agrees with each of them, and what was refused has changed nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azukari.base.errors import AzukariError
from azukari.rights.paper import Paper, PaperKind
from azukari.rights.plan import Act, Op, Plan
from azukari.rights.request import Asker, Decision, Move, Outcome, State, replayed
from azukari.rights.search import PlaceState
from azukari.rights.services.answering import answer, letter
from azukari.rights.services.asking import ask, take_back, take_in
from azukari.rights.services.carrying_out import carry_out
from azukari.rights.services.deciding import Proposed, propose, take_plain_step
from azukari.rights.services.examining import (
    add_paper,
    add_proof,
    case_records,
    desk_case,
    identify,
    part,
    search,
    settle,
)
from azukari.rights.services.joining import join_own, separate_own
from azukari.rights.services.register import course_of
from azukari.rights.services.retaining import retain_papers
from azukari.rights.services.views import case_view, person_page
from azukari.rights.services.visiting import Visit
from azukari.rights.shapes import Taken
from azukari.rights.store import cases
from azukari.rights.wish import Contact, Wish
from azukari.vault.access import Actor
from azukari.vault.services.collecting import Collected
from tests.rights.bureau import ANNA, BEN, PACK, SHOWN, Bureau
from tests.rights.looking import state

KINDS = ("disclosure", "correction", "stop-use", "erasure", "complaint")
GROUNDS = (
    frozenset[str](),
    frozenset({"identity"}),
    frozenset({"harm"}),
    frozenset({"kept-by-law"}),
    frozenset({"factual"}),
)
DRAWN = st.integers(0, 9_999)


@dataclass
class Walk:
    """One walk: the people in it, and what was asked so far."""

    bureau: Bureau
    records: list[Collected]
    visits: list[Visit]
    taken: list[Taken]

    def one_of(self, number: int) -> Taken:
        return self.taken[number % len(self.taken)]

    def visit(self, number: int) -> Visit:
        return self.visits[number % len(self.visits)]

    def record(self, number: int) -> Collected:
        return self.records[number % len(self.records)]


def _who(number: int) -> Actor:
    return (ANNA, BEN)[number % 2]


def _ask(walk: Walk, number: int) -> None:
    record = walk.record(number // 5).record_id
    wish = Wish("願い", items={record: {"name": "花"}}, purposes={record: ("inquiry.quality",)})
    kind = KINDS[number % len(KINDS)]
    walk.taken.append(ask(walk.bureau.office, walk.visit(number // 7), wish, right=(PACK, kind), now=walk.bureau.now))


def _take_in(walk: Walk, number: int) -> None:
    asker = list(Asker)[number % 3]
    written = walk.bureau.written(
        KINDS[number % len(KINDS)], asker=asker, contact=Contact("甲野一", "", "k@mail.example")
    )
    walk.taken.append(take_in(walk.bureau.office, written, actor=ANNA, now=walk.bureau.now))


def _propose(walk: Walk, number: int) -> None:
    taken, record = walk.one_of(number), walk.record(number // 3).record_id
    plans = (
        Plan(),
        Plan((Act(Op.ERASE),)),
        Plan((Act(Op.CORRECT, record, "name", "花"),)),
        Plan((Act(Op.STOP, record, purpose="inquiry.quality"),)),
        desk_case(walk.bureau.office, taken.request_id, actor=ANNA, now=walk.bureau.now).plan,
    )
    decision = Decision(list(Outcome)[number % 4], GROUNDS[number // 4 % len(GROUNDS)])
    proposed = Proposed(decision, "理由" * (number % 5), plans[number // 20 % len(plans)])
    propose(walk.bureau.office, taken.request_id, proposed, actor=_who(number // 100), now=walk.bureau.now)


def _settle(walk: Walk, number: int) -> None:
    taken = walk.one_of(number)
    places = cases.select_places(walk.bureau.office.chamber.database, taken.request_id)
    name = places[number // 5 % len(places)].place if places else "vault"
    how = list(PlaceState)[number % len(PlaceState)]
    settle(walk.bureau.office, taken.request_id, name, how, actor=ANNA, now=walk.bureau.now)


def _examine(walk: Walk, number: int) -> None:
    walk.bureau.look_everywhere(walk.one_of(number), recipients=list(PlaceState)[1 + number // 3 % 5])


def _prove(walk: Walk, number: int) -> None:
    for proof in SHOWN:
        add_proof(walk.bureau.office, walk.one_of(number).request_id, proof, actor=ANNA, now=walk.bureau.now)


def _step(walk: Walk, number: int) -> None:
    move = list(Move)[number % len(Move)]
    request = walk.one_of(number // 12).request_id
    take_plain_step(walk.bureau.office, request, move, actor=_who(number // 50), now=walk.bureau.now)


def _go_on(walk: Walk, number: int) -> None:
    """Do what brings a request on, so that walks get far enough for the other acts to matter."""
    bureau, taken = walk.bureau, walk.one_of(number)
    match bureau.state(taken):
        case State.RECEIVED | State.IDENTIFYING:
            identify(bureau.office, taken.request_id, walk.record(number // 3).number, actor=ANNA, now=bureau.now)
            _prove(walk, number)
            take_plain_step(bureau.office, taken.request_id, Move.PROVE, actor=ANNA, now=bureau.now)
        case State.EXAMINING:
            bureau.look_everywhere(taken, recipients=(PlaceState.NONE, PlaceState.ASKED)[number // 3 % 2])
            bureau.propose(taken)
        case State.PROPOSED:
            bureau.decide(taken)
        case State.DECIDED if not course_of(bureau.office.chamber.database, taken.request_id).request.needs_acts:
            bureau.answer(taken)
        case State.ACTING | State.DECIDED:
            places = cases.select_places(bureau.office.chamber.database, taken.request_id)
            if "recipient:mailer" in {one.place for one in places}:
                settle(
                    bureau.office,
                    taken.request_id,
                    "recipient:mailer",
                    PlaceState.CONFIRMED,
                    actor=ANNA,
                    now=bureau.now,
                )
            carry_out(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
        case _:
            bureau.answer(taken)


ACTS: Mapping[str, Callable[[Walk, int], Any]] = {
    "ask": _ask,
    "take_in": _take_in,
    "step": _step,
    "step again": _step,
    "prove": _prove,
    "propose": _propose,
    "propose well": lambda walk, number: walk.bureau.propose(walk.one_of(number)),
    "decide": lambda walk, number: walk.bureau.decide(walk.one_of(number), by=_who(number // 9)),
    "settle": _settle,
    "examine": _examine,
    "search": lambda walk, number: search(
        walk.bureau.office, walk.one_of(number).request_id, actor=ANNA, now=walk.bureau.now
    ),
    "identify": lambda walk, number: identify(
        walk.bureau.office,
        walk.one_of(number).request_id,
        walk.record(number // 3).number,
        actor=ANNA,
        now=walk.bureau.now,
    ),
    "part": lambda walk, number: part(
        walk.bureau.office,
        walk.one_of(number).request_id,
        walk.record(number // 3).number,
        actor=ANNA,
        now=walk.bureau.now,
    ),
    "carry_out": lambda walk, number: carry_out(
        walk.bureau.office, walk.one_of(number).request_id, actor=_who(number), now=walk.bureau.now
    ),
    "answer": lambda walk, number: answer(
        walk.bureau.office, walk.one_of(number).request_id, "回答" * (number % 3), actor=ANNA, now=walk.bureau.now
    ),
    "paper": lambda walk, number: add_paper(
        walk.bureau.office,
        walk.one_of(number).request_id,
        list(PaperKind)[number % len(PaperKind)],
        Paper("", "text/plain", b"x"),
        actor=ANNA,
        now=walk.bureau.now,
    ),
    "records": lambda walk, number: case_records(
        walk.bureau.office, walk.one_of(number).request_id, actor=ANNA, now=walk.bureau.now
    ),
    "letter": lambda walk, number: letter(
        walk.bureau.office, walk.one_of(number).request_id, actor=ANNA, now=walk.bureau.now
    ),
    "take_back": lambda walk, number: take_back(
        walk.bureau.office, walk.visit(number // 4), walk.one_of(number).request_id, now=walk.bureau.now
    ),
    "own_case": lambda walk, number: case_view(
        walk.bureau.office, walk.visit(number // 4), walk.one_of(number).request_id
    ),
    "page": lambda walk, number: person_page(walk.bureau.office, walk.visit(number), now=walk.bureau.now),
    "join": lambda walk, number: join_own(
        walk.bureau.office, walk.visit(number), walk.record(number // 3).number, now=walk.bureau.now
    ),
    "separate": lambda walk, number: separate_own(
        walk.bureau.office, walk.visit(number), walk.record(number // 3).record_id, now=walk.bureau.now
    ),
    "go_on": _go_on,
    "later": lambda walk, number: walk.bureau.later(days=number % 30),
    "retain": lambda walk, _number: retain_papers(walk.bureau.office, now=walk.bureau.now),
}
# These are several acts, of which some may be done before one is refused; or read a case, which is recorded, before they are.
SEVERAL = frozenset({"examine", "prove", "carry_out", "go_on"})
DRAWN_ACTS = st.sampled_from([*sorted(ACTS), *["go_on"] * len(ACTS)])


def _check(walk: Walk) -> None:
    for taken in walk.taken:
        course = course_of(walk.bureau.office.chamber.database, taken.request_id)
        assert course.row.state is course.request.state
        assert course.row.steps == len(course.steps)
        assert course.row.answer_by <= course.row.latest_on
        before = State.RECEIVED
        for number, one in enumerate(course.steps[1:], start=2):
            after = replayed(course.request.terms, [taken.step for taken in course.steps[:number]]).state
            asked = (before.value, one.step.move.value, after.value)
            assert walk.bureau.world.sql("SELECT rights_may_step(%s, %s, %s)", asked) == [(True,)], asked
            before = after
        if course.row.kind == "erasure" and course.request.state is State.DONE and course.request.needs_acts:
            assert walk.bureau.world.entries("vault.person.erased")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(st.tuples(DRAWN_ACTS, DRAWN), min_size=12, max_size=30))
def test_no_walk_leaves_the_paths(bureau: Bureau, acts: list[tuple[str, int]]) -> None:
    records = [bureau.collect() for _ in range(3)]
    walk = Walk(bureau, records, [bureau.visit(records[0].number), bureau.visit(records[1].number)], [])
    walk.taken.append(bureau.ask(walk.visits[0], "erasure"))
    wish = Wish(items={records[1].record_id: {"name": "花"}})
    walk.taken.append(bureau.ask(walk.visits[1], "correction", wish))
    walk.taken.append(bureau.take_in("disclosure", asker=Asker.MANDATED_AGENT))
    for name, number in acts:
        before = state(bureau)
        try:
            ACTS[name](walk, number)
        except AzukariError:
            if name not in SEVERAL:
                assert state(bureau) == before, name
    _check(walk)


def test_a_walk_can_reach_every_state(bureau: Bureau) -> None:
    """Or the walks above would show little."""
    visit = bureau.visit(bureau.collect().number)
    reached = {State.EXAMINING}
    taken = bureau.ask(visit, "erasure")
    bureau.look_everywhere(taken, recipients=PlaceState.ASKED)
    for act in (
        lambda: bureau.propose(taken),
        lambda: bureau.decide(taken),
        lambda: bureau.carry_out(taken),
        lambda: settle(
            bureau.office, taken.request_id, "recipient:mailer", PlaceState.CONFIRMED, actor=ANNA, now=bureau.now
        ),
        lambda: bureau.carry_out(taken),
        lambda: bureau.answer(taken),
    ):
        act()
        reached.add(bureau.state(taken))
    for move in (Move.FORWARD, Move.WITHDRAW, Move.ASK_PROOF):
        other = bureau.take_in("disclosure")
        reached.add(bureau.state(other))
        take_plain_step(bureau.office, other.request_id, move, actor=ANNA, now=bureau.now)
        reached.add(bureau.state(other))
    assert reached == set(State)


@pytest.mark.parametrize("move", sorted(set(Move) - {Move.RECEIVE}))
def test_nobody_steps_past_the_services_in_the_database(bureau: Bureau, move: Move) -> None:
    """The keeper's own role can write no state that the table of spec/request.md lacks, by whatever mistake of ours."""
    taken = bureau.take_in("disclosure")
    insert = (
        "INSERT INTO rights_step (request_id, place, move, taken_by, outcome, grounds, at)"
        " VALUES (%s, 2, %s, 'x', CASE WHEN %s = 'propose' THEN 'full' END, '{}', now())"
    )
    with pytest.raises(Exception, match="A request cannot take this step"), bureau.pools[0].transaction() as cursor:
        cursor.execute(insert, (taken.request_id, move.value, move.value))
        cursor.execute("UPDATE rights_request SET state = 'done', steps = 2 WHERE request_id = %s", (taken.request_id,))
    assert bureau.state(taken) is State.RECEIVED
