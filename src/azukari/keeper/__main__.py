"""`python -m azukari.keeper`: confine this process, unlock the keyring, and listen until asked to stop."""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Mapping

import psycopg
import uvloop
from psycopg.conninfo import make_conninfo

from azukari.base.clock import system_clock
from azukari.base.errors import AzukariError, MalformedError, UnavailableError
from azukari.base.sql import Queries
from azukari.host.database import PooledDatabase
from azukari.host.ledger_settings import read_witnesses
from azukari.keeper.compacting import Compactor
from azukari.keeper.confine import confine
from azukari.keeper.desk import Desk
from azukari.keeper.key_folder import KeyFolder
from azukari.keeper.log import set_up_log
from azukari.keeper.queue import CallQueue
from azukari.keeper.server import serve_until_signalled
from azukari.keeper.settings import KeeperSettings, Limits, read_keeper_settings
from azukari.keeper.socket import listening_socket
from azukari.keeper.strongroom import Published, Strongroom
from azukari.keeper.who import Register, read_token_digest
from azukari.ledger.cosignature import read_witness_verifier
from azukari.ledger.directory import TileDirectory
from azukari.ledger.note import read_verifier
from azukari.rights.read_pack import EUROPEAN, shipped_pack
from azukari.rights.services.packaging import Prover
from azukari.sharing.services.entrusted.chambers import Chambers

ROLE = "azukari_keeper"
_SQL = Queries("azukari.keeper")
_log = logging.getLogger("azukari.keeper")


class WrongRoleError(MalformedError):
    """The keeper must work as the database role azukari_keeper; set AZUKARI_DATABASE_URL and AZUKARI_PERSON_KEYS_URL so."""


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Run the keeper, and give the process's exit status: 0 after a stop, 1 if it could not start."""
    confine()
    set_up_log(sys.stderr)
    try:
        settings = read_keeper_settings(environment)
        run(settings, limits=settings.limits)
    except AzukariError as error:
        _log.critical("The keeper cannot start: %s", error.message)
        return 1
    return 0


def run(settings: KeeperSettings, *, limits: Limits) -> None:
    """Listen until asked to stop.

    Raises:
        AzukariError: if it cannot start, saying how to mend it.
    """
    with contextlib.ExitStack() as stack:
        databases = []
        for url in (settings.database_url, settings.person_keys_url):
            database = PooledDatabase(_bounded(url, limits), size=limits.connections_to_database)
            stack.callback(database.close)
            _check_role(database)
            databases.append(database)
        main_database, person_keys = databases
        room = Strongroom(main_database, person_keys, keys=KeyFolder(settings.keys), now=system_clock())
        if settings.gdpr:
            room.packs = (*room.packs, shipped_pack(EUROPEAN))
        room.prover = _prover(settings)
        room.compactor = Compactor(settings.person_keys_url)
        room.handovers, room.second_above = settings.handovers, settings.second_above
        if settings.entrusted_url:
            room.chambers = Chambers(
                main_database,
                settings.keys,
                main_url=_bounded(settings.entrusted_url, limits),
                person_keys_url=_bounded(settings.entrusted_person_keys_url, limits),
            )
            stack.callback(room.chambers.close)
        room.prepare(now=system_clock())
        _replay(room, settings, limits)
        register = Register(
            main_database, staff_secret=settings.staff_secret, token_digest=read_token_digest(settings.keys)
        )
        desk = Desk(room, register=register, clock=system_clock, limits=limits)
        stack.callback(desk.close)
        queue = CallQueue(desk, limits=limits)
        stack.callback(queue.close)
        listener = stack.enter_context(listening_socket(settings.socket))
        uvloop.run(serve_until_signalled(listener, queue, limits=limits))


def _replay(room: Strongroom, settings: KeeperSettings, limits: Limits) -> None:
    """Have done again what a restore undid; if that takes long, callers are told so meanwhile."""
    published = _published(settings)

    def replay_and_clear() -> None:
        room.replay(published, now=system_clock())
        room.clear_soon(now=system_clock())
        room.share_soon()

    replaying = threading.Thread(target=replay_and_clear, name="keeper-replay", daemon=True)
    replaying.start()
    replaying.join(limits.replay_seconds)


def _prover(settings: KeeperSettings) -> Prover | None:
    if settings.ledger is None or not settings.ledger_key:
        return None
    witnesses = tuple(read_witness_verifier(one.key) for one in read_witnesses(settings.witnesses, "0").witnesses)
    return Prover(TileDirectory(settings.ledger), settings.ledger_key, witnesses)


def _published(settings: KeeperSettings) -> Published | None:
    if settings.ledger is None or not settings.ledger_key:
        return None
    return TileDirectory(settings.ledger), read_verifier(settings.ledger_key)


def _bounded(url: str, limits: Limits) -> str:
    """Bound what one act may keep the database busy with, whatever the database's own settings are."""
    bounds = {
        "statement_timeout": f"{limits.statement_seconds}s",
        "lock_timeout": f"{limits.lock_seconds}s",
        "idle_in_transaction_session_timeout": f"{limits.statement_seconds}s",
    }
    options = " ".join(f"-c {name}={value}" for name, value in bounds.items())
    try:
        return make_conninfo(url, options=options, application_name="azukari-keeper", connect_timeout=5)
    except psycopg.ProgrammingError:
        raise MalformedError(
            "AZUKARI_DATABASE_URL or AZUKARI_PERSON_KEYS_URL is no connection URL of PostgreSQL."
        ) from None


def _check_role(database: PooledDatabase) -> None:
    try:
        with database.transaction() as cursor:
            cursor.execute(_SQL["own_role"])
            row = cursor.fetchone()
    except psycopg.Error:
        raise UnavailableError("The database cannot be reached.") from None
    if row is None or row[0] != ROLE:
        raise WrongRoleError


if __name__ == "__main__":
    sys.exit(main())
