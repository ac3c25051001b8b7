"""Random bytes as an argument: core functions are given a `Draw` and never fetch randomness themselves."""

import os
import threading
from collections.abc import Callable
from typing import TypeAlias

Draw: TypeAlias = Callable[[int], bytes]

system_draw: Draw = os.urandom

_POOL_BYTES = 12 * 4096


class NoncePool:
    """Nonces drawn thousands at a time, since a call to the system costs as much as a seal; for nonces only, never for keys."""

    def __init__(self, draw: Draw = system_draw) -> None:
        """Start empty."""
        self._draw = draw
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._bytes = b""
        self._next = 0

    def __call__(self, size: int) -> bytes:
        """Give bytes that were never given before, also after a fork."""
        with self._lock:
            if self._next + size > len(self._bytes) or self._process != os.getpid():
                self._process = os.getpid()
                self._bytes = self._draw(max(_POOL_BYTES, size))
                self._next = 0
            start = self._next
            self._next += size
            return self._bytes[start : self._next]
