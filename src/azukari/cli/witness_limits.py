"""How often one address may ask a witness: an allowance that fills up again, held in memory only."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from azukari.base.network import site

_MOST_ADDRESSES = 10_000


class Allowance:
    """Lets each address ask ``per_minute`` times, at once or spread over a minute."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody counted."""
        self._per_minute, self._clock = per_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_seconds(self, address: str) -> int:
        """Take one from what an address has left; tell how many seconds it must wait, zero if it may ask."""
        now, asker = self._clock(), site(address)
        with self._lock:
            left, at = self._left.pop(asker, (float(self._per_minute), now))
            left = min(self._per_minute, left + (now - at) * self._per_minute / 60)
            granted = left >= 1
            self._left[asker] = (left - 1 if granted else left), now
            while len(self._left) > _MOST_ADDRESSES:
                self._left.popitem(last=False)
        return 0 if granted else int((1 - left) * 60 / self._per_minute) + 1
