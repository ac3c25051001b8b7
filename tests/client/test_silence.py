"""The key and personal values are in no ``repr``, no error, no log, and no error that an error keeps."""

import dataclasses
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from azukari.api.problems import KINDS as KINDS_OF_THE_API
from azukari.client import Client, ClientError, ProblemError, answers, errors, wishes
from azukari.client.errors import KINDS, Problem, UnreachableError, UnreadableError, UntrustedError
from azukari.client.reading import read
from tests.client.conftest import KEY, URL, Asking, Server, problem
from tests.client.test_course import OPENED, RECORD

CANARY = "kanaria-hanako@example.co.jp"
ITEMS = {"email": CANARY, "choices": [CANARY]}
ASKED: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "collect": ((ITEMS,), {"language": "ja"}),
    "correct": ((RECORD, ITEMS), {"purpose": "inquiry.reply", "reason": CANARY}),
    "find": (("email", CANARY), {"purpose": "inquiry.reply", "reason": CANARY}),
    "open": ((CANARY,), {"purpose": "inquiry.reply", "reason": CANARY}),
}
_echo = problem(422, "unprocessable", "items").json() | {
    "detail": CANARY + KEY,
    "title": CANARY,
    "ground": CANARY,
    "errors": [{"pointer": f"/items/{CANARY}", "detail": CANARY}],
}
_as_problem = {"content-type": "application/problem+json"}
ANSWERS: dict[str, Callable[[], httpx.Response | httpx.RequestError]] = {
    "an echoing problem": lambda: httpx.Response(422, json={**_echo, "ground": "items"}, headers=_as_problem),
    "an echo as ground": lambda: httpx.Response(422, json=_echo, headers=_as_problem),
    "an echo as kind": lambda: httpx.Response(422, json={**_echo, "type": CANARY}, headers=_as_problem),
    "a broken problem": lambda: httpx.Response(422, content=CANARY, headers=_as_problem),
    "an echoing page": lambda: httpx.Response(502, html=CANARY + KEY),
    "no JSON": lambda: httpx.Response(200, content=CANARY),
    "another form": lambda: httpx.Response(200, json={**OPENED.json(), "collected_at": CANARY, "records": [CANARY]}),
    "another member": lambda: httpx.Response(200, json={CANARY: 1, "records": [{"record": CANARY}]}),
    "no answer": lambda: httpx.ReadTimeout(CANARY + KEY),
    "no connection": lambda: httpx.ConnectError(CANARY + KEY),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("name", ASKED)
def test_errors_tell_nothing(ask: Asking, caplog: pytest.LogCaptureFixture, name: str, answer: str) -> None:
    caplog.set_level(logging.DEBUG)
    args, more = ASKED[name]
    with pytest.raises(ClientError) as raised:
        ask(Server(ANSWERS[answer]()), name, *args, **more)
    error: BaseException | None = raised.value
    assert error is not None
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = "".join(traceback.format_exception(error)) + repr(error) + str(error) + caplog.text
    assert CANARY not in shown
    assert KEY not in shown


def test_logs_tell_nothing_of_what_went_well(ask: Asking, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    opened = OPENED.json() | {"items": {"email": CANARY}}
    found = ask(Server(httpx.Response(200, json=opened)), "open", RECORD, purpose="p", reason=CANARY)
    assert found.items == {"email": CANARY}
    assert CANARY not in caplog.text + repr(found)
    assert KEY not in caplog.text


def test_nothing_shows_the_key() -> None:
    with Client(URL, f" {KEY}\n") as client:
        held = [client, client._place, client._http, client._http.headers]
        assert all(KEY not in repr(one) + str(one) for one in held)
    asked = [wishes.collect({"email": CANARY}, language="ja"), wishes.find("email", CANARY, purpose="p", reason="r")]
    assert all(CANARY not in repr(wish) for wish in asked)


def test_receipts_are_not_shown() -> None:
    given = {
        "record": RECORD,
        "number": "n",
        "entry": RECORD,
        "collected_at": "2026-11-23T09:15:02Z",
        "receipt": {"a": CANARY},
    }
    made = read(answers.Collected, given)
    assert made.receipt == {"a": CANARY}
    assert CANARY not in repr(made)


def test_every_kind_of_problem_has_its_class() -> None:
    assert list(KINDS) == list(KINDS_OF_THE_API)
    assert len(set(KINDS.values())) == len(KINDS)
    for one in KINDS.values():
        assert one.__bases__ == (ProblemError,)
        assert one.__doc__


def test_an_unknown_kind_is_a_problem_still(ask: Asking) -> None:
    with pytest.raises(ProblemError) as raised:
        ask(Server(problem(418, "teapot", "short_and_stout")), "key")
    assert type(raised.value) is ProblemError
    assert str(raised.value) == "A problem of a kind that this client does not know. (418, short_and_stout)"


def test_a_problem_says_what_where_and_why(ask: Asking) -> None:
    with pytest.raises(errors.UnprocessableError) as raised:
        ask(Server(ANSWERS["an echoing problem"]()), "key")
    found = raised.value
    assert (found.status, found.ground, found.title, found.detail) == (422, "items", CANARY, CANARY + KEY)
    assert [(fault.pointer, fault.detail) for fault in found.errors] == [(f"/items/{CANARY}", CANARY)]


@pytest.mark.parametrize(
    "error",
    [
        errors.RefusedError(Problem("refused", 403, "no_grant", "t", "d"), 2),
        UnreachableError(sent=True, attempts=3),
        UntrustedError(),
        UnreadableError(200, "OpenedRecord.items"),
    ],
)
def test_errors_pass_between_processes(error: ClientError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again)) == (type(error), str(error))
    assert vars(again) == vars(error)


def test_answers_are_values() -> None:
    kinds = [one for one in vars(answers).values() if isinstance(one, type) and dataclasses.is_dataclass(one)]
    assert len(kinds) > 15
    assert all(one.__dataclass_params__.frozen and hasattr(one, "__slots__") for one in kinds)  # type: ignore[attr-defined]
