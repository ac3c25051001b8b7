"""What persons see: all of their own, nothing of anybody else's, as what somebody looked and never who."""

from azukari.base.errors import Kind
from azukari.rights.request import Move, Outcome, State
from azukari.rights.services.deciding import take_plain_step
from azukari.rights.services.examining import case_records, identify
from azukari.rights.services.joining import join_own
from azukari.rights.services.views import case_view, person_page
from azukari.rights.wish import Wish
from azukari.vault.services.opening import open_for
from tests.rights.bureau import ANNA, BEN, Bureau
from tests.rights.looking import refusal
from tests.vault.world import CANARY, REASON, submission


def test_three_people_look_at_what_is_held_about_one(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), "disclosure")
    mine = person_page(bureau.office, bureau.visit(one.number), now=bureau.now)
    assert [held.record_id for held in mine.records] == [one.record_id]
    assert [request.request_id for request in mine.requests] == [taken.request_id]
    theirs = person_page(bureau.office, bureau.visit(other.number), now=bureau.now)
    assert [held.record_id for held in theirs.records] == [other.record_id]
    assert theirs.requests == ()
    assert one.record_id not in {use.record_id for use in theirs.uses}
    nobody = bureau.visit(CANARY["email"])
    assert refusal(lambda: person_page(bureau.office, nobody, now=bureau.now))[:2] == (
        Kind.UNAUTHENTICATED,
        "number_needed",
    )


def test_who_looked_is_told_by_role_and_never_by_name_or_with_their_words(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), "disclosure")
    open_for(bureau.office.chamber, one.record_id, purpose="inquiry.reply", reason=REASON, actor=ANNA, now=bureau.now)
    case_records(bureau.office, taken.request_id, actor=BEN, now=bureau.now)
    page = person_page(bureau.office, bureau.visit(one.number), now=bureau.now)
    assert {"service_staff", "privacy_manager"} <= {use.role for use in page.uses}
    for told in (ANNA.id, BEN.id, REASON):
        assert told not in str(page)


def test_everything_is_recorded_before_it_is_shown(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(one.number)
    before = len(bureau.world.entries("vault.record.shown"))
    person_page(bureau.office, visit, now=bureau.now)
    (entry,) = bureau.world.entries("vault.record.shown")[before:]
    assert (entry["record"], entry["actor"], entry["role"]) == (str(one.record_id), str(visit.visit_id), "person")


def test_a_decision_is_told_with_the_answer_and_not_before(bureau: Bureau) -> None:
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "erasure")
    bureau.look_everywhere(taken)
    bureau.propose(taken, Outcome.REFUSED, "kept-by-law")
    for _ in range(2):
        (seen,) = person_page(bureau.office, visit, now=bureau.now).requests
        assert (seen.outcome, seen.grounds) == (None, ())
        if bureau.state(taken) is State.PROPOSED:
            bureau.decide(taken)
    bureau.answer(taken)
    (seen,) = person_page(bureau.office, visit, now=bureau.now).requests
    assert (seen.outcome, seen.grounds) == ("refused", ("kept-by-law",))
    moves = [step.move for step in case_view(bureau.office, visit, taken.request_id).steps]
    assert moves == ["receive", "prove", "propose", "decide", "answer"]


def test_requests_of_all_who_are_one_are_shown_to_each_of_them(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit, theirs = bureau.visit(one.number), bureau.visit(other.number)
    taken = bureau.ask(theirs, "disclosure", Wish("ほかの番号で"))
    assert refusal(lambda: case_view(bureau.office, visit, taken.request_id))[1] == "not_yours"
    join_own(bureau.office, visit, other.number, now=bureau.now)
    assert case_view(bureau.office, visit, taken.request_id).wish.text == "ほかの番号で"
    assert person_page(bureau.office, visit, now=bureau.now).persons == 2


def test_a_letter_of_somebody_who_is_not_known_yet_is_not_shown_as_ones_own(bureau: Bureau) -> None:
    """Whose number stands in a letter need not be who wrote it; what they wrote is theirs until it is known."""
    one = bureau.collect()
    taken = bureau.take_in("disclosure", wish=Wish("わたしは乙野です"))
    identify(bureau.office, taken.request_id, one.number, actor=ANNA, now=bureau.now)
    visit = bureau.visit(one.number)
    assert person_page(bureau.office, visit, now=bureau.now).requests == ()
    assert refusal(lambda: case_view(bureau.office, visit, taken.request_id))[1] == "not_yours"


def test_what_somebody_else_wrote_about_a_person_may_be_about_others_and_is_looked_through_first(
    bureau: Bureau,
) -> None:
    about = {**CANARY, "topic": "price", "question": "同僚の田中さんが来店した。"}
    one = bureau.collect(sent=submission(about, connection="API"))
    own = bureau.collect()
    (held,) = person_page(bureau.office, bureau.visit(one.number), now=bureau.now).records
    assert "田中" not in str(dict(held.values))
    assert held.values["name"] == CANARY["name"]
    (mine,) = person_page(bureau.office, bureau.visit(own.number), now=bureau.now).records
    assert mine.values["question"].startswith("値段")


def test_requests_are_shown_once_it_is_known_who_asks(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.take_in("complaint")
    identify(bureau.office, taken.request_id, one.number, actor=ANNA, now=bureau.now)
    take_plain_step(bureau.office, taken.request_id, Move.PROVE, actor=ANNA, now=bureau.now)
    assert len(person_page(bureau.office, bureau.visit(one.number), now=bureau.now).requests) == 1
