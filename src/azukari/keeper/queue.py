"""Between the socket and the services: so many acts at once, so many waiting, and a word to those for whom there is no room."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from azukari.base.errors import UnavailableError
from azukari.keeper.settings import Limits
from azukari.vault.keeper_frames import Request, encode_error


class BusyError(UnavailableError):
    """The keeper has too much to do at this moment; try again shortly."""


class CallQueue:
    """Runs blocking acts in threads; slow ones have a thread of their own, so that they never hold up an opening."""

    def __init__(self, answer: Callable[[Request], bytes], *, slow: Callable[[Request], bool], limits: Limits) -> None:
        """Answer requests by ``answer``, which never raises."""
        self._answer = answer
        self._slow = slow
        self._fast_lane = _Lane("act", threads=limits.threads, waiting=limits.waiting)
        self._slow_lane = _Lane("slow", threads=1, waiting=limits.slow_waiting)

    async def answer(self, request: Request) -> bytes:
        """Give the frame that answers a request."""
        lane = self._slow_lane if self._slow(request) else self._fast_lane
        try:
            return await lane.run(self._answer, request)
        except BusyError as busy:
            return encode_error(busy)

    def close(self) -> None:
        """End the threads; what is in flight is finished first."""
        self._fast_lane.close()
        self._slow_lane.close()


class _Lane:
    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"keeper-{name}")
        self._room = threading.BoundedSemaphore(threads + waiting)

    async def run(self, act: Callable[[Request], bytes], request: Request) -> bytes:
        if not self._room.acquire(blocking=False):
            raise BusyError(ground="busy")
        running = self._pool.submit(act, request)
        # Given back when the thread is done, not when its caller has gone: a caller who left still takes up the thread.
        running.add_done_callback(lambda _done: self._room.release())
        return await asyncio.wrap_future(running)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
