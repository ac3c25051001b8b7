"""What was decided is done, all of it, once, and goes on where it was cut off."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.base.errors import AzukariError, NotFoundError, RefusedError
from azukari.rights.plan import Act, Op, Plan
from azukari.rights.request import Outcome, State, StepRefusedError
from azukari.rights.search import PlaceState
from azukari.rights.services import carrying_out
from azukari.rights.services.carrying_out import ErasureHeldError
from azukari.rights.services.examining import desk_case, settle
from azukari.rights.services.joining import join_own
from azukari.rights.services.linking import persons_of
from azukari.rights.services.views import person_page
from azukari.rights.store import linking
from azukari.rights.wish import Wish
from azukari.vault.services.holding import lift_hold, place_hold
from azukari.vault.services.opening import open_for
from tests.rights.bureau import ANNA, BEN, Bureau
from tests.vault.world import REASON, STAFF, submission


def _open(bureau: Bureau, record: uuid.UUID, purpose: str = "inquiry.reply") -> str:
    opened = open_for(bureau.office.chamber, record, purpose=purpose, reason=REASON, actor=STAFF, now=bureau.now)
    return opened.items["name"]


def test_a_correction_keeps_what_stood_there_sealed_in_the_case(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(one.number)
    taken = bureau.ask(visit, "correction", Wish("名前が違います。", items={one.record_id: {"name": "佐藤 花"}}))
    bureau.grant(taken)
    assert bureau.state(taken) is State.DONE
    assert _open(bureau, one.record_id) == "佐藤 花"
    (change,) = desk_case(bureau.office, taken.request_id, actor=ANNA, now=bureau.now).changes
    assert (change.item, change.before, change.after) == ("name", "佐藤カナリア", "佐藤 花")
    (entry,) = bureau.world.entries("vault.record.corrected")
    assert (entry["items"], entry["request"]) == (("name",), str(taken.request_id))


def test_an_opinion_stays_and_the_persons_statement_goes_with_it(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), "correction", Wish("その評価は違います。"))
    bureau.look_everywhere(taken)
    plan = Plan((Act(Op.ANNOTATE, one.record_id, item="question", text="私の意見は違います。"),))
    bureau.propose(taken, Outcome.PART, "opinion", plan=plan)
    bureau.decide(taken)
    bureau.carry_out(taken)
    opened = open_for(
        bureau.office.chamber, one.record_id, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=bureau.now
    )
    assert opened.items["@question"] == "私の意見は違います。"
    assert opened.items["question"].startswith("値段")


def test_a_stopped_purpose_opens_nothing_and_the_others_still_do(bureau: Bureau) -> None:
    one = bureau.collect(permissions=frozenset({"newsletter"}))
    wish = Wish("お便りはもう結構です。", purposes={one.record_id: ("newsletter",)})
    taken = bureau.ask(bureau.visit(one.number), "stop-use", wish)
    bureau.grant(taken)
    with pytest.raises(RefusedError):
        _open(bureau, one.record_id, "newsletter")
    assert _open(bureau, one.record_id)


def test_an_erasure_goes_over_all_that_one_person_sent(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    taken = bureau.ask(visit, "erasure")
    bureau.grant(taken)
    for record in (one, other):
        with pytest.raises(AzukariError):
            _open(bureau, record.record_id)
    assert bureau.world.sql("SELECT person_id FROM rights_link") == []
    assert bureau.world.sql("SELECT request_id FROM rights_request WHERE person_id IS NOT NULL") == []
    assert len(bureau.world.entries("vault.person.erased")) == 2
    assert bureau.world.sql("SELECT person_id FROM person_key", name="azukari_person_keys") != []
    bureau.answer(taken)
    assert bureau.state(taken) is State.ANSWERED


def test_nothing_is_erased_while_a_record_is_on_hold(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    taken = bureau.ask(visit, "erasure")
    day = (bureau.now + timedelta(days=30)).date()
    hold = place_hold(
        bureau.office.chamber, other.record_id, matter="a dispute", review_on=day, actor=BEN, now=bureau.now
    )
    with pytest.raises(ErasureHeldError):
        bureau.grant(taken)
    assert bureau.state(taken) is State.ACTING
    assert len(person_page(bureau.office, visit, now=bureau.now).records) == 2
    lift_hold(bureau.office.chamber, hold, actor=ANNA, now=bureau.now)
    bureau.carry_out(taken)
    assert bureau.state(taken) is State.DONE


def test_a_restriction_leaves_nothing_but_keeping(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), "restriction", pack="eu-gdpr")
    bureau.grant(taken)
    with pytest.raises(RefusedError) as refused:
        _open(bureau, one.record_id)
    assert refused.value.ground == "on_hold"


def test_what_was_restricted_can_be_erased_when_its_person_asks(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(one.number)
    bureau.grant(bureau.ask(visit, "restriction", pack="eu-gdpr"))
    bureau.grant(bureau.ask(visit, "erasure"))
    assert len(bureau.world.entries("vault.person.erased")) == 1
    assert len(bureau.world.entries("vault.hold.lifted")) == 1


def test_an_address_that_was_suppressed_and_erased_is_not_written_to_when_a_list_brings_it_again(
    bureau: Bureau,
) -> None:
    one = bureau.collect(permissions=frozenset({"newsletter"}))
    bureau.grant(bureau.ask(bureau.visit(one.number), "erasure", Wish(suppress=True)))
    again = bureau.collect(sent=submission(permissions=frozenset({"newsletter"}), connection="API"))
    with pytest.raises(RefusedError) as refused:
        _open(bureau, again.record_id, "newsletter")
    assert refused.value.ground == "suppressed"
    assert _open(bureau, again.record_id)
    by_the_person = bureau.collect(permissions=frozenset({"newsletter"}))
    assert _open(bureau, by_the_person.record_id, "newsletter")


def test_it_is_not_done_before_whoever_holds_a_copy_has_confirmed(bureau: Bureau) -> None:
    one = bureau.collect()
    taken = bureau.ask(bureau.visit(one.number), "erasure")
    bureau.look_everywhere(taken, recipients=PlaceState.ASKED)
    bureau.propose(taken)
    bureau.decide(taken)
    assert bureau.carry_out(taken) == ("recipient:mailer",)
    assert bureau.state(taken) is State.ACTING
    settle(bureau.office, taken.request_id, "recipient:mailer", PlaceState.CONFIRMED, actor=ANNA, now=bureau.now)
    assert bureau.carry_out(taken) == ()
    assert bureau.state(taken) is State.DONE


def test_nothing_is_done_before_it_is_decided_or_twice(bureau: Bureau) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "erasure")
    with pytest.raises(StepRefusedError):
        bureau.carry_out(taken)
    bureau.grant(taken)
    with pytest.raises(StepRefusedError):
        bureau.carry_out(taken)


class CutError(Exception):
    """The process ends here."""


def _cut(call: Callable[..., object], *, before: bool) -> Callable[..., object]:
    def cut(*args: object, **named: object) -> object:
        if not before:
            call(*args, **named)
        raise CutError

    return cut


# Where an erasure can be cut off: the name in `carrying_out` that is called there.
CUTS = ("take_step", "read_plan", "records_on_hold", "holders", "forget_persons", "waiting")


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("name", CUTS)
def test_an_erasure_that_was_cut_off_anywhere_goes_on_to_its_end(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, name: str, *, before: bool
) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    taken = bureau.ask(visit, "erasure")
    bureau.look_everywhere(taken)
    bureau.propose(taken)
    bureau.decide(taken)
    with monkeypatch.context() as patched, suppress(CutError):
        patched.setattr(carrying_out, name, _cut(getattr(carrying_out, name), before=before))
        bureau.carry_out(taken)
        pytest.fail("nothing was cut off")
    if bureau.state(taken) is not State.DONE:
        bureau.carry_out(taken)
    assert bureau.state(taken) is State.DONE
    for record in (one, other):
        with pytest.raises(NotFoundError):
            _open(bureau, record.record_id)
    assert len(bureau.world.entries("vault.person.erased")) == 2
    assert bureau.world.sql("SELECT person_id FROM rights_link") == []


def test_who_is_one_with_whom_can_be_taken_back(bureau: Bureau) -> None:
    one, other, third = bureau.collect(), bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    join_own(bureau.office, visit, third.number, now=bureau.now)
    persons = persons_of(bureau.office.chamber.database, visit.person_id or uuid.UUID(int=0))
    assert len(persons) == 3
    with bureau.office.chamber.database.transaction() as cursor:
        linking.part(cursor, [persons[0]])
    assert persons_of(bureau.office.chamber.database, persons[0]) == (persons[0],)
    assert set(persons_of(bureau.office.chamber.database, persons[1])) == set(persons[1:])
    assert replace(visit).person_id in persons
