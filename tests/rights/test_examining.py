"""Examining: whose a request is, who asks, and where something of theirs may be; each look is recorded first."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from azukari.base.clock import japan_date
from azukari.base.errors import Kind
from azukari.rights.identity import Method, Proof, Subject
from azukari.rights.paper import LARGEST, Paper, PaperKind
from azukari.rights.request import Asker, Move, Outcome, State
from azukari.rights.search import PlaceState
from azukari.rights.services.deciding import take_plain_step
from azukari.rights.services.examining import (
    add_paper,
    add_proof,
    case_records,
    check_everywhere,
    desk_case,
    identify,
    part,
    search,
    settle,
    show_paper,
)
from azukari.rights.services.joining import join_own
from azukari.rights.services.register import course_of
from azukari.rights.services.views import person_page
from azukari.rights.shapes import Taken
from azukari.rights.store import cases
from tests.rights.bureau import ANNA, BEN, SHOWN, Bureau
from tests.rights.looking import ground, ledger, places_of, refusal, state

NOBODY = uuid.UUID(int=0)
PNG = Paper("免許証の控え", "image/png", b"\x89PNG\r\n\x1a\n" + b"face" * 40)
TEXT = Paper("委任状", "text/plain", "甲野一に委任します。".encode())


def named(bureau: Bureau, taken: Taken, number: str) -> None:
    identify(bureau.office, taken.request_id, number, actor=ANNA, now=bureau.now)


def shown(bureau: Bureau, taken: Taken, *proofs: Proof) -> None:
    for proof in proofs:
        add_proof(bureau.office, taken.request_id, proof, actor=ANNA, now=bureau.now)


def step(bureau: Bureau, taken: Taken, move: Move) -> None:
    take_plain_step(bureau.office, taken.request_id, move, actor=ANNA, now=bureau.now)


def acts_on(bureau: Bureau, request: uuid.UUID) -> dict[str, Callable[[], object]]:
    """List all that the desk does while it examines."""
    office, now = bureau.office, bureau.now
    return {
        "records": lambda: case_records(office, request, actor=ANNA, now=now),
        "identify": lambda: identify(office, request, "0000-0000-0000", actor=ANNA, now=now),
        "part": lambda: part(office, request, "0000-0000-0000", actor=ANNA, now=now),
        "paper": lambda: add_paper(office, request, PaperKind.EVIDENCE, TEXT, actor=ANNA, now=now),
        "proof": lambda: add_proof(office, request, SHOWN[0], actor=ANNA, now=now),
        "search": lambda: search(office, request, actor=ANNA, now=now),
        "settle": lambda: settle(office, request, "paper", PlaceState.NONE, actor=ANNA, now=now),
    }


def test_a_request_that_never_was_is_unknown_to_every_act(bureau: Bureau) -> None:
    before, entries = state(bureau), ledger(bureau)
    more: dict[str, Callable[[], object]] = {
        "case": lambda: desk_case(bureau.office, NOBODY, actor=ANNA, now=bureau.now),
        "shown": lambda: show_paper(bureau.office, NOBODY, NOBODY, actor=ANNA, now=bureau.now),
        **{
            move.value: lambda move=move: take_plain_step(bureau.office, NOBODY, move, actor=ANNA, now=bureau.now)  # type: ignore[misc]
            for move in (Move.PROVE, Move.RETURN, Move.WITHDRAW)
        },
    }
    for name, act in (acts_on(bureau, NOBODY) | more).items():
        assert refusal(act)[:2] == (Kind.NOT_FOUND, "request_unknown"), name
    assert (state(bureau), ledger(bureau)) == (before, entries)


def test_of_a_request_that_has_ended_nothing_is_examined(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure")
    step(bureau, taken, Move.WITHDRAW)
    before = state(bureau)
    for name, act in acts_on(bureau, taken.request_id).items():
        assert ground(act) == "request_ended", name
    assert state(bureau) == before


def test_nobodys_records_are_shown_and_once_identified_only_theirs(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    taken = bureau.take_in("disclosure")
    assert ground(lambda: case_records(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)) == "unidentified"
    case = desk_case(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert (case.identified, case.numbers) == (False, ())
    named(bureau, taken, one.number.lower().replace("-", " "))
    assert ground(lambda: case_records(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)) == "proof_missing"
    bureau.prove(taken)
    held = case_records(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert [record.record_id for record in held] == [one.record_id]
    assert desk_case(bureau.office, taken.request_id, actor=ANNA, now=bureau.now).numbers == (one.number,)
    (entry,) = [entry for entry in bureau.world.entries("vault.record.shown") if entry["actor"] == ANNA.id]
    assert (entry["record"], entry["role"]) == (str(one.record_id), "service_staff")
    assert str(other.record_id) not in str(bureau.world.entries("vault.record.shown"))
    assert (
        bureau.world.entries("rights.request.read")
        == [{"request": str(taken.request_id), "by": ANNA.id, "role": "service_staff"}] * 3
    )


def test_a_number_that_is_none_or_of_nobody_names_nobody(bureau: Bureau) -> None:
    taken, before = bureau.take_in("disclosure"), bureau.collect()
    unchanged = state(bureau)
    assert ground(lambda: named(bureau, taken, "0000-0000-0000")) == "record_unknown"
    assert refusal(lambda: named(bureau, taken, "何か"))[0] is Kind.MALFORMED
    assert ground(lambda: named(bureau, taken, taken.number)) == "record_unknown"
    assert state(bureau) == unchanged
    assert before.number.encode() not in ledger(bureau)


def test_another_number_joins_shown_to_the_person_and_can_be_parted(bureau: Bureau) -> None:
    one, other, third = bureau.collect(), bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    taken = bureau.ask(visit, "disclosure")
    named(bureau, taken, other.number)
    named(bureau, taken, other.number)
    assert len(bureau.world.entries("rights.person.joined")) == 1
    assert person_page(bureau.office, visit, now=bureau.now).persons == 2
    for number in (third.number, "0000-0000-0000"):
        assert ground(lambda: part(bureau.office, taken.request_id, number, actor=ANNA, now=bureau.now)) == (  # noqa: B023
            "record_unknown"
        )
    part(bureau.office, taken.request_id, other.number, actor=ANNA, now=bureau.now)
    assert person_page(bureau.office, visit, now=bureau.now).persons == 1


@pytest.mark.parametrize("until", [State.PROPOSED, State.DECIDED, State.ACTING, State.DONE])
def test_nobody_is_put_under_a_decision_that_was_proposed_for_others(bureau: Bureau, until: State) -> None:
    """Or one person alone could have anybody erased, under a decision that two have made about somebody else."""
    one, other = bureau.collect(), bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), "erasure")
    recipients = PlaceState.ASKED if until is State.ACTING else PlaceState.NONE
    bureau.look_everywhere(taken, recipients=recipients)
    bureau.propose(taken)
    if until is not State.PROPOSED:
        bureau.decide(taken)
    if until in {State.ACTING, State.DONE}:
        bureau.carry_out(taken)
    assert bureau.state(taken) is until
    before = state(bureau)
    assert refusal(lambda: named(bureau, taken, other.number))[:2] == (Kind.REFUSED, "proposed")
    assert state(bureau) == before


def test_who_asks_is_shown_before_it_is_said(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure", asker=Asker.MANDATED_AGENT)
    for proof in SHOWN:
        assert refusal(lambda: step(bureau, taken, Move.PROVE))[:2] == (Kind.REFUSED, "proof_missing")
        shown(bureau, taken, proof)
    step(bureau, taken, Move.PROVE)
    assert bureau.state(taken) is State.EXAMINING
    assert bureau.world.entries("rights.proof.added") == [
        {"request": str(taken.request_id), "about": proof.subject.value, "how": proof.method.value, "by": ANNA.id}
        for proof in SHOWN
    ]


def test_a_proof_shows_something_and_has_not_run_out(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure")
    yesterday = japan_date(bureau.now) - timedelta(days=1)
    before = state(bureau)
    assert ground(lambda: shown(bureau, taken, Proof(Subject.PERSON, Method.MANDATE))) == "proof_method"
    assert ground(lambda: shown(bureau, taken, Proof(Subject.PERSON, Method.DOCUMENT, yesterday))) == "proof_ended"
    assert state(bureau) == before
    shown(bureau, taken, Proof(Subject.PERSON, Method.DOCUMENT, japan_date(bureau.now)))


@pytest.mark.parametrize("kind", sorted(set(PaperKind) - {PaperKind.IDENTITY, PaperKind.EVIDENCE}))
def test_nobody_hands_in_a_wish_a_plan_or_an_answer_as_a_paper(bureau: Bureau, kind: PaperKind) -> None:
    taken = bureau.take_in("disclosure")
    before = state(bureau)
    assert ground(lambda: add_paper(bureau.office, taken.request_id, kind, TEXT, actor=ANNA, now=bureau.now)) == (
        "paper_kind"
    )
    assert state(bureau) == before


@pytest.mark.parametrize(
    ("paper", "why"),
    [
        (Paper("", "text/html", b"<script>"), "paper_type"),
        (Paper("", "application/json", b"{}"), "paper_type"),
        (Paper("", "image/svg+xml", b"<svg>"), "paper_type"),
        (Paper("", "image/png", b"<script>"), "paper_type"),
        (Paper("", "application/pdf", b"MZ"), "paper_type"),
        (Paper("", "text/plain", b""), "paper_size"),
        (Paper("", "text/plain", b"x" * (LARGEST + 1)), "paper_size"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.media_type,
)
def test_papers_of_other_kinds_are_not_taken(bureau: Bureau, paper: Paper, why: str) -> None:
    taken = bureau.take_in("disclosure")
    before = state(bureau)
    assert (
        ground(
            lambda: add_paper(bureau.office, taken.request_id, PaperKind.IDENTITY, paper, actor=ANNA, now=bureau.now)
        )
        == why
    )
    assert state(bureau) == before


def test_papers_open_in_their_own_case_and_stand_nowhere_in_the_clear(bureau: Bureau) -> None:
    taken, other = bureau.take_in("disclosure"), bureau.take_in("disclosure")
    for kind, paper in ((PaperKind.IDENTITY, PNG), (PaperKind.EVIDENCE, TEXT)):
        add_paper(bureau.office, taken.request_id, kind, paper, actor=ANNA, now=bureau.now)
    papers = desk_case(bureau.office, taken.request_id, actor=ANNA, now=bureau.now).papers
    assert {(one.kind, one.title) for one in papers} == {
        (PaperKind.IDENTITY, PNG.title),
        (PaperKind.EVIDENCE, TEXT.title),
    }
    opened = [
        show_paper(bureau.office, taken.request_id, one.paper_id, actor=ANNA, now=bureau.now).paper for one in papers
    ]
    assert {paper.data for paper in opened} == {PNG.data, TEXT.data}
    wish = bureau.world.sql("SELECT paper_id FROM rights_paper WHERE kind = 'wish' LIMIT 1")[0][0]
    for request, paper_id in (
        (other.request_id, papers[0].paper_id),
        (taken.request_id, NOBODY),
        (taken.request_id, wish),
    ):
        assert ground(lambda: show_paper(bureau.office, request, paper_id, actor=ANNA, now=bureau.now)) == (  # noqa: B023
            "paper_unknown"
        )
    for words in (PNG.title, TEXT.title, "委任します", "facefaceface"):
        assert places_of(bureau, words) == []
        assert words.encode() not in ledger(bureau)


def test_a_paper_that_somebody_put_into_another_case_does_not_open(bureau: Bureau) -> None:
    taken, other = bureau.take_in("disclosure"), bureau.take_in("disclosure")
    add_paper(bureau.office, taken.request_id, PaperKind.EVIDENCE, TEXT, actor=ANNA, now=bureau.now)
    bureau.world.sql(
        "UPDATE rights_paper SET request_id = %s WHERE kind = 'evidence' RETURNING paper_id", (other.request_id,)
    )
    assert refusal(lambda: desk_case(bureau.office, other.request_id, actor=ANNA, now=bureau.now))[0] is Kind.TAMPERED


def test_the_search_plan_names_every_place_and_keeps_what_was_settled(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), "disclosure")
    bureau.look_everywhere(taken)
    places = {place.place: place for place in cases.select_places(bureau.office.chamber.database, taken.request_id)}
    assert set(places) == {"vault", "requests", "deliveries", "mailboxes", "paper", "backups", "recipient:mailer"}
    assert places["vault"].state is PlaceState.FOUND
    assert places["vault"].count > 0
    settle(bureau.office, taken.request_id, "paper", PlaceState.FOUND, actor=BEN, now=bureau.now)
    search(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    again = {
        place.place: place.state for place in cases.select_places(bureau.office.chamber.database, taken.request_id)
    }
    assert again["paper"] is PlaceState.FOUND
    assert again["backups"] is PlaceState.NONE


def test_a_search_for_nobody_is_none_for_whoever_is_identified_later(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.take_in("disclosure")
    shown(bureau, taken, SHOWN[0])
    step(bureau, taken, Move.PROVE)
    bureau.look_everywhere(taken)
    course = course_of(bureau.office.chamber.database, taken.request_id)
    check_everywhere(bureau.office, course, actor=ANNA, now=bureau.now)
    named(bureau, taken, one.number)
    before = state(bureau)
    assert ground(lambda: bureau.propose(taken, Outcome.NOT_HELD)) == "place_open"
    assert state(bureau) == before
    bureau.look_everywhere(taken)
    bureau.propose(taken)


def test_what_is_joined_after_the_search_is_looked_for_as_well(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(one.number)
    taken = bureau.ask(visit, "disclosure")
    bureau.look_everywhere(taken)
    settled = "DELETE FROM rights_place WHERE place = 'recipient:mailer' RETURNING place"
    bureau.world.sql(settled)  # as if nothing that was known before went to the mailer
    join_own(bureau.office, visit, bureau.collect().number, now=bureau.now)
    assert ground(lambda: bureau.propose(taken)) == "place_open"
