"""The vault as a holder: it finds everything of a person, gives it, and destroys it in two steps that may be done again."""

import uuid

import pytest

from azukari.base.errors import NotFoundError, RefusedError
from azukari.vault.access import Ground
from azukari.vault.services.ending import stop_use
from azukari.vault.services.holder import VaultHolder
from azukari.vault.services.holding import lift_hold, place_hold
from azukari.vault.services.opening import open_for
from azukari.vault.services.verifying import verify_store
from tests.vault.world import CANARY, MANAGER, REASON, SECOND, STAFF, World

KEYS = "azukari_person_keys"


def _holder(world: World) -> VaultHolder:
    return VaultHolder(world.chamber, MANAGER, lambda: world.now)


def _person(world: World, record_id: uuid.UUID) -> uuid.UUID:
    return uuid.UUID(str(world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", (record_id,))[0][0]))


def _found(world: World, person: uuid.UUID) -> dict[str, int]:
    found = _holder(world).find(person)
    assert {one.place for one in found} <= {"vault"}
    return {one.kind: one.count for one in found}


def _ground(world: World, number: str) -> str | None:
    with pytest.raises((NotFoundError, RefusedError)) as refused:
        open_for(world.chamber, number, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=world.now)
    return refused.value.ground


def test_everything_is_found_kind_by_kind(world: World) -> None:
    done, _ = world.collect(permissions=frozenset({"newsletter"})), world.collect()
    person = _person(world, done.record_id)
    assert _found(world, person).keys() == {"record", "lookup", "consent", "key"}
    review = world.after(days=9).date()
    hold = place_hold(world.chamber, done.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=world.now)
    lift_hold(world.chamber, hold, actor=SECOND, now=world.now)
    stop_use(world.chamber, done.number, purpose="newsletter", actor=MANAGER, now=world.now)
    open_for(world.chamber, done.number, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=world.now)
    found = _found(world, person)
    assert found.pop("lookup") >= len(CANARY)
    assert found == {"record": 1, "consent": 2, "hold": 1, "access_event": 1, "key": 1}
    assert _found(world, uuid.uuid4()) == {}


def test_everything_is_given_and_nothing_of_who_was_erased(world: World) -> None:
    done, _ = world.collect(), world.collect()
    person = _person(world, done.record_id)
    given = _holder(world).export(person)
    assert isinstance(given, dict)
    (record,) = given["records"]
    assert (record["number"], record["values"]["email"]) == (done.number, CANARY["email"])
    _holder(world).erase(person)
    assert _holder(world).export(person) == {"records": []}
    assert len(world.entries("vault.record.exported")) == 1


def test_what_was_destroyed_is_told_and_the_rest_stays(world: World) -> None:
    done, other = world.collect(permissions=frozenset({"newsletter"})), world.collect()
    person = _person(world, done.record_id)
    destroyed = {one.kind: one.count for one in _holder(world).erase(person)}
    assert destroyed.pop("lookup") >= len(CANARY)
    assert destroyed == {"record": 1, "key": 1}
    assert _found(world, person) == {"consent": 1}
    assert _found(world, _person(world, other.record_id))["record"] == 1
    assert not verify_store(world.chamber, now=world.now).damages


def test_an_erasure_may_be_done_again(world: World) -> None:
    person = _person(world, world.collect().record_id)
    _holder(world).erase(person)
    assert _holder(world).erase(person) == ()
    assert _holder(world).erase(uuid.uuid4()) == ()
    assert len(world.entries("vault.person.erased")) == 1
    assert len(world.entries("vault.person.cleared")) == 1


def test_between_its_two_steps_nothing_is_opened_and_the_key_is_there(world: World) -> None:
    done = world.collect()
    person = _person(world, done.record_id)
    for _ in range(2):
        _holder(world).begin(person)
    assert _ground(world, done.number) == Ground.PERSON_ERASED
    assert (_found(world, person)["key"], _found(world, person)["record"]) == (1, 1)
    for _ in range(2):
        _holder(world).end(person)
    assert _found(world, person).keys() <= {"consent", "access_event"}
    tombstones = world.sql("SELECT person_id FROM person_key_tombstone", name=KEYS)
    assert tombstones == [(person,)]
    assert len(world.entries("vault.person.erased")) == 1


def test_an_erasure_that_was_cut_off_is_ended_and_tells_what_it_found(world: World) -> None:
    person = _person(world, world.collect().record_id)
    _holder(world).begin(person)
    assert {one.kind for one in _holder(world).erase(person)} == {"record", "lookup", "key"}
    assert _found(world, person).keys() <= {"consent"}


def test_an_erasure_that_has_begun_is_ended_whatever_hold_a_restore_brings_back(world: World) -> None:
    done = world.collect()
    person = _person(world, done.record_id)
    _holder(world).begin(person)
    world.sql(
        "INSERT INTO vault_hold (person_id, record_id, hold_id, matter, approver, placed_at, review_on)"
        " VALUES (%s, %s, %s, 'a lawsuit', 'staff:1', now(), now())",
        (person, done.record_id, uuid.uuid4()),
    )
    assert {one.kind for one in _holder(world).erase(person)} == {"record", "lookup", "key"}


def test_the_second_step_does_nothing_where_there_was_no_first(world: World) -> None:
    done = world.collect()
    person = _person(world, done.record_id)
    _holder(world).end(person)
    assert _found(world, person)["key"] == 1
    assert open_for(
        world.chamber, done.number, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=world.now
    ).items


def test_nobody_is_erased_whose_record_is_on_hold(world: World) -> None:
    done = world.collect()
    person = _person(world, done.record_id)
    review = world.after(days=9).date()
    hold = place_hold(world.chamber, done.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=world.now)
    for erase in (_holder(world).erase, _holder(world).begin):
        with pytest.raises(RefusedError) as refused:
            erase(person)
        assert refused.value.ground == Ground.ON_HOLD
    assert _found(world, person)["key"] == 1
    assert world.entries("vault.person.erased") == []
    lift_hold(world.chamber, hold, actor=SECOND, now=world.now)
    assert _holder(world).erase(person)
