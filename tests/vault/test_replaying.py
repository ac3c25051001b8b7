"""What the published ledger tells beyond a restored database is done again, in every form that it was ever written in."""

import uuid
from datetime import datetime

import pytest

from azukari.ledger.entry import encode, new_entry
from azukari.ledger.lookup import Lookup
from azukari.vault.services.holding import place_hold
from azukari.vault.services.replaying import Replayed, replay
from tests.ledger.samples import VERIFIER, log_files
from tests.vault.world import MANAGER, World


def _published(*acts: tuple[str, dict[str, str | list[str]]], at: datetime) -> Lookup:
    entries = [encode(new_entry(kind, facts, entry_id=uuid.uuid4(), at=at)) for kind, facts in acts]
    return Lookup(log_files(entries), VERIFIER)


def _records(world: World) -> set[uuid.UUID]:
    return {uuid.UUID(str(row[0])) for row in world.sql("SELECT record_id FROM vault_record")}


def _keys(world: World) -> int:
    return int(world.sql("SELECT count(*) FROM person_key", name="azukari_person_keys")[0][0])


def test_there_is_nothing_to_do_where_nothing_was_lost(world: World) -> None:
    world.collect()
    assert replay(world.chamber, None, now=world.now) == Replayed()
    assert replay(world.chamber, _published(at=world.now), now=world.now) == Replayed()


def test_what_a_service_key_erased_of_its_service_alone_is_cleared_away_again(world: World) -> None:
    gone, other = world.collect(), world.collect()
    keys = _keys(world)
    facts: dict[str, str | list[str]] = {
        "record": str(gone.record_id), "actor": "k", "role": "service", "records": [str(gone.record_id)],
    }  # fmt: skip
    published = _published(("vault.person.cleared", facts), at=world.after(days=-1))
    assert replay(world.chamber, published, now=world.now) == Replayed(records=1)
    assert _records(world) == {other.record_id}
    assert _keys(world) == keys - 1  # nothing of this person is left in any service
    (entry,) = world.entries("vault.person.cleared")
    assert (entry["replayed"], tuple(entry["records"])) == ("2026-11-22T09:15:02.123Z", (str(gone.record_id),))
    assert replay(world.chamber, published, now=world.now) == Replayed()


def test_an_erasure_in_its_older_form_names_records(world: World) -> None:
    gone, other = world.collect(), world.collect()
    facts: dict[str, str | list[str]] = {"actor": "a", "role": "privacy_manager", "records": [str(gone.record_id)]}
    done = replay(world.chamber, _published(("vault.person.erased", facts), at=world.now), now=world.now)
    assert (done.persons, done.keys) == (1, 1)
    assert world.sql("SELECT count(*) FROM vault_erasure") == [(1,)]
    assert other.record_id in _records(world)


def test_an_erasure_of_somebody_who_is_not_there_any_more_takes_the_key_all_the_same(world: World) -> None:
    done = world.collect()
    ((person,),) = world.sql("DELETE FROM vault_record WHERE record_id = %s RETURNING person_id", (done.record_id,))
    world.sql("DELETE FROM vault_directory")
    facts: dict[str, str | list[str]] = {"person": str(person), "record": str(done.record_id), "actor": "a"}
    published = _published(("vault.person.erased", facts), at=world.now)
    assert replay(world.chamber, published, now=world.now) == Replayed(keys=1)
    tombstones = world.sql("SELECT person_id FROM person_key_tombstone", name="azukari_person_keys")
    assert tombstones == [(person,)]


def test_a_stop_of_a_record_that_is_not_there_is_passed_over(world: World) -> None:
    done = world.collect()
    facts: dict[str, str | list[str]] = {"record": str(uuid.uuid4()), "purpose": "inquiry.reply", "actor": "a"}
    other: dict[str, str | list[str]] = {"record": str(done.record_id), "purpose": "newsletter", "actor": "a"}
    published = _published(("vault.grant.stopped", facts), ("vault.grant.stopped", other), at=world.now)
    assert replay(world.chamber, published, now=world.now) == Replayed()
    assert world.entries("vault.grant.stopped") == []


def test_a_stop_on_a_hold_is_done_again_once(world: World) -> None:
    done = world.collect()
    review = world.after(days=9).date()
    place_hold(world.chamber, done.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=world.now)
    facts: dict[str, str | list[str]] = {"record": str(done.record_id), "purpose": "inquiry.reply", "actor": "a"}
    published = _published(*[("vault.grant.stopped", facts)] * 9, at=world.now)
    assert replay(world.chamber, published, now=world.now) == Replayed(uses=1)
    assert replay(world.chamber, published, now=world.now) == Replayed()


def test_only_what_the_kind_says_is_done(world: World) -> None:
    done = world.collect()
    facts: dict[str, str | list[str]] = {
        "note": 'a "vault.person.erased" that is only mentioned',
        "record": str(done.record_id),
    }
    published = _published(("vault.record.closed", facts), at=world.now)
    assert replay(world.chamber, published, now=world.now) == Replayed()


def test_what_was_published_in_no_readable_form_stops_it(world: World) -> None:
    facts: dict[str, str | list[str]] = {"person": "nobody", "actor": "a"}
    with pytest.raises(ValueError, match="UUID"):
        replay(world.chamber, _published(("vault.person.erased", facts), at=world.now), now=world.now)
