"""A real keeper in a process of its own, and a credential of somebody who may open."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from azukari.base.clock import system_clock
from azukari.base.errors import AzukariError
from azukari.host.roles import PERSON_KEYS_DATABASE
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from azukari.vault.service_key import KeyAct
from azukari.vault.services.service_keys import KeyWish, issue
from bench.ground import STAFF_SECRET, Ground, GroundError
from bench.handing_in import SERVICE

_READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Keeping:
    """A keeper that listens, and who asks it."""

    socket: Path
    credential: Credential

    def client(self) -> KeeperClient:
        """Give the product's own client."""
        return KeeperClient(self.socket, self.credential)


@contextlib.contextmanager
def keeping(
    made: Ground, *, service: str = SERVICE, command: Sequence[str] = ("-m", "azukari.keeper")
) -> Iterator[Keeping]:
    """Run a keeper until the end of the block."""
    socket = made.folder / "keeper" / "keeper.sock"
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "AZUKARI_HOME": str(made.folder),
        "AZUKARI_DATABASE_URL": made.url("keeper"),
        "AZUKARI_PERSON_KEYS_URL": made.url("keeper", PERSON_KEYS_DATABASE),
        "AZUKARI_KEYS": str(made.keys),
        "AZUKARI_KEEPER_SOCKET": str(socket),
        "AZUKARI_STAFF_SECRET_KEY": STAFF_SECRET,
    }
    with (made.folder / "keeper.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(socket, process, made.folder / "keeper.log")
        yield Keeping(socket, service_key(made, service))
    finally:
        process.terminate()
        process.wait(_READY_SECONDS)


def service_key(made: Ground, service: str) -> Credential:
    """Give a service key that may do everything with the records of a service."""
    items = made.statement.service(service).items
    wish = KeyWish(
        label="bench",
        service=service,
        purposes=frozenset(purpose for item in items for purpose in item.purposes),
        acts=frozenset(KeyAct),
        days=1,
    )
    issued = issue(made.owner, wish, statement=made.statement, by="bench", now=system_clock())
    return Credential(CredentialKind.SERVICE, issued.secret)


def _wait_until_ready(socket: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not _ready(socket):
        if process.poll() is not None or time.monotonic() > deadline:
            raise GroundError(f"The keeper did not come up: {log.read_text(encoding='utf-8')[-800:]}")
        time.sleep(0.02)


def _ready(socket: Path) -> bool:
    try:
        return KeeperClient(socket).status().ready
    except AzukariError:
        return False
