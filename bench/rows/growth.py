"""Single operations among ten thousand, a hundred thousand and a million records: each must cost about the same.

The stores of all sizes run side by side, so that the rounds alternate between them as they do between us and a baseline.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from azukari.base.clock import system_clock
from azukari.vault.access import Clue
from azukari.vault.services.collecting import collect
from azukari.vault.services.ending import erase_person
from azukari.vault.services.finding import find_for
from azukari.vault.services.opening import open_for
from bench.actors import MANAGER, STAFF
from bench.ground import Ground, ground
from bench.handing_in import PURPOSE, REASON, Held, hand_in, submission
from bench.harness import Contest, check
from bench.people import person
from bench.rows.erasing import check_gone
from bench.scale import Scale

_TARGET = 1.3
_MOST = 200  # operations in a round


@dataclass
class _Store:
    """A vault that holds so many records."""

    made: Ground
    held: list[Held]
    operations: int
    drawn: random.Random = field(default_factory=lambda: random.Random(1))
    numbers: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = itertools.count(len(self.held))
        self.drawn.shuffle(self.held)

    def store(self) -> float:
        sent = [submission(self.made, next(self.numbers)) for _ in range(self.operations)]
        made = self.made
        started = time.perf_counter()
        for one in sent:
            done = collect(made.public, one, sealer=made.sealer, statement=made.statement, now=system_clock())
            check(done.number == one.number, "a record was not stored under its number")
        return (time.perf_counter() - started) / len(sent)

    def open(self) -> float:
        asked = self.drawn.choices(self.held, k=self.operations)
        started = time.perf_counter()
        for one in asked:
            opened = open_for(
                self.made.chamber, one.record_id, purpose=PURPOSE, reason=REASON, actor=STAFF, now=system_clock()
            )
            check(opened.items == person(one.person), "an opened record is not what was handed in")
        return (time.perf_counter() - started) / len(asked)

    def find(self) -> float:
        asked = self.drawn.choices(self.held, k=self.operations)
        started = time.perf_counter()
        for one in asked:
            clue = Clue("email", person(one.person)["email"])
            found = find_for(self.made.chamber, clue, purpose=PURPOSE, reason=REASON, actor=STAFF, now=system_clock())
            check([each.record_id for each in found] == [one.record_id], "not just the one record was found")
        return (time.perf_counter() - started) / len(asked)

    def erase(self) -> float:
        asked = [self.held.pop() for _ in range(min(self.operations, len(self.held) // 4))]
        started = time.perf_counter()
        for one in asked:
            erase_person(self.made.chamber, one.record_id, actor=MANAGER, now=system_clock())
        took = (time.perf_counter() - started) / len(asked)
        check_gone(self.made, asked[0])
        return took


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for each operation and each size but the smallest."""
    smallest, *larger = scale.growth
    with ExitStack() as stack:
        stores = {size: _filled(stack, made, size, scale) for size in scale.growth}
        acts: dict[str, Callable[[_Store], float]] = {
            "store": _Store.store, "open": _Store.open, "find by e-mail address": _Store.find, "erase": _Store.erase
        }  # fmt: skip
        for name, act in acts.items():
            for size in larger:
                yield Contest(
                    f"{name} among {size:,} records", f"the same among {smallest:,}",
                    ours=lambda act=act, size=size: act(stores[size]),  # type: ignore[misc]
                    theirs=lambda act=act: act(stores[smallest]),  # type: ignore[misc]
                    target=_TARGET,
                )  # fmt: skip


def _filled(stack: ExitStack, made: Ground, size: int, scale: Scale) -> _Store:
    own = stack.enter_context(ground(made.folder / f"growth-{size}"))
    store = _Store(own, list(hand_in(own, size)), min(scale.singles, _MOST))
    own.settle()
    return store
