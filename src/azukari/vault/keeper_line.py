"""The client's end of the keeper's socket: one request, one answer, and never an act repeated."""

import os
import select
import socket
import threading
import time
from pathlib import Path

from azukari.base.errors import AzukariError, UnavailableError
from azukari.vault.keeper_frames import FrameReader

_CHUNK = 64 * 1024
_MOST_IDLE = 8


class KeeperAwayError(UnavailableError):
    """The keeper does not answer; look whether it runs (`azukari serve` starts it again by itself)."""


class KeeperLine:
    """Connections to one keeper, kept for the next call; safe to share between threads, and not carried over a fork.

    A connection that failed in any way is closed, never used again: an answer that came late must not be taken for another's.
    """

    def __init__(self, path: Path, *, timeout_seconds: float = 30.0) -> None:
        """Speak to the keeper whose socket lies at ``path``; nothing is opened yet."""
        self._path = path
        self._timeout = timeout_seconds
        self._idle: list[socket.socket] = []
        self._lock = threading.Lock()
        self._process = os.getpid()

    def exchange(self, request: bytes, *, timeout_seconds: float | None = None) -> bytes:
        """Send the frame of a request, and give the body of the answer's frame.

        Raises:
            KeeperAwayError: if there is no answer in time. If the request was sent, the act may have been done: it is not repeated.
            FrameError: if the answer is no frame.
        """
        deadline = time.monotonic() + (timeout_seconds or self._timeout)
        connection = self._send(request, deadline)
        try:
            body = _receive(connection, deadline)
        except (OSError, AzukariError) as error:
            connection.close()
            if isinstance(error, OSError):
                raise KeeperAwayError(ground="keeper_away") from None
            raise
        self._keep(connection)
        return body

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def __del__(self) -> None:
        # A client that is dropped leaves no connection behind; a child does not close what is its parent's, only its own copy.
        for connection in self._idle:
            connection.close()

    def _send(self, request: bytes, deadline: float) -> socket.socket:
        """Send a request on a kept connection, or on a new one; on another again only if nothing of it went out."""
        while True:
            kept = self._take()
            try:
                connection = kept or self._connect(deadline)
            except OSError:
                raise KeeperAwayError(ground="keeper_away") from None
            sent = 0
            try:
                while sent < len(request):
                    connection.settimeout(_left(deadline))
                    sent += connection.send(request[sent:])
            except OSError:
                connection.close()
                if kept is None or sent > 0:
                    raise KeeperAwayError(ground="keeper_away") from None
            else:
                return connection

    def _connect(self, deadline: float) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(_left(deadline))
            connection.connect(str(self._path))
        except OSError:
            connection.close()
            raise
        return connection

    def _take(self) -> socket.socket | None:
        with self._lock:
            if self._process != os.getpid():  # a child must not read its parent's answers
                self._process = os.getpid()
                while self._idle:
                    self._idle.pop().close()
            while self._idle:
                connection = self._idle.pop()
                # An idle connection with something to read was closed by the keeper, or says what nobody asked.
                if not select.select([connection], [], [], 0)[0]:
                    return connection
                connection.close()
        return None

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            if len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()


def _receive(connection: socket.socket, deadline: float) -> bytes:
    reader = FrameReader()
    while (body := reader.next()) is None:
        connection.settimeout(_left(deadline))
        data = connection.recv(_CHUNK)
        if not data:
            raise ConnectionResetError
        reader.feed(data)
    if reader.waiting:
        raise ConnectionResetError  # more than one answer: this connection is out of step
    return body


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
