"""The client's end of the socket: one request, one answer, and never an act repeated."""

import contextlib
import socket
import threading
import time
from pathlib import Path

import pytest

from azukari.base.errors import MalformedError, UnavailableError
from azukari.vault.keeper_client import KeeperClient
from azukari.vault.keeper_frames import Request, encode_answer
from azukari.vault.keeper_line import KeeperAwayError, KeeperLine
from azukari.vault.keeper_shapes import Status, opened_value, status_value
from tests.vault.keeper_peer import NOW, OPENED, RECORD, STATUS, answering, hear, peer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keeper.sock"


def test_a_connection_is_kept_for_the_next_call(path: Path) -> None:
    value = status_value(STATUS)
    with peer(path, answering(*[encode_answer(value)] * 3)) as taken:
        client = KeeperClient(path)
        assert [client.status() for _ in range(3)] == [STATUS] * 3
    assert len(taken) == 1


def test_a_kept_connection_that_was_closed_is_replaced(path: Path) -> None:
    answer = encode_answer(status_value(STATUS))
    with peer(path, answering(answer), answering(answer)) as taken:
        client = KeeperClient(path)
        client.status()
        wait_until_closed(taken[0])
        client.status()
    assert len(taken) == 2


def wait_until_closed(connection: socket.socket) -> None:
    deadline = time.monotonic() + 5
    while connection.fileno() != -1:
        assert time.monotonic() < deadline


def test_what_a_kept_connection_says_unasked_is_never_taken_for_an_answer(path: Path) -> None:
    true, false = (encode_answer(status_value(one)) for one in (STATUS, Status(False, False, False, False, {}, NOW)))
    with peer(path, answering(true + false), answering(true)):
        client = KeeperClient(path)
        with pytest.raises(KeeperAwayError):  # two answers to one question: out of step
            client.status()
        assert client.status() == STATUS


def test_an_answer_that_comes_late_is_not_taken_for_the_next_ones(path: Path) -> None:
    said = threading.Event()

    def late(connection: socket.socket) -> None:
        hear(connection)
        said.wait(10)
        with contextlib.suppress(BrokenPipeError):
            connection.sendall(encode_answer(opened_value(OPENED)))

    with peer(path, late, answering(encode_answer(status_value(STATUS)))):
        client = KeeperClient(KeeperLine(path, timeout_seconds=0.2))
        with pytest.raises(UnavailableError):
            client.open(RECORD, purpose="p", reason="r")
        said.set()
        assert client.status() == STATUS


def test_an_act_that_was_sent_is_never_sent_again(path: Path) -> None:
    heard: list[Request | None] = []

    def dies(connection: socket.socket) -> None:
        heard.append(hear(connection))

    with peer(path, dies):
        client = KeeperClient(path)
        with pytest.raises(KeeperAwayError):
            client.erase(RECORD)
    assert [request.verb for request in heard if request] == ["erase"]


def test_a_request_of_which_a_part_went_out_is_not_sent_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[socket.socket] = []
    connect = KeeperLine._connect

    def counting(line: KeeperLine, deadline: float) -> socket.socket:
        connected.append(connect(line, deadline))
        return connected[-1]

    def takes_a_bite(connection: socket.socket) -> None:
        answering(encode_answer(None))(connection)
        connection.recv(4)

    monkeypatch.setattr(KeeperLine, "_connect", counting)
    with peer(path, takes_a_bite):
        client = KeeperClient(KeeperLine(path, timeout_seconds=5))
        client.lift(RECORD)
        with pytest.raises(KeeperAwayError):
            client.stop(RECORD, purpose="x" * 1_000_000)
    assert len(connected) == 1


def test_a_kept_connection_that_breaks_at_the_first_byte_is_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Between the look at a kept connection and the first byte the keeper may go; nothing of the request has left us then.
    answer = encode_answer(status_value(STATUS))
    with peer(path, answering(answer), answering(answer)) as taken:
        client = KeeperClient(path)
        client.status()
        wait_until_closed(taken[0])
        monkeypatch.setattr("azukari.vault.keeper_line.select.select", lambda *_: ([], [], []))
        assert client.status() == STATUS


@pytest.mark.parametrize("answer", [b"\0\0\0\0", b"\xff" * 8, b"\0\0\0\2{}", b"\0\0\0\3abc", b"\0\0\0\x10{}"])
def test_an_answer_that_is_none_is_an_error(path: Path, answer: bytes) -> None:
    with peer(path, answering(answer)), pytest.raises((MalformedError, UnavailableError)):
        KeeperClient(path).status()


def test_a_child_does_not_read_its_parents_answers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = encode_answer(status_value(STATUS))
    with peer(path, answering(answer), answering(answer)) as taken:
        line = KeeperLine(path)
        KeeperClient(line).status()
        monkeypatch.setattr("azukari.vault.keeper_line.os.getpid", lambda: -1)
        assert KeeperClient(line).status() == STATUS
    assert len(taken) == 2


def test_no_keeper_is_unavailable(path: Path) -> None:
    with pytest.raises(KeeperAwayError, match="does not answer"):
        KeeperClient(path).status()
    path.write_text("no socket")
    with pytest.raises(KeeperAwayError):
        KeeperClient(str(path)).status()


def test_no_time_left_is_unavailable(path: Path) -> None:
    with peer(path), pytest.raises(KeeperAwayError):
        KeeperClient(KeeperLine(path, timeout_seconds=-1)).status()


def test_only_so_many_connections_are_kept(path: Path) -> None:
    at_once, answer = 10, encode_answer(status_value(STATUS))
    everybody = threading.Barrier(at_once)

    def wait_for_all(connection: socket.socket) -> None:
        hear(connection)
        everybody.wait(10)
        connection.sendall(answer)
        with contextlib.suppress(ConnectionResetError):
            connection.recv(1)

    line = KeeperLine(path)
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(path))
        listener.listen()
        clients = [threading.Thread(target=KeeperClient(line).status) for _ in range(at_once)]
        for client in clients:
            client.start()
        connections = [stack.enter_context(listener.accept()[0]) for _ in range(at_once)]
        peers = [threading.Thread(target=wait_for_all, args=(one,)) for one in connections]
        for thread in [*peers]:
            thread.start()
        for client in clients:
            client.join(10)
        assert len(line._idle) == 8
        line.close()
        assert line._idle == []
        for thread in peers:
            thread.join(10)
