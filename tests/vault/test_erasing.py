import threading
import time
import uuid
from dataclasses import replace

from azukari.vault.services.collecting import Collected
from azukari.vault.services.ending import erase_person
from azukari.vault.services.verifying import verify_store
from tests.vault.world import MANAGER, World

KEYS = "azukari_person_keys"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s::uuid::text, 0))"  # whoever erases a person takes it
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def _person(world: World, done: Collected) -> uuid.UUID:
    return uuid.UUID(str(world.sql("SELECT person_id FROM vault_record WHERE record_id = %s", (done.record_id,))[0][0]))


def _entries(world: World) -> list[tuple[uuid.UUID]]:
    return world.sql("SELECT entry_id FROM ledger_entry WHERE kind = 'vault.person.erased'")


def _at_once(world: World, done: Collected, *, times: int) -> list[uuid.UUID]:
    """Erase a person several times, each from a process of its own that found the record before anybody had erased it."""
    entries: list[uuid.UUID] = []

    def erase() -> None:
        chamber = replace(world.afresh(), database=world.connect("keeper"), person_keys=world.connect("keeper", KEYS))
        entries.append(erase_person(chamber, done.number, actor=MANAGER, now=world.now))

    threads = [threading.Thread(target=erase) for _ in range(times)]
    with world.connect("keeper").transaction() as cursor:
        cursor.execute(LOCK, (_person(world, done),))
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while world.sql(WAITING) != [(times,)]:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    for thread in threads:
        thread.join(20)
    return entries


def test_erasing_gives_the_entry_that_is_in_the_ledger(world: World) -> None:
    done = world.collect()
    entry = erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    assert _entries(world) == [(entry,)]
    assert world.sql("SELECT entry_id FROM vault_erasure") == [(entry,)]


def test_of_several_that_erase_a_person_at_once_all_are_given_the_one_entry(world: World) -> None:
    done = world.collect()
    person = _person(world, done)
    entries = _at_once(world, done, times=3)
    assert len(entries) == 3
    assert {(entry,) for entry in entries} == set(_entries(world))
    assert len(_entries(world)) == 1
    assert world.sql("SELECT entry_id FROM vault_erasure") == _entries(world)
    assert world.sql("SELECT count(*) FROM person_key WHERE person_id = %s", (person,), name=KEYS) == [(0,)]
    assert not verify_store(world.chamber, now=world.now).damages
