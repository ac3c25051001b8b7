"""The register takes requests in and their steps, in order, once each, and nothing that the specification lacks."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import psycopg
import pytest

from azukari.base.errors import AzukariError
from azukari.host.database import PsycopgDatabase
from azukari.rights import queries
from azukari.rights.events import EVENTS, MOVES, Event
from azukari.rights.request import (
    Asker,
    Channel,
    Decision,
    Move,
    Outcome,
    SecondPersonError,
    State,
    Step,
    StepRefusedError,
)
from azukari.rights.services.register import (
    Arrival,
    RequestUnknownError,
    course_of,
    open_requests,
    receive,
    take_step,
)
from azukari.rights.store.register import RequestRow
from tests.rights.test_request import SPECIFIED, _states
from tests.vault.world import World

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LETTER = Arrival("jp-appi-2022", "erasure", Channel.LETTER, Asker.PERSON, "ja", NOW - timedelta(days=1))
PROVED = Step(Move.PROVE, "anna")
GRANTED = Step(Move.PROPOSE, "anna", Decision(Outcome.FULL))


@pytest.fixture
def register(database: Callable[..., PsycopgDatabase]) -> PsycopgDatabase:
    return database("keeper")


def _walk(register: PsycopgDatabase, *steps: Step, arrival: Arrival = LETTER) -> RequestRow:
    row = receive(register, replace(arrival, request_id=uuid.uuid4()), by="desk", now=NOW)
    for step in steps:
        row = take_step(register, row.request_id, step, now=NOW)
    return row


def test_a_request_has_its_number_and_days_at_once_from_when_it_arrived(register: PsycopgDatabase) -> None:
    row = _walk(register)
    assert (row.state, row.steps) == (State.RECEIVED, 1)
    assert (row.acknowledge_by, row.answer_by, row.latest_on) == (
        date(2026, 11, 24), date(2026, 12, 7), date(2026, 12, 7),
    )  # fmt: skip
    assert course_of(register, row.request_id).row == row
    assert row.number != _walk(register).number


def test_an_erasure_is_walked_to_its_answer_and_each_step_is_in_the_ledger(world: World) -> None:
    register = world.connect("keeper")
    row = _walk(
        register,
        PROVED,
        GRANTED,
        Step(Move.DECIDE, "ben"),
        Step(Move.ACT, "s"),
        Step(Move.FINISH, "s"),
        Step(Move.ANSWER, "s"),
    )
    course = course_of(register, row.request_id)
    assert course.request.state is row.state is State.ANSWERED
    assert [taken.step.move for taken in course.steps][:3] == [Move.RECEIVE, Move.PROVE, Move.PROPOSE]
    entries = world.sql("SELECT kind FROM ledger_entry WHERE kind LIKE %s ORDER BY id", ("rights.request.%",))
    assert [kind for (kind,) in entries] == [
        "rights.request.received", "rights.request.proved", "rights.request.proposed", "rights.request.decided",
        "rights.request.begun", "rights.request.done", "rights.request.answered",
    ]  # fmt: skip
    (proposed,) = world.entries("rights.request.proposed")
    assert (proposed["request"], proposed["by"], proposed["outcome"]) == (str(row.request_id), "anna", "full")


def test_what_is_refused_changes_nothing(register: PsycopgDatabase) -> None:
    row = _walk(register, PROVED, GRANTED)
    for step, error in (
        (Step(Move.DECIDE, "anna"), SecondPersonError),
        (Step(Move.ANSWER, "ben"), StepRefusedError),
        (Step(Move.RECEIVE, "ben"), StepRefusedError),
    ):
        with pytest.raises(error):
            take_step(register, row.request_id, step, now=NOW)
    assert course_of(register, row.request_id).row == row


def test_an_extension_moves_the_days_and_nothing_else_does(register: PsycopgDatabase) -> None:
    european = Arrival(
        "eu-gdpr", "restriction", Channel.MAIL, Asker.PERSON, "en", datetime(2026, 10, 31, 3, tzinfo=UTC)
    )
    row = _walk(register, arrival=european)
    assert row.latest_on == date(2026, 11, 30)
    extended = take_step(register, row.request_id, Step(Move.EXTEND, "anna"), now=NOW)
    assert (extended.state, extended.latest_on) == (State.RECEIVED, date(2027, 2, 1))


def test_the_most_urgent_comes_first_and_what_has_ended_is_not_open(register: PsycopgDatabase) -> None:
    later = _walk(register)
    sooner = _walk(
        register,
        arrival=Arrival("jp-appi-2022", "correction", Channel.TELEPHONE, Asker.PERSON, "ja", NOW - timedelta(days=9)),
    )
    ended = _walk(register, Step(Move.WITHDRAW, "desk"))
    listed = [row.request_id for row in open_requests(register)]
    assert listed == [sooner.request_id, later.request_id]
    assert ended.request_id not in listed


def test_what_never_was_has_no_steps(register: PsycopgDatabase) -> None:
    with pytest.raises(RequestUnknownError):
        take_step(register, uuid.uuid4(), PROVED, now=NOW)
    with pytest.raises(RequestUnknownError):
        course_of(register, uuid.uuid4())


@pytest.mark.parametrize(
    "changed",
    [{"kind": "portability"}, {"pack": "jp-appi-1999"}, {"arrived_at": NOW + timedelta(seconds=1)}],
    ids=["another law's kind", "no such law", "from the future"],
)
def test_a_request_that_cannot_be_is_not_taken_in(register: PsycopgDatabase, changed: dict[str, Any]) -> None:
    wanted = {name: getattr(LETTER, name) for name in Arrival.__slots__} | changed
    with pytest.raises(AzukariError):
        receive(register, Arrival(**wanted), by="desk", now=NOW)
    assert open_requests(register) == ()


def test_of_two_steps_at_once_the_second_sees_the_first(
    database: Callable[..., PsycopgDatabase], register: PsycopgDatabase
) -> None:
    row = _walk(register, PROVED, GRANTED)
    outcomes: list[object] = []

    def decide(connection: PsycopgDatabase) -> None:
        try:
            outcomes.append(take_step(connection, row.request_id, Step(Move.DECIDE, "ben"), now=NOW).state)
        except StepRefusedError as refused:
            outcomes.append(type(refused))

    connections = [database("keeper"), database("keeper")]
    threads = [threading.Thread(target=decide, args=(one,)) for one in connections]
    with register.transaction() as cursor:
        cursor.execute("SELECT FROM rights_request WHERE request_id = %s FOR UPDATE", (row.request_id,))
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while _waiting(database) != 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    for thread in threads:
        thread.join(20)
    assert sorted(map(str, outcomes)) == sorted(map(str, [State.DECIDED, StepRefusedError]))


def _waiting(database: Callable[..., PsycopgDatabase]) -> int:
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
    return int(database("owner").run(waiting)[0][0])


def test_the_database_knows_the_same_table_as_the_specification(register: PsycopgDatabase) -> None:
    for move, before, after in product(Move, State, State):
        sources, goal = SPECIFIED[move]
        wanted = before in sources and (after in _states(goal) or (goal == "the same" and after is before))
        if move is Move.RECEIVE:
            wanted = False
        asked = {"before": before.value, "move": move.value, "after": after.value}
        rows = register.run("SELECT rights_may_step(%(before)s, %(move)s, %(after)s)", asked)
        assert rows[0][0] is wanted, (before, move, after)


SLIPS = {
    "a state without a step": "UPDATE rights_request SET state = 'decided' WHERE request_id = %s",
    "a state that its step does not lead to": "UPDATE rights_request SET state = 'decided', steps = 2 WHERE request_id = %s",
    "days that moved by themselves": "UPDATE rights_request SET latest_on = latest_on + 1 WHERE request_id = %s",
    "another kind": "UPDATE rights_request SET kind = 'disclosure' WHERE request_id = %s",
    "gone": "DELETE FROM rights_request WHERE request_id = %s",
    "a step that was changed": "UPDATE rights_step SET taken_by = 'nobody' WHERE request_id = %s",
    "a step that is gone": "DELETE FROM rights_step WHERE request_id = %s",
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("role", ["keeper", "owner"])
def test_no_slip_gets_by_the_database(
    database: Callable[..., PsycopgDatabase], register: PsycopgDatabase, slip: str, role: str
) -> None:
    row = _walk(register)
    take_step(register, row.request_id, PROVED, now=NOW)
    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
    with pytest.raises(refused), database(role).transaction() as cursor:
        cursor.execute(SLIPS[slip], (row.request_id,))
    assert course_of(register, row.request_id).row.state is State.EXAMINING


def test_nobody_but_the_keeper_reads_whose_request_it_is(database: Callable[..., PsycopgDatabase]) -> None:
    for role in ("public", "api", "import", "staff", "worker", "ledger"):
        for query in (
            "SELECT person_id FROM rights_request",
            "SELECT record_id FROM rights_request",
            "SELECT sealed FROM rights_paper",
            "SELECT person_id FROM rights_link",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database(role).run(query)


def test_staff_and_worker_see_where_requests_stand(
    database: Callable[..., PsycopgDatabase], register: PsycopgDatabase
) -> None:
    row = _walk(register)
    for role in ("staff", "worker"):
        (listed,) = queries.open_requests(database(role))
        assert (listed.request_id, listed.number, listed.state) == (row.request_id, row.number, State.RECEIVED)


def test_every_step_has_its_sentence_in_two_languages() -> None:
    assert MOVES.keys() == set(Move)
    assert EVENTS.keys() == set(Event)
    assert all(text.ja and text.en for text in EVENTS.values())
