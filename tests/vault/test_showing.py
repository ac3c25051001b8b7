"""Persons are shown everything that is held about them, and nobody else's; each showing is recorded first."""

import uuid

import pytest

from azukari.base.errors import TamperedError, UnavailableError
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.consent import ConsentState
from azukari.vault.queries import events_of_persons
from azukari.vault.services.ending import erase_person, stop_use
from azukari.vault.services.holding import place_hold
from azukari.vault.services.showing import HeldRecord, show_held
from tests.vault.world import CANARY, MANAGER, World

VISITOR = Actor(str(uuid.UUID(int=5)), Role.PERSON)


def _person(world: World, record_id: uuid.UUID) -> uuid.UUID:
    return uuid.UUID(str(world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", (record_id,))[0][0]))


def _show(world: World, *persons: uuid.UUID) -> tuple[HeldRecord, ...]:
    return show_held(world.chamber, persons, actor=VISITOR, now=world.now)


def test_a_person_sees_all_compartments_at_once(world: World) -> None:
    one = world.collect(permissions=frozenset({"newsletter"}))
    (held,) = _show(world, _person(world, one.record_id))
    assert held.values == {**CANARY, "topic": "price", "question": "値段を知りたいです。\nお願いします。"}
    assert (held.number, held.service, held.collected_at) == (one.number, "inquiry", one.collected_at)
    assert {use.purpose: (use.living, use.consent) for use in held.uses} == {
        "inquiry.reply": (True, None),
        "inquiry.quality": (True, None),
        "newsletter": (True, ConsentState.GIVEN),
    }


def test_two_sendings_of_one_person_come_in_their_order_and_nobody_elses(world: World) -> None:
    first, second, other = world.collect(), world.collect(), world.collect()
    held = _show(world, _person(world, second.record_id), _person(world, first.record_id))
    assert {one.number for one in held} == {first.number, second.number}
    assert other.number not in {one.number for one in held}


def test_a_stopped_use_is_shown_as_stopped_with_what_it_kept_for_others(world: World) -> None:
    one = world.collect(permissions=frozenset({"newsletter"}))
    stop_use(world.chamber, one.record_id, purpose="newsletter", actor=MANAGER, now=world.now)
    (held,) = _show(world, _person(world, one.record_id))
    newsletter = next(use for use in held.uses if use.purpose == "newsletter")
    assert (newsletter.living, newsletter.consent) == (False, ConsentState.WITHDRAWN)
    assert held.values["email"] == CANARY["email"]
    assert [said.state for said in held.said] == [ConsentState.GIVEN, ConsentState.WITHDRAWN]


def test_a_refused_permission_is_listed_as_refused(world: World) -> None:
    (held,) = _show(world, _person(world, world.collect().record_id))
    newsletter = next(use for use in held.uses if use.purpose == "newsletter")
    assert (newsletter.living, newsletter.until_on, newsletter.consent) == (False, None, ConsentState.REFUSED)


def test_a_use_whose_time_has_run_out_is_not_living(world: World) -> None:
    one = world.collect()
    held = show_held(world.chamber, [_person(world, one.record_id)], actor=VISITOR, now=world.after(days=40))
    assert {use.purpose: use.living for use in held[0].uses}["inquiry.quality"] is False


def test_a_legal_hold_hides_nothing_from_the_person(world: World) -> None:
    one = world.collect()
    place_hold(
        world.chamber, one.record_id, matter="court case 7", review_on=world.after(days=9).date(), actor=MANAGER,
        now=world.now,
    )  # fmt: skip
    (held,) = _show(world, _person(world, one.record_id))
    assert held.on_hold
    assert held.values["name"] == CANARY["name"]


def test_an_erased_person_is_shown_nothing(world: World) -> None:
    one = world.collect()
    person = _person(world, one.record_id)
    erase_person(world.chamber, one.record_id, actor=MANAGER, now=world.now)
    assert _show(world, person) == ()


def test_one_record_is_shown_alone_and_recorded_alone(world: World) -> None:
    first, second = world.collect(), world.collect()
    persons = [_person(world, one.record_id) for one in (first, second)]
    (held,) = show_held(world.chamber, persons, actor=VISITOR, now=world.now, only=second.record_id)
    assert held.number == second.number
    assert [entry["record"] for entry in world.entries("vault.record.shown")] == [str(second.record_id)]


def test_each_showing_is_recorded_for_its_person(world: World) -> None:
    one = world.collect()
    person = _person(world, one.record_id)
    _show(world, person)
    show_held(world.chamber, [person], actor=VISITOR, now=world.now, taken=True)
    events = events_of_persons(world.chamber.database, [person])
    assert {(event.kind, event.role, event.record_id) for event in events} == {
        ("vault.record.shown", "person", one.record_id),
        ("vault.record.exported", "person", one.record_id),
    }
    assert world.entries("vault.record.shown")[0]["record"] == str(one.record_id)
    assert events_of_persons(world.chamber.database, [uuid.UUID(int=1)]) == ()


def test_nothing_is_shown_if_it_cannot_be_recorded(world: World) -> None:
    one = world.collect()
    person = _person(world, one.record_id)
    world.sql("REVOKE INSERT ON vault_access_event FROM azukari_keeper")
    with pytest.raises(UnavailableError):
        _show(world, person)


def test_what_was_tampered_with_is_not_shown(world: World) -> None:
    one = world.collect()
    person = _person(world, one.record_id)
    world.sql("UPDATE vault_record SET sealed[1] = overlay(sealed[1] placing '\\x00'::bytea from 20)")
    with pytest.raises(TamperedError):
        _show(world, person)
