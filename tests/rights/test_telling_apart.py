"""Nobody learns at the entrance whether somebody is known: not by what is said, nor by what the database is asked, nor by time."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

import pytest

from azukari.base.errors import AzukariError
from azukari.base.ids import new_receipt_number
from azukari.base.sql import Cursor, Database
from azukari.rights.services.joining import join_own
from azukari.rights.services.visiting import begin_entrance, letter_of, name_receipt, show_code
from tests.rights.bureau import Bureau
from tests.vault.world import CANARY

KNOWN, UNKNOWN, ERASED = "known@mail.example", "unknown@mail.example", "erased@mail.example"


@dataclass
class Counting:
    """A database that keeps what it is asked, and where each transaction begins and ends."""

    inner: Database
    asked: list[str] = field(default_factory=list)

    def run(self, query: Any, params: Any = None, /) -> list[tuple[Any, ...]]:
        self.asked.append(str(query))
        return self.inner.run(query, params)

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        self.asked.append("BEGIN")
        with self.inner.transaction() as cursor:
            yield _CountingCursor(cursor, self.asked)
        self.asked.append("COMMIT")


class _CountingCursor:
    def __init__(self, inner: Cursor, asked: list[str]) -> None:
        self._inner, self._asked = inner, asked

    def execute(self, query: Any, params: Any = None, /) -> Any:
        self._asked.append(str(query))
        return self._inner.execute(query, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@dataclass
class Watched:
    """An office of which everything is seen that the databases are asked, and persons who are known, unknown or erased."""

    bureau: Bureau
    asked: list[str]
    numbers: dict[str, str]

    def seen(self, act: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
        """Give what an act tells, and what it asks."""
        self.asked.clear()
        try:
            act()
            told = "done"
        except AzukariError as error:
            told = f"{error.kind} {error.ground} {error.message}"
        return told, tuple(self.asked)


def sent(address: str) -> dict[str, str]:
    return {**CANARY, "email": address, "topic": "price", "question": "？"}


@pytest.fixture
def watched(bureau: Bureau) -> Watched:
    known, erased = bureau.collect(values=sent(KNOWN)), bureau.collect(values=sent(ERASED))
    bureau.grant(bureau.ask(bureau.visit(erased.number), "erasure"))
    asked: list[str] = []
    chamber = bureau.office.chamber
    counting = replace(
        chamber, database=Counting(chamber.database, asked), person_keys=Counting(chamber.person_keys, asked)
    )
    bureau.office = replace(bureau.office, gate=replace(bureau.office.gate, chamber=counting))
    return Watched(bureau, asked, {"known": known.number, "unknown": "0000-0000-0000", "erased": erased.number})


@pytest.mark.parametrize("by", ["number", "address"])
def test_at_the_entrance_all_is_said_and_asked_alike(watched: Watched, by: str) -> None:
    bureau = watched.bureau
    said = list(watched.numbers.values()) if by == "number" else [KNOWN, UNKNOWN, ERASED]
    seen = {
        watched.seen(lambda text=text: begin_entrance(bureau.office.gate, text, language="ja", now=bureau.now))  # type: ignore[misc]
        for text in said
    }
    ((told, asked),) = seen
    assert told == "done"
    assert len(asked) == 2  # one look, and one row; the worker finds out later whether there is a letter


def test_whoever_was_mailed_too_many_codes_is_told_the_same(watched: Watched) -> None:
    bureau = watched.bureau
    act = lambda: begin_entrance(bureau.office.gate, KNOWN, language="ja", now=bureau.now)  # noqa: E731
    first = watched.seen(act)
    for _ in range(9):
        assert watched.seen(act) == first


def test_codes_that_do_not_fit_are_answered_and_asked_alike(watched: Watched) -> None:
    bureau = watched.bureau
    gate = bureau.office.gate
    known, unknown, used = (
        begin_entrance(gate, said, language="ja", now=bureau.now) for said in (KNOWN, UNKNOWN, watched.numbers["known"])
    )
    letter = letter_of(gate, used, now=bureau.now)
    assert letter is not None
    show_code(gate, used, letter.code, now=bureau.now)
    seen = {
        watched.seen(lambda entrance=entrance, code=code: show_code(gate, entrance, code, now=bureau.now))  # type: ignore[misc]
        for entrance in (known, unknown, used, uuid.uuid4())
        for code in ("00000000", letter.code, "", "x" * 64)
    }
    ((told, asked),) = seen
    assert told.startswith("unauthenticated code_refused")
    assert (
        len(asked) == 3
    )  # a transaction, in which a try is counted, and whatever it was of is looked at by the same statement


@pytest.mark.parametrize("act", [name_receipt, join_own], ids=["coming in", "joining"])
@pytest.mark.parametrize("who", ["known", "unknown", "erased", "no number at all"])
def test_numbers_that_do_not_fit_are_answered_and_asked_alike(
    watched: Watched, act: Callable[..., None], who: str
) -> None:
    bureau = watched.bureau
    mine = bureau.collect(values=sent("mine@mail.example"))
    joining = act is join_own
    place: Any = bureau.office if joining else bureau.office.gate

    def told(number: str) -> tuple[str, tuple[str, ...]]:
        visit = bureau.visit("mine@mail.example", number=mine.number if joining else None)
        return watched.seen(lambda: act(place, visit, number, now=bureau.now))

    typed = {**watched.numbers, "no number at all": "何か"}
    answer = told(typed[who])
    assert answer == told("ZZZZ-ZZZZ-ZZZZ")
    assert answer[0].startswith("unauthenticated number_refused")


def test_it_takes_as_long_whether_the_number_is_known_or_not(bureau: Bureau) -> None:
    """By medians, within a quarter: a row that comes back costs some microseconds, a record that were opened many times as much.

    Each number is said once, since after some codes it leads nowhere. It is tried three times: others use the machine, too.
    """
    ratios = []
    for _ in range(3):
        said = {
            "known": [bureau.collect(values=sent(KNOWN)).number for _ in range(100)],
            "unknown": [new_receipt_number() for _ in range(100)],
        }
        times: dict[str, list[float]] = {who: [] for who in said}
        for turn in range(200):
            who = ("known", "unknown")[turn % 2]
            began = time.perf_counter()
            begin_entrance(bureau.office.gate, said[who][turn // 2], language="ja", now=bureau.now)
            times[who].append(time.perf_counter() - began)
        ratios.append(median(times["known"]) / median(times["unknown"]))
        if 0.8 < ratios[-1] < 1.25:
            return
    pytest.fail(f"A number that is known took {min(ratios):.2f} times as long as one that is not, at the least.")
