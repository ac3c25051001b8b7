"""The running product, started as a user starts it, and driven from outside only."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from azukari.cli.visitor import Visitor
from azukari.host.home import Home

_READY = "Stop with Ctrl-C"
_START_SECONDS = 180


@dataclass
class Product:
    """The example organisation, up on free ports of this machine."""

    home: Home
    public: str
    staff: str
    plain: str
    api: str
    portal: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def authority(self) -> Path:
        """Tell where the certificate of the local authority lies."""
        return self.home.certificates / "authority.pem"

    def visitor(self) -> Visitor:
        """Make somebody who visits the public side without a browser."""
        return Visitor(self.public, authority=self.authority)

    def pids(self, name: str) -> list[int]:
        """List the processes whose command line holds a name and who belong to this product."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                environment = (folder / "environ").read_bytes().decode(errors="replace")
                if name in command and str(self.home.path) in command + environment:
                    found.append(int(folder.name))
        return sorted(found)


def free_ports(count: int) -> list[int]:
    """Find ports that nobody uses."""
    with contextlib.ExitStack() as stack:
        return [stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(count)]


@contextlib.contextmanager
def started(folder: Path) -> Iterator[Product]:
    """Run ``azukari demo`` in a folder until the end of the block; Ctrl-C ends it."""
    ports = free_ports(6)
    names = ("--public-port", "--staff-port", "--http-port", "--mail-port", "--api-port", "--portal-port")
    options = [part for name, port in zip(names, ports, strict=True) for part in (name, str(port))]
    command = [sys.executable, "-m", "azukari.cli.main", "demo", str(folder), *options]
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "160"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    product = Product(
        Home(folder),
        f"https://localhost:{ports[0]}",
        f"https://localhost:{ports[1]}",
        f"http://localhost:{ports[2]}",
        f"https://localhost:{ports[4]}",
        f"https://localhost:{ports[5]}",
        process,
    )
    reader = threading.Thread(target=_listen, args=(product,), daemon=True)
    reader.start()
    try:
        wait_for(
            lambda: any(_READY in line for line in product.said) or process.poll() is not None, seconds=_START_SECONDS
        )
        assert process.poll() is None, "".join(product.said)
        yield product
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        reader.join(10)
        assert process.stdout is not None
        process.stdout.close()


def wait_for(check: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, f"It did not happen within {seconds:.0f} seconds."
        time.sleep(0.05)


def _listen(product: Product) -> None:
    assert product.process.stdout is not None
    for line in product.process.stdout:
        product.said.append(re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line))
