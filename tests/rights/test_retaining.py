"""Papers end in their time: not a day too late by the law's own calendar, and not before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from azukari.base.clock import JAPAN
from azukari.rights.paper import Lid, Paper, PaperKind
from azukari.rights.request import Move, Outcome, State
from azukari.rights.services.asking import take_back
from azukari.rights.services.deciding import take_plain_step
from azukari.rights.services.examining import add_paper, identify
from azukari.rights.services.papers import destroy_papers
from azukari.rights.services.retaining import retain_papers
from azukari.rights.shapes import Taken
from azukari.rights.wish import Contact
from tests.rights.bureau import ANNA, PACK, Bureau
from tests.rights.looking import state

COPY = Paper("控え", "application/pdf", b"%PDF-1.7")
MONDAY = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)


def keys(bureau: Bureau, taken: Taken) -> set[Lid]:
    found = "SELECT lid FROM case_key WHERE request_id = %s"
    return {Lid(lid) for (lid,) in bureau.world.sql(found, (taken.request_id,), name="azukari_person_keys")}


def on(bureau: Bureau, day: date, *, hour: int = 0) -> None:
    """Go to an hour of a day in Japan, and keep what is to be kept."""
    bureau.world.now = datetime(day.year, day.month, day.day, hour, tzinfo=JAPAN).astimezone(UTC)
    retain_papers(bureau.office, now=bureau.now)


def decided(bureau: Bureau, kind: str = "disclosure", pack: str = PACK) -> Taken:
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, kind, pack=pack)
    add_paper(bureau.office, taken.request_id, PaperKind.IDENTITY, COPY, actor=ANNA, now=bureau.now)
    bureau.look_everywhere(taken)
    bureau.propose(taken)
    bureau.decide(taken)
    return taken


@pytest.mark.parametrize(
    ("at", "last", "pack"),
    [
        (MONDAY, date(2027, 2, 15), PACK),
        (MONDAY, date(2027, 2, 15), "eu-gdpr"),
        (datetime(2027, 2, 1, 15, 0, tzinfo=UTC), date(2027, 2, 16), PACK),  # in Japan it is Tuesday already
        (datetime(2027, 1, 28, 3, 0, tzinfo=UTC), date(2027, 2, 10), PACK),  # the 11th is a holiday: not one day longer
        (datetime(2026, 12, 20, 3, 0, tzinfo=UTC), date(2026, 12, 28), PACK),  # the new year's days lie in between
    ],
)
def test_copies_of_documents_end_14_days_after_the_decision(
    bureau: Bureau, at: datetime, last: date, pack: str
) -> None:
    bureau.world.now = at
    taken = decided(bureau, "disclosure" if pack == PACK else "portability", pack)
    on(bureau, last, hour=23)
    assert keys(bureau, taken) == set(Lid)
    on(bureau, last + timedelta(days=1))
    assert keys(bureau, taken) == {Lid.CASE, Lid.CONTACT}
    assert bureau.world.sql("SELECT paper_id FROM rights_paper WHERE kind = 'identity'") == []
    assert bureau.world.entries("rights.paper.destroyed") == [{"request": str(taken.request_id), "keys": ("identity",)}]


def test_where_the_answer_went_and_what_was_written_end_after_the_answer(bureau: Bureau) -> None:
    bureau.world.now = MONDAY
    taken = decided(bureau)
    bureau.later(days=1)
    bureau.answer(taken)
    ended = bureau.now.astimezone(JAPAN).date()
    on(bureau, ended + timedelta(days=30), hour=23)
    assert keys(bureau, taken) == {Lid.CASE, Lid.CONTACT}
    on(bureau, ended + timedelta(days=31))
    assert keys(bureau, taken) == {Lid.CASE}
    on(bureau, date(ended.year + 1, ended.month, ended.day), hour=23)
    assert keys(bureau, taken) == {Lid.CASE}
    on(bureau, date(ended.year + 1, ended.month, ended.day + 1))
    assert keys(bureau, taken) == set()
    assert bureau.world.sql("SELECT paper_id FROM rights_paper") == []


@pytest.mark.parametrize("move", [Move.WITHDRAW, Move.FORWARD])
def test_of_what_was_never_decided_they_end_after_its_end(bureau: Bureau, move: Move) -> None:
    bureau.world.now = MONDAY
    taken = bureau.take_in("disclosure", contact=Contact("甲野一"))
    add_paper(bureau.office, taken.request_id, PaperKind.IDENTITY, COPY, actor=ANNA, now=bureau.now)
    take_plain_step(bureau.office, taken.request_id, move, actor=ANNA, now=bureau.now)
    on(bureau, date(2027, 2, 16))
    assert keys(bureau, taken) == {Lid.CASE, Lid.CONTACT}
    on(bureau, date(2027, 3, 4))
    assert keys(bureau, taken) == {Lid.CASE}
    on(bureau, date(2028, 2, 2))
    assert keys(bureau, taken) == set()


def test_nothing_of_an_open_request_ends(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure")
    add_paper(bureau.office, taken.request_id, PaperKind.IDENTITY, COPY, actor=ANNA, now=bureau.now)
    before = state(bureau)
    on(bureau, date(2036, 1, 1))
    assert state(bureau) == before
    assert keys(bureau, taken) == set(Lid)


def test_of_an_erasure_whose_letter_never_went_out_nothing_outlasts_where_it_was_to_go(bureau: Bureau) -> None:
    bureau.world.now = MONDAY
    taken = decided(bureau, "erasure")
    bureau.carry_out(taken)
    bureau.answer(taken)
    on(bureau, date(2027, 3, 3), hour=23)
    assert keys(bureau, taken) == {Lid.CASE, Lid.CONTACT}
    on(bureau, date(2027, 3, 4))
    assert keys(bureau, taken) == set()


def test_a_refused_erasure_is_kept_like_any_other_request(bureau: Bureau) -> None:
    bureau.world.now = MONDAY
    taken = bureau.take_in("erasure")
    take_plain_step(bureau.office, taken.request_id, Move.ASK_PROOF, actor=ANNA, now=bureau.now)
    identify(bureau.office, taken.request_id, bureau.collect().number, actor=ANNA, now=bureau.now)
    bureau.propose(taken, Outcome.REFUSED, "identity")
    bureau.decide(taken)
    bureau.answer(taken)
    on(bureau, date(2027, 3, 5))
    assert keys(bureau, taken) == {Lid.CASE}


def test_what_was_kept_once_is_told_once(bureau: Bureau) -> None:
    bureau.world.now = MONDAY
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "disclosure")
    take_back(bureau.office, visit, taken.request_id, now=bureau.now)
    assert bureau.state(taken) is State.WITHDRAWN
    bureau.world.now = MONDAY + timedelta(days=400)
    assert retain_papers(bureau.office, now=bureau.now) == 2
    assert retain_papers(bureau.office, now=bureau.now) == 0


def test_a_key_that_a_restore_brought_back_ends_again_and_one_in_use_does_not(bureau: Bureau) -> None:
    bureau.world.now = MONDAY
    taken, other = decided(bureau), decided(bureau)
    kept = bureau.world.sql(
        "SELECT request_id, lid, key_id, epoch, sealed, made_at FROM case_key WHERE request_id = %s",
        (taken.request_id,),
        name="azukari_person_keys",
    )
    destroy_papers(bureau.office.chamber, taken.request_id, tuple(Lid), now=bureau.now)
    put = "INSERT INTO case_key (request_id, lid, key_id, epoch, sealed, made_at) VALUES (%s, %s, %s, %s, %s, %s)"
    for row in kept:
        bureau.world.sql(put, row, name="azukari_person_keys")
    bureau.later(hours=23)
    retain_papers(bureau.office, now=bureau.now)
    assert keys(bureau, taken) == set(Lid)  # as young as this, its first paper may be on its way
    bureau.later(hours=2)
    retain_papers(bureau.office, now=bureau.now)
    assert keys(bureau, taken) == set()
    assert keys(bureau, other) == set(Lid)
