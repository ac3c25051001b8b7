"""One caller's connection: frames in, one call at a time, frames out, and no patience for those who dawdle."""

import asyncio
import logging
from collections.abc import Callable
from typing import cast

from azukari.base.errors import AzukariError
from azukari.keeper.queue import Answer, Begun, BusyError
from azukari.keeper.settings import Limits
from azukari.vault.keeper_frames import FrameReader, Request, decode_request, encode_error

_log = logging.getLogger("azukari.keeper.connection")


class Connection(asyncio.Protocol):
    """Reads a request, has it answered, writes the answer, and only then reads on; so a caller cannot run ahead."""

    _transport: asyncio.Transport  # from `connection_made` on

    def __init__(self, take: Callable[[Request, Answer], Begun], *, among: "set[Connection]", limits: Limits) -> None:
        """Hand requests to what takes them in; be one ``among`` those that are open."""
        self._take = take
        self._among = among
        self._limits = limits
        self._reader = FrameReader()
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(limits.idle_seconds, self._give_up)
        self._call: Begun | None = None
        self._unwritten = False
        self._leaving = False
        self.gone: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the caller in, if there is room."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=0)  # so that an answer that is not taken at once is noticed
        if len(self._among) < self._limits.connections:
            self._among.add(self)
            return
        _log.warning("There is no room for another connection.")
        self._transport.write(encode_error(BusyError(ground="busy")))
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Take bytes; a caller who runs ahead of the answer is not read any further until it is there."""
        if self._call is not None or self._unwritten:
            self._reader.feed(data)
            self._transport.pause_reading()
            return
        if not self._reader.waiting:  # counted from the first byte: the others do not buy more time
            self._wait(self._limits.frame_seconds)
        self._reader.feed(data)
        self._go_on()

    def pause_writing(self) -> None:
        """Wait for the caller to take the answer, but not for ever."""
        self._unwritten = True
        self._wait(self._limits.answer_seconds)

    def resume_writing(self) -> None:
        """Read on: the answer was taken."""
        self._unwritten = False
        self._read_on()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the caller; a call that has not begun is not begun any more."""
        self._among.discard(self)
        self.gone.set_result(None)
        self._timer.cancel()
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def leave(self) -> None:
        """Close as soon as the call in flight, if any, is answered."""
        self._leaving = True
        if self._call is None:
            self._transport.close()  # what is written already still goes out

    def abandon(self) -> None:
        """Close at once, unanswered."""
        self._transport.abort()

    def _go_on(self) -> None:
        """Begin the next call if a whole frame is there, else wait for one."""
        try:
            body = self._reader.next()
            request = None if body is None else decode_request(body)
        except AzukariError as error:
            _log.warning("A caller broke the protocol (%s) and is let go.", error.ground)
            self._transport.write(encode_error(error))
            self._transport.close()
            return
        if request is not None:
            self._timer.cancel()
            self._call = self._take(request, self._answered)

    def _answered(self, answer: bytes) -> None:
        self._call = None
        if self.gone.done():
            return
        self._transport.write(answer)
        if self._leaving:
            self._transport.close()
        elif not self._unwritten:
            self._read_on()

    def _read_on(self) -> None:
        if not self._transport.is_closing():
            self._wait(self._limits.frame_seconds if self._reader.waiting else self._limits.idle_seconds)
            self._transport.resume_reading()
            self._go_on()

    def _wait(self, seconds: float) -> None:
        self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        _log.info("A caller was too slow, or idle for too long, and is let go.")
        self._transport.abort()
