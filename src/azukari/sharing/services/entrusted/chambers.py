"""A chamber for each client: keys of its own in the keeper's folder, and connections that see its rows and no others."""

import os
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from azukari.base.errors import NotFoundError, UnavailableError
from azukari.base.sql import Database
from azukari.host.database import PooledDatabase
from azukari.host.home import write_private
from azukari.host.roles import engagement_url
from azukari.sharing.entrusted import EntrustedContract, statement_of
from azukari.sharing.store.entrusted import engagements as store
from azukari.statement.document import Statement
from azukari.vault.index import INDEX_KEY_SIZE
from azukari.vault.keyring_file import lock, unlock
from azukari.vault.keys import Keyring, new_keyring, with_purposes
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.rotating import publish_keys
from azukari.vault.unlocked import Unlocked

_FILES = ("keyring.age", "index.key", "keyring.pub")


class KeysGoneError(UnavailableError):
    """The keys of this client's data are not there."""


@dataclass(frozen=True, slots=True)
class ClientKeys:
    """The keys of one client's data: a folder below the keeper's own, locked by the same unlock key."""

    keeper: Path
    contract_id: str

    @property
    def folder(self) -> Path:
        """Tell where they lie; a sealing process reads ``index.key`` and ``keyring.pub`` there and nothing else."""
        return self.keeper / "entrusted" / self.contract_id

    def make(self, contract: EntrustedContract, *, now: datetime) -> Keyring:
        """Make the keys, or those that a new version of the contract needs, durably."""
        unlock_key = self._read(self.keeper / "unlock.key")
        if (self.folder / "keyring.age").is_file():
            held = self.keyring()
            keyring = with_purposes(held, contract.purpose_ids, draw=os.urandom, now=now)
        else:
            keyring = new_keyring(contract.purpose_ids, draw=os.urandom, now=now)
            write_private(self.folder / "index.key", os.urandom(INDEX_KEY_SIZE))
        write_private(self.folder / "keyring.pub", keyring.verifier)
        write_private(self.folder / "keyring.age", lock(keyring, unlock_key=unlock_key))
        return keyring

    def keyring(self) -> Keyring:
        """Unlock the keyring.

        Raises:
            KeysGoneError: if there is none.
            RefusedError: if the unlock key does not open it.
        """
        return unlock(self._read(self.folder / "keyring.age"), unlock_key=self._read(self.keeper / "unlock.key"))

    def index_key(self) -> bytes:
        """Read the key of this client's blind index.

        Raises:
            KeysGoneError: if there is none.
        """
        return self._read(self.folder / "index.key")

    def destroy(self) -> None:
        """Remove the keys; from then on nothing that was sealed for this client can be opened by anybody."""
        if not self.folder.is_dir():
            return
        for name in _FILES:
            (self.folder / name).unlink(missing_ok=True)
        self.folder.rmdir()
        descriptor = os.open(self.folder.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError:
            raise KeysGoneError(ground="keys_gone") from None


class Rows(NamedTuple):
    """Where one client's rows lie: in the main database, and its persons' keys."""

    database: PooledDatabase
    person_keys: PooledDatabase


class Chambers:
    """Gives the chamber of each client; each is opened when it is first asked for."""

    def __init__(self, register: Database, keys: Path, *, main_url: str, person_keys_url: str, size: int = 4) -> None:
        """Read contracts from ``register``; the URLs are those of the role ``azukari_entrusted``."""
        self._register = register
        self._keys = keys
        self._urls = (main_url, person_keys_url)
        self._size = size
        self._lock = threading.Lock()
        self._rows: dict[uuid.UUID, Rows] = {}
        self._chambers: dict[uuid.UUID, Chamber] = {}

    def keys(self, contract_id: str) -> ClientKeys:
        """Tell where a client's keys lie."""
        return ClientKeys(self._keys, contract_id)

    def rows(self, engagement_id: uuid.UUID) -> Rows:
        """Connect to a client's rows."""
        with self._lock:
            if engagement_id not in self._rows:
                main, person_keys = (
                    PooledDatabase(engagement_url(url, engagement_id), size=self._size) for url in self._urls
                )
                self._rows[engagement_id] = Rows(main, person_keys)
            return self._rows[engagement_id]

    def chamber(self, engagement_id: uuid.UUID, contract_id: str) -> Chamber:
        """Give a client's chamber.

        Raises:
            KeysGoneError: if its keys are not there.
        """
        known = self._chambers.get(engagement_id)
        if known is not None:
            return known
        keys, rows = self.keys(contract_id), self.rows(engagement_id)

        def statements(contract_hash: str) -> Statement:
            found = store.contract(self._register, engagement_id, contract_hash)
            if found is None:
                raise NotFoundError(ground="contract_unknown")
            return statement_of(found)

        unlocked = Unlocked(keys.keyring(), index_key=keys.index_key())
        made = Chamber(rows.database, rows.person_keys, unlocked, statements)
        with self._lock:
            return self._chambers.setdefault(engagement_id, made)

    def prepare(self, engagement_id: uuid.UUID, contract: EntrustedContract, *, now: datetime) -> None:
        """Make the keys that a contract needs, and publish their public halves among the client's rows."""
        keyring = self.keys(contract.id).make(contract, now=now)
        publish_keys(self.rows(engagement_id).database, keyring, now=now)
        self._chambers.pop(engagement_id, None)

    def destroy(self, engagement_id: uuid.UUID, contract_id: str) -> None:
        """Destroy a client's keys, in memory and on disk."""
        self._chambers.pop(engagement_id, None)
        self.keys(contract_id).destroy()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for rows in self._rows.values():
                rows.database.close()
                rows.person_keys.close()
            self._rows.clear()
            self._chambers.clear()
