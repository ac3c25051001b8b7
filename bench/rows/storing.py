"""Storing one record: two compartments sealed, three grants, a person's key, the index, the ledger, and all of it durable."""

import itertools
import time
from collections.abc import Iterator
from functools import partial

from azukari.base.clock import system_clock
from azukari.base.ids import new_receipt_number
from azukari.vault.services.collecting import Collected, Submission, collect
from azukari.vault.services.opening import open_for
from bench import plain
from bench.actors import STAFF
from bench.ground import Ground
from bench.handing_in import PURPOSE, REASON, submission
from bench.harness import Contest, check
from bench.scale import Scale

_CHECKED = 20  # of the records of a round, opened again afterwards


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give the row."""
    numbers = itertools.count()

    def ours() -> float:
        sent = [submission(made, next(numbers)) for _ in range(scale.singles)]
        started = time.perf_counter()
        for one in sent:
            stored = _collect(made, one)
            check(stored.number == one.number, "a record was not stored under its number")
        took = (time.perf_counter() - started) / len(sent)
        for one in sent[:: max(1, len(sent) // _CHECKED)]:
            opened = open_for(
                made.chamber, one.record_id, purpose=PURPOSE, reason=REASON, actor=STAFF, now=system_clock()
            )
            check(opened.items == one.values, "a stored record is not what was handed in")
        return took

    def theirs() -> float:
        rows = [plain.plain_record(next(numbers), new_receipt_number()) for _ in range(scale.singles)]
        insert = partial(made.plain.execute, plain.INSERT, prepare=True)
        started = time.perf_counter()
        for one in rows:
            insert(one.row)
        took = (time.perf_counter() - started) / len(rows)
        found = made.plain.execute(plain.SELECT, (rows[-1].record_id,)).fetchone()
        check(found is not None and found[7:] == tuple(rows[-1].values.values()), "a plain row is not what was stored")
        return took

    made.settle()
    yield Contest(
        "store one record, durable", "INSERT of the same columns, and commit", ours=ours, theirs=theirs, target=1.3
    )


def _collect(made: Ground, sent: Submission) -> Collected:
    return collect(made.public, sent, sealer=made.sealer, statement=made.statement, now=system_clock())
