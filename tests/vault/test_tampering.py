"""Each way of changing what is stored is found when it is opened, and named when everything is verified."""

import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from azukari.base.errors import AzukariError, Kind
from azukari.vault.keys import new_keyring, publish, with_new_epoch
from azukari.vault.randomness import system_draw
from azukari.vault.services.collecting import Collected
from azukari.vault.services.ending import clear_erased, erase_person, stop_use
from azukari.vault.services.opening import open_for
from azukari.vault.services.verifying import verify_store
from tests.vault.world import MANAGER, REASON, STAFF, STATEMENT, World, statements

REPLY = "inquiry.reply"


@dataclass
class Scene:
    """A vault with two records, of which the first is tampered with."""

    world: World
    first: Collected
    second: Collected

    def sql(self, query: str, name: str = "azukari") -> None:
        parameters = {"first": self.first.record_id, "second": self.second.record_id, "person": self.person(self.first)}
        for statement in query.split(";\n"):
            self.world.sql(statement, parameters, name=name)

    def person(self, collected: Collected) -> uuid.UUID:
        found = self.world.sql("SELECT person_id FROM vault_record WHERE record_id = %s", (collected.record_id,))
        return uuid.UUID(str(found[0][0])) if found else uuid.UUID(int=0)


@pytest.fixture
def scene(world: World) -> Scene:
    permitted = frozenset({"newsletter"})
    return Scene(world, world.collect(permissions=permitted), world.collect(permissions=permitted, language="en"))


@dataclass(frozen=True)
class Case:
    """One way of tampering: the statement, the ground that an opening gives, and the part that verifying names."""

    name: str
    database: str
    ground: str
    part: str
    statement: str


def _cases() -> tuple[Case, ...]:
    blocks = Path(__file__).with_name("tampering.sql").read_text(encoding="utf-8").split("-- case: ")[1:]
    cases = []
    for block in blocks:
        title, _, statement = block.partition("\n")
        name, database, ground, part = (word.strip() for word in title.split("|"))
        cases.append(Case(name, database, ground, part, statement))
    return tuple(cases)


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_tampering_is_found_when_opening_and_named_when_verifying(scene: Scene, case: Case) -> None:
    assert not verify_store(scene.world.chamber, now=scene.world.now).damages
    scene.sql(case.statement, case.database)
    error = _open(scene)
    assert error.ground == case.ground
    assert error.kind is (Kind.REFUSED if case.ground == "no_grant" else Kind.TAMPERED)
    assert scene.world.sql("SELECT ground FROM vault_access_event ORDER BY at DESC LIMIT 1") == [(case.ground,)]
    damages = verify_store(scene.world.afresh(), now=scene.world.now).damages
    assert case.part in {damage.part for damage in damages}, damages
    about = {damage.record_id for damage in damages}
    assert about & {scene.first.record_id, None}
    if case.part in {"record", "compartment"}:
        assert scene.second.record_id not in about


def _open(scene: Scene) -> AzukariError:
    with pytest.raises(AzukariError) as found:
        open_for(
            scene.world.afresh(), scene.first.number, purpose=REPLY, reason=REASON, actor=STAFF, now=scene.world.now
        )
    return found.value


def _parts(scene: Scene) -> set[str]:
    return {damage.part for damage in verify_store(scene.world.afresh(), now=scene.world.now).damages}


@pytest.mark.parametrize(("to", "ground"), [("nobody", "tampered:person_key_missing"), ("second", "tampered:record")])
def test_a_record_moved_to_another_person_with_all_that_belongs_to_it_is_named(
    scene: Scene, to: str, ground: str
) -> None:
    person = scene.person(scene.first)
    other = uuid.uuid4() if to == "nobody" else scene.person(scene.second)
    for table in ("vault_record", "vault_directory"):
        scene.world.sql(f"UPDATE {table} SET person_id = %s WHERE person_id = %s", (other, person))  # noqa: S608 - names from above
    assert _open(scene).ground == ground
    assert _parts(scene) & {"record", "person_key"}


def test_a_forged_purpose_key_is_named(scene: Scene) -> None:
    scene.world.sql(
        "UPDATE vault_purpose_key SET public = set_byte(public, 5, get_byte(public, 5) # 1) WHERE purpose = 'newsletter'"
    )
    assert _parts(scene) == {"purpose_key"}


def test_a_missing_purpose_key_is_named(scene: Scene) -> None:
    scene.world.sql("DELETE FROM vault_purpose_key WHERE purpose = 'newsletter'")
    assert _parts(scene) == {"purpose_key"}


def test_a_purpose_key_that_the_ledger_does_not_know_is_named(scene: Scene) -> None:
    grown = with_new_epoch(scene.world.keyring, "newsletter", draw=system_draw, now=scene.world.now)
    signed = publish(grown, grown.newest("newsletter"))
    scene.world.sql(
        "INSERT INTO vault_purpose_key (purpose, epoch, public, made_at, signature) VALUES (%s, %s, %s, %s, %s)",
        (signed.purpose, signed.epoch, signed.public, signed.made_at, signed.signature),
    )
    damages = verify_store(scene.world.afresh(), now=scene.world.now).damages
    assert [(damage.part, damage.name) for damage in damages] == [("purpose_key", "newsletter/2")]


def test_another_key_under_the_same_name_is_named(scene: Scene) -> None:
    other = replace(scene.world.keyring, keys=new_keyring(["newsletter"], draw=system_draw, now=scene.world.now).keys)
    signed = publish(other, other.newest("newsletter"))
    scene.world.sql(
        "UPDATE vault_purpose_key SET public = %s, made_at = %s, signature = %s WHERE purpose = 'newsletter'",
        (signed.public, signed.made_at, signed.signature),
    )
    assert _parts(scene) == {"purpose_key"}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (
            "UPDATE vault_record SET tokens = tokens[2:], token_parts = token_parts[2:] WHERE record_id = %(first)s",
            "lookup",
        ),
        ("UPDATE vault_record SET tokens[1] = '\\x00' WHERE record_id = %(first)s", "lookup"),
        ("UPDATE vault_record SET token_parts[1] = 3 - token_parts[1] WHERE record_id = %(first)s", "lookup"),
        ("UPDATE vault_directory SET number = 'X' WHERE record_id = %(first)s", "record"),
        ("DELETE FROM vault_directory WHERE record_id = %(first)s", "record"),
        ("UPDATE vault_record SET closed_at = collected_at WHERE record_id = %(first)s", "record"),
        ("UPDATE vault_record SET untils[1] = '2099-01-01' WHERE record_id = %(first)s", "grant"),
        ("UPDATE vault_record SET due_on = NULL WHERE record_id = %(first)s", "grant"),
        (
            "UPDATE vault_record SET sealed = sealed[2:] || array[null::bytea] WHERE record_id = %(first)s",
            "compartment",
        ),
    ],
)
def test_what_an_opening_does_not_look_at_is_named_all_the_same(scene: Scene, change: str, part: str) -> None:
    scene.sql(change)
    assert part in _parts(scene)


def test_what_the_ledger_says_is_gone_must_not_be_there(scene: Scene) -> None:
    world = scene.world
    saved = {
        table: world.sql(f"SELECT * FROM {table} WHERE record_id = %s", (scene.first.record_id,))  # noqa: S608
        for table in ("vault_directory", "vault_record")
    }
    erase_person(world.chamber, scene.first.number, actor=MANAGER, now=world.now)
    assert not _parts(scene)
    assert clear_erased(world.chamber, now=world.now) == 1
    assert not _parts(scene)
    world.sql("ALTER TABLE vault_erasure DISABLE TRIGGER ALL")
    world.sql("DELETE FROM vault_erasure")
    for table, rows in saved.items():  # as a restored backup would have it
        places = ", ".join(["%s"] * len(rows[0]))
        world.sql(f"INSERT INTO {table} VALUES ({places})", rows[0])  # noqa: S608
    assert {"record", "person_key"} <= _parts(scene)


def test_a_use_that_was_stopped_must_not_come_back(scene: Scene) -> None:
    world = scene.world
    grants = world.sql("SELECT grants, sessions FROM vault_record WHERE record_id = %s", (scene.first.record_id,))[0]
    stop_use(world.chamber, scene.first.number, purpose=REPLY, actor=MANAGER, now=world.now)
    assert not _parts(scene)
    world.sql(
        "UPDATE vault_record SET grants = %s, sessions = %s WHERE record_id = %s", (*grants, scene.first.record_id)
    )
    damages = verify_store(world.afresh(), now=world.now).damages
    assert any(damage.part == "grant" and damage.name == REPLY for damage in damages)


def test_what_was_destroyed_must_not_come_back(scene: Scene) -> None:
    world = scene.world
    row = world.sql("SELECT sealed FROM vault_record WHERE record_id = %s", (scene.first.record_id,))[0]
    stop_use(world.chamber, scene.first.number, purpose=REPLY, actor=MANAGER, now=world.now)
    assert not _parts(scene)
    world.sql("UPDATE vault_record SET sealed = %s WHERE record_id = %s", (list(row[0]), scene.first.record_id))
    assert "compartment" in _parts(scene)


def test_a_record_that_the_ledger_does_not_know_is_named(scene: Scene) -> None:
    world = scene.world
    world.sql("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
    world.sql("DELETE FROM ledger_pending")
    world.sql("DELETE FROM ledger_entry WHERE kind = 'vault.record.collected'")
    assert _parts(scene) == {"record"}
    world.sql("UPDATE vault_record SET number = 'X'")
    assert _open(scene).ground == "tampered:record"


def test_an_unreadable_ledger_entry_proves_nothing(scene: Scene) -> None:
    world = scene.world
    world.sql("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
    world.sql("UPDATE ledger_entry SET body = 'x' WHERE kind = 'vault.record.collected'")
    world.sql("UPDATE vault_record SET number = 'X'")
    assert _open(scene).ground == "tampered:record"
    assert _parts(scene) == {"record"}


def test_a_statement_that_is_not_known_is_named(scene: Scene) -> None:
    lost = replace(STATEMENT, services=())
    chamber = replace(scene.world.afresh(), statements=statements(lost))
    damages = verify_store(chamber, now=scene.world.now).damages
    assert {damage.part for damage in damages} == {"record"}
    with pytest.raises(AzukariError) as found:
        open_for(chamber, scene.first.number, purpose=REPLY, reason=REASON, actor=STAFF, now=scene.world.now)
    assert found.value.ground == "tampered:record"
    unknown = replace(chamber, statements=statements(replace(STATEMENT, hash="0" * 64)))
    assert {damage.part for damage in verify_store(unknown, now=scene.world.now).damages} == {"record"}


def test_a_sound_store_is_counted(scene: Scene) -> None:
    inspection = verify_store(scene.world.chamber, now=scene.world.now)
    assert (inspection.records, inspection.grants, inspection.sessions) == (2, 6, 3)
    assert (inspection.person_keys, inspection.purpose_keys) == (64, 4)
    assert inspection.damages == ()
