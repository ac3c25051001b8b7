"""The keeper's folder of keys: in order, or it does not start."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from azukari.base.errors import RefusedError
from azukari.host.home import write_private
from azukari.keeper.key_folder import KeyFolder, KeyFolderError
from azukari.vault.keyring_file import lock, new_unlock_key
from azukari.vault.keys import Keyring, new_keyring, with_new_epoch
from azukari.vault.randomness import system_draw

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def keyring() -> Keyring:
    return new_keyring(["inquiry.reply"], draw=system_draw, now=NOW)


@pytest.fixture
def folder(tmp_path: Path, keyring: Keyring) -> KeyFolder:
    unlock_key = new_unlock_key()
    write_private(tmp_path / "unlock.key", unlock_key)
    write_private(tmp_path / "keyring.age", lock(keyring, unlock_key=unlock_key))
    write_private(tmp_path / "index.key", bytes(32))
    return KeyFolder(tmp_path)


def test_what_is_saved_is_read_again_and_private(folder: KeyFolder, keyring: Keyring) -> None:
    assert folder.keyring() == keyring
    assert folder.index_key() == bytes(32)
    grown = with_new_epoch(keyring, "inquiry.reply", draw=system_draw, now=NOW)
    folder.save(grown)
    assert folder.keyring() == grown
    assert sorted(file.name for file in folder.path.iterdir()) == ["index.key", "keyring.age", "unlock.key"]
    assert {file.stat().st_mode & 0o777 for file in folder.path.iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["unlock.key", "keyring.age", "index.key"])
def test_a_missing_file_or_one_that_others_may_read_is_named(folder: KeyFolder, name: str) -> None:
    (folder.path / name).chmod(0o640)
    with pytest.raises(KeyFolderError, match=f"{name}.*chmod 600"):
        (folder.keyring(), folder.index_key())
    (folder.path / name).unlink()
    with pytest.raises(KeyFolderError, match=f"{name} cannot be read"):
        (folder.keyring(), folder.index_key())


def test_an_index_key_of_another_length_is_refused(folder: KeyFolder) -> None:
    write_private(folder.path / "index.key", bytes(31))
    with pytest.raises(KeyFolderError, match="31 bytes"):
        folder.index_key()


def test_another_unlock_key_does_not_open_it(folder: KeyFolder) -> None:
    write_private(folder.path / "unlock.key", new_unlock_key())
    with pytest.raises(RefusedError):
        folder.keyring()
