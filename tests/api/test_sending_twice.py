"""An act that is sent twice is done once, however the two come."""

import json
import os
import signal
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from azukari.host.database import PsycopgDatabase
from tests.api.conftest import Program
from tests.journeys.product import Product, wait_for

pytestmark = pytest.mark.journey


def _more_than(answered: dict[str, str], count: int) -> bool:
    return len(answered) > count


def _records(owner: PsycopgDatabase) -> int:
    with owner.transaction() as cursor:
        cursor.execute("SELECT count(*) FROM vault_record")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def test_the_same_again_gives_the_same_answer(program: Program, owner: PsycopgDatabase) -> None:
    once = str(uuid.uuid4())
    first = program.collect(once)
    count = _records(owner)
    second = program.collect(once)
    assert (second.status_code, second.content) == (201, first.content)
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert _records(owner) == count


def test_something_else_under_the_same_key_is_refused(program: Program) -> None:
    once = str(uuid.uuid4())
    assert program.collect(once).status_code == 201
    for changed in ({"language": "en"}, {"items": {"email": "not an address"}}, {"permissions": ["newsletter"]}):
        answer = program.collect(once, **changed)
        assert (answer.status_code, answer.json()["ground"]) == (422, "idempotency_key_reused")


def test_two_at_the_same_moment_are_collected_once(program: Program, owner: PsycopgDatabase) -> None:
    def send(once: str) -> httpx.Response:
        return program.collect(once)

    program.collect()
    before = _records(owner)
    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, [str(uuid.uuid4())] * 8))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
    assert _records(owner) == before + 5


# A door that dies in the midst of a handshake leaves the client's library with a socket that it does not close.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
def test_a_killed_door_collects_each_once(program: Program, owner: PsycopgDatabase, product: Product) -> None:
    """The door dies while it collects; whoever got no answer sends the same again until there is one."""
    before = _records(owner)
    wanted = [str(uuid.uuid4()) for _ in range(120)]
    answered: dict[str, str] = {}

    def send(once: str) -> None:
        while once not in answered:
            try:
                answer = program.collect(once)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            assert answer.status_code in (201, 503)
            if answer.status_code == 201:
                answered[once] = answer.json()["record"]

    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(send, once) for once in wanted]
        for more in (20, 60):
            wait_for(partial(_more_than, answered, more))
            os.kill(max(product.pids("azukari.api.asgi")), signal.SIGKILL)
        for one in sent:
            one.result(60)
    assert len(set(answered.values())) == len(wanted)
    assert _records(owner) == before + len(wanted)


def test_the_same_key_of_another_program_is_another(new_program: Callable[..., Program]) -> None:
    once = str(uuid.uuid4())
    first, second = new_program().collect(once), new_program().collect(once)
    assert first.json()["record"] != second.json()["record"]
    assert "idempotency-replayed" not in second.headers


def test_nothing_is_stored_twice_after_the_answer_is_forgotten(program: Program, owner: PsycopgDatabase) -> None:
    once = str(uuid.uuid4())
    number = program.collect(once).json()["number"]
    with owner.transaction() as cursor:
        cursor.execute("DELETE FROM api_answer")
    answer = program.collect(once)
    assert (answer.status_code, answer.json()["ground"]) == (409, "already_collected")
    assert number in answer.json()["detail"]


@pytest.mark.parametrize("verb", ["close", "stop", "erase"])
def test_an_act_of_the_keeper_is_done_once(program: Program, owner: PsycopgDatabase, verb: str) -> None:
    record = program.collect().json()["record"]
    body = {"record": record} | ({"purpose": "inquiry.reply"} if verb == "stop" else {})
    once = str(uuid.uuid4())

    def send() -> tuple[int, bytes]:
        answer = program.post(f"/v1/records/{verb}", body, once=once)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lambda _: send(), range(4)))
    done = {answer for answer in answers if answer[0] < 300}
    assert len(done) == 1
    assert {json.loads(body)["ground"] for status, body in answers - done} <= {"idempotency_in_progress"}
    assert {send()} == done
    kind = {"close": "vault.record.closed", "stop": "vault.grant.stopped", "erase": "vault.person.erased"}[verb]
    with owner.transaction() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE kind = %s AND position(%s::bytea in body) > 0",
            (kind, record.encode()),
        )
        row = cursor.fetchone()
    assert row is not None
    assert row[0] <= 1


def test_an_act_that_failed_may_be_sent_again(program: Program) -> None:
    once = str(uuid.uuid4())
    assert program.collect(once, items={"email": "nothing"}).status_code == 422
    assert program.collect(once).status_code == 201
    once = str(uuid.uuid4())
    missing = {"record": str(uuid.uuid4())}
    assert program.post("/v1/records/close", missing, once=once).status_code == 404
    assert (
        program.post("/v1/records/close", {"record": program.collect().json()["record"]}, once=once).status_code == 204
    )


@pytest.mark.parametrize("once", ["", "short", "x" * 129, "with space", "漢字漢字漢字漢字"])
def test_an_idempotency_key_has_its_form(program: Program, once: str) -> None:
    answer = program.client.post(
        "/v1/records",
        json={"items": {"name": "x"}, "language": "ja"},
        headers=[(b"Authorization", f"Bearer {program.secret}".encode()), (b"Idempotency-Key", once.encode())],
    )
    assert (answer.status_code, answer.json()["ground"]) == (400, "idempotency_key")


def test_no_answer_that_is_kept_holds_what_was_sent(program: Program, owner: PsycopgDatabase) -> None:
    canary = f"canary{uuid.uuid4().hex}"
    assert program.collect(canary, items={"body": canary, "name": canary}).status_code == 201
    with owner.transaction() as cursor:
        cursor.execute("SELECT answer, token, body FROM api_answer ORDER BY expires_at DESC LIMIT 5")
        rows = cursor.fetchall()
    assert rows
    assert not any(canary.encode() in bytes(part) for row in rows for part in row)
