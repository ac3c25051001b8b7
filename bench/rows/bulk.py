"""Very many records at once: storing them, and opening all of them for one purpose."""

import itertools
import time
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from azukari.base.clock import system_clock
from azukari.base.errors import AzukariError
from azukari.base.ids import new_receipt_number
from azukari.vault.keeper_client import Opened
from azukari.vault.services.opening import open_for
from bench import plain
from bench.actors import STAFF
from bench.bulk_path import store_all
from bench.ground import Ground, ground
from bench.handing_in import PURPOSE, REASON, SERVICE, submission
from bench.harness import Contest, check
from bench.keeping import keeping
from bench.people import number_of, person
from bench.scale import Scale

_COPY, _SELECT = "COPY of plain rows", "SELECT of as many plain rows"
_STORE_TARGET, _OPEN_TARGET = 3.0, 4.0
_PAGE = 500
_ROUNDS = 3
_CHECKED = 50  # one of so many is compared with what was handed in


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for storing and one for opening."""
    storing, opening = f"store {scale.bulk:,} records, durable", f"open {scale.bulk:,} records for a purpose, in pages"
    with ground(made.folder / "bulk") as own:
        numbers = itertools.count()
        yield Contest(
            storing, _COPY,
            ours=lambda: _store(own, list(itertools.islice(numbers, scale.bulk))),
            theirs=lambda: _store_plain(own.plain, list(itertools.islice(numbers, scale.bulk))),
            target=_STORE_TARGET, rounds=_ROUNDS,
        )  # fmt: skip
        own.settle()
        with keeping(own) as keeper:
            client = keeper.client()
            yield Contest(
                opening, _SELECT,
                ours=lambda: _open(client, scale.bulk), theirs=lambda: _read(own.plain, scale.bulk),
                target=_OPEN_TARGET, rounds=_ROUNDS,
            )  # fmt: skip


def _store(made: Ground, numbers: Sequence[int]) -> float:
    sent = [submission(made, number) for number in numbers]
    started = time.perf_counter()
    store_all(made, sent)
    took = (time.perf_counter() - started) / len(sent)
    for one in sent[:: max(1, len(sent) // _CHECKED)]:
        opened = open_for(made.chamber, one.record_id, purpose=PURPOSE, reason=REASON, actor=STAFF, now=system_clock())
        check(opened.items == one.values, "a stored record is not what was handed in")
    return took


def _store_plain(connection: plain.Connection, numbers: Sequence[int]) -> float:
    rows = [plain.plain_record(number, new_receipt_number()) for number in numbers]
    started = time.perf_counter()
    plain.copy_in(connection, rows)
    return (time.perf_counter() - started) / len(rows)


def _open(client: Any, count: int) -> float:
    found: list[Opened | AzukariError] = []
    after: str | None = None
    started = time.perf_counter()
    while len(found) < count:
        page = client.open_page(
            SERVICE, purpose=PURPOSE, reason=REASON, after=after, limit=min(_PAGE, count - len(found))
        )
        found += page.records
        after = page.after
        if after is None:
            break
    took = (time.perf_counter() - started) / count
    check(len(found) == count, "not every record was opened")
    for one in found[::_CHECKED]:
        check(
            isinstance(one, Opened) and one.items == person(number_of(one.items)),
            "an opened record is not what was handed in",
        )
    return took


def _read(connection: plain.Connection, count: int) -> float:
    started = time.perf_counter()
    with connection.cursor(binary=True, row_factory=psycopg.rows.tuple_row) as cursor:
        rows = cursor.execute(f"{plain.SELECT_ALL} LIMIT %s", (count,)).fetchall()
    took = (time.perf_counter() - started) / count
    check(len(rows) == count, "not every plain row was read")
    for row in rows[::_CHECKED]:
        values = dict(zip(plain.ITEMS, row[7:], strict=True))
        check(values == person(number_of(values)), "a plain row is not what was stored")
    return took
