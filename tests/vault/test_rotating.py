import pytest

from azukari.base.errors import NotFoundError, TamperedError
from azukari.ledger.entry import decode
from azukari.vault.keys import Keyring, new_keyring
from azukari.vault.randomness import system_draw
from azukari.vault.services.opening import open_for
from azukari.vault.services.rotating import publish_keys, rotate
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.verifying import verify_store
from tests.vault.world import NOW, REASON, STAFF, World

REPLY = "inquiry.reply"


def test_a_key_is_published_once_and_stands_in_the_ledger(world: World) -> None:
    assert publish_keys(world.chamber.database, world.keyring, now=NOW) == 0
    entries = world.sql("SELECT body FROM ledger_entry WHERE kind = 'vault.key.published' ORDER BY id")
    assert {decode(bytes(row[0])).facts["purpose"] for row in entries} == {
        "@person-keys", REPLY, "inquiry.quality", "newsletter",
    }  # fmt: skip


def test_a_new_epoch_is_saved_first_and_what_was_sealed_before_still_opens(world: World) -> None:
    done = world.collect()
    saved: list[Keyring] = []

    def save(keyring: Keyring) -> None:
        assert world.sql("SELECT count(*) FROM vault_purpose_key WHERE purpose = %s", (REPLY,)) == [(1,)]
        saved.append(keyring)

    world.keyring = rotate(world.chamber.database, REPLY, keyring=world.keyring, save=save, now=NOW)
    assert saved == [world.keyring]
    assert world.keyring.newest(REPLY).epoch == 2
    world.sealer = Sealer.open(world.public, world.connect("public", "azukari_person_keys"), world.folder, now=NOW)
    again = world.collect()
    epochs = world.sql("SELECT epoch FROM vault_sealing_session WHERE purpose = %s ORDER BY epoch", (REPLY,))
    assert epochs == [(1,), (2,)]
    chamber = world.afresh()
    for number in (done.number, again.number):
        assert open_for(chamber, number, purpose=REPLY, reason=REASON, actor=STAFF, now=NOW).items
    assert not verify_store(chamber, now=NOW).damages


def test_the_key_for_persons_can_be_renewed_too(world: World) -> None:
    done = world.collect()
    world.keyring = rotate(world.chamber.database, "@person-keys", keyring=world.keyring, save=lambda _: None, now=NOW)
    world.sealer = Sealer.open(world.public, world.connect("public", "azukari_person_keys"), world.folder, now=NOW)
    again = world.collect()
    for number in (done.number, again.number):
        assert open_for(world.afresh(), number, purpose=REPLY, reason=REASON, actor=STAFF, now=NOW).items


def test_a_purpose_that_is_not_there_is_not_rotated(world: World) -> None:
    with pytest.raises(NotFoundError):
        rotate(world.chamber.database, "none", keyring=world.keyring, save=lambda _: None, now=NOW)


def test_a_key_that_is_not_saved_is_not_published(world: World) -> None:
    def broken(keyring: Keyring) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        rotate(world.chamber.database, REPLY, keyring=world.keyring, save=broken, now=NOW)
    assert world.sql("SELECT count(*) FROM vault_purpose_key WHERE purpose = %s", (REPLY,)) == [(1,)]


def test_another_keyring_cannot_publish_over_ours(world: World) -> None:
    with pytest.raises(TamperedError):
        publish_keys(world.chamber.database, new_keyring(["newsletter"], draw=system_draw, now=NOW), now=NOW)
