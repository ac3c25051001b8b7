"""How often one connection may do something: counted in memory under a keyed hash, forgotten within the hour, never logged."""

import hashlib
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from azukari.base.network import site

_Act = TypeVar("_Act", bound=str)
_MOST_CONNECTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` times within ``within``."""

    count: int
    within: timedelta


class Turnstile(Generic[_Act]):
    """Counts acts by connection, under a random key that lives and dies with the process."""

    def __init__(self, limits: Mapping[_Act, Limit]) -> None:
        """Begin with nobody counted."""
        self._limits = limits
        self._key = os.urandom(32)
        self._seen: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_seconds(self, act: _Act, address: str, *, now: datetime) -> int:
        """Count one act; tell how many seconds its sender must wait, zero if it may pass."""
        limit = self._limits[act]
        counted = hashlib.blake2b(f"{act}|{site(address)}".encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            times = self._seen.setdefault(counted, deque())
            self._seen.move_to_end(counted)
            while times and now - times[0] >= limit.within:
                times.popleft()
            if len(times) >= limit.count:
                return max(1, int((times[0] + limit.within - now).total_seconds()) + 1)
            times.append(now)
            self._forget(now)
        return 0

    def _forget(self, now: datetime) -> None:
        longest = max(limit.within for limit in self._limits.values())
        while self._seen:
            oldest = next(iter(self._seen))
            times = self._seen[oldest]
            if len(self._seen) <= _MOST_CONNECTIONS and times and now - times[-1] < longest:
                return
            del self._seen[oldest]
