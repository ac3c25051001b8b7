"""Opening records for a purpose through a keeper's process: the access event is durable before the answer."""

import itertools
import random
from collections.abc import Iterator, Sequence

from bench.callers import KeeperCallers, quicker
from bench.ground import Ground
from bench.handing_in import Held, hand_in, hand_in_plain
from bench.harness import Contest
from bench.keeping import Keeping, keeping
from bench.scale import Scale

TARGETS = {1: 1.7, 16: 0.8, 64: 0.5}


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for each number of callers."""
    held = hand_in(made, scale.stored)
    hand_in_plain(made, held)
    made.settle()
    with keeping(made) as keeper:
        for callers in TARGETS:
            yield from _with(made, keeper, held, callers=callers, calls=scale.singles if callers == 1 else scale.calls)


def _with(made: Ground, keeper: Keeping, held: Sequence[Held], *, callers: int, calls: int) -> Iterator[Contest]:
    drawn = random.Random(callers)
    ours = KeeperCallers(keeper, callers)
    theirs = quicker(made, callers, drawn.choices(held, k=calls))
    asked = (drawn.choices(held, k=calls) for _ in itertools.count())
    yield Contest(
        f"open one record for a purpose, {callers} {'caller' if callers == 1 else 'callers'}",
        "SELECT by key and one durable INSERT, as many callers",
        ours=lambda: ours.round(next(asked)),
        theirs=lambda: theirs.round(next(asked)),
        target=TARGETS[callers],
        notes=(f"the quicker baseline: {type(theirs).__name__}",) if callers > 1 else (),
    )
    ours.close()
    theirs.close()
