"""The two costs under everything: a round trip to the server, and a durable write to the same disk. Not a claim: a yardstick."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from bench.ground import Ground
from bench.harness import Spread, spread

_BLOCK = os.urandom(8192)
_TIMES = 200


@dataclass(frozen=True, slots=True)
class Floor:
    """One of the two costs, in seconds."""

    title: str
    seconds: Spread


def floors(made: Ground, *, rounds: int) -> tuple[Floor, ...]:
    """Measure both, a round of each in turn."""
    trips, writes = [], []
    path = made.folder / "database" / "floor"
    for _ in range(max(rounds, 3)):
        trips.append(_round_trip(made))
        writes.append(_durable_write(path))
    path.unlink()
    return (
        Floor("SELECT 1, prepared, over the socket", spread(trips)),
        Floor("fdatasync of 8 kB on the disk of the database", spread(writes)),
    )


def _round_trip(made: Ground) -> float:
    started = time.perf_counter()
    for _ in range(_TIMES):
        made.plain.execute("SELECT 1", prepare=True)
    return (time.perf_counter() - started) / _TIMES


def _durable_write(path: Path) -> float:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        os.pwrite(descriptor, _BLOCK, 0)
        os.fsync(descriptor)
        started = time.perf_counter()
        for _ in range(_TIMES):
            os.pwrite(descriptor, _BLOCK, 0)
            os.fdatasync(descriptor)
        return (time.perf_counter() - started) / _TIMES
    finally:
        os.close(descriptor)
