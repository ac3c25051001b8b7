"""`python -m bench.profiled_keeper FILE`: a keeper that tells at its end where its time went."""

import cProfile
import io
import os
import pstats
import sys
import threading
import time
from pathlib import Path

from azukari.keeper.__main__ import main
from bench.statements_seen import Watch

_SHOWN = 45


def run(told: Path) -> int:
    """Run a keeper, profile each of its threads, and write what was seen."""
    profiles = [_profile()]
    original = threading.Thread.run

    def profiled(thread: threading.Thread) -> None:
        profiles.append(_profile())
        profiles[-1].runcall(original, thread)

    threading.Thread.run = profiled  # type: ignore[method-assign, assignment]
    watch = Watch()
    with watch.watching():
        status = profiles[0].runcall(main)
    told.write_text(f"{statistics(profiles)}\n{watch.report(os.environ['AZUKARI_DATABASE_URL'])}\n", encoding="utf-8")
    return int(status)


def statistics(profiles: list[cProfile.Profile]) -> str:
    """Sum up profiles of several threads, by their own time."""
    written = io.StringIO()
    summed = pstats.Stats(stream=written)
    for profile in profiles:
        profile.create_stats()
        if profile.stats:
            summed.add(profile)
    summed.strip_dirs().sort_stats("tottime").print_stats(_SHOWN)
    return written.getvalue()


def _profile() -> cProfile.Profile:
    return cProfile.Profile(time.thread_time)  # what a thread waits for is not its own


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
