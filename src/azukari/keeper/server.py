"""The keeper's life: it listens, answers, and when asked to stop takes no more calls but finishes those that it has."""

import asyncio
import logging
import signal
import socket

from azukari.keeper.connection import Connection
from azukari.keeper.queue import CallQueue
from azukari.keeper.settings import Limits

_log = logging.getLogger("azukari.keeper.server")


async def serve_until_signalled(listener: socket.socket, queue: CallQueue, *, limits: Limits) -> None:
    """Serve callers until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(listener, queue, limits=limits, stop=stop)


async def serve(listener: socket.socket, queue: CallQueue, *, limits: Limits, stop: asyncio.Event) -> None:
    """Serve callers until ``stop`` is set; then take no more calls, and finish those in flight."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_unforeseen)
    open_connections: set[Connection] = set()
    server = await loop.create_unix_server(
        lambda: Connection(queue.take, among=open_connections, limits=limits), sock=listener
    )
    _log.info("The keeper listens.")
    await stop.wait()
    _log.info("The keeper stops: it takes no more calls.")
    server.close()
    await _take_leave(open_connections, seconds=limits.stop_seconds)


async def _take_leave(open_connections: set[Connection], *, seconds: float) -> None:
    for connection in tuple(open_connections):
        connection.leave()
    if not open_connections:
        return
    await asyncio.wait([connection.gone for connection in open_connections], timeout=seconds)
    for late in tuple(open_connections):
        _log.warning("A call was not finished in time; its caller gets no answer.")
        late.abandon()
        await late.gone


def _unforeseen(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    _log.error("The event loop met an error.", exc_info=error if isinstance(error, BaseException) else None)
