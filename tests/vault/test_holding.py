"""A restriction that a person asked for: kept and used for nothing, and still the person's own."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from azukari.base.errors import MalformedError, NotFoundError, RefusedError
from azukari.host.database import PooledDatabase
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, ByRequest, Clue, Ground
from azukari.vault.services.annotating import annotate_for_person
from azukari.vault.services.correcting import Correction, correct_for_person, correct_record
from azukari.vault.services.ending import erase_person, run_out, stop_use
from azukari.vault.services.finding import find_for
from azukari.vault.services.holding import lift_hold, lift_restrictions, place_hold, restrict_for_person
from azukari.vault.services.opening import open_for
from azukari.vault.services.paging import Wish, open_page
from azukari.vault.services.showing import HeldRecord, show_held
from azukari.vault.services.verifying import verify_store
from tests.conftest import Server
from tests.vault.world import CANARY, MANAGER, REASON, SECOND, STAFF, World

REPLY = "inquiry.reply"
REVIEW = date(2027, 11, 23)
BY = ByRequest(uuid.UUID(int=11), MANAGER)
NEW = {"email": "corrected@example.jp"}


@pytest.fixture
def world(world: World, postgres: Server) -> Iterator[World]:
    """Give a vault whose keeper has more than one connection, as it always has: what it seals with is durable first."""
    pools = [PooledDatabase(postgres.url("keeper", name), size=6) for name in ("azukari", "azukari_person_keys")]
    world.chamber = replace(world.chamber, database=pools[0], person_keys=pools[1])
    yield world
    for pool in pools:
        pool.close()


def _restrict(world: World, record: uuid.UUID | str, *, by: ByRequest = BY) -> uuid.UUID:
    return restrict_for_person(world.chamber, record, review_on=REVIEW, by=by, now=world.now)


def _ground(world: World, number: str) -> str | None:
    with pytest.raises(RefusedError) as refused:
        open_for(world.chamber, number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)
    return refused.value.ground


def _held(world: World, record: uuid.UUID) -> HeldRecord:
    person = world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", (record,))[0][0]
    visitor = Actor(str(uuid.UUID(int=5)), Role.PERSON)
    return show_held(world.chamber, [person], actor=visitor, now=world.now)[0]


def test_what_is_restricted_is_used_for_nothing_and_kept(world: World) -> None:
    done, other = world.collect(), world.collect()
    _restrict(world, done.number)
    assert _ground(world, done.number) == Ground.ON_HOLD
    found = find_for(
        world.chamber, Clue("email", CANARY["email"]), purpose=REPLY, reason=REASON, actor=STAFF, now=world.now
    )
    assert [one.record_id for one in found] == [other.record_id]
    page = open_page(world.chamber, Wish("inquiry", REPLY, REASON, STAFF), after=None, limit=9, now=world.now)
    assert len(page.records) == 1
    assert run_out(world.chamber, now=world.after(days=9999)).grants > 0  # of the other
    assert _held(world, done.record_id).values["email"] == CANARY["email"]


def test_the_person_sees_that_it_is_restricted_and_that_the_law_holds_it(world: World) -> None:
    restricted, held, free = world.collect(), world.collect(), world.collect()
    _restrict(world, restricted.number)
    place_hold(world.chamber, held.number, matter="a lawsuit", review_on=REVIEW, actor=MANAGER, now=world.now)
    seen = [_held(world, one.record_id) for one in (restricted, held, free)]
    assert [(one.on_hold, one.restricted) for one in seen] == [(True, True), (True, False), (False, False)]


def test_a_request_restricts_a_record_once(world: World) -> None:
    done = world.collect()
    first = _restrict(world, done.number)
    assert _restrict(world, done.number) == first
    (facts,) = world.entries("vault.hold.placed")
    assert (facts["hold"], facts["request"], facts["review_on"]) == (str(first), str(BY.request), "2027-11-23")
    another = _restrict(world, done.number, by=ByRequest(uuid.UUID(int=12), MANAGER))
    assert another != first


def test_a_restriction_is_lifted_once_and_by_its_request_alone(world: World) -> None:
    done = world.collect()
    legal = place_hold(world.chamber, done.number, matter="a lawsuit", review_on=REVIEW, actor=MANAGER, now=world.now)
    _restrict(world, done.number)
    assert lift_restrictions(world.chamber, by=ByRequest(uuid.UUID(int=12), MANAGER), now=world.now) == 0
    assert lift_restrictions(world.chamber, by=BY, now=world.now) == 1
    assert lift_restrictions(world.chamber, by=BY, now=world.now) == 0
    assert len(world.entries("vault.hold.lifted")) == 1
    assert _ground(world, done.number) == Ground.ON_HOLD  # by the law
    lift_hold(world.chamber, legal, actor=SECOND, now=world.now)
    assert open_for(world.chamber, done.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now).items
    _restrict(world, done.number)  # what carries a request out again does not restrict again what was lifted
    assert open_for(world.chamber, done.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now).items


def test_the_person_has_corrected_and_annotated_what_they_had_restricted_and_staff_do_not(world: World) -> None:
    done = world.collect()
    _restrict(world, done.number)
    correct_for_person(world.chamber, done.number, NEW, by=BY, now=world.now)
    annotate_for_person(world.chamber, done.number, "question", "no", by=BY, now=world.now)
    held = _held(world, done.record_id)
    assert (held.values["email"], held.values["@question"]) == (NEW["email"], "no")
    with pytest.raises(RefusedError) as refused:
        correct_record(world.chamber, done.number, Correction(REPLY, NEW, REASON, STAFF), now=world.now)
    assert refused.value.ground == Ground.ON_HOLD
    place_hold(world.chamber, done.number, matter="a lawsuit", review_on=REVIEW, actor=MANAGER, now=world.now)
    with pytest.raises(RefusedError):
        correct_for_person(world.chamber, done.number, {"email": CANARY["email"]}, by=BY, now=world.now)


def test_what_is_restricted_is_not_erased_before_that_is_lifted(world: World) -> None:
    done = world.collect()
    _restrict(world, done.number)
    with pytest.raises(RefusedError) as refused:
        erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    assert refused.value.ground == Ground.ON_HOLD
    assert "lifted" in refused.value.message
    lift_restrictions(world.chamber, by=BY, now=world.now)
    assert erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)


def test_a_use_of_what_is_restricted_is_stopped_for_good(world: World) -> None:
    done = world.collect(permissions=frozenset({"newsletter"}))
    _restrict(world, done.number)
    stop_use(world.chamber, done.number, purpose="newsletter", actor=MANAGER, now=world.now)
    assert not next(use for use in _held(world, done.record_id).uses if use.purpose == "newsletter").living
    lift_restrictions(world.chamber, by=BY, now=world.now)
    with pytest.raises(RefusedError) as refused:
        open_for(world.chamber, done.number, purpose="newsletter", reason=REASON, actor=STAFF, now=world.now)
    assert refused.value.ground == Ground.NO_GRANT
    assert not verify_store(world.chamber, now=world.now).damages


def test_a_restriction_is_of_a_record_that_is_there_and_reviewed_on_a_day_to_come(world: World) -> None:
    done = world.collect()
    with pytest.raises(MalformedError):
        restrict_for_person(world.chamber, done.number, review_on=world.now.date(), by=BY, now=world.now)
    with pytest.raises(NotFoundError):
        _restrict(world, uuid.uuid4())
    erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    with pytest.raises(NotFoundError):
        _restrict(world, done.number)
    assert world.entries("vault.hold.placed") == []
