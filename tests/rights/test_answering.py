"""Answering: in words, after all is done; by a letter that says no more than that; and of an erasure nothing is left then."""

import uuid

import pytest

from azukari.base.errors import Kind
from azukari.rights.paper import Lid
from azukari.rights.request import Asker, Move, Outcome, State
from azukari.rights.services.answering import answer, letter, notice_letter, notice_sent
from azukari.rights.services.asking import take_back
from azukari.rights.services.deciding import take_plain_step
from azukari.rights.services.examining import desk_case, identify
from azukari.rights.services.views import case_view
from azukari.rights.shapes import Taken
from azukari.rights.store import cases
from azukari.rights.wish import Contact, Form, Wish
from tests.rights.bureau import ANNA, WORKER, Bureau
from tests.rights.looking import ground, ledger, refusal, state
from tests.vault.world import CANARY


def notices(bureau: Bureau, taken: Taken) -> list[tuple[int, str, str]]:
    found = "SELECT notice_id, kind, state FROM rights_notice WHERE request_id = %s ORDER BY notice_id"
    return [(number, kind, how) for number, kind, how in bureau.world.sql(found, (taken.request_id,))]


def mail(bureau: Bureau, notice_id: int) -> str | None:
    """Mail a letter as the worker does, and give where it went."""
    found = notice_letter(bureau.office, notice_id, actor=WORKER, now=bureau.now)
    if found is None:
        return None
    notice_sent(bureau.office, notice_id, now=bureau.now)
    return found.address


def keys(bureau: Bureau, taken: Taken) -> set[str]:
    found = "SELECT lid FROM case_key WHERE request_id = %s"
    return {lid for (lid,) in bureau.world.sql(found, (taken.request_id,), name="azukari_person_keys")}


@pytest.mark.parametrize("text", ["", " \n　", "x" * 8001])
def test_an_answer_has_words_and_not_too_many(bureau: Bureau, text: str) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "disclosure")
    assert ground(lambda: answer(bureau.office, taken.request_id, text, actor=ANNA, now=bureau.now)) == "answer_text"


@pytest.mark.parametrize("until", [State.EXAMINING, State.PROPOSED, State.DECIDED, State.ANSWERED, State.WITHDRAWN])
def test_it_is_answered_once_and_after_what_was_decided_is_done(bureau: Bureau, until: State) -> None:
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "erasure" if until is State.DECIDED else "disclosure")
    if until in {State.PROPOSED, State.DECIDED, State.ANSWERED}:
        bureau.look_everywhere(taken)
        bureau.propose(taken)
    if until in {State.DECIDED, State.ANSWERED}:
        bureau.decide(taken)
    if until is State.ANSWERED:
        bureau.answer(taken)
    if until is State.WITHDRAWN:
        take_back(bureau.office, visit, taken.request_id, now=bureau.now)
    assert bureau.state(taken) is until
    before = state(bureau)
    assert refusal(lambda: bureau.answer(taken))[0] is Kind.CONFLICT
    assert state(bureau) == before


def test_the_answer_is_told_to_who_asked_and_to_nobody_else(bureau: Bureau) -> None:
    visit, stranger = bureau.visit(bureau.collect().number), bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "disclosure")
    bureau.look_everywhere(taken)
    bureau.propose(taken, Outcome.REFUSED, "harm", reason="ほかの方の秘密")
    bureau.decide(taken)
    told = case_view(bureau.office, visit, taken.request_id)
    assert (told.reason, told.reply, told.request.outcome, told.request.grounds) == ("", "", None, ())
    bureau.answer(taken)
    told = case_view(bureau.office, visit, taken.request_id)
    assert (told.reason, told.reply) == ("ほかの方の秘密", "ご回答します。")
    assert (told.request.outcome, told.request.grounds) == ("refused", ("harm",))
    assert ground(lambda: case_view(bureau.office, stranger, taken.request_id)) == "not_yours"
    assert "ご回答します".encode() not in ledger(bureau)


def test_a_refused_answer_to_a_case_whose_papers_are_gone_makes_no_new_key(bureau: Bureau) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "erasure")
    bureau.grant(taken)
    bureau.answer(taken)
    for notice_id, _, _ in notices(bureau, taken):
        assert mail(bureau, notice_id) == CANARY["email"]
    assert keys(bureau, taken) == set()
    before = state(bureau)
    assert ground(lambda: bureau.answer(taken)) == "step"
    assert state(bureau) == before


def test_of_an_erasure_nothing_stays_after_its_last_letter_and_not_before(bureau: Bureau) -> None:
    """A letter that was put out before may go last: the mail server was away, and the answer must not be lost with it."""
    taken = bureau.ask(bureau.visit(bureau.collect().number), "erasure", Wish("消してください。"))
    bureau.grant(taken)
    bureau.answer(taken)
    (first, kind, _), (last, other, _) = notices(bureau, taken)
    assert (kind, other) == ("received", "erased")
    assert mail(bureau, first) is not None
    assert keys(bureau, taken) == {"case", "contact"}
    assert mail(bureau, last) == CANARY["email"]
    assert keys(bureau, taken) == set()
    assert bureau.world.sql("SELECT paper_id FROM rights_paper") == []
    assert mail(bureau, last) is None
    (gone,) = bureau.world.entries("rights.paper.destroyed")
    assert gone["keys"] == tuple(sorted(lid.value for lid in (Lid.CASE, Lid.CONTACT)))


def test_of_an_erasure_that_is_answered_on_paper_it_stays_for_the_paper(bureau: Bureau) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "erasure", Wish("手紙で。", form=Form.LETTER))
    bureau.grant(taken)
    bureau.answer(taken)
    for notice_id, _, _ in notices(bureau, taken):
        mail(bureau, notice_id)
    content = letter(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert (content.contact.name, content.reply) == (CANARY["name"], "ご回答します。")


def test_another_open_request_of_who_was_erased_is_forgotten_with_its_answer(bureau: Bureau) -> None:
    visit = bureau.visit(bureau.collect().number)
    open_one, taken = bureau.ask(visit, "disclosure", Wish("ほかの願い")), bureau.ask(visit, "erasure")
    bureau.grant(taken)
    bureau.answer(taken)
    bureau.look_everywhere(open_one)
    bureau.propose(open_one, Outcome.NOT_HELD)
    bureau.decide(open_one)
    bureau.answer(open_one)
    for notice_id, _, _ in notices(bureau, open_one):
        assert mail(bureau, notice_id) == CANARY["email"]
    assert keys(bureau, open_one) == set()


def test_letters_say_that_something_happened_and_nothing_of_what_was_asked(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.ask(
        bureau.visit(one.number), "correction", Wish("秘密の願い", items={one.record_id: {"name": "花"}})
    )
    for notice_id, _, _ in notices(bureau, taken):
        found = notice_letter(bureau.office, notice_id, actor=WORKER, now=bureau.now)
        assert found is not None
        assert (found.number, found.kind, found.request_kind) == (taken.number, "received", "correction")
        assert "秘密" not in str(found)
    assert notice_letter(bureau.office, 10**18, actor=WORKER, now=bureau.now) is None
    before = state(bureau)
    notice_sent(bureau.office, 10**18, now=bureau.now)
    assert state(bureau) == before


def test_a_letter_goes_where_the_person_said_and_else_to_what_is_held(bureau: Bureau) -> None:
    one = bureau.collect()
    said = bureau.take_in("disclosure", contact=Contact("丙山三郎", "", "saburo@mail.example"))
    nobody = bureau.take_in("disclosure", contact=Contact("丙山三郎"))
    assert mail(bureau, notices(bureau, said)[0][0]) == "saburo@mail.example"
    assert mail(bureau, notices(bureau, nobody)[0][0]) is None
    assert [how for _, _, how in notices(bureau, nobody)] == ["given_up"]
    identify(bureau.office, nobody.request_id, one.number, actor=ANNA, now=bureau.now)
    take_plain_step(bureau.office, nobody.request_id, Move.ASK_PROOF, actor=ANNA, now=bureau.now)
    assert mail(bureau, notices(bureau, nobody)[-1][0]) == CANARY["email"]
    content = letter(bureau.office, nobody.request_id, actor=ANNA, now=bureau.now)
    assert (content.contact.name, content.contact.email) == ("丙山三郎", CANARY["email"])


def test_a_letter_on_paper_is_recorded_before_it_is_given(bureau: Bureau) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "disclosure")
    before = len(bureau.world.entries("rights.request.read"))
    letter(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert bureau.world.entries("rights.request.read")[before:] == [
        {"request": str(taken.request_id), "by": ANNA.id, "role": "service_staff"}
    ]
    unknown = uuid.UUID(int=0)
    assert ground(lambda: letter(bureau.office, unknown, actor=ANNA, now=bureau.now)) == "request_unknown"


@pytest.mark.parametrize("state_before", [State.EXAMINING, State.PROPOSED, State.WITHDRAWN])
def test_a_letter_encloses_nothing_that_was_not_decided_to_be_disclosed(bureau: Bureau, state_before: State) -> None:
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "disclosure")
    if state_before is State.PROPOSED:
        bureau.look_everywhere(taken)
        bureau.propose(taken)
    if state_before is State.WITHDRAWN:
        take_back(bureau.office, visit, taken.request_id, now=bureau.now)
    assert letter(bureau.office, taken.request_id, actor=ANNA, now=bureau.now).records == ()


def test_what_is_refused_encloses_nothing(bureau: Bureau) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "disclosure")
    bureau.look_everywhere(taken)
    bureau.propose(taken, Outcome.REFUSED, "harm")
    bureau.decide(taken)
    bureau.answer(taken)
    assert letter(bureau.office, taken.request_id, actor=ANNA, now=bureau.now).records == ()


def test_who_was_never_known_is_refused_without_being_told_anything_of_the_person(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.take_in(
        "disclosure", asker=Asker.MANDATED_AGENT, contact=Contact("代理 太郎", "大阪", "agent@mail.example")
    )
    identify(bureau.office, taken.request_id, one.number, actor=ANNA, now=bureau.now)
    take_plain_step(bureau.office, taken.request_id, Move.ASK_PROOF, actor=ANNA, now=bureau.now)
    bureau.propose(taken, Outcome.REFUSED, "identity")
    bureau.decide(taken)
    bureau.answer(taken)
    content = letter(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert content.contact == Contact("代理 太郎", "大阪", "agent@mail.example")
    assert content.records == ()
    for personal in CANARY.values():
        assert personal not in str(
            (
                content,
                content.reason,
                content.reply,
                desk_case(bureau.office, taken.request_id, actor=ANNA, now=bureau.now),
            )
        )
    assert cases.select_proofs(bureau.office.chamber.database, taken.request_id) == ()
