"""The command in a process of its own, which ends itself hard at a named point: ``KILL`` names it, ``AT`` says at which passing.

Each is forked off a process that has done nothing but import this, so that only the first pays for that.
"""

import os
import pkgutil
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from azukari.cli import main
from azukari.cli.importing.keys import Keys

PATCH = pytest.MonkeyPatch()
_FRESH = get_context("forkserver")
_FRESH.set_forkserver_preload([__name__])


class Fuse:
    """Burns down by one at each passing, and ends the process at the last."""

    def __init__(self, wanted: str, times: int) -> None:
        self.wanted, self.left = wanted, times

    def pass_by(self, point: str) -> None:
        if point == self.wanted:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def around(fuse: Fuse, point: str, where: str) -> None:
    """Let the fuse pass by before and after every call of a function."""
    act: Callable[..., Any] = pkgutil.resolve_name(where)

    def done(*args: Any, **more: Any) -> Any:
        fuse.pass_by(f"before {point}")
        result = act(*args, **more)
        fuse.pass_by(f"after {point}")
        return result

    PATCH.setattr(where, done)


def halve(fuse: Fuse) -> None:
    """Let the fuse pass by in the middle of every COPY."""
    write: Callable[..., None] = psycopg.Copy.write

    def written(copy: Any, data: str) -> None:
        write(copy, data[: len(data) // 2])
        fuse.pass_by("inside copy")
        write(copy, data[len(data) // 2 :])

    PATCH.setattr("psycopg.Copy.write", written)


def lay(fuse: Fuse) -> None:
    """Put the fuse at every point that the table of tests names."""
    around(fuse, "begin", "azukari.vault.services.importing.begin")
    around(fuse, "step", "azukari.cli.importing.storing.store_step")
    around(fuse, "finish", "azukari.cli.importing.storing.finish")
    around(fuse, "move", "azukari.vault.store.importing.move")
    around(fuse, "copying", "azukari.vault.store.bulk.copy_records")
    halve(fuse)


def begin(arguments: Sequence[str], environment: Mapping[str, str]) -> ForkServerProcess:
    """Begin to run the command."""
    process = _FRESH.Process(target=_run, args=(tuple(arguments), dict(environment)))
    process.start()
    return process


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.environ.clear()
    os.environ.update(environment)
    keys = Keys(os.environ["MAIN"], os.environ["PERSON_KEYS"], Path(os.environ["KEYS"]))
    PATCH.setattr("azukari.cli.importing.command.find_installation", lambda home: home)
    PATCH.setattr("azukari.cli.importing.command.keys_of", lambda _: keys)
    PATCH.setattr(sys, "argv", ["azukari", *arguments])
    lay(Fuse(os.environ.get("KILL", ""), int(os.environ.get("AT", "1"))))
    main.main()
