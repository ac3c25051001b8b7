"""A keeper's socket in this process, answered by a function of the test, on a loop in a thread of its own."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from azukari.keeper.queue import Answer, CallQueue, Clerk
from azukari.keeper.server import serve
from azukari.keeper.settings import Limits
from azukari.keeper.socket import listening_socket
from azukari.vault.keeper_frames import FrameReader, Request, encode_answer

QUICK = Limits(frame_seconds=0.4, idle_seconds=30.0, answer_seconds=0.4, stop_seconds=5.0)


@dataclass
class Running:
    """A socket that is listened at, and the way to stop it."""

    path: Path
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event
    thread: threading.Thread = field(init=False)

    def ask_to_stop(self) -> None:
        with contextlib.suppress(RuntimeError):  # it has stopped already
            self.loop.call_soon_threadsafe(self.stop.set)

    def connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(10)
        try:
            connection.connect(str(self.path))
        except OSError:
            connection.close()
            raise
        return connection


@dataclass(frozen=True)
class _Clerk:
    """Answers every request by itself."""

    by: Callable[[Request], bytes]
    slow: Callable[[Request], bool]

    def answer(self, request: Request) -> bytes:
        return self.by(request)

    def begin(self, _request: Request, _answer: Answer) -> None:
        return None

    def is_slow(self, request: Request) -> bool:
        return self.slow(request)


def running(
    path: Path,
    answer: Callable[[Request], bytes] = lambda request: encode_answer(request.verb),
    *,
    slow: Callable[[Request], bool] = lambda _request: False,
    limits: Limits = QUICK,
) -> contextlib.AbstractContextManager[Running]:
    """Listen until the end of the block, and have requests answered by a function."""
    return served_by(_Clerk(answer, slow), path, limits=limits)


@contextlib.contextmanager
def served_by(clerk: Clerk, path: Path, *, limits: Limits) -> Iterator[Running]:
    """Listen until the end of the block; an error of the loop's thread is raised there."""
    queue = CallQueue(clerk, limits=limits)
    started = threading.Event()
    made: list[Running] = []
    failed: list[BaseException] = []

    async def live(listener: socket.socket) -> None:
        made.append(Running(path, asyncio.get_running_loop(), asyncio.Event()))
        asyncio.get_running_loop().call_soon(started.set)
        await serve(listener, queue, limits=limits, stop=made[0].stop)

    def run() -> None:
        try:
            with listening_socket(path) as listener:
                asyncio.run(live(listener))
        except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
            failed.append(error)
        finally:
            queue.close()
            started.set()

    thread = threading.Thread(target=run)
    thread.start()
    started.wait(10)
    try:
        if not failed:
            made[0].thread = thread
            yield made[0]
    finally:
        for one in made:
            one.ask_to_stop()
        thread.join(20)
    assert not thread.is_alive()
    if failed:
        raise failed[0]


def read_body(connection: socket.socket) -> bytes | None:
    """Read one frame's body; none at the end of the stream."""
    reader = FrameReader()
    while (body := reader.next()) is None:
        data = connection.recv(65536)
        if not data:
            return None
        reader.feed(data)
    return body
