"""Correcting: only what may be seen, looked up by the new value, and told in the ledger without either value."""

import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from azukari.base.errors import AzukariError, MalformedError, NotFoundError, RefusedError, UnavailableError
from azukari.base.sql import Cursor
from azukari.host.database import PooledDatabase
from azukari.vault.access import Actor, ByRequest, Clue
from azukari.vault.services.correcting import Before, Corrected, Correction, correct_for_person, correct_record
from azukari.vault.services.ending import erase_person, stop_use
from azukari.vault.services.finding import find_for
from azukari.vault.services.holding import place_hold
from azukari.vault.services.opening import open_for
from azukari.vault.services.verifying import verify_store
from tests.conftest import Server
from tests.vault.world import AUDITOR, CANARY, MANAGER, REASON, STAFF, World

REPLY, QUALITY = "inquiry.reply", "inquiry.quality"
NEW = {"email": "corrected@example.jp", "phone": "03-8765-4321"}


@pytest.fixture
def world(world: World, postgres: Server) -> Iterator[World]:
    """Give a vault whose keeper has more than one connection, as it always has: what it seals with is durable first."""
    pools = [PooledDatabase(postgres.url("keeper", name), size=6) for name in ("azukari", "azukari_person_keys")]
    world.chamber = replace(world.chamber, database=pools[0], person_keys=pools[1])
    yield world
    for pool in pools:
        pool.close()


def _correct(
    world: World, record: uuid.UUID | str, items: Mapping[str, str], *, purpose: str = REPLY, actor: Actor = STAFF
) -> Corrected:
    return correct_record(world.chamber, record, Correction(purpose, items, REASON, actor), now=world.now)


def _items(world: World, record: uuid.UUID | str, *, purpose: str = REPLY, actor: Actor = STAFF) -> Mapping[str, str]:
    return open_for(world.afresh(), record, purpose=purpose, reason=REASON, actor=actor, now=world.now).items


def _found(world: World, kind: str, value: str) -> list[uuid.UUID]:
    found = find_for(world.chamber, Clue(kind, value), purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)
    return [one.record_id for one in found]


def _row(world: World, record: uuid.UUID) -> tuple[Any, ...]:
    return world.sql("SELECT * FROM vault_record WHERE record_id = %s", (record,))[0]


def test_what_is_corrected_is_opened_from_then_on_and_all_else_stays(world: World) -> None:
    done, other = world.collect(), world.collect()
    before, beside = _items(world, done.number), _row(world, other.record_id)
    grants = [one for one in world.grants() if one[0] == done.record_id]
    corrected = _correct(world, done.number, NEW)
    assert (corrected.record_id, corrected.number) == (done.record_id, done.number)
    assert _items(world, done.number) == {**before, **NEW}
    assert _items(world, done.number, purpose=QUALITY, actor=MANAGER)["question"] == before["question"]
    assert [one for one in world.grants() if one[0] == done.record_id] == grants
    assert _row(world, other.record_id) == beside
    assert not verify_store(world.chamber, now=world.now).damages


def test_a_record_is_looked_up_by_its_new_value_and_not_by_the_old(world: World) -> None:
    done = world.collect()
    assert _found(world, "email", CANARY["email"]) == [done.record_id]
    _correct(world, done.number, NEW)
    assert _found(world, "email", CANARY["email"]) == []
    assert _found(world, "email", NEW["email"]) == [done.record_id]
    assert _found(world, "phone", "+81 3 8765 4321") == [done.record_id]
    assert _found(world, "name", CANARY["name"]) == [done.record_id]


def test_the_ledger_tells_which_items_and_neither_value(world: World) -> None:
    done = world.collect()
    corrected = _correct(world, done.number, NEW)
    (facts,) = world.entries("vault.record.corrected")
    assert facts.keys() == {"actor", "role", "purpose", "record", "items", "reason", "commitment"}
    assert (facts["record"], tuple(facts["items"])) == (str(done.record_id), ("email", "phone"))
    bodies = b"".join(bytes(row[0]) for row in world.sql("SELECT body FROM ledger_entry"))
    for value in (*NEW.values(), *CANARY.values()):
        assert value.encode() not in bodies
    events = world.sql("SELECT event_id, entry_id FROM vault_access_event WHERE kind = 'vault.record.corrected'")
    assert events == [(corrected.entry_id, corrected.entry_id)]
    assert _row(world, done.record_id)[3] == corrected.entry_id


def test_an_item_that_need_not_be_there_can_be_taken_away(world: World) -> None:
    done = world.collect()
    _correct(world, done.number, {"phone": ""})
    assert "phone" not in _items(world, done.number)
    assert _found(world, "phone", CANARY["phone"]) == []


def test_nothing_of_the_old_seals_is_kept(world: World) -> None:
    done = world.collect()
    before = world.sql("SELECT sealed, grants, digests FROM vault_record")[0]
    _correct(world, done.number, NEW)
    after = world.sql("SELECT sealed, grants, digests FROM vault_record")[0]
    assert all(set(map(bytes, old)).isdisjoint(map(bytes, new)) for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("items", "ground"),
    [
        ({}, "item_unknown"),
        ({"shoe_size": "44"}, "item_unknown"),
        ({"email": "no address"}, "email"),
        ({"email": " New@example.jp "}, "item_form"),
        ({"email": ""}, "item_missing"),
        ({"email": CANARY["email"]}, "item_same"),
        ({"topic": "weather"}, "choice"),
    ],
)
def test_what_its_form_refuses_changes_nothing(world: World, items: Mapping[str, str], ground: str) -> None:
    done = world.collect()
    before = _row(world, done.record_id)
    with pytest.raises(MalformedError) as refused:
        _correct(world, done.number, items)
    assert refused.value.ground == ground
    assert _row(world, done.record_id) == before
    assert world.entries("vault.record.corrected") == []


@pytest.mark.parametrize(
    ("purpose", "actor", "items"),
    [
        (QUALITY, MANAGER, {"email": NEW["email"]}),
        (REPLY, AUDITOR, {"email": NEW["email"]}),
        (REPLY, replace(STAFF, services=frozenset({"another"})), {"email": NEW["email"]}),
        ("newsletter", STAFF, {"email": NEW["email"]}),
    ],
    ids=["an item out of sight", "a role that may not", "another service's staff", "a permission that was not given"],
)
def test_who_may_not_see_it_may_not_correct_it(
    world: World, purpose: str, actor: Actor, items: Mapping[str, str]
) -> None:
    done = world.collect()
    before = _row(world, done.record_id)
    with pytest.raises(RefusedError):
        _correct(world, done.number, items, purpose=purpose, actor=actor)
    assert _row(world, done.record_id) == before


def test_what_was_stopped_erased_or_held_is_not_corrected(world: World) -> None:
    stopped, erased, held = (world.collect() for _ in range(3))
    stop_use(world.chamber, stopped.number, purpose=REPLY, actor=MANAGER, now=world.now)
    erase_person(world.chamber, erased.number, actor=MANAGER, now=world.now)
    review = (world.now + timedelta(days=30)).date()
    place_hold(world.chamber, held.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=world.now)
    for done, error in ((stopped, RefusedError), (erased, NotFoundError), (held, RefusedError)):
        with pytest.raises(error):
            _correct(world, done.number, NEW)
    with pytest.raises(NotFoundError):
        _correct(world, uuid.uuid4(), NEW)
    assert world.entries("vault.record.corrected") == []


def test_a_reason_must_be_given(world: World) -> None:
    done = world.collect()
    with pytest.raises(RefusedError):
        correct_record(world.chamber, done.number, Correction(REPLY, NEW, "", STAFF), now=world.now)


def test_of_two_corrections_at_once_both_are_kept(world: World) -> None:
    done = world.collect()
    gate, errors = threading.Barrier(2), list[AzukariError]()

    def correct(items: Mapping[str, str]) -> None:
        gate.wait()
        try:
            correct_record(world.chamber, done.number, Correction(REPLY, items, REASON, STAFF), now=world.now)
        except AzukariError as error:
            errors.append(error)

    threads = [threading.Thread(target=correct, args=({name: value},)) for name, value in NEW.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert {**CANARY, **NEW}.items() <= _items(world, done.number).items()
    assert len(world.entries("vault.record.corrected")) == 2
    assert not verify_store(world.chamber, now=world.now).damages


# --- by the right of the person ----------------------------------------------------------------------------------------------

BY = ByRequest(uuid.UUID(int=11), MANAGER)


def _for_person(
    world: World, record: uuid.UUID | str, items: Mapping[str, str], **more: Any
) -> tuple[Corrected, Before]:
    return correct_for_person(world.chamber, record, items, by=BY, now=world.now, **more)


def test_for_the_person_anything_of_the_service_is_corrected_whatever_a_purpose_sees(world: World) -> None:
    done = world.collect(permissions=frozenset({"newsletter"}))
    wanted = {"email": NEW["email"], "topic": "other", "tastes": "tea"}  # which no one purpose sees
    _, before = _for_person(world, done.number, wanted)
    assert before == {"email": CANARY["email"], "topic": "price", "tastes": ""}
    assert _items(world, done.number)["email"] == NEW["email"]
    assert _items(world, done.number, purpose=QUALITY, actor=MANAGER)["topic"] == "other"
    assert _items(world, done.number, purpose="newsletter", actor=MANAGER)["tastes"] == "tea"
    assert not verify_store(world.chamber, now=world.now).damages


def test_the_ledger_names_the_request_and_no_purpose(world: World) -> None:
    done = world.collect()
    corrected, _ = _for_person(world, done.number, {"email": NEW["email"], "phone": CANARY["phone"]})
    (facts,) = world.entries("vault.record.corrected")
    assert facts.keys() == {"actor", "role", "record", "items", "request", "commitment"}
    assert (facts["request"], tuple(facts["items"])) == (str(BY.request), ("email",))
    events = world.sql(
        "SELECT event_id, purpose, reason, ground FROM vault_access_event WHERE kind = 'vault.record.corrected'"
    )
    assert events == [(corrected.entry_id, "", None, None)]


def test_what_is_corrected_already_is_recorded_once(world: World) -> None:
    done = world.collect()
    kept: list[Before] = []

    def keep(_: Cursor, before: Before) -> None:
        kept.append(before)

    first, _ = _for_person(world, done.number, NEW, beside=keep)
    row = _row(world, done.record_id)
    again, before = _for_person(world, done.number, NEW, beside=keep)
    assert again == first
    assert before == NEW
    assert kept == [{name: CANARY[name] for name in NEW}]
    assert _row(world, done.record_id) == row
    assert len(world.entries("vault.record.corrected")) == 1


def test_what_stood_there_is_kept_beside_or_nothing_is_corrected(world: World) -> None:
    done = world.collect()
    row = _row(world, done.record_id)

    def fail(_: Cursor, _before: Before) -> None:
        raise RuntimeError

    with pytest.raises(UnavailableError):
        _for_person(world, done.number, NEW, beside=fail)
    assert _row(world, done.record_id) == row
    assert world.entries("vault.record.corrected") == []


@pytest.mark.parametrize(
    ("items", "ground"),
    [
        ({}, "item_unknown"),
        ({"shoe_size": "44"}, "item_unknown"),
        ({"@email": "no"}, "item_unknown"),
        ({"email": " New@example.jp "}, "item_form"),
        ({"email": ""}, "item_missing"),
        ({"tastes": "tea"}, "item_unused"),  # the permission was not given
    ],
)
def test_for_the_person_too_the_form_is_kept(world: World, items: Mapping[str, str], ground: str) -> None:
    done = world.collect()
    with pytest.raises(MalformedError) as refused:
        _for_person(world, done.number, items)
    assert refused.value.ground == ground
    assert world.entries("vault.record.corrected") == []


def test_for_the_person_what_was_erased_or_is_held_is_not_corrected(world: World) -> None:
    erased, held = world.collect(), world.collect()
    erase_person(world.chamber, erased.number, actor=MANAGER, now=world.now)
    review = (world.now + timedelta(days=30)).date()
    place_hold(world.chamber, held.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=world.now)
    with pytest.raises(NotFoundError):
        _for_person(world, erased.number, NEW)
    with pytest.raises(RefusedError):
        _for_person(world, held.number, NEW)
    assert world.entries("vault.record.corrected") == []
