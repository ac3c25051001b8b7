"""Between the socket and the services: so many acts at once, so many waiting, and a word to those for whom there is no room."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeAlias

from azukari.base.errors import UnavailableError
from azukari.keeper.settings import Limits
from azukari.vault.keeper_frames import Request, encode_error

Answer: TypeAlias = Callable[[bytes], None]


class BusyError(UnavailableError):
    """The keeper has too much to do at this moment; try again shortly."""


class Begun(Protocol):
    """A call that was taken in."""

    def cancel(self) -> object:
        """Give it up: it is not begun if it has not been."""


class Clerk(Protocol):
    """Who answers requests (`desk.Desk`); neither method raises."""

    def answer(self, request: Request) -> bytes:
        """Give the frame that answers a request; this may take its time, and is called in a thread."""

    def begin(self, request: Request, answer: Answer, /) -> Begun | None:
        """Take a request in that goes with others, or give none; quick, with ``answer`` called in another thread."""

    def is_slow(self, request: Request) -> bool:
        """Tell whether a request goes through the whole store."""


class CallQueue:
    """Has openings served in groups, and runs other acts in threads; slow ones have a thread of their own, and hold up nobody."""

    def __init__(self, clerk: Clerk, *, limits: Limits) -> None:
        """Have requests answered by a clerk."""
        self._clerk = clerk
        self._fast_lane = _Lane("act", threads=limits.threads, waiting=limits.waiting)
        self._slow_lane = _Lane("slow", threads=1, waiting=limits.slow_waiting)

    def take(self, request: Request, answer: Answer) -> Begun:
        """Take a request in; ``answer`` is called in the event loop with the frame that answers it, after this has returned."""
        loop = asyncio.get_running_loop()

        def deliver(frame: bytes) -> None:
            loop.call_soon_threadsafe(answer, frame)

        begun = self._clerk.begin(request, deliver)
        if begun is not None:
            return begun
        lane = self._slow_lane if self._clerk.is_slow(request) else self._fast_lane
        return lane.run(lambda: self._clerk.answer(request), deliver)

    def close(self) -> None:
        """End the threads; what is in flight is finished first."""
        self._fast_lane.close()
        self._slow_lane.close()


class _Lane:
    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"keeper-{name}")
        self._room = threading.BoundedSemaphore(threads + waiting)

    def run(self, act: Callable[[], bytes], deliver: Answer) -> "Future[None]":
        if not self._room.acquire(blocking=False):
            deliver(encode_error(BusyError(ground="busy")))
            refused: Future[None] = Future()
            return refused
        running = self._pool.submit(lambda: deliver(act()))
        # Given back when the thread is done, not when its caller has gone: a caller who left still takes up the thread.
        running.add_done_callback(lambda _done: self._room.release())
        return running

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
