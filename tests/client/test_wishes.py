"""What the client asks is what the API answers: each operation of the one is one of the other, and sent as it must be."""

import inspect
import os
import subprocess
import sys
from typing import Any

import pytest

from azukari.api.application import OPERATIONS
from azukari.api.operations import Operation
from azukari.client import AsyncClient, Client, wishes
from azukari.client.wish import Again, Wish
from tests.house.source import SOURCE

RECORD = "3f1a9c62-7d0e-4b58-9a1c-5e2f8d4b6a70"
WHY: dict[str, Any] = {"purpose": "inquiry.reply", "reason": "Answering"}
WISHES: list[Wish[Any]] = [
    wishes.collect({"name": "a"}, language="ja"),
    wishes.open_one(RECORD, **WHY),
    wishes.open_many([RECORD], **WHY),
    wishes.open_page(**WHY),
    wishes.find("number", "7K3M", **WHY),
    wishes.correct(RECORD, {"name": "a"}, **WHY),
    wishes.close(RECORD),
    wishes.stop(RECORD, purpose="inquiry.reply"),
    wishes.erase(RECORD),
    wishes.statement(),
    wishes.matrix(),
    wishes.key(),
    wishes.checkpoint(),
    wishes.entries(),
    wishes.proof_at(7),
    wishes.proof_of(RECORD),
    wishes.health(),
    wishes.document(),
    wishes.page(),
    wishes.problem("refused"),
    wishes.look(),
]
# Each call of these is recorded by the keeper, and a second one as a second.
RECORDED = {"open", "open_many", "open_page", "find"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_every_operation_is_asked_as_it_answers(operation: Operation) -> None:
    wish = next(one for one in WISHES if one.operation == operation.name)
    path = operation.path.replace("{index:int}", "7").replace("{kind:str}", "refused")
    assert (wish.method, wish.path, wish.public) == (operation.method, path, operation.public)
    assert (wish.once is not None) == operation.idempotent
    assert (wish.body is not None) == (operation.takes is not None)
    assert operation.status in wish.good
    assert any(wish.accept in one for one in operation.media_types)
    assert (wish.again is Again.UNSENT) == (operation.name in RECORDED)


def test_nothing_else_is_asked() -> None:
    assert {one.operation for one in WISHES} == {one.name for one in OPERATIONS}


def test_both_clients_have_every_operation_with_the_same_parameters() -> None:
    names = {operation.name for operation in OPERATIONS} | {"open_all", "all_entries"}
    for name in names:
        one, other = getattr(Client, name), getattr(AsyncClient, name)
        assert inspect.signature(one) == inspect.signature(other)
        assert one.__doc__
        assert one.__doc__ == other.__doc__


def test_a_public_thing_is_asked_without_the_key() -> None:
    for wish in WISHES:
        assert ("Authorization" in wish.headers("azk_")) != wish.public


def test_nothing_else_gets_into_an_address() -> None:
    for wrong in ("../key", "a/b", "", "?", "REFUSED"):
        with pytest.raises(ValueError, match="lower case"):
            wishes.problem(wrong)
    with pytest.raises(ValueError, match="format code"):
        wishes.proof_at("7/../../key")  # type: ignore[arg-type]


def test_it_needs_httpx_and_python_only() -> None:
    """Whatever else the client imported, also through something else, would be missing here."""
    code = """
import sys, httpx
before = set(sys.modules)
import azukari.client
added = {name.partition(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
rooms = {name for name in sys.modules if name.startswith("azukari.") and not name.startswith("azukari.client")}
print(sorted(added), sorted(rooms))
"""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['azukari'] []"
