"""A real PostgreSQL for the whole run; each test that asks for it gets a fresh database copied from a template."""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from azukari.host.database import PsycopgDatabase
from azukari.host.home import DOORS
from azukari.host.postgres import Cluster, prepare_cluster
from azukari.host.roles import (
    MAIN_DATABASE,
    PERSON_KEYS_DATABASE,
    PERSON_KEYS_ROLES,
    ROLES,
    close_other_databases,
    new_passwords,
    prepare_database,
    prepare_roles,
    role_url,
)
from tests.programs import context, installation, new_key, owner, product

os.environ.setdefault("AZUKARI_SECRET_KEY", "only-for-tests-" + "0" * 40)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.web.settings")

_MEMORY = Path("/dev/shm")
_CLUSTER_BYTES = 2 * 1024**3
_ROLES = {MAIN_DATABASE: ROLES, PERSON_KEYS_DATABASE: PERSON_KEYS_ROLES}
_COPY = "CREATE DATABASE {} OWNER azukari_owner TEMPLATE {} STRATEGY FILE_COPY"


@dataclass(frozen=True)
class Server:
    """The PostgreSQL of this run."""

    admin_url: str
    passwords: dict[str, str]
    names: dict[str, str] = field(
        default_factory=lambda: {MAIN_DATABASE: MAIN_DATABASE, PERSON_KEYS_DATABASE: PERSON_KEYS_DATABASE}
    )

    def url(self, role: str, database: str = MAIN_DATABASE) -> str:
        """Tell where a role connects; ``role`` with or without the prefix ``azukari_``."""
        full = role if role.startswith("azukari_") else f"azukari_{role}"
        return role_url(
            self.admin_url, role=full, password=self.passwords[full], database=self.names.get(database, database)
        )

    def admin(self, database: str = MAIN_DATABASE) -> str:
        """Tell where the superuser connects."""
        return self.admin_url.replace("/postgres?", f"/{self.names.get(database, database)}?")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Run an embedded PostgreSQL, as the product configures it."""
    with tempfile.TemporaryDirectory(prefix="azukari-test-", dir=_memory(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        made = Cluster(Path(folder) / "database", Path(folder) / "run", Path(folder) / "password")
        prepare_cluster(made)
        with (Path(folder) / "postgres.log").open("wb") as log:
            process = subprocess.Popen(made.command(), cwd="/", stdout=log, stderr=log)
            try:
                _wait_until_ready(made)
                yield made
            finally:
                process.send_signal(2)
                process.wait(20)


@pytest.fixture(scope="session")
def templates(cluster: Cluster) -> Server:
    """Migrate the two template databases once."""
    server = Server(cluster.admin_url, new_passwords())
    prepare_roles(server.admin_url, server.passwords)
    close_other_databases(server.admin_url)
    prepare_database(server.admin_url, MAIN_DATABASE, roles=ROLES)
    prepare_database(server.admin_url, PERSON_KEYS_DATABASE, roles=PERSON_KEYS_ROLES)
    environment = {
        **os.environ,
        "AZUKARI_DOOR": "owner",
        "AZUKARI_DATABASE_URL": server.url("owner"),
        "AZUKARI_PERSON_KEYS_URL": server.url("owner", PERSON_KEYS_DATABASE),
    }
    done = subprocess.run(
        [sys.executable, "-m", "azukari.cli.migrate"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return server


@pytest.fixture
def postgres(templates: Server) -> Iterator[Server]:
    """Give fresh copies of both databases, dropped after the test."""
    with copied(templates) as server:
        yield server


@contextlib.contextmanager
def copied(templates: Server) -> Iterator[Server]:
    """Copy both databases, to which nobody may be connected, and drop the copies at the end."""
    suffix = secrets.token_hex(4)
    names = {name: f"{name}_{suffix}" for name in _ROLES}
    with psycopg.connect(templates.admin_url, autocommit=True) as admin:
        for database, name in names.items():
            template = sql.Identifier(templates.names[database])
            admin.execute(sql.SQL(_COPY).format(sql.Identifier(name), template))
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            for role in _ROLES[database]:
                grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
                admin.execute(grant.format(sql.Identifier(name), sql.Identifier(role)))
    yield Server(templates.admin_url, templates.passwords, names)
    with psycopg.connect(templates.admin_url, autocommit=True) as admin:
        for name in names.values():
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(postgres: Server) -> Iterator[Callable[..., PsycopgDatabase]]:
    """Make connections as a role: ``database("keeper")``, ``database("public", "azukari_person_keys")``."""
    made: list[PsycopgDatabase] = []

    def connect(role: str, name: str = MAIN_DATABASE) -> PsycopgDatabase:
        made.append(PsycopgDatabase(postgres.url(role, name)))
        return made[-1]

    yield connect
    for one in made:
        one.close()


def _memory() -> Path | None:
    """Find a file system in memory with room for a cluster: there, to copy a database and to wait for the disk is nothing."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _CLUSTER_BYTES:
        return _MEMORY
    return None


def _wait_until_ready(cluster: Cluster) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(cluster.admin_url).close()
            return
        time.sleep(0.05)
    raise AssertionError("The PostgreSQL of the tests did not come up.")


assert DOORS
# For `tests/api` and `tests/client`: made only if asked for, and then once.
__all__ = ["context", "installation", "new_key", "owner", "product"]
