"""The client's end of the socket on an event loop: the same rules as for threads."""

import asyncio
import socket
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from azukari.base.errors import MalformedError, RefusedError
from azukari.vault.keeper_aclient import AsyncKeeperClient
from azukari.vault.keeper_aline import AsyncKeeperLine
from azukari.vault.keeper_frames import encode_answer, encode_error
from azukari.vault.keeper_line import KeeperAwayError
from azukari.vault.keeper_shapes import found_value, opened_value, status_value
from tests.vault.keeper_peer import FOUND, OPENED, RECORD, STATUS, answering, hear, peer

_T = TypeVar("_T")
UP = encode_answer(status_value(STATUS))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keeper.sock"


def run(act: Coroutine[Any, Any, _T]) -> _T:
    async def whole() -> _T:
        try:
            return await act
        finally:
            await asyncio.sleep(0.01)  # in which a connection that was closed ends

    return asyncio.run(whole())


def test_verbs_are_those_of_the_other_client(path: Path) -> None:
    async def act(line: AsyncKeeperLine) -> None:
        client = AsyncKeeperClient(line)
        assert await client.open(RECORD, purpose="inquiry.reply", reason="answering") == OPENED
        assert await client.find("email", "x@example.co.jp", purpose="inquiry.reply", reason="answering") == (FOUND,)
        assert await client.status() == STATUS
        line.close()

    answers = (encode_answer(opened_value(OPENED)), encode_answer([found_value(FOUND)]), UP)
    with peer(path, answering(*answers)) as taken:
        run(act(AsyncKeeperLine(path)))
    assert len(taken) == 1  # kept for the next call


def test_an_error_is_raised_as_it_was_answered(path: Path) -> None:
    with (
        peer(path, answering(encode_error(RefusedError("no", ground="no_grant")))),
        pytest.raises(RefusedError) as raised,
    ):
        run(AsyncKeeperClient(AsyncKeeperLine(path)).status())
    assert raised.value.ground == "no_grant"


def test_no_keeper(path: Path) -> None:
    with pytest.raises(KeeperAwayError):
        run(AsyncKeeperClient(AsyncKeeperLine(path)).status())


def test_a_keeper_that_hangs_up_is_not_asked_again(path: Path) -> None:
    def hang_up(connection: socket.socket) -> None:
        assert hear(connection) is not None

    with peer(path, hang_up) as taken, pytest.raises(KeeperAwayError):
        run(AsyncKeeperClient(AsyncKeeperLine(path)).status())
    assert len(taken) == 1


def test_a_connection_that_failed_is_never_used_again(path: Path) -> None:
    def too_slow(connection: socket.socket) -> None:
        assert hear(connection) is not None
        assert connection.recv(1) == b""  # the client closes, and does not wait for what comes late

    async def act() -> None:
        line = AsyncKeeperLine(path, timeout_seconds=0.3)
        with pytest.raises(KeeperAwayError):
            await AsyncKeeperClient(line).status()
        assert await AsyncKeeperClient(line).status() == STATUS
        line.close()

    with peer(path, too_slow, answering(UP)) as taken:
        run(act())
    assert len(taken) == 2


def test_a_caller_who_is_cancelled_leaves_no_connection_behind(path: Path) -> None:
    def never(connection: socket.socket) -> None:
        assert hear(connection) is not None
        assert connection.recv(1) == b""

    async def act() -> None:
        line = AsyncKeeperLine(path)
        task = asyncio.create_task(AsyncKeeperClient(line).status())
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await AsyncKeeperClient(line).status() == STATUS
        line.close()

    with peer(path, never, answering(UP)) as taken:
        run(act())
    assert len(taken) == 2


def test_more_than_one_answer_is_no_answer(path: Path) -> None:
    async def act() -> None:
        line = AsyncKeeperLine(path)
        with pytest.raises(MalformedError):
            await AsyncKeeperClient(line).status()
        line.close()

    with peer(path, answering(UP + UP)):
        run(act())


def test_an_answer_that_is_too_long_is_refused_unread(path: Path) -> None:
    async def act() -> None:
        with pytest.raises(MalformedError):
            await AsyncKeeperClient(AsyncKeeperLine(path)).status()

    with peer(path, answering(b"\xff\xff\xff\xff")):
        run(act())


def test_so_many_calls_at_the_same_time_and_no_more(path: Path) -> None:
    async def act() -> None:
        line = AsyncKeeperLine(path, most=1)
        client = AsyncKeeperClient(line)
        assert await asyncio.gather(*(client.status() for _ in range(5))) == [STATUS] * 5
        line.close()

    with peer(path, answering(*[UP] * 5)) as taken:
        run(act())
    assert len(taken) == 1
