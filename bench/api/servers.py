"""Both servers, each by granian with TLS on an address of this machine."""

import contextlib
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from azukari.host.home import write_private
from azukari.host.roles import PERSON_KEYS_DATABASE
from bench.ground import HERE, PLAIN_DATABASE, Ground, GroundError
from bench.keeping import Keeping

_READY_SECONDS = 30
_THREADS = 8
_PER_MINUTE = "100000000"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, and what every request to it says."""

    port: int
    headers: bytes


@contextlib.contextmanager
def api(made: Ground, keeping: Keeping) -> Iterator[Server]:
    """Serve the API door."""
    port = _free_port()
    write_private(made.keys / "idempotency.key", os.urandom(32))
    environment = {
        "AZUKARI_HOME": str(made.folder),
        "AZUKARI_DATABASE_URL": made.url("api"),
        "AZUKARI_PERSON_KEYS_URL": made.url("api", PERSON_KEYS_DATABASE),
        "AZUKARI_KEYS": str(made.keys),
        "AZUKARI_KEEPER_SOCKET": str(keeping.socket),
        "AZUKARI_HOSTS": "localhost",
        "AZUKARI_API_URL": f"https://localhost:{port}/v1/",
        "AZUKARI_API_PER_MINUTE": _PER_MINUTE,
    }
    options = ("--interface=asgi", "--loop=uvloop", "azukari.api.asgi:application")
    with _granian(made, port, environment, options):
        yield Server(port, b"Authorization: Bearer " + keeping.credential.value.encode() + b"\r\n")


@contextlib.contextmanager
def bare(made: Ground) -> Iterator[Server]:
    """Serve the bare view."""
    port = _free_port()
    environment = {"BENCH_DATABASE": made.admin(PLAIN_DATABASE)}
    options = ("--interface=wsgi", f"--blocking-threads={_THREADS}", "bench.api.bare:application")
    with _granian(made, port, environment, options):
        yield Server(port, b"")


@contextlib.contextmanager
def _granian(made: Ground, port: int, environment: dict[str, str], options: tuple[str, ...]) -> Iterator[None]:
    chain, key = _certificate(made.folder / "certificate")
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    command = [
        sys.executable, "-m", "granian", "--host=127.0.0.1", f"--port={port}", "--workers=1", "--no-ws", "--no-access-log",
        "--log-level=warning", f"--ssl-certificate={chain}", f"--ssl-keyfile={key}", "--ssl-protocol-min=tls1.3", *options,
    ]  # fmt: skip
    with (made.folder / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=kept | environment, cwd=HERE.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(port, process)
        yield
    finally:
        process.terminate()
        process.wait(_READY_SECONDS)


def _certificate(folder: Path) -> tuple[Path, Path]:
    chain, key = folder / "chain.pem", folder / "key.pem"
    if not key.exists():
        folder.mkdir()
        command = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(chain),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise GroundError(f"No certificate could be made: {done.stderr[-200:]}")
    return chain, key


def client_context(made: Ground) -> ssl.SSLContext:
    """Give what a client verifies both servers with."""
    return ssl.create_default_context(cafile=str(_certificate(made.folder / "certificate")[0]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise GroundError("A server did not come up.")
        time.sleep(0.05)
