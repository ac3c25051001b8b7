"""The ground that a run stands on: an embedded PostgreSQL, Azukari's databases with keys and a statement, and a plain one."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import psycopg

from azukari.base.clock import system_clock
from azukari.cli.importing.command import PROCESSES
from azukari.cli.importing.keys import Keys
from azukari.cli.importing.sealers import Sealers
from azukari.host.database import PsycopgDatabase
from azukari.host.home import write_private
from azukari.host.postgres import Cluster, prepare_cluster
from azukari.host.roles import (
    MAIN_DATABASE,
    PERSON_KEYS_DATABASE,
    PERSON_KEYS_ROLES,
    ROLES,
    answers,
    new_passwords,
    prepare_database,
    prepare_roles,
    role_url,
)
from azukari.statement.bundle import parse, read_folder
from azukari.statement.document import Statement
from azukari.statement.services import publish
from azukari.vault.keyring_file import lock, new_unlock_key
from azukari.vault.keys import Keyring, new_keyring
from azukari.vault.randomness import system_draw
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.rotating import publish_keys
from azukari.vault.services.sealing import Sealer
from azukari.vault.unlocked import Unlocked
from bench.plain import Connection

PLAIN_DATABASE = "bench_plain"
HERE = Path(__file__).parent
STAFF_SECRET = "only-for-the-bench-" + "0" * 40
_INDEX_KEY = bytes(range(32))
_READY_SECONDS = 30


class GroundError(Exception):
    """Something that a run stands on did not come up."""


@dataclass
class Ground:
    """What rows take their connections, keys and statement from; everything in it is thrown away after the run."""

    folder: Path
    admin_url: str
    passwords: dict[str, str]
    statement: Statement = field(init=False)
    keyring: Keyring = field(init=False)
    _open: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def keys(self) -> Path:
        """Tell where the keys of all processes lie; in a real home each has its own."""
        return self.folder / "keys"

    def url(self, role: str, database: str = MAIN_DATABASE) -> str:
        """Tell where a role connects."""
        full = f"azukari_{role}"
        return role_url(self.admin_url, role=full, password=self.passwords[full], database=database)

    def admin(self, database: str) -> str:
        """Tell where the superuser connects."""
        return self.admin_url.replace("/postgres?", f"/{database}?")

    def database(self, role: str, database: str = MAIN_DATABASE) -> PsycopgDatabase:
        """Connect as a role until the end of the run."""
        made = PsycopgDatabase(self.url(role, database))
        self._open.callback(made.close)
        return made

    def connect(self, database: str = PLAIN_DATABASE) -> Connection:
        """Connect as the superuser, each statement durable by itself, until the end of the run."""
        made = psycopg.connect(self.admin(database), autocommit=True, prepare_threshold=1)
        self._open.callback(made.close)
        return made

    @cached_property
    def plain(self) -> Connection:
        """Give the run's connection to the plain database."""
        return self.connect()

    @cached_property
    def public(self) -> PsycopgDatabase:
        """Give the run's connection of a process that collects."""
        return self.database("public")

    @cached_property
    def owner(self) -> PsycopgDatabase:
        """Give the run's connection of whoever owns the database."""
        return self.database("owner")

    @cached_property
    def importing(self) -> PsycopgDatabase:
        """Give the run's connection of a process that takes in many records at once."""
        return self.database("import")

    @cached_property
    def import_person_keys(self) -> PsycopgDatabase:
        """Give the connection on which that process makes person keys."""
        return self.database("import", PERSON_KEYS_DATABASE)

    @cached_property
    def import_sealer(self) -> Sealer:
        """Give what that process seals with."""
        return Sealer.open(self.importing, self.import_person_keys, self.keys, now=system_clock())

    @cached_property
    def sealers(self) -> Sealers:
        """Give the processes that seal beside that one."""
        keys = Keys(self.url("import"), self.url("import", PERSON_KEYS_DATABASE), self.keys)
        made = Sealers(keys, self.statement, processes=PROCESSES)
        self._open.callback(made.close)
        return made

    @cached_property
    def sealer(self) -> Sealer:
        """Give what a process that collects seals with."""
        return Sealer.open(self.public, self.database("public", PERSON_KEYS_DATABASE), self.keys, now=system_clock())

    @cached_property
    def chamber(self) -> Chamber:
        """Give the inside of a keeper in this process."""
        keeper, person_keys = self.database("keeper"), self.database("keeper", PERSON_KEYS_DATABASE)
        return Chamber(keeper, person_keys, Unlocked(self.keyring, index_key=_INDEX_KEY), lambda _hash: self.statement)

    def settle(self) -> None:
        """Let the server finish what earlier rows left to do, so that the next one does not pay for it."""
        for database in (MAIN_DATABASE, PERSON_KEYS_DATABASE, PLAIN_DATABASE):
            with psycopg.connect(self.admin(database), autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE)")
                connection.execute("CHECKPOINT")

    def close(self) -> None:
        """Close all connections."""
        self._open.close()

    def furnish(self, bundle: dict[str, bytes]) -> None:
        """Publish the statement, and make and publish the keys of its purposes."""
        read = parse(bundle)
        before = datetime.combine(read.effective_on, datetime.min.time(), UTC) - timedelta(days=1)
        self.statement = publish(self.owner, bundle, approver=read.approved_by.en, now=before).statement
        unlock_key, now = new_unlock_key(), system_clock()
        purposes = (purpose.id for purpose in self.statement.all_purposes())
        self.keyring = new_keyring(purposes, draw=system_draw, now=now)
        for name, data in {
            "unlock.key": unlock_key,
            "keyring.age": lock(self.keyring, unlock_key=unlock_key),
            "index.key": _INDEX_KEY,
            "keyring.pub": self.keyring.verifier,
        }.items():
            write_private(self.keys / name, data)
        publish_keys(self.database("keeper"), self.keyring, now=now)


def statement_files() -> dict[str, bytes]:
    """Give the statement of the example organisation with the service that is measured."""
    bundle = read_folder(Path(str(files("azukari"))) / "example" / "modern" / "statement")
    for file in sorted((HERE / "statement").glob("*.toml")):
        bundle[f"services/{file.name}"] = file.read_bytes()
    return bundle


@contextlib.contextmanager
def ground(folder: Path, bundle: dict[str, bytes] | None = None) -> Iterator[Ground]:
    """Start a PostgreSQL in a folder, and furnish it with a statement; it ends with the block."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    cluster = Cluster(folder / "database", folder / "run", folder / "password")
    prepare_cluster(cluster)
    with (folder / "postgres.log").open("wb") as log:
        server = subprocess.Popen(cluster.command(), cwd="/", stdout=log, stderr=log)
    try:
        _wait_until_ready(cluster, server)
        made = Ground(folder, cluster.admin_url, new_passwords())
        _migrate(made)
        made.furnish(bundle or statement_files())
        try:
            yield made
        finally:
            made.close()
    finally:
        server.send_signal(2)
        server.wait(_READY_SECONDS)


def _migrate(made: Ground) -> None:
    prepare_roles(made.admin_url, made.passwords)
    prepare_database(made.admin_url, MAIN_DATABASE, roles=ROLES)
    prepare_database(made.admin_url, PERSON_KEYS_DATABASE, roles=PERSON_KEYS_ROLES)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "azukari.web.settings",
        "AZUKARI_SECRET_KEY": STAFF_SECRET,
        "AZUKARI_DOOR": "owner",
        "AZUKARI_DATABASE_URL": made.url("owner"),
        "AZUKARI_PERSON_KEYS_URL": made.url("owner", PERSON_KEYS_DATABASE),
    }
    done = subprocess.run(
        [sys.executable, "-m", "azukari.cli.migrate"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise GroundError(f"The databases could not be prepared: {done.stderr[-800:]}")
    with psycopg.connect(made.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {PLAIN_DATABASE} TEMPLATE template0".encode())
    made.plain.execute((HERE / "sql" / "plain.sql").read_bytes())


def _wait_until_ready(cluster: Cluster, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not answers(cluster.admin_url):
        if server.poll() is not None or time.monotonic() > deadline:
            raise GroundError("The embedded PostgreSQL did not come up.")
        time.sleep(0.05)
