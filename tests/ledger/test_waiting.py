"""However transactions overlap, no entry is passed over; and what is done is not looked at again."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from azukari.host.database import PsycopgDatabase
from azukari.ledger import store
from azukari.ledger.services import Sequencer, append, append_all, create_log
from azukari.ledger.waiting import Look, Waiting
from tests.ledger.fakes import MemoryHead, MemoryTiles
from tests.ledger.samples import NOW, SIGNER

Connect = Callable[..., PsycopgDatabase]


@pytest.fixture
def sequencer(database: Connect) -> Sequencer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tiles, head = MemoryTiles(), MemoryHead()
    create_log(tiles, head, SIGNER)
    return Sequencer(database("ledger"), tiles, head, SIGNER, batch=4)


def _append(database: PsycopgDatabase, count: int = 1) -> None:
    with database.transaction() as cursor:
        append_all(cursor, [("a.b.c", {"number": number}) for number in range(count)], now=NOW)


def _run(sequencer: Sequencer) -> int:
    signed = sequencer.run_once()
    while sequencer.is_behind:
        signed = sequencer.run_once() or signed
    return signed.head.size if signed else 0


def test_an_entry_that_commits_late_gets_its_place(database: Connect, sequencer: Sequencer) -> None:
    slow, quick = database("public"), database("keeper")
    with slow.transaction() as cursor:
        append(cursor, "a.b.slow", {}, now=NOW)  # takes the first row
        for size in range(1, 12):
            _append(quick)
            assert _run(sequencer) == size
            assert not sequencer.waits()
    assert sequencer.waits()
    assert _run(sequencer) == 12
    assert not sequencer.waits()


def test_what_was_settled_is_not_looked_at_again(database: Connect, sequencer: Sequencer) -> None:
    one = database("public")
    for _ in range(3):
        _append(one, 5)
        _run(sequencer)
    sequencer.run_once()
    assert sequencer._waiting.after == 15


def test_a_transaction_that_only_reads_does_not_matter(database: Connect, sequencer: Sequencer) -> None:
    with database("staff").transaction() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert store.pending_count(cursor) == 0
        _append(database("public"), 5)
        _run(sequencer)
        sequencer.run_once()
        assert sequencer._waiting.after == 5


def test_after_an_error_everything_is_looked_at(
    database: Connect, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _append(database("public"), 5)
    _run(sequencer)
    sequencer.run_once()
    assert sequencer._waiting.after > 0
    monkeypatch.setattr(sequencer._head, "read", lambda: None)
    with pytest.raises(Exception, match="no signed head"):
        sequencer.run_once()
    assert sequencer._waiting == Waiting()


def test_now_and_then_everything_is_looked_at(database: Connect, sequencer: Sequencer) -> None:
    _append(database("public"), 2)
    sequencer._waiting, sequencer._looks = Waiting(after=1000), 255
    assert sequencer.run_once() is None
    signed = sequencer.run_once()
    assert signed is not None
    assert signed.head.size == 2


def test_what_is_settled_is_left_behind_though_transactions_always_overlap() -> None:
    waiting = Waiting()
    for place in range(1, 101):
        waiting = waiting.looked(Look(ended=place, begun=place + 5, last=place, whole=True))
    assert waiting.after > 90


@dataclass
class _World:
    """Rows that transactions take in order, and settle out of order."""

    transactions: int = 0
    rows: int = 0
    open: dict[int, list[int]] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)

    def look(self, after: int, limit: int) -> tuple[list[int], Look]:
        seen = sorted(row for row in self.waiting if row > after)[:limit]
        ended = min(self.open, default=self.transactions)
        return seen, Look(ended, self.transactions, seen[-1] if seen else None, whole=len(seen) < limit)


@given(st.lists(st.sampled_from(["begin", "take", "end", "end last", "abort", "look"]), max_size=80), st.integers(1, 4))
@example(["begin", "take", "take", "begin", "take", "end last", "look", "end", "look"], 1)
def test_no_row_is_ever_passed_over(steps: list[str], limit: int) -> None:
    world, waiting = _World(), Waiting()
    for step in steps:
        if step == "begin":
            world.open[world.transactions] = []
            world.transactions += 1
        elif step == "take" and world.open:
            world.rows += 1
            world.open[max(world.open)].append(world.rows)
        elif step in {"end", "end last"} and world.open:
            chosen = min(world.open) if step == "end" else max(world.open)
            world.waiting |= set(world.open.pop(chosen))
        elif step == "abort" and world.open:
            del world.open[min(world.open)]
        elif step == "look":
            seen, look = world.look(waiting.after, limit)
            world.waiting -= set(seen)
            waiting = waiting.looked(look)
        still = world.waiting | {row for rows in world.open.values() for row in rows}
        assert all(row > waiting.after for row in still)
    for rows in world.open.values():
        world.waiting |= set(rows)
    world.open.clear()
    for _ in range(2 * world.rows + 3):
        seen, look = world.look(waiting.after, limit)
        world.waiting -= set(seen)
        waiting = waiting.looked(look)
    assert not world.waiting
