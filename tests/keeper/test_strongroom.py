"""The keyring in use: it grows when statements need it, and is durable before anybody can seal to it."""

import pytest

from azukari.base.errors import NotFoundError
from azukari.keeper.key_folder import KeyFolder
from azukari.keeper.statements import Statements
from azukari.keeper.strongroom import Strongroom
from azukari.vault.keys import PERSON_KEYS, Keyring
from tests.keeper.house import House


def published(house: House) -> set[str]:
    return {purpose for (purpose,) in house.sql("SELECT purpose FROM vault_purpose_key")}


def secrets_of(keyring: Keyring) -> set[tuple[str, int, bytes]]:
    return {(key.purpose, key.epoch, key.private) for key in keyring.keys}


def test_the_first_start_makes_a_key_for_each_purpose(house: House) -> None:
    room = house.strongroom()
    wanted = {purpose.id for purpose in house.statement.all_purposes()}
    assert published(house) == wanted | {PERSON_KEYS}
    assert secrets_of(KeyFolder(house.keys).keyring()) == secrets_of(room.chamber.unlocked.keyring)
    assert room.prepare(now=house.now()) == 0


def test_keys_that_cannot_be_kept_are_not_published(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: KeyFolder, _keyring: Keyring) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(KeyFolder, "save", full)
    main, person_keys = house.databases()
    room = Strongroom(main, person_keys, keys=KeyFolder(house.keys), now=house.now())
    with pytest.raises(OSError, match="No space"):
        room.prepare(now=house.now())
    assert published(house) == set()
    assert room.status().epochs == {}


def test_a_rotation_that_cannot_be_kept_changes_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    room = house.strongroom()
    before = room.chamber.unlocked.keyring

    def full(_self: KeyFolder, _keyring: Keyring) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(KeyFolder, "save", full)
    with pytest.raises(OSError, match="No space"):
        room.rotate("inquiry.reply", now=house.now())
    assert room.chamber.unlocked.keyring == before
    assert house.sql("SELECT max(epoch) FROM vault_purpose_key") == [(1,)]


def test_statements_are_read_once_and_the_oldest_forgotten(house: House) -> None:
    main, _ = house.databases()
    statements = Statements(main, most=1)
    assert statements(house.statement.hash).hash == house.statement.hash
    assert statements(house.statement.hash) is statements(house.statement.hash)
    with pytest.raises(NotFoundError):
        statements("00" * 32)
    forgetful = Statements(main, most=0)
    assert forgetful(house.statement.hash) == statements(house.statement.hash)
    assert not forgetful._known
