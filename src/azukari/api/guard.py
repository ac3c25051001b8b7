"""What stands around every request: whose host name it names, the headers on every answer, and a last resort for errors."""

import asyncio
import contextlib
import logging
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from azukari.api.errors import RequestError
from azukari.api.log import where
from azukari.api.problems import MEDIA_TYPE, encoded
from azukari.base.errors import AzukariError

HEADERS: Final = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_TOO_LARGE = 413
_DRAINED = 4 << 20  # bytes of a body too large that are still taken
_DRAIN_SECONDS = 5.0
_log = logging.getLogger("azukari.api")


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        """Answer these host names only; without port, in lower case."""
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if its host is ours, and complete the headers of whatever answers."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        begun = False
        body = _Body(receive)

        async def complete(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                if message["status"] == _TOO_LARGE:
                    await body.drain()
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        if self._host(scope) not in self._hosts:
            error = RequestError("misdirected", "This host name is not answered here.", ground="host")
            await _answer(complete, error)
            return
        try:
            await self._app(scope, body.receive, complete)
        except Exception as error:
            _log.error("A request ended outside of the application: %s.", where(error))
            if begun:
                raise
            await _answer(complete, AzukariError())

    @staticmethod
    def _host(scope: Scope) -> str:
        for name, value in scope["headers"]:
            if name == b"host":
                host = value.decode("latin-1").lower()
                return host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        return ""


class _Body:
    """What a caller sends; what is left of a body too large is taken and thrown away, or the caller never reads the answer.

    A server that answers and closes while the other side still sends resets the connection (RFC 9112 §9.6).
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._more = True

    async def receive(self) -> ReceiveMessage:
        message = await self._receive()
        self._more = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def drain(self) -> None:
        taken = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while self._more and taken < _DRAINED:
                    message = await self.receive()
                    taken += len(message.get("body", b"")) if message["type"] == "http.request" else 0


async def _answer(send: Send, error: AzukariError) -> None:
    status, body = encoded(error)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    headers.append((b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
