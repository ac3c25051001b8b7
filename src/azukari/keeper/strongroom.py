"""The chamber in use, and the one place where its keyring changes."""

import logging
import os
import threading
from datetime import datetime

import psycopg

from azukari.base.clock import Clock
from azukari.base.errors import AzukariError
from azukari.base.sql import Database, Queries
from azukari.keeper.group import Group
from azukari.keeper.key_folder import KeyFolder
from azukari.keeper.log import where
from azukari.keeper.settings import Limits
from azukari.keeper.statements import Statements
from azukari.rights.services.visiting import Gate
from azukari.rights.visit import KEY_SIZE
from azukari.vault.keeper_shapes import Status
from azukari.vault.keys import with_purposes
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.ending import clear_erased
from azukari.vault.services.opening import open_group
from azukari.vault.services.rotating import publish_keys, rotate
from azukari.vault.unlocked import Unlocked

_SQL = Queries("azukari.keeper")
_log = logging.getLogger("azukari.keeper.strongroom")


class Strongroom:
    """Holds the unlocked keyring for the process's life; acts take its `chamber`, and those of persons its `gate`."""

    def __init__(self, database: Database, person_keys: Database, *, keys: KeyFolder, now: datetime) -> None:
        """Unlock the keyring.

        Raises:
            KeyFolderError, RefusedError: if it does not open.
        """
        self._keys = keys
        self._statements = Statements(database)
        self._changing = threading.Lock()
        self._clearing = threading.Lock()
        self._started_at = now
        self.chamber = Chamber(
            database, person_keys, Unlocked(keys.keyring(), index_key=keys.index_key()), self._statements
        )
        self.gate = Gate(self.chamber, os.urandom(KEY_SIZE))

    def group(self, clock: Clock, limits: Limits) -> Group:
        """Make the place where openings are served together."""
        return Group(
            lambda asks: open_group(self.chamber, asks, now=clock()),
            largest=limits.group_size,
            openers=limits.openers,
            gather_seconds=limits.gather_microseconds / 1_000_000,
        )

    def rotate(self, purpose: str, *, now: datetime) -> int:
        """Give a purpose a new key, and tell its epoch.

        Raises:
            NotFoundError: if there is no such purpose.
        """
        with self._changing:
            keyring = rotate(
                self.chamber.database,
                purpose,
                keyring=self.chamber.unlocked.keyring,
                save=self._keys.save,
                now=now,
            )
            self.chamber.unlocked.replace(keyring)
            return keyring.newest(purpose).epoch

    def prepare(self, *, now: datetime) -> int:
        """Make keys for purposes of published statements that have none, publish what is not, and tell how many were published."""
        with self._changing:
            held = self.chamber.unlocked.keyring
            keyring = with_purposes(held, self._statements.purposes(), draw=os.urandom, now=now)
            if keyring != held:
                self._keys.save(keyring)  # durable before anybody can seal to it
            published = publish_keys(self.chamber.database, keyring, now=now)
            self.chamber.unlocked.replace(keyring)
            return published

    def clear_soon(self, *, now: datetime) -> None:
        """Clear away what is left of erased persons in a thread of its own: nobody can open it, and nobody has to wait for it."""
        threading.Thread(target=self._clear, args=(now,), name="keeper-clear", daemon=True).start()

    def _clear(self, now: datetime) -> None:
        with self._clearing:
            try:
                clear_erased(self.chamber, now=now)
            except (AzukariError, psycopg.Error) as error:
                # What is left is cleared away at the next start, the next erasure, or by `retain`.
                _log.warning("What is left of erased persons was not cleared away: %s.", where(error))

    def status(self) -> Status:
        """Tell how things stand, without an error where a database is away."""
        keyring = self.chamber.unlocked.keyring
        writable = _answers(self.chamber.database, "ledger_writable")
        return Status(
            database=writable is not None,
            person_keys=_answers(self.chamber.person_keys, "own_role") is not None,
            ledger_writable=writable is True,
            epochs={purpose: keyring.newest(purpose).epoch for purpose in sorted(keyring.purposes)},
            started_at=self._started_at,
        )


def _answers(database: Database, question: str) -> object | None:
    try:
        with database.transaction() as cursor:
            cursor.execute(_SQL[question])
            row = cursor.fetchone()
    except (AzukariError, psycopg.Error):
        return None
    return row[0] if row else None
