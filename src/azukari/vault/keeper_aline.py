"""The client's end of the keeper's socket for a process that runs on an event loop; what `keeper_line` is for threads.

The same rules: one request and one answer at a time on a connection, an act is never repeated, and a connection that failed in any
way is closed, because an answer that came late must not be taken for another's.
"""

import asyncio
from pathlib import Path
from typing import cast

from azukari.base.errors import AzukariError
from azukari.vault.keeper_frames import FrameError, FrameReader
from azukari.vault.keeper_line import KeeperAwayError


class AsyncKeeperLine:
    """Connections to one keeper, kept for the next call; for one event loop, on which all its methods are called."""

    def __init__(self, path: Path, *, most: int = 48, timeout_seconds: float = 30.0) -> None:
        """Speak to the keeper whose socket lies at ``path`` on at most so many connections; nothing is opened yet."""
        self._path = path
        self._timeout = timeout_seconds
        self._room = asyncio.Semaphore(most)
        self._idle: list[_Connection] = []

    async def exchange(self, request: bytes) -> bytes:
        """Send the frame of a request, and give the body of the answer's frame.

        Raises:
            KeeperAwayError: if there is no answer in time. If the request was sent, the act may have been done: it is not repeated.
            FrameError: if the answer is no frame.
        """
        try:
            async with asyncio.timeout(self._timeout), self._room:
                return await self._ask(self._take() or await self._connect(), request)
        except (OSError, TimeoutError):
            raise KeeperAwayError(ground="keeper_away") from None

    def close(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    async def _ask(self, connection: "_Connection", request: bytes) -> bytes:
        answered = False
        try:
            body = await connection.ask(request)
            answered = True
        finally:
            if not answered:  # a caller who is cancelled, too, leaves an answer behind that nobody may read
                connection.close()
        if connection.usable:
            self._idle.append(connection)
        return body

    def _take(self) -> "_Connection | None":
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
        return None

    async def _connect(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        _, protocol = await loop.create_unix_connection(_Connection, str(self._path))
        return protocol


class _Connection(asyncio.Protocol):
    """One connection: whoever asks waits for the answer; anything that comes unasked, or too much, ends it."""

    _transport: asyncio.Transport  # from `connection_made` on

    def __init__(self) -> None:
        self._reader = FrameReader()
        self._answer: asyncio.Future[bytes] | None = None
        self.usable = True

    async def ask(self, request: bytes) -> bytes:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        self.usable = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        answer = self._answer
        if answer is None or answer.done():
            self.close()
            return
        self._reader.feed(data)
        try:
            body = self._reader.next()
        except AzukariError as error:
            self._fail(error)
            return
        if body is not None:
            if self._reader.waiting:
                self._fail(FrameError("The keeper's answer is longer than it says.", ground="frame.length"))
            elif not answer.done():
                answer.set_result(body)

    def connection_lost(self, exc: Exception | None) -> None:
        self.usable = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc if isinstance(exc, OSError) else ConnectionResetError())

    def _fail(self, error: Exception) -> None:
        answer = self._answer
        self.close()
        if answer is not None and not answer.done():
            answer.set_exception(error)
