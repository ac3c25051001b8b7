"""Giving everything that is held of a person, with a record of it."""

import itertools
import time
from collections.abc import Iterator
from typing import Any, cast

from azukari.base.clock import system_clock
from azukari.vault.services.holder import VaultHolder
from bench import plain
from bench.actors import MANAGER
from bench.ground import Ground
from bench.handing_in import hand_in_of_one_person, hand_in_of_one_plain_person
from bench.harness import Contest, check
from bench.people import person
from bench.scale import Scale

_RECORDS = 10
_PERSONS = 50
_TARGET = 1.5


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row beside a bare select, and one beside a select and a durable record of it."""
    persons = [hand_in_of_one_person(made, _RECORDS) for _ in range(min(_PERSONS, scale.singles))]
    rows = [hand_in_of_one_plain_person(made, one.held) for one in persons]
    made.settle()
    holder = VaultHolder(made.chamber, MANAGER, system_clock)
    places = itertools.cycle(range(len(persons)))
    asked = [next(places) for _ in range(scale.singles)]

    def ours() -> float:
        started = time.perf_counter()
        for place in asked:
            exported = cast("dict[str, Any]", holder.export(persons[place].person_id))
            given = sorted(record["values"]["email"] for record in exported["records"])
            check(given == _emails(), "what was given of a person is not what is held")
        return (time.perf_counter() - started) / len(asked)

    def theirs(*, recorded: bool) -> float:
        started = time.perf_counter()
        for place in asked:
            found = made.plain.execute(plain.SELECT_PERSON, (rows[place],), prepare=True, binary=True).fetchall()
            check(sorted(row[8] for row in found) == _emails(), "the plain rows of a person are not all there")
            if recorded:
                made.plain.execute(plain.EVENT, plain.event(found[0][0]), prepare=True)
        return (time.perf_counter() - started) / len(asked)

    yield Contest(
        f"give all {_RECORDS} records of a person, recorded", "SELECT by person",
        ours=ours, theirs=lambda: theirs(recorded=False), target=_TARGET,
    )  # fmt: skip
    yield Contest(
        "the same, beside a SELECT that is recorded", "SELECT by person and one durable INSERT",
        ours=ours, theirs=lambda: theirs(recorded=True), target=_TARGET,
    )  # fmt: skip


def _emails() -> list[str]:
    return sorted(person(number)["email"] for number in range(_RECORDS))
