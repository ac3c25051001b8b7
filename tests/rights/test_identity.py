"""As much has to be shown as a wrong answer would harm, and no more; agents show three things (requirements H1–H7)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.rights.identity import METHODS, Method, Proof, Rung, Subject, checked_proof, missing, rung_for
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import Asker

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)
KINDS = sorted({kind for name in ("jp-appi-2022", "eu-gdpr") for kind in shipped_pack(name).kinds})
SURE = [kind for kind in KINDS if kind not in {"complaint", "purpose-notice"}]
AGENTS = (Asker.STATUTORY_AGENT, Asker.MANDATED_AGENT)

DOCUMENT = Proof(Subject.PERSON, Method.DOCUMENT)
LAWYER = Proof(Subject.AGENT, Method.LICENCE)
MANDATE = Proof(Subject.RELATION, Method.MANDATE)
REGISTER = Proof(Subject.RELATION, Method.REGISTER)
PROOFS = st.builds(
    Proof,
    st.sampled_from(Subject),
    st.sampled_from(Method),
    st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
)


def lacking(kind: str, proofs: Iterable[Proof], *, asker: Asker = Asker.PERSON) -> tuple[Subject, ...]:
    return missing(kind, asker, proofs, today=TODAY)


def test_nothing_is_asked_of_whoever_complains_and_a_mailbox_of_whoever_asks_for_purposes() -> None:
    assert (rung_for("complaint"), rung_for("purpose-notice")) == (Rung.NONE, Rung.MAILBOX)
    assert {rung_for(kind) for kind in SURE} == {Rung.SURE}


@pytest.mark.parametrize(
    ("method", "rungs"),
    [
        (None, {Rung.NONE}),
        (Method.MAILBOX, {Rung.NONE, Rung.MAILBOX}),
        *[(method, set(Rung)) for method in (Method.NUMBER, Method.CALL_BACK, Method.DOCUMENT, Method.IN_PERSON)],
        *[(method, {Rung.NONE}) for method in (Method.MANDATE, Method.REGISTER, Method.LICENCE)],
    ],
    ids=lambda one: "+".join(sorted(one)) if isinstance(one, set) else str(one),
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_each_method_is_enough_for(kind: str, method: Method | None, rungs: set[Rung]) -> None:
    proofs = [] if method is None else [Proof(Subject.PERSON, method)]
    assert lacking(kind, proofs) == (() if rung_for(kind) in rungs else (Subject.PERSON,))


@pytest.mark.parametrize("kind", SURE)
def test_many_weak_proofs_do_not_make_a_strong_one(kind: str) -> None:
    assert lacking(kind, [Proof(Subject.PERSON, Method.MAILBOX)] * 9) == (Subject.PERSON,)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("asker", "relation", "other"),
    [(Asker.STATUTORY_AGENT, REGISTER, MANDATE), (Asker.MANDATED_AGENT, MANDATE, REGISTER)],
)
def test_an_agent_shows_who_they_are_for_whom_and_that_they_may(
    kind: str, asker: Asker, relation: Proof, other: Proof
) -> None:
    """A minor's parent has a register, a lawyer a mandate; the one does not do for the other."""
    shown = [DOCUMENT, LAWYER, relation]
    assert lacking(kind, shown, asker=asker) == ()
    assert lacking(kind, [DOCUMENT, relation], asker=asker) == (Subject.AGENT,)
    assert lacking(kind, [DOCUMENT, LAWYER], asker=asker) == (Subject.RELATION,)
    assert lacking(kind, [DOCUMENT, LAWYER, other], asker=asker) == (Subject.RELATION,)
    assert lacking(kind, [LAWYER, relation], asker=asker) == (() if kind == "complaint" else (Subject.PERSON,))


@pytest.mark.parametrize("asker", AGENTS)
def test_an_agents_papers_say_nothing_of_the_person(asker: Asker) -> None:
    agent = Proof(Subject.AGENT, Method.DOCUMENT)
    assert lacking("disclosure", [agent, LAWYER], asker=asker) == (Subject.PERSON, Subject.RELATION)
    assert lacking("disclosure", [agent]) == (Subject.PERSON,)


@pytest.mark.parametrize("proof", [DOCUMENT, LAWYER, MANDATE])
@pytest.mark.parametrize(("until", "counts"), [(YESTERDAY, False), (TODAY, True), (TODAY + timedelta(days=1), True)])
def test_a_proof_counts_through_its_last_day_and_no_longer(proof: Proof, until: date, *, counts: bool) -> None:
    shown = [replace(one, until_on=until if one is proof else None) for one in (DOCUMENT, LAWYER, MANDATE)]
    assert lacking("disclosure", shown, asker=Asker.MANDATED_AGENT) == (() if counts else (proof.subject,))
    if counts:
        assert checked_proof(replace(proof, until_on=until), today=TODAY).until_on == until
    else:
        with pytest.raises(MalformedError) as refused:
            checked_proof(replace(proof, until_on=until), today=TODAY)
        assert refused.value.ground == "proof_ended"


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("method", Method)
def test_a_method_shows_something_about_its_subjects_only(subject: Subject, method: Method) -> None:
    meant = {
        Subject.PERSON: {Method.MAILBOX, Method.NUMBER, Method.CALL_BACK, Method.DOCUMENT, Method.IN_PERSON},
        Subject.AGENT: {Method.DOCUMENT, Method.IN_PERSON, Method.LICENCE},
        Subject.RELATION: {Method.MANDATE, Method.REGISTER},
    }
    assert METHODS[subject] == meant[subject]
    proof = Proof(subject, method)
    if method in meant[subject]:
        assert checked_proof(proof, today=TODAY) == proof
    else:
        with pytest.raises(MalformedError) as refused:
            checked_proof(proof, today=TODAY)
        assert refused.value.ground == "proof_method"


@given(st.sampled_from(KINDS), st.sampled_from(Asker), st.lists(PROOFS, max_size=6), st.lists(PROOFS, max_size=3))
def test_showing_more_never_makes_more_missing(kind: str, asker: Asker, proofs: list[Proof], more: list[Proof]) -> None:
    assert set(lacking(kind, [*proofs, *more], asker=asker)) <= set(lacking(kind, proofs, asker=asker))


@given(st.sampled_from(KINDS), st.sampled_from(Asker), st.lists(PROOFS, max_size=6))
def test_what_ran_out_or_shows_nothing_is_as_if_it_were_not_there(kind: str, asker: Asker, proofs: list[Proof]) -> None:
    counting = [
        one for one in proofs if (one.until_on is None or one.until_on >= TODAY) and one.method in METHODS[one.subject]
    ]
    assert lacking(kind, proofs, asker=asker) == lacking(kind, counting, asker=asker)
