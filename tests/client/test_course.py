"""What is sent again, how often and when; and that it is the same each time."""

import uuid
from typing import Any

import httpx
import pytest

from azukari.client import Retry, wishes
from azukari.client.course import Course
from azukari.client.errors import (
    ConflictError,
    NotFoundError,
    ProblemError,
    TooManyError,
    UnauthenticatedError,
    UnavailableError,
    UnreachableError,
    UnreadableError,
)
from tests.client.conftest import Answer, Asking, Server, Time, problem

RECORD = "3f1a9c62-7d0e-4b58-9a1c-5e2f8d4b6a70"
CLOSED = httpx.Response(204)
BUSY = problem(503, "unavailable", "keeper", retry_after="2")
OPENED = httpx.Response(
    200,
    json={
        "record": RECORD,
        "number": "7K3M-92QF-0TBX",
        "service": "inquiry",
        "purpose": "inquiry.reply",
        "items": {"topic": "usage", "brochures": ["paper", "ink"]},
        "language": "ja",
        "collected_at": "2026-11-23T09:15:02.123Z",
        "statement": "0" * 64,
        "event": RECORD,
    },
)
OPEN: dict[str, Any] = {"purpose": "inquiry.reply", "reason": "Answering"}
PROOF = httpx.Response(
    200,
    json={"index": 1, "size": 2, "leaf_hash": "", "path": [""], "checkpoint": "", "entry": "", "proof": ""},
)


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("late"),
        httpx.PoolTimeout("late"),
        httpx.ReadTimeout("late"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.RemoteProtocolError("closed"),
        BUSY,
        problem(429, "too_many", "too_many_requests", retry_after="1"),
        problem(409, "conflict", "idempotency_in_progress", retry_after="1"),
    ],
    ids=lambda lost: lost.status_code if isinstance(lost, httpx.Response) else type(lost).__name__,
)
def test_an_act_is_sent_again_under_the_same_key(ask: Asking, lost: Answer) -> None:
    server = Server(lost, lost, CLOSED)
    assert ask(server, "close", RECORD) is None
    assert len(server.requests) == 3
    assert len(set(server.keys)) == 1
    assert len({request.content for request in server.requests}) == 1


def test_each_act_has_a_key_of_its_own(ask: Asking) -> None:
    server = Server(CLOSED)
    for _ in range(3):
        ask(server, "close", RECORD)
    assert len(set(server.keys)) == 3
    assert all(uuid.UUID(key) for key in server.keys)


def test_a_key_that_is_given_is_used(ask: Asking) -> None:
    server = Server(BUSY, CLOSED)
    ask(server, "close", RECORD, idempotency_key="order-0001")
    assert server.keys == ["order-0001"] * 2


@pytest.mark.parametrize("once", ["", "short", "x" * 129, "with space", "漢字漢字漢字漢字"])
def test_a_key_of_another_form_is_not_sent(ask: Asking, once: str) -> None:
    server = Server(CLOSED)
    with pytest.raises(ValueError, match="8 to 128"):
        ask(server, "close", RECORD, idempotency_key=once)
    assert server.requests == []


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("late"), httpx.ReadError("reset"), httpx.RemoteProtocolError("")])
@pytest.mark.parametrize(
    ("name", "args"), [("open", [RECORD]), ("open_many", [[RECORD]]), ("open_page", []), ("find", ["number", "7K3M"])]
)
def test_what_may_have_been_recorded_is_not_sent_again(
    ask: Asking, time: Time, name: str, args: list[object], lost: httpx.RequestError
) -> None:
    server = Server(lost, OPENED)
    with pytest.raises(UnreachableError) as raised:
        ask(server, name, *args, **OPEN)
    assert raised.value.sent
    assert len(server.requests) == 1
    assert time.slept == []


@pytest.mark.parametrize(
    "lost", [httpx.ConnectError("refused"), httpx.ConnectTimeout("late"), httpx.PoolTimeout("late"), BUSY]
)
def test_an_opening_that_did_not_arrive_is_sent_again(ask: Asking, lost: Answer) -> None:
    server = Server(lost, OPENED)
    opened = ask(server, "open", RECORD, **OPEN)
    assert opened.language == "ja"
    assert opened.items == {"topic": "usage", "brochures": ("paper", "ink")}
    assert len(server.requests) == 2


def test_an_answer_may_have_been_lost_before_nobody_answered(ask: Asking) -> None:
    with pytest.raises(UnreachableError) as raised:
        ask(Server(httpx.ReadTimeout("late"), httpx.ConnectError("refused")), "close", RECORD)
    assert raised.value.sent
    assert raised.value.attempts == 5
    with pytest.raises(UnreachableError) as never:
        ask(Server(httpx.ConnectError("refused")), "close", RECORD)
    assert not never.value.sent


@pytest.mark.parametrize(
    ("status", "kind", "ground"),
    [
        (400, "malformed", "body"),
        (401, "unauthenticated", "no_key"),
        (403, "refused", "no_grant"),
        (404, "not_found", "record"),
        (409, "conflict", "statement_other"),
        (409, "conflict", "already_collected"),
        (410, "expired", "expired"),
        (422, "unprocessable", "idempotency_key_reused"),
        (429, "too_many", "too_many_failures"),
        (500, "internal", "internal"),
        (500, "tampered", "tampered"),
    ],
)
def test_what_does_not_pass_by_is_not_sent_again(ask: Asking, status: int, kind: str, ground: str) -> None:
    server = Server(problem(status, kind, ground, retry_after="1"), CLOSED)
    with pytest.raises(ProblemError) as raised:
        ask(server, "close", RECORD)
    assert (raised.value.status, raised.value.ground, raised.value.attempts) == (status, ground, 1)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 201, 302, 502, 504])
def test_what_is_no_answer_of_the_api_is_not_sent_again(ask: Asking, status: int) -> None:
    server = Server(httpx.Response(status, html="<p>proxy</p>", headers={"location": "https://elsewhere.example/"}))
    with pytest.raises(UnreadableError) as raised:
        ask(server, "close", RECORD)
    assert raised.value.status == status
    assert len(server.requests) == 1


def test_an_entry_without_a_place_is_asked_for_again(ask: Asking, time: Time) -> None:
    server = Server(problem(409, "conflict", "not_yet_placed", retry_after="1"), httpx.ReadTimeout("late"), PROOF)
    assert ask(server, "proof_of", RECORD).index == 1
    assert len(server.requests) == 3
    assert time.slept[0] >= 1


@pytest.mark.parametrize(
    ("before", "maybe_done"),
    [
        ([], False),
        ([httpx.ConnectError("refused")], False),
        ([problem(429, "too_many", "too_many_requests", retry_after="1")], False),
        ([httpx.RemoteProtocolError("the door was killed")], True),
        ([httpx.ReadTimeout("late"), httpx.ConnectError("refused")], True),
        ([BUSY], True),
    ],
)
def test_an_erasure_tells_whether_it_may_have_been_done_before(
    ask: Asking, before: list[Answer], maybe_done: bool
) -> None:
    server = Server(*before, problem(404, "not_found", "record"))
    with pytest.raises(NotFoundError) as raised:
        ask(server, "erase", RECORD)
    assert (raised.value.attempts, raised.value.maybe_done) == (len(before) + 1, maybe_done)


def test_bad_health_is_an_answer(ask: Asking) -> None:
    server = Server(httpx.Response(503, json={"keeper": False, "database": True, "ledger": False}))
    found = ask(server, "health")
    assert (found.keeper, found.database, found.ledger) == (False, True, False)
    assert len(server.requests) == 1
    assert "authorization" not in server.requests[0].headers


def test_waits_double_and_are_partly_random(ask: Asking, time: Time) -> None:
    gone = Server(httpx.ConnectError("refused"))
    retry = {"attempts": 6, "first_seconds": 1, "longest_seconds": 5}
    with pytest.raises(UnreachableError):
        ask(gone, "key", retry=time.retry(**retry))
    assert time.slept == [1, 2, 4, 5, 5]
    time.slept.clear()
    with pytest.raises(UnreachableError):
        ask(gone, "key", retry=time.retry(**retry, chance=lambda: 0.0))
    assert time.slept == [0.5, 1, 2, 2.5, 2.5]


def test_as_long_as_the_door_says_is_waited_at_least(ask: Asking, time: Time) -> None:
    with pytest.raises(UnavailableError):
        ask(Server(BUSY), "key", retry=time.retry(attempts=3, first_seconds=1, chance=lambda: 0.0))
    assert time.slept == [2.5, 3]


@pytest.mark.parametrize("said", ["-5", "soon", "Tue, 24 Nov 2026 09:00:00 GMT", "1e9", ""])
def test_what_cannot_be_read_as_a_wait_is_none(ask: Asking, time: Time, said: str) -> None:
    with pytest.raises(UnavailableError):
        ask(Server(problem(503, "unavailable", "keeper", retry_after=said)), "key", retry=time.retry(attempts=2))
    assert time.slept == [0.2]


def test_nothing_is_sent_after_its_time(ask: Asking, time: Time) -> None:
    server = Server(problem(429, "too_many", "too_many_requests", retry_after="20"))
    with pytest.raises(TooManyError):
        ask(server, "close", RECORD, retry=time.retry(seconds=45, first_seconds=0))
    assert time.slept == [20, 20]
    hour = Server(problem(429, "too_many", "too_many_requests", retry_after="3600"))
    with pytest.raises(TooManyError):
        ask(hour, "close", RECORD)
    assert len(hour.requests) == 1


def test_once_means_once(ask: Asking, time: Time) -> None:
    server = Server(BUSY)
    with pytest.raises(UnavailableError):
        ask(server, "close", RECORD, retry=time.retry(attempts=1))
    assert len(server.requests) == 1
    for wrong in ({"attempts": 0}, {"seconds": -1}, {"first_seconds": -1}, {"longest_seconds": -1}):
        with pytest.raises(ValueError, match="once at least"):
            Retry(**wrong)  # type: ignore[arg-type]


def test_pages_are_followed_to_the_end(ask: Asking) -> None:
    one = OPENED.json()
    pages = [{"records": [one, one], "cursor": "first"}, {"records": [], "cursor": "second"}]
    last = {"records": [one], "cursor": None}
    server = Server(*(httpx.Response(200, json=page) for page in pages), BUSY, httpx.Response(200, json=last))
    assert len(ask(server, "open_all", **OPEN, limit=2)) == 3
    assert [httpx.Response(200, content=sent.content).json()["cursor"] for sent in server.requests] == [
        None,
        "first",
        "second",
        "second",
    ]


def test_problems_among_several_are_answers(ask: Asking) -> None:
    refused = {"record": "7K3M-92QF-0TBX", "ok": False, "problem": problem(403, "refused", "on_hold").json()}
    found = ask(
        Server(httpx.Response(200, json={"results": [{**OPENED.json(), "ok": True}, refused]})), "open_many", [], **OPEN
    )
    assert [type(one).__name__ for one in found] == ["OpenedRecord", "NotOpened"]
    assert (found[1].problem.kind, found[1].problem.ground) == ("refused", "on_hold")


@pytest.mark.parametrize(
    ("name", "args", "said", "place"),
    [
        ("open_all", [], [], "an object"),
        ("open_all", [], {"records": {}, "cursor": None}, "records"),
        ("open_all", [], {"records": [], "cursor": 1}, "cursor"),
        ("open_many", [[RECORD]], {"results": [{"ok": False, "record": RECORD}]}, "Problem.type"),
        ("open_many", [[RECORD]], {"results": [{"ok": True}]}, "OpenedRecord.record"),
        ("find", ["number", "7K3M"], {}, "records"),
    ],
)
def test_lists_of_another_form_are_not_read(ask: Asking, name: str, args: list[Any], said: Any, place: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        ask(Server(httpx.Response(200, json=said)), name, *args, **OPEN)
    assert (raised.value.status, raised.value.place) == (200, place)


def test_there_is_no_answer_before_there_is_one() -> None:
    with pytest.raises(RuntimeError, match="no answer yet"):
        Course(wishes.key(), Retry()).answer()


def test_unknown_keys_are_not_tried_on_and_on(ask: Asking) -> None:
    server = Server(problem(401, "unauthenticated", "key_unknown"))
    with pytest.raises(UnauthenticatedError):
        ask(server, "key")
    assert len(server.requests) == 1


def test_another_statement_is_a_conflict(ask: Asking) -> None:
    server = Server(problem(409, "conflict", "statement_other"))
    with pytest.raises(ConflictError) as raised:
        ask(server, "collect", {"name": "a"}, language="ja", statement="0" * 64)
    assert raised.value.ground == "statement_other"
    assert httpx.Response(200, content=server.requests[0].content).json()["statement"] == "0" * 64
