"""What is to be done does just what was asked for, on records of the person only, and only if it was granted."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.canonical import canonical_bytes, read_canonical
from azukari.base.errors import MalformedError
from azukari.rights.plan import OPS, Act, Op, Passage, Plan, checked_plan, plan_for, plan_value, read_plan
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import TELLING
from azukari.rights.wish import Wish

ONE, OTHER, STRANGER = (uuid.UUID(int=number) for number in (1, 2, 3))
OWN = (ONE, OTHER)
KINDS = sorted({kind for name in ("jp-appi-2022", "jp-appi-2026", "eu-gdpr") for kind in shipped_pack(name).kinds})
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ACTS = st.builds(Act, st.sampled_from(Op), st.none() | st.uuids(), WORDS, WORDS, WORDS)
PASSAGES = st.builds(Passage, st.uuids(), WORDS, WORDS, WORDS)
PLANS = st.builds(
    Plan,
    st.lists(ACTS, max_size=4).map(tuple),
    st.lists(PASSAGES, max_size=3).map(tuple),
    st.lists(st.uuids(), max_size=3).map(tuple),
)
RECORDS = st.sampled_from([ONE, OTHER, STRANGER])
NAMES = st.sampled_from(["name", "email", "question"])
WISHES = st.builds(
    Wish,
    items=st.dictionaries(RECORDS, st.dictionaries(NAMES, WORDS, max_size=2)),
    purposes=st.dictionaries(
        RECORDS, st.lists(st.sampled_from(["newsletter", "inquiry.reply"]), max_size=2).map(tuple)
    ),
    opinions=st.dictionaries(RECORDS, st.dictionaries(NAMES, WORDS, max_size=2)),
    suppress=st.booleans(),
)
GOOD = {
    Op.CORRECT: Act(Op.CORRECT, ONE, "name", "花"),
    Op.ANNOTATE: Act(Op.ANNOTATE, ONE, "question", "違います。"),
    Op.STOP: Act(Op.STOP, ONE, purpose="newsletter"),
    Op.RESTRICT: Act(Op.RESTRICT, ONE),
    Op.SUPPRESS: Act(Op.SUPPRESS),
    Op.ERASE: Act(Op.ERASE),
}


def refused(kind: str, *acts: Act, passages: Sequence[Passage] = (), acting: bool = True) -> str:
    with pytest.raises(MalformedError) as error:
        checked_plan(kind, Plan(acts, tuple(passages)), records=OWN, acting=acting)
    return error.value.ground


def test_every_kind_either_only_tells_or_has_acts() -> None:
    """A kind that a pack adds cannot be granted without anybody having said what is done then."""
    assert {kind for kind in KINDS if kind not in OPS} == TELLING
    assert not set(OPS) & TELLING


@given(PLANS)
def test_a_plan_is_read_as_it_was_written(plan: Plan) -> None:
    assert read_plan(read_canonical(canonical_bytes(plan_value(plan)))) == plan


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("actspge", max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_no_other_value_is_a_plan(value: Any, other: Any) -> None:
    empty: dict[str, Any] = {"acts": [], "passages": [], "persons": []}
    for tried in (value, *({**empty, part: [one]} for part in empty for one in (value, other)), {**empty, "more": 1}):
        with pytest.raises(MalformedError):
            read_plan(tried)


@pytest.mark.parametrize("part", ["op", "record", "item", "text", "purpose"])
@given(value=VALUES)
def test_a_part_of_another_kind_is_refused_and_never_guessed_at(part: str, value: Any) -> None:
    written: Any = plan_value(Plan((GOOD[Op.CORRECT],)))
    written["acts"][0][part] = value
    try:
        read = read_plan(written)
    except MalformedError:
        return
    assert plan_value(read) == written


@given(st.sampled_from(KINDS), WISHES)
def test_the_plan_of_a_wish_is_one_that_may_be_proposed(kind: str, wish: Wish) -> None:
    plan = plan_for(kind, wish, records=OWN)
    assert STRANGER not in {act.record_id for act in plan.acts}
    assert not plan.passages
    if plan.acts:
        assert checked_plan(kind, plan, records=OWN, acting=True) == plan
    asked = {(record, item, text) for record in OWN for item, text in wish.items.get(record, {}).items()}
    done = {(act.record_id, act.item, act.text) for act in plan.acts if act.op is Op.CORRECT}
    assert done == (asked if kind == "correction" else set())


@given(st.sampled_from(KINDS), PLANS, st.booleans())
def test_no_plan_that_passes_names_what_is_not_the_persons(kind: str, plan: Plan, acting: bool) -> None:
    try:
        checked_plan(kind, plan, records=OWN, acting=acting)
    except MalformedError:
        return
    assert {act.op for act in plan.acts} <= OPS.get(kind, frozenset())
    assert {act.record_id for act in plan.acts} | {one.record_id for one in plan.passages} <= {None, *OWN}
    assert bool(plan.acts) is (acting and kind in OPS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("op", Op)
def test_each_kind_has_its_own_acts(kind: str, op: Op) -> None:
    if op in OPS.get(kind, frozenset()) and (kind, op) != ("erasure", Op.SUPPRESS):
        checked_plan(kind, Plan((GOOD[op],)), records=OWN, acting=True)
    elif kind in OPS:
        assert refused(kind, GOOD[op]) == ("plan_erases" if kind == "erasure" and op is Op.SUPPRESS else "plan_act")
    else:
        assert refused(kind, GOOD[op]) == "plan_act"


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("correction", replace(GOOD[Op.CORRECT], record_id=None)),
        ("correction", replace(GOOD[Op.CORRECT], item="")),
        ("correction", replace(GOOD[Op.CORRECT], purpose="newsletter")),
        ("stop-use", replace(GOOD[Op.STOP], purpose="")),
        ("stop-use", replace(GOOD[Op.STOP], item="name")),
        ("restriction", replace(GOOD[Op.RESTRICT], record_id=None)),
        ("erasure", replace(GOOD[Op.ERASE], record_id=ONE)),
        ("stop-use", replace(GOOD[Op.SUPPRESS], record_id=ONE)),
    ],
)
def test_an_act_names_what_it_needs_and_nothing_else(kind: str, act: Act) -> None:
    assert refused(kind, act) == "plan_act"


def test_records_of_others_and_of_nobody_are_refused_alike() -> None:
    for record in (STRANGER, uuid.UUID(int=99)):
        assert refused("correction", replace(GOOD[Op.CORRECT], record_id=record)) == "plan_record"
        passage = Passage(record, "question", "隣の人", "harm")
        assert refused("disclosure", passages=[passage]) == "plan_passage"


@pytest.mark.parametrize("part", ["text", "ground"])
def test_a_passage_says_what_and_why(part: str) -> None:
    missing: Any = {part: ""}
    passage = replace(Passage(ONE, "question", "隣の人", "harm"), **missing)
    assert refused("disclosure", passages=[passage]) == "plan_passage"


def test_a_refusal_does_nothing_and_what_is_granted_does_something() -> None:
    for kind in OPS:
        assert refused(kind) == "plan_acts"
        assert refused(kind, *(GOOD[op] for op in OPS[kind]), acting=False) == "plan_acts"
        checked_plan(kind, Plan(), records=OWN, acting=False)
    for kind in TELLING:
        checked_plan(kind, Plan(), records=OWN, acting=True)


def test_an_erasure_that_is_granted_erases() -> None:
    assert refused("erasure", GOOD[Op.SUPPRESS]) == "plan_erases"
    checked_plan("erasure", Plan((GOOD[Op.SUPPRESS], GOOD[Op.ERASE])), records=OWN, acting=True)
