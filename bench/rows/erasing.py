"""Erasing a person: one key is destroyed, however much there is."""

import itertools
import time
from collections.abc import Iterator

from azukari.base.clock import system_clock
from azukari.base.errors import NotFoundError
from azukari.vault.services.ending import erase_person
from azukari.vault.services.opening import open_for
from bench.actors import MANAGER, STAFF
from bench.ground import Ground
from bench.handing_in import PURPOSE, REASON, Held, hand_in_of_one_person, hand_in_of_one_plain_person
from bench.harness import Contest, WrongAnswerError, check
from bench.scale import Scale

_DELETE = "DELETE FROM plain_record WHERE person_id = %s"
_MOST_ROUNDS = 5
_FEW = 20  # persons in a round of those with few records
_CHECKED = 5  # records of an erased person that are asked for


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for few and for many records, and one for both against each other."""
    few, many = scale.erased
    rounds = min(scale.rounds, _MOST_ROUNDS) + 1
    persons = min(_FEW, scale.singles)
    ours_few = _Erasing(made, few, persons * rounds * 2, each=persons)
    ours_many = _Erasing(made, many, rounds * 2, each=1)
    yield Contest(
        f"erase a person with {few} records", "DELETE of the rows, and commit",
        ours=ours_few.ours, theirs=ours_few.theirs, target=1.0, rounds=rounds - 1,
    )  # fmt: skip
    yield Contest(
        f"erase a person with {many:,} records", "DELETE of the rows, and commit",
        ours=ours_many.ours, theirs=ours_many.theirs, target=1.0, rounds=rounds - 1,
    )  # fmt: skip
    yield Contest(
        f"erase a person with {many:,} records, not {few}", f"ours, with {few} records",
        ours=ours_many.ours, theirs=ours_few.ours, target=1.3, rounds=rounds - 2,
    )  # fmt: skip


class _Erasing:
    """Persons who are there to be erased, each once."""

    def __init__(self, made: Ground, records: int, persons: int, *, each: int) -> None:
        self._made, self._each = made, each
        held = [hand_in_of_one_person(made, records).held for _ in range(persons)]
        self._ours = iter(held)
        self._theirs = iter([hand_in_of_one_plain_person(made, one) for one in held[: persons // 2 + each]])
        self._records = records
        made.settle()

    def ours(self) -> float:
        persons = list(itertools.islice(self._ours, self._each))
        started = time.perf_counter()
        for held in persons:
            erase_person(self._made.chamber, held[0].record_id, actor=MANAGER, now=system_clock())
        took = (time.perf_counter() - started) / len(persons)
        for one in persons[0][:: max(1, self._records // _CHECKED)]:
            check_gone(self._made, one)
        return took

    def theirs(self) -> float:
        persons = list(itertools.islice(self._theirs, self._each))
        started = time.perf_counter()
        for person in persons:
            done = self._made.plain.execute(_DELETE, (person,), prepare=True)
            check(done.rowcount == self._records, "not every plain row of a person went")
        return (time.perf_counter() - started) / len(persons)


def check_gone(made: Ground, held: Held) -> None:
    """Let the run fail if a record of an erased person still opens.

    Raises:
        WrongAnswerError: if it does.
    """
    try:
        open_for(made.chamber, held.record_id, purpose=PURPOSE, reason=REASON, actor=STAFF, now=system_clock())
    except NotFoundError:
        return
    raise WrongAnswerError("a record of an erased person was opened")
