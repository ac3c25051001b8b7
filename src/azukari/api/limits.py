"""How much one key may ask in a minute, and how often one address may show a key that nobody knows; in memory, never logged."""

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from azukari.api.errors import TooManyError
from azukari.base.network import site

_MOST = 20_000


class Buckets:
    """A bucket for each asker, which holds so many and fills up evenly; those not seen for longest are forgotten first."""

    def __init__(self, size: int, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Let ``size`` pass at once, and ``size`` in each span of ``seconds``."""
        self._size = float(size)
        self._rate = size / seconds
        self._clock = clock
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, asker: Hashable) -> int:
        """Take one out; tell how many seconds the asker must wait if there is none, zero if it may pass."""
        now = self._clock()
        held, at = self._buckets.get(asker, (self._size, now))
        held = min(self._size, held + (now - at) * self._rate)
        passes = held >= 1
        self._buckets[asker] = (held - 1 if passes else held, now)
        self._buckets.move_to_end(asker)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        return 0 if passes else max(1, int((1 - held) / self._rate) + 1)


class Turnstile:
    """Lets a key pass so often in a minute, and counts failures by address under a random key that dies with the process."""

    def __init__(self, *, per_minute: int, failures: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody counted."""
        self._keys = Buckets(per_minute, seconds=60, clock=clock)
        self._failures = Buckets(failures, seconds=600, clock=clock)
        self._own = os.urandom(32)

    def admit(self, key_id: Hashable) -> None:
        """Count one request of a key.

        Raises:
            TooManyError: if it was one too many.
        """
        if wait := self._keys.wait_seconds(key_id):
            raise TooManyError(ground="too_many_requests", retry_seconds=wait)

    def count_failure(self, address: str) -> None:
        """Count one unknown key.

        Raises:
            TooManyError: if there were too many from that address; a key that is known still passes.
        """
        counted = hashlib.blake2b(site(address).encode(), key=self._own, digest_size=16).digest()
        if wait := self._failures.wait_seconds(counted):
            raise TooManyError(
                "Too many unknown keys were shown from this address.", ground="too_many_failures", retry_seconds=wait
            )
