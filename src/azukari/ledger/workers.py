"""Several processes that verify one log: each takes stretches of it, and holds no more than one bundle at a time."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from azukari.base.errors import UnavailableError
from azukari.ledger.log import Spread, Stretch, StretchDone


class WorkerLostError(UnavailableError):
    """A process that verified part of the log ended before it was done, so nothing was shown; try again."""


@contextmanager
def workers(count: int | None = None) -> Iterator[Spread]:
    """Give a way to spread the verification of a log over processes, one for each processor if no number is given.

    They are forked here, so no thread may run yet that could hold a lock.
    """
    with ProcessPoolExecutor(
        count or os.cpu_count() or 1, mp_context=multiprocessing.get_context("fork"), initializer=_leave_interrupts
    ) as pool:
        pool.submit(int).result()

        def spread(check: Callable[[Stretch], StretchDone], stretches: Iterable[Stretch]) -> Iterator[StretchDone]:
            try:
                yield from pool.map(check, stretches)
            except BrokenProcessPool:
                raise WorkerLostError from None
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

        yield spread


def _leave_interrupts() -> None:
    # Who presses Ctrl-C ends the process that asked, and that one ends these.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
