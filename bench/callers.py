"""Many callers at once, in one process: through the keeper's socket, and past it to plain rows with the keeper's own driver.

Both clients do as little as they can: ours writes frames by hand, the baseline has one connection for each caller and prepared
statements. The baseline is written twice, with threads and with asyncio, and the quicker one is timed.
"""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg
import uvloop

from azukari.vault.keeper_client import Credential
from bench import plain
from bench.ground import PLAIN_DATABASE, Ground
from bench.handing_in import PURPOSE, REASON, Held
from bench.harness import check
from bench.keeping import Keeping
from bench.people import person

_LENGTH = 4


def frame(record: uuid.UUID, credential: Credential) -> bytes:
    """Write a request to open a record, in the canonical form of ``spec/keeper-protocol.md``."""
    body = (
        f'{{"arguments":{{"purpose":"{PURPOSE}","reason":"{REASON}","record":"{record}"}},'
        f'"credential":{{"kind":"{credential.kind.value}","value":"{credential.value}"}},"v":1,"verb":"open"}}'
    ).encode()
    return len(body).to_bytes(_LENGTH, "big") + body


class _Caller(asyncio.Protocol):
    """Opens one record after the other over a connection of its own."""

    def __init__(self, asked: Sequence[Held], credential: Credential) -> None:
        self._asked = asked
        self._credential = credential
        self._at = 0
        self._held = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def go(self) -> None:
        self._transport.write(frame(self._asked[self._at].record_id, self._credential))

    def data_received(self, data: bytes) -> None:
        held = self._held + data if self._held else data
        if len(held) < _LENGTH or len(held) < _LENGTH + int.from_bytes(held[:_LENGTH], "big"):
            self._held = held
            return
        self._held = b""
        try:
            _check_opened(json.loads(held[_LENGTH:]), self._asked[self._at])
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits for this caller
            self.done.set_exception(error)
            return
        self._at += 1
        if self._at < len(self._asked):
            self.go()
        else:
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError())


@dataclass
class KeeperCallers:
    """So many callers of a keeper, each with a connection, who together open so many records in a round."""

    keeping: Keeping
    callers: int
    loop: asyncio.AbstractEventLoop = field(default_factory=uvloop.new_event_loop)

    def round(self, asked: Sequence[Held]) -> float:
        """Open the records, and give the seconds that each took of the whole."""
        return self.loop.run_until_complete(self._round(asked))

    async def _round(self, asked: Sequence[Held]) -> float:
        loop = asyncio.get_running_loop()
        made = []
        for share in shares(asked, self.callers):
            caller = _Caller(share, self.keeping.credential)
            transport, _ = await loop.create_unix_connection(lambda one=caller: one, str(self.keeping.socket))  # type: ignore[misc]
            made.append((caller, transport))
        started = time.perf_counter()
        for caller, _ in made:
            caller.go()
        await asyncio.gather(*(caller.done for caller, _ in made))
        took = time.perf_counter() - started
        for _, transport in made:
            transport.close()
        return took / len(asked)

    def close(self) -> None:
        """End the loop."""
        self.loop.close()


@dataclass
class ThreadedCallers:
    """The baseline with a thread for each caller: a select by key, and one durable insert."""

    made: Ground
    callers: int
    connections: list[plain.Connection] = field(init=False)
    pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        """Open a connection for each caller."""
        self.connections = [self.made.connect() for _ in range(self.callers)]
        self.pool = ThreadPoolExecutor(self.callers)

    def round(self, asked: Sequence[Held]) -> float:
        """Read the rows, and give the seconds that each took of the whole."""
        together = threading.Barrier(self.callers + 1)

        def go(connection: plain.Connection, share: Sequence[Held]) -> None:
            together.wait()
            with connection.cursor(binary=True) as cursor:
                for one in share:
                    row = cursor.execute(plain.SELECT, (one.record_id,), prepare=True).fetchone()
                    _check_row(row, one)
                    cursor.execute(plain.EVENT, plain.event(one.record_id), prepare=True)

        running = [
            self.pool.submit(go, connection, share)
            for connection, share in zip(self.connections, shares(asked, self.callers), strict=True)
        ]
        together.wait()
        started = time.perf_counter()
        for one in running:
            one.result()
        return (time.perf_counter() - started) / len(asked)

    def close(self) -> None:
        """End the threads and connections."""
        self.pool.shutdown()
        for connection in self.connections:
            connection.close()


@dataclass
class AsyncCallers:
    """The baseline with a task for each caller on one loop."""

    made: Ground
    callers: int
    loop: asyncio.AbstractEventLoop = field(default_factory=uvloop.new_event_loop)
    connections: list[psycopg.AsyncConnection[tuple[Any, ...]]] = field(default_factory=list)

    def round(self, asked: Sequence[Held]) -> float:
        """Read the rows, and give the seconds that each took of the whole."""
        return self.loop.run_until_complete(self._round(asked))

    async def _round(self, asked: Sequence[Held]) -> float:
        while len(self.connections) < self.callers:
            self.connections.append(
                await psycopg.AsyncConnection.connect(self.made.admin(PLAIN_DATABASE), autocommit=True)
            )
        started = time.perf_counter()
        await asyncio.gather(*map(_read_all, self.connections, shares(asked, self.callers)))
        return (time.perf_counter() - started) / len(asked)

    def close(self) -> None:
        """End the connections and the loop."""

        async def closed() -> None:
            for connection in self.connections:
                await connection.close()

        self.loop.run_until_complete(closed())
        self.loop.close()


PlainCallers = ThreadedCallers | AsyncCallers


def quicker(made: Ground, callers: int, asked: Sequence[Held]) -> PlainCallers:
    """Give the quicker of both ways to write the baseline, each tried twice."""
    kinds: list[type[PlainCallers]] = [ThreadedCallers]
    if callers > 1:
        kinds.append(AsyncCallers)
    took: dict[type[PlainCallers], float] = {}
    for kind in kinds:
        tried = kind(made, callers)
        took[kind] = min(tried.round(asked) for _ in range(2))
        tried.close()  # the server has not connections enough for both at once
    return min(took, key=lambda kind: took[kind])(made, callers)


def shares(asked: Sequence[Held], callers: int) -> list[Sequence[Held]]:
    """Deal what is asked for out to callers."""
    return [asked[number::callers] for number in range(callers)]


async def _read_all(connection: "psycopg.AsyncConnection[tuple[Any, ...]]", share: Sequence[Held]) -> None:
    async with connection.cursor(binary=True) as cursor:
        for one in share:
            await cursor.execute(plain.SELECT, (one.record_id,), prepare=True)
            _check_row(await cursor.fetchone(), one)
            await cursor.execute(plain.EVENT, plain.event(one.record_id), prepare=True)


def _check_opened(answer: dict[str, Any], wanted: Held) -> None:
    opened = answer.get("ok")
    check(opened is not None, f"a record could not be opened: {answer.get('error', {}).get('ground')}")
    check(
        opened is not None and opened["number"] == wanted.number and opened["items"] == person(wanted.person),
        "an opened record is not what was handed in",
    )


def _check_row(row: tuple[Any, ...] | None, wanted: Held) -> None:
    values = person(wanted.person)
    check(
        row is not None and row[2] == wanted.number and row[7:] == tuple(values.values()),
        "a plain row is not what was handed in",
    )
