"""Every place that keeps something of a person finds it, gives it, and ends it; and what is somebody else's stays."""

import uuid

import pytest

from azukari.base.errors import NotFoundError
from azukari.rights.paper import Lid
from azukari.rights.services.asking import take_back
from azukari.rights.services.holders import HOLDERS, RightsHolder, forget_persons, holders
from azukari.rights.services.joining import join_own
from azukari.rights.services.register import course_of
from azukari.rights.services.visiting import VisitEndedError, begin_entrance
from azukari.rights.shapes import Taken
from azukari.rights.store import cases
from azukari.rights.wish import Wish
from tests.rights.bureau import ANNA, Bureau
from tests.rights.looking import places_of, state
from tests.vault.world import CANARY


def holder(bureau: Bureau) -> RightsHolder:
    return RightsHolder(bureau.office.chamber, ANNA, bureau.office.clock)


def found(bureau: Bureau, person: uuid.UUID | None) -> dict[str, int]:
    assert person is not None
    return {one.kind: one.count for one in holder(bureau).find(person)}


def keys(bureau: Bureau, taken: Taken) -> list[Lid]:
    return [
        lid for request, lid in cases.cases_with_keys(bureau.office.chamber.person_keys) if request == taken.request_id
    ]


def test_what_is_kept_of_a_person_is_found_and_nothing_of_anybody_else(bureau: Bureau) -> None:
    one, other, stranger = bureau.collect(), bureau.collect(), bureau.visit(bureau.collect().number)
    visit = bureau.visit(one.number)
    assert found(bureau, visit.person_id) == {"visit": 2}  # the entrance, and the visit
    bureau.ask(visit, "disclosure")
    join_own(bureau.office, visit, other.number, now=bureau.now)
    assert found(bureau, visit.person_id) == {"visit": 2, "request": 1, "link": 1}
    assert found(bureau, stranger.person_id) == {"visit": 2}
    assert found(bureau, uuid.UUID(int=0)) == {}


def test_what_is_kept_is_given_to_its_person(bureau: Bureau) -> None:
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "disclosure")
    assert visit.person_id is not None
    given = holder(bureau).export(visit.person_id)
    assert isinstance(given, dict)
    assert [one["number"] for one in given["requests"]] == [taken.number]
    assert holder(bureau).export(uuid.UUID(int=0)) == {"requests": []}


def test_an_erasure_ends_what_was_written_and_forgets_visits_of_that_person_only(bureau: Bureau) -> None:
    visit, stranger = bureau.visit(bureau.collect().number), bureau.visit(bureau.collect().number)
    ended, still, theirs = (
        bureau.ask(who, "disclosure", Wish(words))
        for who, words in ((visit, "終わった願い"), (visit, "続く願い"), (stranger, "ほかの願い"))
    )
    for who, taken in ((visit, ended), (stranger, theirs)):
        take_back(bureau.office, who, taken.request_id, now=bureau.now)
    assert visit.person_id is not None
    holder(bureau).erase(visit.person_id)
    assert keys(bureau, ended) == []
    assert set(keys(bureau, still)) == set(keys(bureau, theirs)) == {Lid.CASE, Lid.CONTACT}
    assert found(bureau, visit.person_id) == {"request": 2}
    assert found(bureau, stranger.person_id) == {"visit": 2, "request": 1}
    before = state(bureau)
    holder(bureau).erase(visit.person_id)
    assert state(bureau) == before
    forget_persons(bureau.office.chamber.database, [visit.person_id])
    assert found(bureau, visit.person_id) == {}
    assert course_of(bureau.office.chamber.database, still.request_id).row.person_id is None
    assert course_of(bureau.office.chamber.database, theirs.request_id).row.person_id == stranger.person_id


def test_who_was_erased_is_out_of_every_visit_and_gets_no_code(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(one.number)
    taken = bureau.ask(visit, "erasure", Wish("消してください。"))
    bureau.grant(taken)
    assert bureau.world.sql("SELECT visit_id FROM rights_visit") == []
    begin_entrance(bureau.office.gate, one.number, language="ja", now=bureau.now)
    assert bureau.world.sql("SELECT person_id, record_id FROM rights_entrance") == [(None, None)]
    for words in (*CANARY.values(), "消してください"):
        assert places_of(bureau, words) == []


def test_the_vault_comes_last_and_every_place_is_asked(bureau: Bureau) -> None:
    """With the person's key everything sealed ends; what came before needs none, and may be done again."""
    assert [place for place, _ in HOLDERS][-1] == "vault"
    visit = bureau.visit(bureau.collect().number)
    assert visit.person_id is not None
    for place, one in holders(bureau.office.chamber, actor=ANNA, clock=bureau.office.clock):
        there = {holding.place for holding in one.find(visit.person_id)}
        assert there == (set() if place == "deliveries" else {place})  # nothing of theirs went to anybody
        one.erase(visit.person_id)
    with pytest.raises((NotFoundError, VisitEndedError, AssertionError)):
        bureau.visit(CANARY["email"])
