"""Sealing in processes of their own, beside the one that reads and stores: it is most of an import's work, and one core's each.

What a process is sent are submissions, over a pipe that only the two of them have; what it gives back is sealed. A pipe's end
tells a process that whoever read the file is gone, in whatever way, and it ends.
"""

import contextlib
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Protocol, TypeAlias

from azukari.base.clock import system_clock
from azukari.base.errors import AzukariError, UnavailableError
from azukari.cli.importing.keys import Keys
from azukari.host.database import PsycopgDatabase
from azukari.statement.document import Statement
from azukari.vault.services.bulk import NOTHING, SealedBatch, seal_all
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.submission import Submission

_SECONDS_TO_END = 5.0
_Answer: TypeAlias = SealedBatch | AzukariError


class SealerGoneError(UnavailableError):
    """A process that seals has ended; what was stored stays. Run the same command again: it goes on from there."""


@dataclass(frozen=True, slots=True)
class Job:
    """Submissions that are sealed together, up to and with a line; none where every row was skipped."""

    line: int
    skipped: int
    submissions: Sequence[Submission] = field(repr=False)


Done: TypeAlias = tuple[Job, SealedBatch]


class Sealing(Protocol):
    """Where jobs are sealed; they come back in the order in which they were put in."""

    def put(self, job: Job, *, now: datetime) -> Iterator[Done]:
        """Put in a job, and give those that are done."""

    def rest(self) -> Iterator[Done]:
        """Give all that are left."""


class Here:
    """Seals at once, in this process: quickest for few records."""

    def __init__(self, sealer: Sealer, statement: Statement) -> None:
        """Seal under one version of the statement."""
        self._sealer = sealer
        self._statement = statement

    def put(self, job: Job, *, now: datetime) -> Iterator[Done]:
        """Seal a job."""
        yield job, seal_all(job.submissions, sealer=self._sealer, statement=self._statement, now=now)

    def rest(self) -> Iterator[Done]:
        """Give nothing: each job is done when it was put in."""
        yield from ()


class Sealers:
    """Processes that take jobs in turn, one at a time each, so that neither side ever waits for the other to read."""

    def __init__(self, keys: Keys, statement: Statement, *, processes: int) -> None:
        """Start the processes; they begin afresh, and share no connection or key with this one."""
        self._workers = [_Worker(keys, statement) for _ in range(processes)]
        self._next = 0

    def put(self, job: Job, *, now: datetime) -> Iterator[Done]:
        """Give the oldest job to its turn's process, and what that has done before.

        Raises:
            AzukariError: of what it has done before.
            SealerGoneError: if the process has ended.
        """
        worker = self._turn()
        done = worker.take()
        worker.give(job, now=now)
        yield from done

    def rest(self) -> Iterator[Done]:
        """Wait for all processes, the oldest job first.

        Raises:
            AzukariError, SealerGoneError: as `put` does.
        """
        for _ in self._workers:
            yield from self._turn().take()

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()

    def _turn(self) -> "_Worker":
        worker = self._workers[self._next]
        self._next = (self._next + 1) % len(self._workers)
        return worker


class _Worker:
    def __init__(self, keys: Keys, statement: Statement) -> None:
        spawning = get_context("spawn")  # a fork would share what must not be shared
        self._pipe, theirs = spawning.Pipe()
        self._process = spawning.Process(target=_work, args=(theirs, keys, statement), daemon=True)
        self._process.start()
        theirs.close()
        self._job: Job | None = None

    def give(self, job: Job, *, now: datetime) -> None:
        self._job = job
        if job.submissions:
            with _alive():
                self._pipe.send((job.submissions, now))

    def take(self) -> list[Done]:
        job, self._job = self._job, None
        if job is None:
            return []
        if not job.submissions:
            return [(job, NOTHING)]
        with _alive():
            answer: _Answer = self._pipe.recv()
        if isinstance(answer, AzukariError):
            raise answer
        return [(job, answer)]

    def close(self) -> None:
        self._pipe.close()
        self._process.join(_SECONDS_TO_END)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._process.close()


@contextmanager
def opened_sealer(keys: Keys, *, now: datetime) -> Iterator[Sealer]:
    """Open what an import seals with, on connections of its own, until the end of the block."""
    with (
        closing(PsycopgDatabase(keys.main_url)) as database,
        closing(PsycopgDatabase(keys.person_keys_url)) as person_keys,
    ):
        yield Sealer.open(database, person_keys, keys.folder, now=now)


@contextmanager
def _alive() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError):
        raise SealerGoneError from None


def _work(pipe: "Connection", keys: Keys, statement: Statement) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that reads is told to stop, and then this one's pipe ends
    with contextlib.suppress(EOFError, OSError), opened_sealer(keys, now=system_clock()) as sealer:
        while True:
            submissions, now = pipe.recv()
            try:
                answer: _Answer = seal_all(submissions, sealer=sealer, statement=statement, now=now)
            except AzukariError as error:
                answer = error
            pipe.send(answer)
