"""Witnesses and publishers as processes of their own, asked over real connections."""

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from azukari.ledger.cosignature import WitnessVerifier
from azukari.ledger.submission import Submission
from azukari.ledger.witness_folder import WitnessFolder
from tests.ledger.samples import VERIFIER
from tests.ledger.witnesses import Sealed, witness_folder

_SECONDS = 30.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@dataclass
class WitnessProcess:
    """One witness, started by its command."""

    path: Path
    number: int = 1
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    authority: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder: WitnessFolder = witness_folder(self.path, self.number)

    @property
    def url(self) -> str:
        return f"{'https' if self.authority else 'http'}://localhost:{self.port}"

    @property
    def verifier(self) -> WitnessVerifier:
        return self.folder.signer().verifier

    @property
    def settings(self) -> dict[str, str]:
        given = {"url": self.url, "key": self.verifier.text}
        return given | ({"authority": str(self.authority)} if self.authority else {})

    def start(self) -> "WitnessProcess":
        command = [sys.executable, "-m", "azukari.cli.main", "ledger", "witness", "serve", str(self.path)]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), *self.options], stderr=subprocess.PIPE, start_new_session=True
        )
        deadline = time.monotonic() + _SECONDS
        while True:
            try:
                self.request("GET", "/")
            except OSError:
                assert time.monotonic() < deadline, "the witness does not answer"
                assert self.process.poll() is None
                time.sleep(0.1)
            else:
                return self

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        if self.authority:
            context = ssl.create_default_context(cafile=str(self.authority))
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                "localhost", self.port, timeout=10, context=context
            )
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def add(self, submission: Submission) -> tuple[int, dict[str, str], bytes]:
        return self.request("POST", "/add-checkpoint", submission.data)

    def kill(self) -> None:
        """End it and its worker at once, as a power cut does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            if self.process.stderr is not None:
                self.process.stderr.close()
            self.process = None


@dataclass
class PublisherProcess:
    """The publisher of one log, as `azukari serve` starts it."""

    log: Sealed
    witnesses: list[WitnessProcess]
    quorum: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "PublisherProcess":
        home = self.log.folder
        for link, target in (("ledger", "tiles"), ("ledger-head", "head")):
            if not (home / link).exists():
                (home / link).symlink_to(home / target)
        environment = {
            "PATH": os.environ["PATH"],
            "AZUKARI_HOME": str(home),
            "AZUKARI_LEDGER_KEY": VERIFIER.text,
            "AZUKARI_WITNESSES": json.dumps([one.settings for one in self.witnesses]),
            "AZUKARI_QUORUM": str(self.quorum),
        }
        with self.said_in.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "azukari.cli.cosign"], env=environment, stderr=said, start_new_session=True
            )
        return self

    @property
    def said_in(self) -> Path:
        return self.log.folder / "publisher.log"

    @property
    def said(self) -> str:
        return self.said_in.read_text(encoding="utf-8")

    def wait_for(self, words: str) -> str:
        deadline = time.monotonic() + _SECONDS
        while words not in self.said:
            assert time.monotonic() < deadline, f"{words!r} not in {self.said!r}"
            time.sleep(0.05)
        return self.said

    def end(self, number: signal.Signals = signal.SIGKILL) -> int | None:
        if self.process is None:
            return None
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.process = None
        return code
