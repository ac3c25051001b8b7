"""The ledger's second process, where there are witnesses: it has them cosign, and publishes (`python -m azukari.cli.cosign`).

It holds no key and knows no database: it reads the head, asks, and writes the published checkpoint. Four times a second it looks
whether the head has moved. Whatever goes wrong, it says so once, waits, and tries again; what must not be published it does not
publish, however often it tries.
"""

import fcntl
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from azukari.base.clock import system_clock
from azukari.base.errors import AzukariError, ConflictError, MalformedError, UnavailableError
from azukari.cli.remote_witness import HttpWitness
from azukari.host.home import Home
from azukari.host.ledger_settings import LedgerSettings, read_witnesses
from azukari.ledger.cosignature import read_witness_verifier
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import read_verifier
from azukari.ledger.publishing import Publisher, QuorumWaitingError

_LOOK_SECONDS = 0.25
_STEP_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 5.0

_log = logging.getLogger("azukari.ledger")


@dataclass(slots=True)
class Loop:
    """Runs a publisher until it is told to stop."""

    publisher: Publisher
    stopped: bool = False
    _pause: float = _LOOK_SECONDS
    _said: str = ""

    def run(self) -> None:
        """Publish, wait, and again."""
        while not self.stopped:
            try:
                if self.publisher.run_once() is not None:
                    self._recovered()
                self._pause = _LOOK_SECONDS
            except QuorumWaitingError as error:
                self._say(error)
                self._pause = _LOOK_SECONDS
            except AzukariError as error:
                self._say(error)
                self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
            self._rest()

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """End after the step at hand; a signal handler."""
        del number, frame
        self.stopped = True

    def _recovered(self) -> None:
        if self._said:
            _log.info("Checkpoints are published again.")
        self._said = ""

    def _say(self, error: AzukariError) -> None:
        said = f"{type(error).__name__}: {error.message}"
        if said != self._said:
            _log.error("%s", said)
            self._said = said

    def _rest(self) -> None:
        until = time.monotonic() + self._pause
        while not self.stopped and time.monotonic() < until:
            time.sleep(_STEP_SECONDS)


def open_loop(environment: Mapping[str, str]) -> Loop:
    """Put a loop together from ``AZUKARI_HOME``, ``AZUKARI_LEDGER_KEY``, ``AZUKARI_WITNESSES`` and ``AZUKARI_QUORUM``.

    Raises:
        MalformedError: if one of them is missing or wrong.
    """
    home = Home(Path(_needed(environment, "AZUKARI_HOME")))
    settings = read_witnesses(_needed(environment, "AZUKARI_WITNESSES"), environment.get("AZUKARI_QUORUM", "0"))
    publisher = Publisher(
        TileDirectory(home.ledger),
        HeadFile(home.ledger_head),
        read_verifier(_needed(environment, "AZUKARI_LEDGER_KEY")),
        remote_witnesses(settings, home),
        quorum=settings.quorum,
        clock=system_clock,
    )
    return Loop(publisher)


def remote_witnesses(settings: LedgerSettings, home: Home) -> list[HttpWitness]:
    """Reach the witnesses of an installation; an authority's path is relative to the home.

    Raises:
        MalformedError: if an address, a key or a certificate is wrong.
    """
    return [
        HttpWitness(
            one.url,
            read_witness_verifier(one.key),
            authority=home.path / one.authority if one.authority else None,
        )
        for one in settings.witnesses
    ]


def main() -> None:
    """Publish until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        loop = open_loop(os.environ)
        with _alone(Home(Path(_needed(os.environ, "AZUKARI_HOME")))):
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, loop.stop)
            _log.info("The publisher has started.")
            loop.run()
    except AzukariError as error:
        _log.error("%s", error.message)
        sys.exit(1)
    _log.info("The publisher has ended.")


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    # Two publishers could publish in the wrong order.
    try:
        lock = (home.ledger_head / "publishing").open("a")
    except OSError:
        raise UnavailableError("The folder of the ledger's head cannot be written.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConflictError("This log is published by another process already.") from None
        yield


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise MalformedError(f"{name} is not set; `azukari serve` sets it.")
    return value


if __name__ == "__main__":
    main()
