"""A real keeper in a process of its own, and a credential of somebody who may open."""

import contextlib
import hashlib
import os
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from azukari.base.errors import AzukariError
from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from bench.ground import STAFF_SECRET, Ground, GroundError

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
def keeping(made: Ground, *, command: Sequence[str] = ("-m", "azukari.keeper")) -> Iterator[Keeping]:
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
        _wait_until_ready(socket, process)
        yield Keeping(socket, access_key(made))
    finally:
        process.terminate()
        process.wait(_READY_SECONDS)


def access_key(made: Ground) -> Credential:
    """Give the access key of a member of staff who may open and search."""
    key, user = "azk_" + secrets.token_urlsafe(32), uuid.uuid4()
    with psycopg.connect(made.admin(MAIN_DATABASE), autocommit=True) as admin:
        admin.execute(
            "INSERT INTO staff_user"
            " (id, password, username, display_name, email, role, is_active, must_change_password, created_at)"
            " VALUES (%s, %s, %s, '', '', %s, true, false, now())",
            (user, "!" + secrets.token_hex(16), f"u{user.hex[:12]}", Role.SERVICE_STAFF.value),
        )
        admin.execute(
            "INSERT INTO staff_access_key (id, user_id, name, key_hash, created_at, expires_at)"
            " VALUES (%s, %s, 'bench', %s, now(), now() + interval '1 day')",
            (uuid.uuid4(), user, hashlib.sha256(key.encode()).hexdigest()),
        )
    return Credential(CredentialKind.KEY, key)


def _wait_until_ready(socket: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not _ready(socket):
        if process.poll() is not None or time.monotonic() > deadline:
            raise GroundError("The keeper did not come up; its log says why.")
        time.sleep(0.02)


def _ready(socket: Path) -> bool:
    try:
        return KeeperClient(socket).status().ready
    except AzukariError:
        return False
