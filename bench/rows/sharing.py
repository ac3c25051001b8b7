"""Handing records to a recipient: opened for a purpose, recorded, written and encrypted, in constant memory."""

import csv
import io
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pyrage

from azukari.host.database import PooledDatabase
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.files import path_of
from azukari.vault.services.handing_out import PAGE
from bench import plain
from bench.bulk_path import store_all
from bench.ground import Ground, ground
from bench.handing_in import submission
from bench.harness import Contest, check
from bench.people import number_of
from bench.scale import Scale
from bench.sharing import dispatch_of, hand_over, take_on

_WRITE = "SELECT of as many plain rows, as CSV, encrypted to the same key"
_TARGET = 20.0  # of each record a grant and two compartments are opened, and its leaving is recorded durably
_ROUNDS = 3
_STEP = 10_000


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for making the file of a hand-over."""
    with ground(made.folder / "sharing") as own:
        for start in range(0, scale.bulk, _STEP):
            numbers = range(start, min(scale.bulk, start + _STEP))
            store_all(own, [submission(own, number) for number in numbers])
            plain.copy_in(own.plain, [plain.plain_record(number, str(number)) for number in numbers])
        own.settle()
        database = PooledDatabase(own.url("keeper"), size=4)
        try:
            dispatch = dispatch_of(own, database, own.folder / "handovers")
            identity = take_on(dispatch)
            yield Contest(
                f"hand {scale.bulk:,} records over, encrypted, each on record", _WRITE,
                ours=lambda: _hand_over(dispatch, identity, scale.bulk),
                theirs=lambda: _write_plain(own.plain, identity, scale.bulk),
                target=_TARGET, rounds=min(_ROUNDS, scale.rounds),
            )  # fmt: skip
        finally:
            database.close()


def _hand_over(dispatch: Dispatch, identity: pyrage.x25519.Identity, count: int) -> float:
    started = time.perf_counter()
    row = hand_over(dispatch)
    took = (time.perf_counter() - started) / count
    check(row.written == count, "not every record is in the file")
    lines = pyrage.decrypt(path_of(dispatch.folder, row.handover_id).read_bytes(), [identity]).decode("utf-8-sig")
    found = {
        number_of({"email": part}) for part in lines.replace("\r\n", ",").split(",") if part.endswith("@mail.example")
    }
    check(found == set(range(count)), "the file holds others than were handed in")
    return took


def _write_plain(connection: plain.Connection, identity: pyrage.x25519.Identity, count: int) -> float:
    started = time.perf_counter()
    sealed = io.BytesIO()
    with connection.transaction(), connection.cursor("plain", row_factory=psycopg.rows.tuple_row) as cursor:
        cursor.execute(f"{plain.SELECT_ALL} LIMIT %s", (count,))
        pyrage.encrypt_io(_Read(_lines(cursor)), sealed, [identity.to_public()])
    took = (time.perf_counter() - started) / count
    check(len(sealed.getvalue()) > count, "the plain file is empty")
    return took


def _lines(cursor: psycopg.ServerCursor[Any]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    while rows := cursor.fetchmany(PAGE):
        writer.writerows(rows)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


class _Read(io.RawIOBase):
    """Pieces of bytes as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = next(self._pieces, b"")
        taken, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return taken
