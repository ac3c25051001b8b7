"""Timing two ways of doing the same thing against each other: in rounds that alternate, judged by the ratio of each round.

A machine's speed changes from minute to minute, with its neighbours and its clock. So neither time is claimed, only their ratio,
and the two are timed one right after the other, now this first and now that.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Timed = Callable[
    [], float
]  # runs one round, checks what came out, and gives the cost of one operation: seconds, or bytes


class WrongAnswerError(Exception):
    """What came out of a measured operation is not what had to: the whole run fails."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One row: an operation of ours, its baseline, and the greatest ratio that meets the target (none: it is shown only)."""

    title: str
    baseline: str
    ours: Timed
    theirs: Timed
    target: float | None
    unit: str = "s"
    notes: tuple[str, ...] = ()
    later: Callable[[], tuple[str, ...]] = tuple  # notes that are known only after the rounds
    rounds: int | None = None  # fewer than the run's own, for what is long or always comes out the same


@dataclass(frozen=True, slots=True)
class Missing:
    """A row that cannot be measured here, and how it could."""

    title: str
    baseline: str
    target: float | None
    how: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the greatest of some measurements."""

    least: float
    median: float
    greatest: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rounds of a contest gave."""

    title: str
    baseline: str
    target: float | None
    unit: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def ratios(self) -> tuple[float, ...]:
        """Give each round's ratio of our cost to the baseline's."""
        return tuple(mine / other for mine, other in zip(self.ours, self.theirs, strict=True))

    @property
    def ratio(self) -> Spread:
        """Give the spread of the ratio."""
        return spread(self.ratios)

    @property
    def met(self) -> bool | None:
        """Tell whether the median ratio meets the target; none if there is no target."""
        return None if self.target is None else self.ratio.median <= self.target


def spread(values: Sequence[float]) -> Spread:
    """Sum up measurements.

    Raises:
        ValueError: if there are none.
    """
    if not values:
        raise ValueError("There is nothing to sum up.")
    return Spread(min(values), statistics.median(values), max(values))


def measure(contest: Contest, *, rounds: int) -> Measured:
    """Run a contest: a round of each to warm up, then rounds in which now ours and now the baseline goes first.

    Raises:
        WrongAnswerError: if an answer was wrong.
    """
    contest.ours()
    contest.theirs()
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(min(rounds, contest.rounds or rounds)):
        for mine in (True, False) if number % 2 == 0 else (False, True):
            if mine:
                ours.append(contest.ours())
            else:
                theirs.append(contest.theirs())
    notes = contest.notes + contest.later()
    return Measured(contest.title, contest.baseline, contest.target, contest.unit, tuple(ours), tuple(theirs), notes)


def check(holds: object, what: str) -> None:
    """Let the run fail unless an answer is right; ``what`` says what had to be, without personal data.

    Raises:
        WrongAnswerError: if it is not.
    """
    if not holds:
        raise WrongAnswerError(what)


def each(operations: Sequence[Callable[[], object]]) -> float:
    """Run prepared operations one after the other, and give the seconds that one took."""
    started = time.perf_counter()
    for operation in operations:
        operation()
    return (time.perf_counter() - started) / len(operations)
