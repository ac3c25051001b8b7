"""The ledger's process: it gives entries their places as they come in, and signs (`python -m azukari.cli.sequence`).

It looks several times a second for what was appended, and at everything once a second. Whatever goes wrong, it says so once, waits,
and tries again; what it must not sign it does not sign, however often it tries. With ``--rebuild-tiles`` it writes all tiles of the
signed tree anew from the database, once, and ends.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg

from azukari.base.errors import AzukariError, MalformedError, UnavailableError
from azukari.host.database import PsycopgDatabase
from azukari.host.home import Home
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import Signer, read_signer
from azukari.ledger.services import Sequencer
from azukari.ledger.witnessed_tiles import WitnessedTiles

# While entries come, they are taken every 0.1 s, many at a time; a look when none waits costs 0.3 ms.
_BUSY_SECONDS = 0.1
_IDLE_SECONDS = 0.2
_WHOLE_LOOK_SECONDS = 1.0
_STEP_SECONDS = 0.05
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 10.0

_log = logging.getLogger("azukari.ledger")


@dataclass(slots=True)
class Loop:
    """Runs a sequencer until it is told to stop."""

    sequencer: Sequencer
    database: PsycopgDatabase
    stopped: bool = False
    _pause: float = _FIRST_PAUSE_SECONDS
    _said: str = ""

    def run(self) -> None:
        """Sequence, wait, and again."""
        while not self.stopped:
            try:
                while not self.stopped and self.sequencer.run_once() and self.sequencer.is_behind:
                    pass
                self._recovered()
                self._wait()
            except psycopg.OperationalError:
                self._failed(UnavailableError("The database went away."))
            except (AzukariError, psycopg.Error) as error:
                self._failed(error)

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """End after the step at hand; a signal handler."""
        del number, frame
        self.stopped = True

    def _wait(self) -> None:
        until = time.monotonic() + _WHOLE_LOOK_SECONDS
        self._rest(_BUSY_SECONDS)
        while not self.stopped and time.monotonic() < until and not self.sequencer.waits():
            self._rest(_IDLE_SECONDS)

    def _recovered(self) -> None:
        if self._said:
            _log.info("The sequencer works again.")
        self._said, self._pause = "", _FIRST_PAUSE_SECONDS

    def _failed(self, error: Exception) -> None:
        message = error.message if isinstance(error, AzukariError) else "The database refused."
        said = f"{type(error).__name__}: {message}"
        if said != self._said:
            _log.error("%s", said)
            self._said = said
        self.database.close()
        self._rest(self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)

    def _rest(self, seconds: float) -> None:
        # In short pieces: a signal handler may do no more than set a flag, and sleep goes on after it.
        until = time.monotonic() + seconds
        while not self.stopped and time.monotonic() < until:
            time.sleep(_STEP_SECONDS)


def open_loop(environment: Mapping[str, str]) -> Loop:
    """Put a loop together from ``AZUKARI_HOME``, ``AZUKARI_DATABASE_URL`` and ``AZUKARI_KEYS``.

    Raises:
        MalformedError: if one of them is missing, or the signing key cannot be read.
    """
    home = Home(Path(_needed(environment, "AZUKARI_HOME")))
    database = PsycopgDatabase(_needed(environment, "AZUKARI_DATABASE_URL"))
    signer = _signer(Path(_needed(environment, "AZUKARI_KEYS")) / "signer.key")
    tiles, head = TileDirectory(home.ledger), HeadFile(home.ledger_head)
    shown = WitnessedTiles(tiles, head, signer.verifier) if environment.get("AZUKARI_WITNESSES") else tiles
    return Loop(Sequencer(database, shown, head, signer), database)


def main(arguments: list[str] | None = None) -> None:
    """Run the sequencer until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        loop = open_loop(os.environ)
        if "--rebuild-tiles" in (sys.argv[1:] if arguments is None else arguments):
            size = loop.sequencer.rebuild_tiles().head.size
            _log.info("All tiles of the signed tree of %d entries were written anew.", size)
            return
    except AzukariError as error:
        _log.error("%s", error.message)
        sys.exit(1)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, loop.stop)
    _log.info("The sequencer has started.")
    loop.run()
    loop.database.close()
    _log.info("The sequencer has ended.")


def _signer(path: Path) -> Signer:
    try:
        return read_signer(path.read_text(encoding="utf-8"))
    except OSError:
        raise MalformedError("The signing key of the ledger (signer.key) cannot be read.") from None


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise MalformedError(f"{name} is not set; `azukari serve` sets it.")
    return value


if __name__ == "__main__":
    main()
