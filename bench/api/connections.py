"""A client for both servers: so many connections that are kept, each with one request under way."""

import asyncio
import json
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import uvloop

from bench.api.servers import Server
from bench.harness import check

Check = Callable[[int, dict[str, Any]], None]  # the place of the request in its series, and the answer


@dataclass(frozen=True, slots=True)
class Series:
    """Requests to one address, the status that each must be answered with, and what the answer must be."""

    path: str
    bodies: Sequence[bytes]
    status: int
    check: Check
    headers: Sequence[bytes] = ()  # more for each request


@dataclass(frozen=True, slots=True)
class Taken:
    """How long a series took in all, and each request of it."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def each(self) -> float:
        """Give the seconds that each request took of the whole."""
        return self.seconds / len(self.latencies)

    def percentile(self, share: float) -> float:
        """Give the latency that a share of the requests kept within."""
        return sorted(self.latencies)[min(int(share * len(self.latencies)), len(self.latencies) - 1)]


class _Connection(asyncio.Protocol):
    def __init__(self, server: Server, series: Series, places: range) -> None:
        self._server, self._series = server, series
        self._places = iter(places)
        self._held = b""
        self._started = 0.0
        self._place = 0
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def go(self) -> None:
        place = next(self._places, None)
        if place is None:
            self.done.set_result(None)
            return
        body = self._series.bodies[place]
        more = self._series.headers[place] if self._series.headers else b""
        head = (
            f"POST {self._series.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n"
        ).encode()
        self._place, self._started = place, time.perf_counter()
        self._transport.write(head + self._server.headers + more + b"\r\n" + body)

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, end, rest = self._held.partition(b"\r\n\r\n")
        if not end:
            return
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        length = int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(rest) < length:
            return
        self._held = b""
        self.latencies.append(time.perf_counter() - self._started)
        try:
            status = int(head[9:12])
            check(status == self._series.status, f"{self._series.path} was answered by {status}")
            self._series.check(self._place, json.loads(rest))
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits for this connection
            self.done.set_exception(error)
            return
        self.go()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError())


@dataclass
class Client:
    """Sends series of requests over connections of its own."""

    context: ssl.SSLContext
    loop: asyncio.AbstractEventLoop = field(default_factory=uvloop.new_event_loop)

    def send(self, server: Server, series: Series, *, connections: int) -> Taken:
        """Send a series, and tell how long it took."""
        return self.loop.run_until_complete(self._send(server, series, connections))

    async def _send(self, server: Server, series: Series, connections: int) -> Taken:
        loop, made = asyncio.get_running_loop(), []
        for number in range(connections):
            one = _Connection(server, series, range(number, len(series.bodies), connections))
            transport, _ = await loop.create_connection(
                lambda one=one: one,  # type: ignore[misc]
                "127.0.0.1", server.port, ssl=self.context, server_hostname="localhost",
            )  # fmt: skip
            made.append((one, transport))
        started = time.perf_counter()
        for one, _ in made:
            one.go()
        await asyncio.gather(*(one.done for one, _ in made))
        took = time.perf_counter() - started
        for _, transport in made:
            transport.close()
        return Taken(took, tuple(latency for one, _ in made for latency in one.latencies))

    def close(self) -> None:
        """End the loop."""
        self.loop.close()
