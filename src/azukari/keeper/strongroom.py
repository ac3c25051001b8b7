"""The chamber in use, and the one place where its keyring changes."""

import logging
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import psycopg

from azukari.base.clock import Clock, system_clock
from azukari.base.errors import AzukariError, UnavailableError
from azukari.base.sql import BulkDatabase, Database, Queries
from azukari.keeper.compacting import Compactor
from azukari.keeper.group import Group
from azukari.keeper.key_folder import KeyFolder
from azukari.keeper.log import where
from azukari.keeper.settings import Limits
from azukari.keeper.statements import Statements
from azukari.ledger.log import MissingCheckpointError
from azukari.ledger.lookup import Lookup
from azukari.ledger.note import Verifier
from azukari.ledger.tile import TileReader
from azukari.rights.calendar import Calendar
from azukari.rights.pack import RulePack
from azukari.rights.read_pack import OWN_LAW, shipped_pack
from azukari.rights.services.office import Office
from azukari.rights.services.packaging import Packing, Prover, Shelf
from azukari.rights.services.visiting import Gate
from azukari.sharing.code import KEY_SIZE
from azukari.sharing.services.dispatch import SECOND_PERSON_ABOVE, Dispatch
from azukari.sharing.services.entrusted.chambers import Chambers
from azukari.sharing.services.entrusted.custody import Custody
from azukari.sharing.services.entrusted.keeping import retain_for_clients, work_for_clients
from azukari.sharing.services.keeping import work
from azukari.vault.keeper_shapes import Status
from azukari.vault.keys import with_purposes
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.ending import clear_erased
from azukari.vault.services.opening import open_group
from azukari.vault.services.replaying import Replayed, replay
from azukari.vault.services.rotating import publish_keys, rotate
from azukari.vault.unlocked import Unlocked

_SQL = Queries("azukari.keeper")
_log = logging.getLogger("azukari.keeper.strongroom")

Published: TypeAlias = tuple[TileReader, Verifier]


class ErasuresUndoneError(UnavailableError):
    """Erasures that a restore may have undone were not done again yet, so nothing is opened; the keeper's log says more."""


class NoFolderError(UnavailableError):
    """No folder was named for files that wait for their recipients (AZUKARI_HANDOVERS)."""


class NoClientsError(UnavailableError):
    """This keeper was told of no role for clients' data (AZUKARI_ENTRUSTED_URL)."""


class Strongroom:
    """Holds the unlocked keyring for the process's life; acts take its `chamber`, those of persons its `gate` and `office`.

    ``packs`` are the rules by which persons may ask, and ``prover`` makes the proofs that go with their packages.
    """

    packs: tuple[RulePack, ...] = (shipped_pack(OWN_LAW),)
    prover: Prover | None = None
    compactor: Compactor | None = None
    handovers: Path | None = None  # where encrypted files wait for their recipients
    second_above: int = SECOND_PERSON_ABOVE
    chambers: Chambers | None = None  # of clients who entrust data to us

    def __init__(self, database: BulkDatabase, person_keys: Database, *, keys: KeyFolder, now: datetime) -> None:
        """Unlock the keyring.

        Raises:
            KeyFolderError, RefusedError: if it does not open.
        """
        self._keys = keys
        self._bulk = database
        self._code_key = os.urandom(KEY_SIZE)
        self._sharing, self._to_share = threading.Lock(), threading.Event()
        self._statements = Statements(database)
        self._changing = threading.Lock()
        self._clearing = threading.Lock()
        self._started_at = now
        self._chamber = Chamber(
            database, person_keys, Unlocked(keys.keyring(), index_key=keys.index_key()), self._statements
        )
        self._gate = Gate(self._chamber, os.urandom(KEY_SIZE))
        self._shelf = Shelf()
        self._replayed = False

    @property
    def chamber(self) -> Chamber:
        """Give what acts work with, once the erasures that a restore undid were done again.

        Raises:
            ErasuresUndoneError: until then.
        """
        if not self._replayed:
            raise ErasuresUndoneError(ground="erasures_undone")
        return self._chamber

    @property
    def gate(self) -> Gate:
        """Give what acts of persons work with, as `chamber` does.

        Raises:
            ErasuresUndoneError: as `chamber` does.
        """
        if not self._replayed:
            raise ErasuresUndoneError(ground="erasures_undone")
        return self._gate

    @property
    def office(self) -> Office:
        """Give what acts on requests work with, as `chamber` does.

        Raises:
            ErasuresUndoneError: as `chamber` does.
        """
        return Office(self.gate, self._statements.in_force, self.packs, system_clock)

    @property
    def packing(self) -> Packing:
        """Give what packages are made with, as `chamber` does.

        Raises:
            ErasuresUndoneError: as `chamber` does.
        """
        return Packing(self.office, self._shelf, self.prover)

    @property
    def dispatch(self) -> Dispatch:
        """Give what acts of sharing work with, as `chamber` does.

        Raises:
            ErasuresUndoneError: as `chamber` does.
            NoFolderError: if no folder was named for files.
        """
        if self.handovers is None:
            raise NoFolderError(ground="no_folder")
        return Dispatch(
            self.chamber, self._bulk, self._statements.in_force, self.handovers, self._code_key, self.second_above
        )

    @property
    def custody(self) -> Custody:
        """Give what acts on clients' data work with, as `dispatch` does.

        Raises:
            ErasuresUndoneError, NoFolderError: as `dispatch` does.
            NoClientsError: if this keeper was told of no role for it.
        """
        if self.chambers is None:
            raise NoClientsError(ground="no_clients")
        return Custody(self.dispatch, self.chambers, Calendar(self.packs[0].calendar).next_open)

    def retain_for_clients(self, *, now: datetime) -> None:
        """End what has run out in clients' chambers; what is not done now is done the next time."""
        if self.chambers is not None:
            retain_for_clients(self.custody, now=now, failed=_not_kept)

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
                keyring=self._chamber.unlocked.keyring,
                save=self._keys.save,
                now=now,
            )
            self._chamber.unlocked.replace(keyring)
            return keyring.newest(purpose).epoch

    def prepare(self, *, now: datetime) -> int:
        """Make keys for purposes of published statements that have none, publish what is not, and tell how many were published."""
        with self._changing:
            held = self._chamber.unlocked.keyring
            keyring = with_purposes(held, self._statements.purposes(), draw=os.urandom, now=now)
            if keyring != held:
                self._keys.save(keyring)  # durable before anybody can seal to it
            published = publish_keys(self._chamber.database, keyring, now=now)
            self._chamber.unlocked.replace(keyring)
            return published

    def replay(self, published: Published | None, *, now: datetime) -> None:
        """Do again what a restore of an older database undid; until that is done, nothing is opened.

        That it cannot be done is said in the log and by `status`; once that was mended, the keeper has to be started again.
        """
        try:
            done = replay(self._chamber, _lookup(published), now=now)
        except (AzukariError, psycopg.Error, ValueError, KeyError) as error:
            why = error.message if isinstance(error, AzukariError) else "The database did not take it."
            _log.critical(
                "Nothing is opened: what a restore may have undone could not be done again. %s (%s) See"
                " docs/operator/backup-and-restore.md; mend it, and start the keeper again.",
                why,
                where(error),
            )
            return
        if done != Replayed():
            _log.warning(
                "A restore had undone acts, which were done again: %d persons erased, %d keys destroyed, %d records cleared away,"
                " %d uses stopped.",
                done.persons,
                done.keys,
                done.records,
                done.uses,
            )
        self._replayed = True

    def compact(self) -> None:
        """Write the tables of keys anew where keys were destroyed; what is not done now is done the next time."""
        if self.compactor is None:
            return
        try:
            self.compactor.compact()
        except TimeoutError:
            _log.warning(
                "Keys that were destroyed may still lie in the tables of keys: a transaction from before did not end."
            )
        except psycopg.Error as error:
            _log.warning("The tables of keys were not written anew: SQLSTATE %s.", error.sqlstate)

    def share_soon(self) -> None:
        """Pass changes on and make what was approved, in a thread of its own; who comes meanwhile has it looked at once more."""
        if not self._to_share.is_set():  # else somebody waits for their turn already, and will find what there is to do
            self._to_share.set()
            threading.Thread(target=self._share, name="keeper-share", daemon=True).start()

    def _share(self) -> None:
        def failed(error: AzukariError) -> None:
            _log.warning("A file could not be made: %s (%s)", error.message, where(error))

        with self._sharing:
            self._to_share.clear()
            try:
                work(self.dispatch, now=system_clock(), failed=failed)
                if self.chambers is not None:
                    work_for_clients(self.custody, now=system_clock(), failed=failed)
            except (AzukariError, psycopg.Error, OSError) as error:
                _log.warning("What was due to recipients was not done: %s.", where(error))

    def clear_soon(self, *, now: datetime) -> None:
        """Clear away what is left of erased persons in a thread of its own: nobody can open it, and nobody has to wait for it."""
        threading.Thread(target=self._clear, args=(now,), name="keeper-clear", daemon=True).start()

    def _clear(self, now: datetime) -> None:
        with self._clearing:
            try:
                clear_erased(self._chamber, now=now)
            except (AzukariError, psycopg.Error) as error:
                # What is left is cleared away at the next start, the next erasure, or by `retain`.
                _log.warning("What is left of erased persons was not cleared away: %s.", where(error))

    def status(self) -> Status:
        """Tell how things stand, without an error where a database is away."""
        keyring = self._chamber.unlocked.keyring
        writable = _answers(self._chamber.database, "ledger_writable")
        return Status(
            database=writable is not None,
            person_keys=_answers(self._chamber.person_keys, "own_role") is not None,
            ledger_writable=writable is True,
            epochs={purpose: keyring.newest(purpose).epoch for purpose in sorted(keyring.purposes)},
            erasures=self._replayed,
            started_at=self._started_at,
        )


def _not_kept(error: AzukariError) -> None:
    _log.warning("A client's retention was not seen to: %s (%s)", error.message, where(error))


def _lookup(published: Published | None) -> Lookup | None:
    try:
        return None if published is None else Lookup(*published)
    except MissingCheckpointError:
        return None  # nothing was published yet, or it is lost; what it could tell is then lost with it


def _answers(database: Database, question: str) -> object | None:
    try:
        with database.transaction() as cursor:
            cursor.execute(_SQL[question])
            row = cursor.fetchone()
    except (AzukariError, psycopg.Error):
        return None
    return row[0] if row else None
