"""Groups through the socket: whoever leaves, is wrong, or meets a database that goes away concerns nobody else in the group."""

import random
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from azukari.base.errors import AzukariError, Kind
from azukari.statement.purposes import Role
from azukari.vault.keeper_frames import Credential
from azukari.vault.service_key import KeyAct
from azukari.vault.services.holding import place_hold
from tests.keeper.door import Door, answer_to, door_of, opening, size_of_verified_ledger
from tests.keeper.house import CANARY, House
from tests.keeper.test_groups_together import STAFF, of_a_stopped_grant, of_a_tampered_record, of_an_erased_person

OPENED, REFUSED = "vault.record.opened", "vault.record.refused"
BROCHURE = frozenset({"brochure.send"})


@pytest.fixture
def door(house: House) -> Iterator[Door]:
    with door_of(house) as made:
        yield made


class Queue:
    """Calls that wait for one group, behind the call whose group is held."""

    def __init__(self, door: Door, credential: Credential, *, calls: int) -> None:
        self.door, self.credential = door, credential
        self.held, *self.records = (
            door.house.collect(email=f"{number}@example.jp").record_id for number in range(calls + 1)
        )
        self.first, *self.callers = (door.caller() for _ in range(calls + 1))

    def line_up(self) -> None:
        """Send everything, the first first; its record has to be held."""
        self.first.sendall(opening(self.credential, self.held))
        self.door.wait_for_held()
        for place, (caller, record) in enumerate(zip(self.callers, self.records, strict=True), start=2):
            caller.sendall(opening(self.credential, record))
            self.door.wait_for(taken_in=place)

    def recorded(self) -> dict[str, str]:
        """Tell the event of each record that the ledger says was opened; none was opened twice."""
        entries = self.door.house.entries(OPENED)
        found = {entry["record"]: entry["event"] for entry in entries}
        assert len(found) == len(entries)
        return found


@pytest.fixture
def queue(door: Door) -> Queue:
    return Queue(door, door.program(), calls=3)


def events(*answers: Any) -> dict[str, str]:
    """Tell the event of each record that was shown to somebody."""
    for one in answers:
        assert not isinstance(one, AzukariError), one.ground
        assert one["items"]["name"] == CANARY
    return {one["record_id"]: one["event_id"] for one in answers}


def test_a_caller_who_leaves_before_its_group_is_begun_is_not_served_and_the_others_are(
    door: Door, queue: Queue
) -> None:
    with door.held(queue.held) as let_go:
        queue.line_up()
        queue.callers[1].close()
        door.wait_for_gone(2)
        let_go(queue.held)
        shown = events(*(answer_to(one) for one in (queue.first, queue.callers[0], queue.callers[2])))
    assert queue.recorded() == shown
    assert str(queue.records[1]) not in shown


def test_a_caller_who_leaves_in_the_midst_of_its_group_is_in_the_ledger_with_the_others(
    door: Door, queue: Queue
) -> None:
    last = queue.records[-1]
    with door.held(queue.held, last) as let_go:
        queue.line_up()
        let_go(queue.held)
        shown = events(answer_to(queue.first))
        door.wait_for_held()
        queue.callers[1].close()
        door.wait_for_gone(2)
        assert queue.recorded() == shown
        let_go(last)
        shown |= events(*(answer_to(one) for one in (queue.callers[0], queue.callers[2])))
    recorded = queue.recorded()
    assert recorded.pop(str(queue.records[1]))  # it was opened, though nobody took the answer
    assert recorded == shown


@pytest.mark.parametrize(
    ("sent", "ground", "stays"),
    [
        (lambda who: opening(who, "x", more="argument"), "argument.names", True),
        (lambda who: opening(who, "x" * 65), "argument.form", True),
        (lambda _who: b"\0\0\0\x02{}", "frame.version", False),
        (lambda _who: b"GET / HTTP/1.1\r\n\r\n", "frame.length", False),
    ],
)
def test_a_malformed_call_is_answered_by_itself(
    door: Door, queue: Queue, sent: Callable[[Credential], bytes], ground: str, stays: bool
) -> None:
    with door.held(queue.held) as let_go:
        queue.line_up()
        wrong = door.caller()
        wrong.sendall(sent(queue.credential))
        error = answer_to(wrong)  # the others still wait
        let_go(queue.held)
        shown = events(*(answer_to(one) for one in (queue.first, *queue.callers)))
    assert isinstance(error, AzukariError)
    assert (error.kind, error.ground) == (Kind.MALFORMED, ground)
    assert queue.recorded() == shown
    assert door.house.entries(REFUSED) == []
    if not stays:
        assert wrong.recv(1) == b""
        return
    wrong.sendall(opening(queue.credential, queue.held))
    assert queue.held == uuid.UUID(next(iter(events(answer_to(wrong)))))


def test_a_connection_that_is_ended_in_the_midst_of_a_group_is_a_failure_for_all_of_it_and_only_for_it(
    door: Door, queue: Queue
) -> None:
    last = queue.records[-1]
    with door.held(queue.held, last) as let_go:
        queue.line_up()
        let_go(queue.held)
        shown = events(answer_to(queue.first))
        ended = door.wait_for_held()
        assert door.house.sql("SELECT pg_terminate_backend(%s)", (ended,)) == [(True,)]
        for answer in [answer_to(one) for one in queue.callers]:
            assert isinstance(answer, AzukariError)
            assert answer.kind is Kind.UNAVAILABLE
    assert queue.recorded() == shown
    assert door.house.sql("SELECT event_id::text FROM vault_access_event") == [(one,) for one in shown.values()]
    for caller, record in zip(queue.callers, queue.records, strict=True):
        caller.sendall(opening(queue.credential, record))
    shown |= events(*(answer_to(one) for one in queue.callers))
    assert queue.recorded() == shown


# --- any calls at all ------------------------------------------------------------------------------------------------------

IN_NO_GROUP = {"an auditor", "malformed", "nobody", "not for this act", "staff"}  # or not at once


def calls_of_every_kind(door: Door) -> Mapping[str, bytes]:
    """Write one call of each kind; none of them changes what another finds."""
    house, room, who = door.house, door.room, door.program()
    good, other = (house.collect(email=f"{name}@example.jp") for name in ("good", "other"))
    held = house.collect(email="held@example.jp").number
    review = (house.now() + timedelta(days=30)).date()
    place_hold(room.chamber, held, matter="a matter", review_on=review, actor=STAFF, now=house.now())
    revoked = door.program()
    house.sql("UPDATE vault_service_key SET revoked_at = now() WHERE key_id = %s", (door.actor(revoked).id,))
    house.clock_shift = timedelta(days=-2)
    expired = door.program(days=1)
    house.clock_shift = timedelta()
    return {
        "a good one": opening(who, good.number),
        "by its id": opening(who, good.record_id),
        "another record": opening(who, other.number),
        "another program": opening(door.program(), other.number),
        "staff": opening(house.signed_in(Role.SERVICE_STAFF), good.number),
        "an auditor": opening(house.signed_in(Role.AUDITOR), good.number),
        "nobody": opening(None, good.number),
        "no record": opening(who, uuid.UUID(int=7)),
        "no purpose": opening(who, good.number, purpose="no.purpose"),
        "stopped": opening(who, of_a_stopped_grant(room, house).record),
        "erased": opening(who, of_an_erased_person(room, house).record),
        "tampered": opening(who, of_a_tampered_record(room, house).record),
        "held": opening(who, held),
        "no reason": opening(who, good.number, reason=" "),
        "personal reason": opening(who, good.number, reason="as canary@example.jp asked"),
        "malformed": opening(who, "x" * 65),
        "not for this act": opening(house.service_key(acts=frozenset({KeyAct.FIND})), good.number),
        "of another service": opening(door.program(service="brochure", purposes=BROCHURE), good.number),
        "revoked": opening(revoked, good.number),
        "expired": opening(expired, good.number),
    }


def without_event(answer: Any) -> object:
    if isinstance(answer, AzukariError):
        return answer.kind, answer.ground, answer.message
    return {name: value for name, value in answer.items() if name != "event_id"}


class Watch:
    """What is entered in the ledger from now on."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._before = self._counts()

    def facts(self) -> list[str]:
        """Give the facts without what differs each time, in an order of their own."""
        new = [(kind, one) for kind, count in self._before.items() for one in self._house.entries(kind)[count:]]
        return sorted(f"{kind} { ({**one, 'event': None, 'reason': 'reason' in one}) }" for kind, one in new)

    def _counts(self) -> dict[str, int]:
        return {kind: len(self._house.entries(kind)) for kind in (OPENED, REFUSED, "keeper.call.refused")}


def one_by_one(callers: Sequence[socket.socket], calls: Sequence[bytes]) -> list[Any]:
    answers = []
    for caller, call in zip(callers, calls, strict=False):
        caller.sendall(call)
        answers.append(answer_to(caller))
    return answers


def together(queue: Queue, calls: Sequence[bytes], *, grouped: int) -> tuple[Any, list[Any]]:
    """Send calls while a group is held: give that group's answer, and theirs."""
    door = queue.door
    with door.held(queue.held) as let_go:
        place = len(door.begun)
        queue.first.sendall(opening(queue.credential, queue.held))
        door.wait_for_held()
        for caller, call in zip(queue.callers, calls, strict=False):
            caller.sendall(call)
        door.wait_for(taken_in=place + 1 + grouped)
        let_go(queue.held)
        return answer_to(queue.first), [answer_to(caller) for caller, _ in zip(queue.callers, calls, strict=False)]


def test_any_group_is_answered_as_its_calls_are_one_by_one(house: House, door: Door, tmp_path: Path) -> None:
    queue = Queue(door, door.program(), calls=16)
    kinds = calls_of_every_kind(door)
    drawn = random.Random(4711)  # noqa: S311 - so that it can be drawn again
    shown: list[str] = []
    for _ in range(30):
        names = drawn.choices(sorted(kinds), k=drawn.randint(1, 16))
        calls = [kinds[name] for name in names]
        watch = Watch(house)
        alone = [*one_by_one([queue.first], [opening(queue.credential, queue.held)]), *one_by_one(queue.callers, calls)]
        entered = watch.facts()
        watch = Watch(house)
        first, others = together(queue, calls, grouped=sum(name not in IN_NO_GROUP for name in names))
        assert [without_event(one) for one in (first, *others)] == [without_event(one) for one in alone], names
        assert watch.facts() == entered, names
        shown += [one["event_id"] for one in (*alone, first, *others) if not isinstance(one, AzukariError)]
    assert {entry["event"] for entry in house.entries(OPENED)} == set(shown)
    assert len(house.entries(OPENED)) == len(shown)
    assert house.sql("SELECT count(*) FROM ledger_entry") == [(size_of_verified_ledger(house, tmp_path),)]
