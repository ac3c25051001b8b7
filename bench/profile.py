"""`python -m bench profile store|open|open64`: where the time goes, in this process, in the keeper's, and in the database."""

import cProfile
import random
import time

from rich.console import Console

from azukari.base.clock import system_clock
from azukari.host.roles import MAIN_DATABASE
from azukari.vault.services.collecting import collect
from bench.bulk_path import store_all
from bench.callers import KeeperCallers
from bench.ground import Ground
from bench.handing_in import hand_in, submission
from bench.keeping import keeping
from bench.profiled_keeper import statistics
from bench.statements_seen import Watch

SUBJECTS = {"store": 0, "bulk": 0, "open": 1, "open16": 16, "open64": 64}  # how many callers
_STORED = 2000


def profile(made: Ground, subject: str, *, calls: int, console: Console) -> None:
    """Print where the time goes."""
    if subject == "store":
        _storing(made, calls, console)
    elif subject == "bulk":
        _bulk(made, calls, console)
    else:
        _opening(made, SUBJECTS[subject], calls=calls, console=console)


def _storing(made: Ground, calls: int, console: Console) -> None:
    sent = [submission(made, number) for number in range(2 * calls)]
    watch, profiled = Watch(), cProfile.Profile()

    def store(some: int) -> float:
        started = time.perf_counter()
        for one in sent[some : some + calls]:
            collect(made.public, one, sealer=made.sealer, statement=made.statement, now=system_clock())
        return (time.perf_counter() - started) / calls

    store(0)
    sent = [submission(made, number) for number in range(2 * calls)]
    took = store(0)
    with watch.watching():
        profiled.runcall(store, calls)
    _print(console, "this process", f"{took * 1e6:.0f} µs each, unprofiled", statistics([profiled]))
    _print(console, "the database", watch.report(made.admin(MAIN_DATABASE)))


def _bulk(made: Ground, calls: int, console: Console) -> None:
    watch, profiled = Watch(), cProfile.Profile()
    store_all(made, [submission(made, number) for number in range(calls)])
    sent = [submission(made, number) for number in range(calls, 2 * calls)]
    started = time.perf_counter()
    store_all(made, sent)
    took = (time.perf_counter() - started) / calls
    sent = [submission(made, number) for number in range(2 * calls, 3 * calls)]
    with watch.watching():
        profiled.runcall(store_all, made, sent)
    _print(console, "this process", f"{took * 1e6:.1f} µs each, unprofiled", statistics([profiled]))
    _print(console, "the database", watch.report(made.admin(MAIN_DATABASE)))


def _opening(made: Ground, callers: int, *, calls: int, console: Console) -> None:
    held = hand_in(made, _STORED)
    made.settle()
    asked = random.Random(callers).choices(held, k=calls)
    with keeping(made) as keeper:
        plainly = KeeperCallers(keeper, callers)
        plainly.round(asked)
        took = plainly.round(asked)
        plainly.close()
    told, profiled = made.folder / "told", cProfile.Profile()
    with keeping(made, command=("-m", "bench.profiled_keeper", str(told))) as keeper:
        watched = KeeperCallers(keeper, callers)
        profiled.runcall(watched.round, asked)
        watched.close()
    _print(console, "this process", f"{took * 1e6:.0f} µs each, unprofiled", statistics([profiled]))
    _print(console, "the keeper", told.read_text(encoding="utf-8"))


def _print(console: Console, title: str, *texts: str) -> None:
    console.rule(title)
    for text in texts:
        console.print(text, markup=False, highlight=False, soft_wrap=True)
