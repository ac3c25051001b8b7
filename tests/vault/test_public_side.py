"""With everything that the public process has — its role, its folder of keys, its code, its memory — nothing opens."""

import uuid
from dataclasses import replace

import psycopg
import pytest

from azukari.base.errors import AzukariError
from azukari.vault.bindings import GrantPlace
from azukari.vault.envelope import SealedSession, open_grant, open_person_key, open_session
from azukari.vault.errors import PartTamperedError
from azukari.vault.keys import PERSON_KEYS, hpke_private, new_keyring, publish, with_purposes
from azukari.vault.randomness import system_draw
from azukari.vault.record import StoredRecord
from azukari.vault.seal import open_sealed
from azukari.vault.services.collecting import Collected
from azukari.vault.services.opening import open_for
from azukari.vault.services.rotating import publish_keys
from azukari.vault.store.opening import Wanted, locate
from azukari.vault.unlocked import Unlocked
from tests.vault.test_roles import KEEP
from tests.vault.world import INDEX_KEY, NOW, PURPOSES, REASON, STAFF, World


def _stored(world: World) -> StoredRecord:
    ((number,),) = world.sql("SELECT number FROM vault_record")
    (located,), _ = locate(world.chamber.database, Wanted([(None, number)]), world.chamber.terms)
    assert located.record is not None
    return located.record


@pytest.fixture
def done(world: World) -> Collected:
    return world.collect(permissions=frozenset({"newsletter"}))


def test_its_folder_holds_no_private_key(world: World) -> None:
    assert sorted(path.name for path in world.folder.iterdir()) == ["index.key", "keyring.pub"]
    secrets = [key.private for key in world.keyring.keys] + [world.keyring.signing]
    for path in world.folder.iterdir():
        assert not any(secret in path.read_bytes() for secret in secrets)


def test_the_keepers_own_code_opens_nothing_with_its_role(world: World, done: Collected) -> None:
    own = new_keyring(PURPOSES, draw=system_draw, now=NOW)
    chamber = replace(
        world.chamber,
        database=world.public,
        person_keys=world.connect("public", "azukari_person_keys"),
        unlocked=Unlocked(own, index_key=INDEX_KEY),
    )
    with pytest.raises(AzukariError) as found:
        open_for(chamber, done.number, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=NOW)
    assert found.value.kind == "unavailable"
    assert isinstance(found.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_it_cannot_put_in_a_key_of_its_own(world: World) -> None:
    own = new_keyring(PURPOSES, draw=system_draw, now=NOW)
    grown = with_purposes(world.keyring, ["survey"], draw=system_draw, now=NOW)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        publish_keys(world.public, grown, now=NOW)
    signed = publish(own, own.newest("newsletter"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), world.public.transaction() as cursor:
        cursor.execute("UPDATE vault_purpose_key SET public = %s", (signed.public,))


def test_even_a_whole_copy_of_both_databases_does_not_help_it(world: World, done: Collected) -> None:
    # The worst case: its memory and both databases, stolen together. The sessions in its memory open the grants that it wrapped,
    # and that is not enough: the person's key was forgotten after use, and so was the key that wrapped it.
    record = _stored(world)
    sessions = {running.session.session_id: running.session for running in world.sealer._running.values()}
    data_keys: dict[str, bytes] = {}
    for grant in record.grants:
        place = GrantPlace(record.header.place, grant.purpose, grant.session_id, record.header.digest().hex())
        data_keys |= open_grant(grant.sealed, session=sessions[grant.session_id], grant=place)
    assert set(data_keys) == set(record.header.terms.compartments)

    rows = world.sql("SELECT person_id, session_id, sealed FROM person_key", name="azukari_person_keys")
    held = [one.key for one in world.sealer._made_ahead] + list(data_keys.values()) + [INDEX_KEY, bytes(32)]
    assert record.header.person_id not in {one.person_id for one in world.sealer._made_ahead}
    for compartment, part in record.parts().items():
        for key in held:
            with pytest.raises(PartTamperedError):
                open_sealed(
                    part or b"",
                    place=record.header.place,
                    compartment=compartment,
                    person_key=key,
                    data_key=data_keys[compartment],
                )
    for person, _, sealed in rows:
        for session in sessions.values():
            with pytest.raises(PartTamperedError):
                open_person_key(sealed, person=person, session=session)


def test_what_it_sealed_to_the_purposes_it_cannot_open_again(world: World, done: Collected) -> None:
    own = new_keyring(PURPOSES, draw=system_draw, now=NOW)
    stored = [
        SealedSession(*row) for row in world.sql("SELECT session_id, purpose, epoch, sealed FROM vault_sealing_session")
    ]
    stored += [
        SealedSession(row[0], PERSON_KEYS, row[1], row[2])
        for row in world.sql("SELECT session_id, epoch, sealed FROM person_key_session", name="azukari_person_keys")
    ]
    assert len(stored) == 4
    for session in stored:
        with pytest.raises(PartTamperedError):
            open_session(session, private=hpke_private(own.newest(session.purpose)))


def test_a_record_without_its_grant_or_without_its_persons_key_is_unreadable_to_the_keeper_too(
    world: World, done: Collected
) -> None:
    record = _stored(world)
    for compartment, part in record.parts().items():
        for person_key, data_key in ((bytes(32), bytes(32)), (system_draw(32), system_draw(32))):
            with pytest.raises(PartTamperedError):
                open_sealed(
                    part or b"",
                    place=record.header.place,
                    compartment=compartment,
                    person_key=person_key,
                    data_key=data_key,
                )
    world.sql("UPDATE vault_record SET grants[%s] = NULL", (record.header.terms.granted.index("inquiry.reply") + 1,))
    with pytest.raises(AzukariError) as found:
        open_for(world.afresh(), done.number, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=NOW)
    assert found.value.ground == "no_grant"
    world.sql("DELETE FROM person_key", name="azukari_person_keys")
    with pytest.raises(AzukariError) as found:
        open_for(world.afresh(), done.number, purpose="newsletter", reason=REASON, actor=STAFF, now=NOW)
    assert found.value.ground == "tampered:person_key_missing"


def test_another_persons_id_does_not_let_it_take_a_record_over(world: World, done: Collected) -> None:
    # It may have records kept, but a record's place is taken once, and nothing of what it sends for it again is stored.
    before = world.sql("SELECT r::text FROM vault_record r")
    assert world.public.run(KEEP, {"record": done.record_id, "number": "OTHER", "entry": uuid.uuid4()}) == [
        (done.number,)
    ]
    assert world.sql("SELECT r::text FROM vault_record r") == before
    assert open_for(world.afresh(), done.number, purpose="newsletter", reason=REASON, actor=STAFF, now=NOW).items
