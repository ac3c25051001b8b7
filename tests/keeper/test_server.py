"""The socket: whoever dawdles, breaks the protocol or comes in crowds gets a clear answer, and holds up nobody else."""

import contextlib
import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from azukari.base.errors import MalformedError, UnavailableError
from azukari.keeper.connection import Connection
from azukari.keeper.settings import Limits
from azukari.vault.keeper_frames import FrameReader, Request, decode_answer, encode_answer, encode_request, frame
from tests.keeper.running import QUICK, Running, read_body, running

STATUS = encode_request(Request("status", None, {}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keeper" / "keeper.sock"


def call(connection: socket.socket, request: bytes = STATUS) -> object:
    connection.sendall(request)
    body = read_body(connection)
    return None if body is None else decode_answer(body)


class Gate:
    """An answer that waits until the test lets it go."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.count = 0

    def __call__(self, request: Request) -> bytes:
        self.count += 1
        self.entered.release()
        assert self.let_go.wait(10)
        return encode_answer(request.verb)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.let_go.set()


def test_calls_are_answered_one_after_the_other(path: Path) -> None:
    with running(path) as keeper, keeper.connect() as connection:
        assert call(connection) == "status"
        assert call(connection, encode_request(Request("open", None, {}))) == "open"


def test_requests_sent_together_are_answered_in_order(path: Path) -> None:
    with running(path) as keeper, keeper.connect() as connection:
        names = ["a", "b", "c"]
        connection.sendall(b"".join(encode_request(Request(name, None, {})) for name in names))
        reader = FrameReader()
        answers: list[object] = []
        while len(answers) < len(names):
            while (body := reader.next()) is None:
                reader.feed(connection.recv(65536))
            answers.append(decode_answer(body))
        assert answers == names


def test_two_callers_are_served_at_once(path: Path, gate: Gate) -> None:
    with running(path, gate) as keeper, keeper.connect() as one, keeper.connect() as other:
        for connection in (one, other):
            connection.sendall(STATUS)
        assert gate.entered.acquire(timeout=5)
        assert gate.entered.acquire(timeout=5)  # both are under way before either is answered
        gate.let_go.set()
        assert [read_body(connection) for connection in (one, other)] == [encode_answer("status")[4:]] * 2


def test_a_slow_writer_is_let_go_and_holds_up_nobody(path: Path) -> None:
    with running(path) as keeper, keeper.connect() as slow, keeper.connect() as quick:
        began = time.monotonic()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for (
                byte
            ) in STATUS:  # a byte every 20 ms: each resets a timer that counts from the last one, not from the first
                slow.sendall(bytes([byte]))
                assert call(quick) == "status"
                if slow_is_closed(slow):
                    break
        assert QUICK.frame_seconds <= time.monotonic() - began < 5
        assert slow_is_closed(slow)


def slow_is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.02)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


def test_an_idle_caller_is_let_go(path: Path) -> None:
    limits = Limits(idle_seconds=0.2)
    with running(path, limits=limits) as keeper, keeper.connect() as connection:
        assert call(connection) == "status"
        assert connection.recv(1) == b""


def test_a_caller_who_does_not_take_its_answer_is_let_go(path: Path) -> None:
    long_answer = frame({"v": 1, "ok": "x" * 1_000_000})
    with running(path, lambda _request: long_answer) as keeper, keeper.connect() as lazy, keeper.connect() as other:
        lazy.sendall(STATUS)
        other.sendall(STATUS)
        assert len(read_body(other) or b"") > 1_000_000
        assert wait_for(lambda: is_gone(lazy))
        received = 0
        with contextlib.suppress(ConnectionResetError):
            while data := lazy.recv(1 << 20):
                received += len(data)
        assert received < len(long_answer)


def is_gone(connection: socket.socket) -> bool:
    """Tell whether the other end is closed, without reading what it sent."""
    try:
        connection.send(b"\0")
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def test_an_answer_taken_in_pieces_is_whole_and_the_next_call_goes_on(path: Path) -> None:
    long_answer = frame({"v": 1, "ok": "x" * 1_000_000})
    limits = Limits(answer_seconds=20)
    with running(path, lambda _request: long_answer, limits=limits) as keeper, keeper.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(STATUS * 2)
        for _ in range(2):
            body = read_body_exactly(connection)
            assert body == long_answer


def read_body_exactly(connection: socket.socket) -> bytes:
    size = int.from_bytes(read_exactly(connection, 4), "big")
    return size.to_bytes(4, "big") + read_exactly(connection, size)


def read_exactly(connection: socket.socket, size: int) -> bytes:
    taken = b""
    while len(taken) < size:
        data = connection.recv(min(4096, size - len(taken)))
        assert data
        taken += data
    return taken


@pytest.mark.parametrize(
    ("sent", "ground"),
    [
        (b"\0\0\0\0", "frame.length"),
        (b"\xff\xff\xff\xff", "frame.length"),
        (b"GET / HTTP/1.1\r\n\r\n", "frame.length"),
        (b"\0\0\0\x02{}", "frame.version"),
        (b"\0\0\0\x03 {}", "frame.canonical"),
    ],
)
def test_whoever_breaks_the_protocol_is_told_and_let_go(path: Path, sent: bytes, ground: str) -> None:
    with running(path) as keeper, keeper.connect() as connection:
        connection.sendall(sent)
        with pytest.raises(MalformedError) as caught:
            decode_answer(read_body(connection) or b"")
        assert caught.value.ground == ground
        assert read_body(connection) is None


def test_beyond_so_many_connections_there_is_no_room(path: Path) -> None:
    limits = Limits(connections=2)
    with running(path, limits=limits) as keeper, contextlib.ExitStack() as stack:
        inside = [stack.enter_context(keeper.connect()) for _ in range(2)]
        assert [call(connection) for connection in inside] == ["status"] * 2
        outside = stack.enter_context(keeper.connect())
        with pytest.raises(UnavailableError) as caught:
            decode_answer(read_body(outside) or b"")
        assert caught.value.ground == "busy"
        assert read_body(outside) is None
        inside[0].close()
        assert let_in_at_last(keeper) == "status"


def let_in_at_last(keeper: Running) -> object:
    deadline = time.monotonic() + 5
    while True:
        with (
            keeper.connect() as connection,
            contextlib.suppress(UnavailableError, BrokenPipeError, ConnectionResetError),
        ):
            return call(connection)
        assert time.monotonic() < deadline


def test_beyond_so_many_calls_the_keeper_is_busy(path: Path, gate: Gate) -> None:
    limits = Limits(threads=1, waiting=1)
    with running(path, gate, limits=limits) as keeper, contextlib.ExitStack() as stack:
        callers = [stack.enter_context(keeper.connect()) for _ in range(3)]
        callers[0].sendall(STATUS)
        assert gate.entered.acquire(timeout=5)
        for caller in callers[1:]:
            caller.sendall(STATUS)
        ready = first_ready(callers[1:])
        with pytest.raises(UnavailableError) as caught:
            decode_answer(read_body(ready) or b"")
        assert caught.value.ground == "busy"
        gate.let_go.set()
        for caller in callers:
            if caller is not ready:
                assert decode_answer(read_body(caller) or b"") == "status"
        assert call(ready) == "status"  # it was told, not thrown out


def first_ready(connections: list[socket.socket]) -> socket.socket:
    for connection in connections * 100:
        connection.settimeout(0.05)
        with contextlib.suppress(TimeoutError):
            connection.recv(1, socket.MSG_PEEK)
            connection.settimeout(10)
            for other in connections:
                other.settimeout(10)
            return connection
    raise AssertionError("Nobody was told anything.")


def test_a_slow_verb_leaves_the_others_alone(path: Path, gate: Gate) -> None:
    def answer(request: Request) -> bytes:
        return gate(request) if request.verb == "verify" else encode_answer(request.verb)

    limits = Limits(threads=1, waiting=0)
    with (
        running(path, answer, slow=lambda request: request.verb == "verify", limits=limits) as keeper,
        keeper.connect() as slow,
        keeper.connect() as quick,
    ):
        slow.sendall(encode_request(Request("verify", None, {})))
        assert gate.entered.acquire(timeout=5)
        assert call(quick) == "status"
        gate.let_go.set()
        assert decode_answer(read_body(slow) or b"") == "verify"


def test_a_call_whose_caller_left_before_it_began_is_not_begun(path: Path, gate: Gate) -> None:
    limits = Limits(threads=1, waiting=4)
    with running(path, gate, limits=limits) as keeper, keeper.connect() as first:
        first.sendall(STATUS)
        assert gate.entered.acquire(timeout=5)
        with keeper.connect() as leaver:
            leaver.sendall(STATUS)
            assert wait_for(lambda: threads_wait(keeper))
        assert wait_for(lambda: not threads_wait(keeper))
        gate.let_go.set()
        assert decode_answer(read_body(first) or b"") == "status"
        assert call(first) == "status"
        assert gate.count == 2


def threads_wait(keeper: Running) -> bool:
    """Tell whether a second connection is known to the loop."""
    done = threading.Event()
    seen: list[int] = []

    def look() -> None:
        seen.append(sum(one._call is not None for one in gc.get_objects() if type(one) is Connection))
        done.set()

    keeper.loop.call_soon_threadsafe(look)
    assert done.wait(5)
    return seen[0] > 1


def wait_for(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if true():
            return True
    return False


def test_asked_to_stop_it_answers_what_is_in_flight_and_takes_no_more(path: Path, gate: Gate) -> None:
    with running(path, gate) as keeper, keeper.connect() as busy, keeper.connect() as idle:
        busy.sendall(STATUS)
        assert gate.entered.acquire(timeout=5)
        keeper.ask_to_stop()
        assert idle.recv(1) == b""
        with pytest.raises(OSError, match=r"refused|No such file"):
            wait_until_refused(keeper)
        gate.let_go.set()
        assert decode_answer(read_body(busy) or b"") == "status"
        assert read_body(busy) is None
        keeper.thread.join(10)
    assert not path.exists()


def wait_until_refused(keeper: Running) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        keeper.connect().close()


def test_asked_to_stop_it_does_not_wait_for_ever(path: Path, gate: Gate) -> None:
    limits = Limits(stop_seconds=0.1)
    with running(path, gate, limits=limits) as keeper, keeper.connect() as busy:
        busy.sendall(STATUS)
        assert gate.entered.acquire(timeout=5)
        keeper.ask_to_stop()
        with contextlib.suppress(ConnectionResetError):
            assert read_body(busy) is None  # let go unanswered
        gate.let_go.set()
