"""Keep processes running: start them in order, restart what dies, and end them all together.

Nobody is left behind: each process leads a group of its own, so that its children end with it, and the kernel ends it when the
supervisor itself is killed (``PR_SET_PDEATHSIG``).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from azukari.host.errors import ProcessError

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.05
_SLOWEST_RESTART_SECONDS = 10.0
_STEADY_SECONDS = 30.0
_WATCHED = (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# What every process may see of the supervisor's environment; all else is given to it by name.
_INHERITED = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "SSL_CERT_FILE",
    "COVERAGE_PROCESS_START",
)


@dataclass(frozen=True, slots=True)
class Program:
    """One program to keep running.

    ``ready`` tells whether it serves; ``stop_signal`` asks it to end (PostgreSQL wants SIGINT for a fast shutdown).
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool] = lambda: True
    stop_signal: signal.Signals = signal.SIGTERM


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0
    restart_at: float = 0.0
    log: IO[bytes] | None = field(default=None)


class Supervisor:
    """Runs programs until it is told to stop."""

    def __init__(self, *, said: Callable[[str], None]) -> None:
        """``said`` gets a sentence whenever a program dies or is started again."""
        self._said = said
        self._running: list[_Running] = []
        self._stopping = False
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)

    def start(self, program: Program, *, wait_seconds: float = 30.0) -> None:
        """Start a program and wait until it is ready.

        Raises:
            ProcessError: if it ends, or is not ready in time, with the end of its log.
        """
        running = _Running(program, _launch(program), time.monotonic())
        self._running.append(running)
        while not program.ready():
            if running.process.poll() is not None:
                raise ProcessError(f"{program.name} ended at once. {_end_of(program.log)}")
            if time.monotonic() - running.started > wait_seconds:
                raise ProcessError(
                    f"{program.name} is not ready after {wait_seconds:.0f} seconds. {_end_of(program.log)}"
                )
            if self._asked_to_stop(_POLL_SECONDS):
                raise KeyboardInterrupt

    def pid(self, name: str) -> int:
        """Tell the process id of a program."""
        return next(one.process.pid for one in self._running if one.program.name == name)

    def watch(self) -> None:
        """Restart whatever dies, until SIGINT, SIGTERM or SIGHUP."""
        while not self._asked_to_stop(1.0):
            for running in self._running:
                self._revive(running)

    def stop(self) -> None:
        """End all programs, the last started first, and what they have started."""
        for running in reversed(self._running):
            if running.process.poll() is None:
                running.process.send_signal(running.program.stop_signal)
                try:
                    running.process.wait(15)
                except subprocess.TimeoutExpired:
                    self._said(f"{running.program.name} does not end; it is killed.")
            _end_group(running.process)
            running.process.wait()
        self._running.clear()

    def _asked_to_stop(self, seconds: float) -> bool:
        # Once asked is asked: a second Ctrl-C while things end must not be lost, nor end the end.
        received = signal.sigtimedwait(_WATCHED, seconds)
        if received is not None and received.si_signo != signal.SIGCHLD:
            self._stopping = True
        return self._stopping

    def _revive(self, running: _Running) -> None:
        now = time.monotonic()
        code = running.process.poll()
        if code is None:
            return
        if not running.restart_at:
            _end_group(running.process)
            running.failures = 0 if now - running.started > _STEADY_SECONDS else running.failures + 1
            pause = min(0.1 * 2**running.failures, _SLOWEST_RESTART_SECONDS)
            running.restart_at = now + pause
            self._said(f"{running.program.name} ended ({_why(code)}); it is started again.")
        if now >= running.restart_at:
            running.process, running.started, running.restart_at = _launch(running.program), now, 0.0


def _launch(program: Program) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ} | dict(program.environment)
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        return subprocess.Popen(
            program.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
            preexec_fn=_child_setup(program.stop_signal),
        )


def _child_setup(stop_signal: signal.Signals) -> Callable[[], None]:
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def setup() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)

    return setup


def _end_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _why(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def _end_of(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
    except OSError:
        return ""
    return f"Its log {log} ends:\n  " + "\n  ".join(lines)
