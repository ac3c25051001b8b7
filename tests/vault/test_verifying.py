from dataclasses import replace
from typing import Any

import pytest

from azukari.vault.services import verifying
from azukari.vault.services.ending import erase_person
from azukari.vault.services.verifying import Inspection, verify_store
from tests.vault.world import MANAGER, NOW, World


def test_more_than_a_page_of_everything_is_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.vault.store.scanning.PAGE", 2)
    for _ in range(5):
        world.collect()
    inspection = verify_store(world.chamber, now=NOW)
    assert (inspection.records, inspection.grants, inspection.sessions, inspection.person_keys) == (5, 10, 2, 64)
    assert inspection.damages == ()


def test_what_changes_while_it_is_looked_at_is_not_called_damaged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A record is erased between the reading of its person's key and the reading of the record itself.
    done = world.collect()
    seen: list[Inspection] = []
    inspect = verifying._inspect

    def once(chamber: Any, now: Any, belongs: Any) -> Inspection:
        found = inspect(chamber, now, belongs)
        if not seen:
            damage = verifying.Damage("person_key", done.record_id, "", "gone just now")
            found = replace(found, damages=(*found.damages, damage))
            erase_person(world.chamber, done.number, actor=MANAGER, now=NOW)
        seen.append(found)
        return found

    monkeypatch.setattr(verifying, "_inspect", once)
    inspection = verify_store(world.chamber, now=NOW)
    assert len(seen) == 2
    assert inspection.damages == ()
    assert inspection.records == 0


def test_a_missing_session_of_person_keys_is_named_for_each_person(world: World) -> None:
    world.collect()
    world.sql("DELETE FROM person_key_session", name="azukari_person_keys")
    damages = verify_store(world.chamber, now=NOW).damages
    assert {damage.part for damage in damages} == {"person_key"}
    assert len(damages) == 65  # each key that was made ahead, and the record that needs one of them
