"""The keeper's folder of keys: the locked keyring, what unlocks it, and the key of the blind index."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from azukari.base.errors import MalformedError
from azukari.host.home import write_private
from azukari.vault.keyring_file import lock, unlock
from azukari.vault.keys import Keyring

_INDEX_KEY_BYTES = 32


class KeyFolderError(MalformedError):
    """The keeper's folder of keys is not in order."""


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """The folder ``keys/keeper`` of a home."""

    path: Path

    def index_key(self) -> bytes:
        """Read the key of the blind index.

        Raises:
            KeyFolderError: if there is none of 32 bytes.
        """
        key = self._read("index.key")
        if len(key) != _INDEX_KEY_BYTES:
            raise KeyFolderError(
                f"index.key has {len(key)} bytes and should have 32; take it from your copy of the keys."
            )
        return key

    def keyring(self) -> Keyring:
        """Unlock the keyring.

        Raises:
            KeyFolderError: if a file is missing, or others may read it.
            RefusedError: if the unlock key does not open it.
        """
        return unlock(self._read("keyring.age"), unlock_key=self._read("unlock.key"))

    def save(self, keyring: Keyring) -> None:
        """Lock a keyring and put it in the old one's place, durably and never half."""
        write_private(self.path / "keyring.age", lock(keyring, unlock_key=self._read("unlock.key")))

    def _read(self, name: str) -> bytes:
        try:
            with (self.path / name).open("rb") as opened:
                if stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                    raise KeyFolderError(f"Others may read {name} in the keeper's folder of keys: chmod 600 it.")
                return opened.read()
        except OSError:
            raise KeyFolderError(
                f"{name} cannot be read in the keeper's folder of keys (AZUKARI_KEYS); take it from your copy of the keys."
            ) from None
