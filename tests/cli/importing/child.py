"""The command in a process of its own, which ends itself hard at a named point: ``KILL`` names it, ``AT`` says at which passing."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from azukari.cli import main
from azukari.cli.importing import command, storing
from azukari.cli.importing.session import Keys
from azukari.vault.services import importing


class Fuse:
    """Burns down by one at each passing, and ends the process at the last."""

    def __init__(self, wanted: str, times: int) -> None:
        self.wanted, self.left = wanted, times

    def pass_by(self, point: str) -> None:
        if point == self.wanted:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def around(fuse: Fuse, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
    def done(*args: Any, **more: Any) -> Any:
        fuse.pass_by(f"before {name}")
        result = act(*args, **more)
        fuse.pass_by(f"after {name}")
        return result

    return done


def lay(fuse: Fuse) -> None:
    """Put the fuse at every point that the table of tests names."""
    importing.begin = around(fuse, "begin", importing.begin)
    storing.store_step = around(fuse, "step", storing.store_step)
    storing.finish = around(fuse, "finish", storing.finish)
    importing.store.move = around(fuse, "move", importing.store.move)
    importing.collect = around(fuse, "record", importing.collect)


if __name__ == "__main__":
    keys = Keys(os.environ["MAIN"], os.environ["PERSON_KEYS"], Path(os.environ["KEYS"]))
    command.find_installation = lambda home: home  # type: ignore[assignment,return-value]
    command.keys_of = lambda _: keys
    lay(Fuse(os.environ.get("KILL", ""), int(os.environ.get("AT", "1"))))
    main.main()
