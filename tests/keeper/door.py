"""A keeper's inside at a real socket, whose only opener a test holds up until those are there who are to go together."""

import contextlib
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from azukari.base.canonical import Value
from azukari.base.errors import AzukariError
from azukari.host.database import PsycopgDatabase
from azukari.keeper.desk import Desk
from azukari.keeper.group import Waiting
from azukari.keeper.queue import Answer
from azukari.keeper.settings import Limits
from azukari.keeper.strongroom import Strongroom
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.log import verify_log
from azukari.ledger.note import new_signer
from azukari.ledger.services import Sequencer, create_log
from azukari.vault.access import Actor
from azukari.vault.keeper_frames import Credential, Request, decode_answer, encode_request
from tests.keeper.house import OPEN, House
from tests.keeper.running import Running, read_body, served_by

ONE_OPENER = Limits(openers=1)
_WAITS = """
    CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.record_id::text, 0));
        RETURN NEW;
    END$$
"""


@dataclass
class Door:
    """The desk at the socket, and the calls that it has taken in for a group."""

    house: House
    room: Strongroom
    desk: Desk
    keeper: Running = field(init=False)
    begun: list[Waiting] = field(default_factory=list)
    callers: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def answer(self, request: Request) -> bytes:
        return self.desk.answer(request)

    def begin(self, request: Request, answer: Answer, /) -> Waiting | None:
        waiting = self.desk.begin(request, answer)
        if waiting is not None:
            self.begun.append(waiting)
        return waiting

    def is_slow(self, request: Request) -> bool:
        return self.desk.is_slow(request)

    def caller(self) -> socket.socket:
        return self.callers.enter_context(self.keeper.connect())

    def program(self, **wanted: Any) -> Credential:
        """Give the service key of a program that is known already, so that its openings go in groups."""
        credential = self.house.service_key(**wanted)
        self.desk._register.identify(credential, now=self.house.now())
        return credential

    def actor(self, credential: Credential) -> Actor:
        return self.desk._register.identify(credential, now=self.house.now()).actor

    def wait_for(self, *, taken_in: int) -> None:
        """Wait until so many calls were taken in for a group since the door was opened."""
        wait_until(lambda: len(self.begun) >= taken_in)

    def wait_for_gone(self, place: int) -> None:
        """Wait until it is known that the caller of the call at this place has left."""
        wait_until(lambda: self.begun[place].gone)

    @contextlib.contextmanager
    def held(self, *records: uuid.UUID) -> Iterator[Callable[[uuid.UUID], None]]:
        """Have each group wait that has one of these records in it, in the midst of its last statement."""
        with psycopg.connect(self.house.postgres.admin(), autocommit=True) as connection:
            for record in records:
                connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (str(record),))

            def let_go(record: uuid.UUID) -> None:
                connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (str(record),))

            yield let_go

    def wait_for_held(self) -> int:
        """Wait until a group is held, and give its connection's process."""
        found: list[int] = []

        def look() -> bool:
            rows = self.house.sql(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'azukari_keeper' AND wait_event_type = 'Lock'"
            )
            found[:] = [pid for (pid,) in rows]
            return bool(found)

        wait_until(look)
        (pid,) = found
        return pid


@contextlib.contextmanager
def door_of(house: House) -> Iterator[Door]:
    """Listen at the house's socket until the end of the block."""
    room = house.strongroom()
    register = house.register(room.chamber.database)
    desk = Desk(room, register=register, clock=house.now, limits=ONE_OPENER)
    house.sql(_WAITS)
    house.sql("CREATE TRIGGER waits BEFORE INSERT ON vault_access_event FOR EACH ROW EXECUTE FUNCTION waits()")
    made = Door(house, room, desk)
    with served_by(made, house.socket, limits=ONE_OPENER) as made.keeper, made.callers:
        yield made
    desk.close()


def opening(credential: Credential | None, record: uuid.UUID | str, **changed: Value) -> bytes:
    """Write a wish to open a record."""
    return encode_request(Request("open", credential, {"record": str(record), **OPEN, **changed}))


def answer_to(connection: socket.socket) -> Any:
    """Read an answer, or the error that it tells of."""
    try:
        return decode_answer(read_body(connection) or b"")
    except AzukariError as error:
        return error


def wait_until(true: Callable[[], bool]) -> None:
    """Look until something is so."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "It did not come about."
        threading.Event().wait(0.002)


def size_of_verified_ledger(house: House, folder: Path) -> int:
    """Give each entry its place in a log of its own, verify that, and tell how many there are."""
    signer = new_signer("azukari.example/ledger", bytes(32))
    for name in ("log", "head"):
        (folder / name).mkdir()
    tiles, head = TileDirectory(folder / "log"), HeadFile(folder / "head")
    create_log(tiles, head, signer)
    database = PsycopgDatabase(house.postgres.url("ledger"))
    with contextlib.closing(database):
        sequencer = Sequencer(database, tiles, head, signer)
        while sequencer.run_once() is not None:
            pass
    return verify_log(tiles, signer.verifier).size
