"""Protecting one value of 200 bytes, beside what PostgreSQL's own pgcrypto offers for it."""

import contextlib
import os
import pwd
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg

from azukari.vault.bindings import Place
from azukari.vault.randomness import NoncePool, system_draw
from azukari.vault.seal import KEY_SIZE, NONCE_SIZE, open_sealed, seal
from bench.ground import Ground, GroundError
from bench.harness import Contest, Missing, check
from bench.plain import Connection
from bench.scale import Scale

_TITLE, _BASELINE = "protect one value of 200 bytes", "pgp_sym_encrypt of pgcrypto, aes256, in the server"
_TARGET = 0.05
_VALUE = "x" * 200
_ENCRYPT = """
SELECT count(pgp_sym_encrypt(%s || (number %% 10)::text, %s, 'cipher-algo=aes256'))
FROM generate_series(1, %s) AS number
"""
_ROUND_TRIP = "SELECT pgp_sym_decrypt(pgp_sym_encrypt(%s, %s, 'cipher-algo=aes256'), %s)"
_KEY = "k" * 40
_SERVER_USER = "postgres"
_READY_SECONDS = 20
_THEIRS_AT_MOST = 2000


def contests(made: Ground, scale: Scale) -> Iterator[Contest | Missing]:
    """Give the row, if there is a PostgreSQL with pgcrypto here."""
    extensions = sorted(Path("/usr/share/postgresql").glob("*/extension/pgcrypto.control"))
    if not extensions:
        yield Missing(_TITLE, _BASELINE, _TARGET, "needs a PostgreSQL with contrib: apt-get install postgresql")
        return
    programs = Path("/usr/lib/postgresql") / extensions[-1].parents[1].name / "bin"
    with _server(programs, made.folder / "contrib") as connection:
        yield Contest(
            _TITLE, _BASELINE, ours=lambda: _ours(scale.values),
            theirs=lambda: _theirs(connection, min(scale.values, _THEIRS_AT_MOST)), target=_TARGET,
        )  # fmt: skip


def _ours(count: int) -> float:
    place = Place(uuid.uuid4(), uuid.uuid4(), "ab" * 32)
    person_key, nonces = system_draw(KEY_SIZE), NoncePool()
    keys = system_draw(KEY_SIZE * count)
    started = time.perf_counter()
    sealed = [
        seal(
            {"value": _VALUE},
            place=place,
            compartment="0123456789abcdef",
            person_key=person_key,
            data_key=keys[at : at + KEY_SIZE],
            nonce=nonces(NONCE_SIZE),
        )
        for at in range(0, len(keys), KEY_SIZE)
    ]
    took = (time.perf_counter() - started) / count
    opened = open_sealed(
        sealed[0], place=place, compartment="0123456789abcdef", person_key=person_key, data_key=keys[:KEY_SIZE]
    )
    check(opened == {"value": _VALUE}, "a sealed value did not open")
    return took


def _theirs(connection: Connection, count: int) -> float:
    started = time.perf_counter()
    row = connection.execute(_ENCRYPT, (_VALUE[:-1], _KEY, count)).fetchone()
    took = (time.perf_counter() - started) / count
    check(row == (count,), "not every value was encrypted")
    back = connection.execute(_ROUND_TRIP, (_VALUE, _KEY, _KEY)).fetchone()
    check(back == (_VALUE,), "an encrypted value did not decrypt")
    return took


@contextlib.contextmanager
def _server(programs: Path, folder: Path) -> Iterator[Connection]:
    """Run a server of the distribution's own, as a user who is not root, until the end of the block."""
    folder.mkdir(mode=0o755)
    as_user: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam(_SERVER_USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
        setpriv = shutil.which("setpriv") or "setpriv"
        as_user = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]
    data = folder / "data"
    made = subprocess.run(
        [*as_user, str(programs / "initdb"), "-D", str(data), "-U", "bench", "--auth=trust", "--encoding=UTF8"],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    if made.returncode != 0:
        raise GroundError(f"The second PostgreSQL could not be initialised: {made.stderr[-400:]}")
    options = ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
    server = subprocess.Popen(
        [*as_user, str(programs / "postgres"), "-D", str(data), "-k", str(folder), *options],
        cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with _connected(folder) as connection:
            connection.execute("CREATE EXTENSION pgcrypto")
            yield connection
    finally:
        server.send_signal(2)
        server.wait(_READY_SECONDS)


def _connected(folder: Path) -> Connection:
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        try:
            return psycopg.connect(host=str(folder), user="bench", dbname="postgres", autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise GroundError("The second PostgreSQL did not come up.") from None
            time.sleep(0.05)
