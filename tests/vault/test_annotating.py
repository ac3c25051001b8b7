"""A person's statement beside an item: seen by whoever sees the item, kept by a correction, found by nobody."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.base.errors import MalformedError, NotFoundError, RefusedError, TamperedError
from azukari.host.database import PooledDatabase
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, ByRequest, Opened
from azukari.vault.services.annotating import annotate_for_person
from azukari.vault.services.correcting import Corrected, correct_for_person
from azukari.vault.services.ending import erase_person, stop_use
from azukari.vault.services.holding import place_hold
from azukari.vault.services.opening import open_for
from azukari.vault.services.paging import Wish, open_page
from azukari.vault.services.showing import show_held
from azukari.vault.services.verifying import verify_store
from tests.conftest import Server
from tests.vault.world import CANARY, MANAGER, REASON, STAFF, SYSTEM, World

REPLY, QUALITY = "inquiry.reply", "inquiry.quality"
BY = ByRequest(uuid.UUID(int=11), MANAGER)
SAID = "I asked on the phone,\nnot by mail: opinion@example.jp"


@pytest.fixture
def world(world: World, postgres: Server) -> Iterator[World]:
    """Give a vault whose keeper has more than one connection, as it always has: what it seals with is durable first."""
    pools = [PooledDatabase(postgres.url("keeper", name), size=6) for name in ("azukari", "azukari_person_keys")]
    world.chamber = replace(world.chamber, database=pools[0], person_keys=pools[1])
    yield world
    for pool in pools:
        pool.close()


def _annotate(world: World, record: uuid.UUID | str, item: str, text: str) -> tuple[Corrected, str]:
    return annotate_for_person(world.chamber, record, item, text, by=BY, now=world.now)


def _items(world: World, record: uuid.UUID | str, *, purpose: str = REPLY, actor: Actor = STAFF) -> Mapping[str, str]:
    return open_for(world.afresh(), record, purpose=purpose, reason=REASON, actor=actor, now=world.now).items


def _held(world: World, record: uuid.UUID) -> Mapping[str, str]:
    person = world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", (record,))[0][0]
    visitor = Actor(str(uuid.UUID(int=5)), Role.PERSON)
    return show_held(world.chamber, [person], actor=visitor, now=world.now)[0].values


def test_whoever_sees_the_item_sees_the_statement_and_nobody_else(world: World) -> None:
    done, other = world.collect(permissions=frozenset({"newsletter"})), world.collect()
    before = _items(world, done.number)
    _annotate(world, done.number, "email", SAID)
    assert _items(world, done.number) == {**before, "@email": SAID}
    assert list(_items(world, done.number))[:4] == ["name", "kana", "email", "@email"]
    assert _items(world, done.number, purpose="newsletter")["@email"] == SAID
    assert "@email" not in _items(world, done.number, purpose=QUALITY, actor=MANAGER)
    assert "@email" not in _items(world, other.number)
    assert _held(world, done.record_id)["@email"] == SAID
    assert not verify_store(world.chamber, now=world.now).damages


def test_a_page_gives_the_statement_as_an_opening_does(world: World) -> None:
    done = world.collect()
    _annotate(world, done.number, "question", SAID)
    page = open_page(world.afresh(), Wish("inquiry", QUALITY, REASON, MANAGER), after=None, limit=5, now=world.now)
    (opened,) = page.records
    assert isinstance(opened, Opened)
    assert opened.items["@question"] == SAID


def test_the_automatic_reply_still_sees_name_and_address_alone(world: World) -> None:
    done = world.collect()
    _annotate(world, done.number, "phone", SAID)
    assert _items(world, done.number, actor=SYSTEM).keys() == {"name", "email"}


def test_a_correction_keeps_the_statement_even_when_the_item_goes(world: World) -> None:
    done = world.collect()
    _annotate(world, done.number, "phone", SAID)
    correct_for_person(world.chamber, done.number, {"phone": "03-8765-4321"}, by=BY, now=world.now)
    assert _items(world, done.number)["@phone"] == SAID
    correct_for_person(world.chamber, done.number, {"phone": ""}, by=BY, now=world.now)
    items = _items(world, done.number)
    assert items["@phone"] == SAID
    assert "phone" not in items
    assert not verify_store(world.chamber, now=world.now).damages


def test_the_index_ignores_the_statement(world: World) -> None:
    done = world.collect()
    before = world.tokens()
    _annotate(world, done.number, "email", "another@example.jp")
    assert world.tokens() == before


def test_a_statement_is_replaced_and_taken_away(world: World) -> None:
    done = world.collect()
    assert _annotate(world, done.number, "email", "first")[1] == ""
    assert _annotate(world, done.number, "email", "second")[1] == "first"
    assert _items(world, done.number)["@email"] == "second"
    assert _annotate(world, done.number, "email", "  ")[1] == "second"
    assert "@email" not in _items(world, done.number)
    assert not verify_store(world.chamber, now=world.now).damages


def test_it_is_recorded_once_with_the_request_and_not_with_the_text(world: World) -> None:
    done = world.collect()
    first, _ = _annotate(world, done.number, "email", SAID)
    again, before = _annotate(world, done.number, "email", SAID)
    assert (again, before) == (first, SAID)
    (facts,) = world.entries("vault.record.annotated")
    assert facts.keys() == {"actor", "role", "record", "items", "request", "commitment"}
    assert (tuple(facts["items"]), facts["request"]) == (("email",), str(BY.request))
    bodies = b"".join(bytes(row[0]) for row in world.sql("SELECT body FROM ledger_entry"))
    assert b"opinion" not in bodies
    events = world.sql("SELECT event_id, purpose FROM vault_access_event WHERE kind = 'vault.record.annotated'")
    assert events == [(first.entry_id, "")]


@pytest.mark.parametrize("item", ["shoe_size", "@email", "tastes"], ids=["no item", "a statement", "not held"])
def test_a_statement_stands_beside_something_that_is_held(world: World, item: str) -> None:
    done = world.collect()
    with pytest.raises(MalformedError) as refused:
        _annotate(world, done.number, item, SAID)
    assert refused.value.ground == "item_unknown"
    assert world.entries("vault.record.annotated") == []


def test_it_ends_with_its_item(world: World) -> None:
    done = world.collect(permissions=frozenset({"newsletter"}), values={**CANARY, "tastes": "tea", "question": "q"})
    _annotate(world, done.number, "tastes", SAID)
    assert _held(world, done.record_id)["@tastes"] == SAID
    stop_use(world.chamber, done.number, purpose="newsletter", actor=MANAGER, now=world.now)
    assert "@tastes" not in _held(world, done.record_id)


def test_what_was_erased_or_is_held_is_not_annotated(world: World) -> None:
    erased, held = world.collect(), world.collect()
    erase_person(world.chamber, erased.number, actor=MANAGER, now=world.now)
    review = (world.now + timedelta(days=30)).date()
    place_hold(world.chamber, held.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=world.now)
    with pytest.raises(NotFoundError):
        _annotate(world, erased.number, "email", SAID)
    with pytest.raises(RefusedError):
        _annotate(world, held.number, "email", SAID)
    assert CANARY["email"] == _held(world, held.record_id)["email"]
    assert world.entries("vault.record.annotated") == []


def test_what_was_annotated_is_what_the_ledger_commits_to(world: World) -> None:
    done = world.collect()
    _annotate(world, done.number, "email", SAID)
    world.sql("UPDATE vault_record SET sealed[1] = overlay(sealed[1] placing '\\x00'::bytea from 20)")
    with pytest.raises(TamperedError) as found:
        _held(world, done.record_id)
    assert found.value.ground == "tampered:compartment"  # and not the record, whose digest is in the entry
