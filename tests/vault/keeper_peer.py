"""A keeper of the test's own making, for the client to speak to."""

import contextlib
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from azukari.vault.access import Found, Opened
from azukari.vault.keeper_frames import FrameReader, Request, decode_request
from azukari.vault.keeper_shapes import Status

NOW = datetime(2026, 11, 23, 9, 15, 2, 123000, tzinfo=UTC)
RECORD, EVENT = uuid.UUID(int=1), uuid.UUID(int=2)
OPENED = Opened(
    RECORD, "7K3M-92QF-0TBX", "inquiry", "inquiry.reply", {"name": "葛\U000e0100城"}, "ab" * 32, NOW, "ja", EVENT
)
FOUND = Found(RECORD, "7K3M-92QF-0TBX", "inquiry", NOW)
STATUS = Status(
    database=True, person_keys=True, ledger_writable=True, erasures=True, epochs={"inquiry.reply": 2}, started_at=NOW
)

Peer = Callable[[socket.socket], None]


@contextlib.contextmanager
def peer(path: Path, *turns: Peer) -> Iterator[list[socket.socket]]:
    """Play the keeper: each connection gets the next turn."""
    taken: list[socket.socket] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        listener.settimeout(10)

        def play() -> None:
            for turn in turns:
                connection, _ = listener.accept()
                connection.settimeout(10)
                taken.append(connection)
                with connection:
                    turn(connection)

        thread = threading.Thread(target=play)
        thread.start()
        try:
            yield taken
        finally:
            thread.join(20)


def hear(connection: socket.socket) -> Request | None:
    reader = FrameReader()
    while (body := reader.next()) is None:
        data = connection.recv(65536)
        if not data:
            return None
        reader.feed(data)
    return decode_request(body)


def answering(*answers: bytes) -> Peer:
    def turn(connection: socket.socket) -> None:
        for answer in answers:
            assert hear(connection) is not None
            connection.sendall(answer)

    return turn
