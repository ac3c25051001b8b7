"""Answers are read by their types: what is missing or wrong is an error, what is new is passed over."""

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from azukari.api.examples import EXAMPLES
from azukari.client import answers
from azukari.client.reading import FormError, read, read_json


@dataclass(frozen=True)
class Inner:
    flag: bool


@dataclass(frozen=True)
class Outer:
    number: int
    text: str
    id: uuid.UUID
    at: datetime
    inner: Inner
    many: tuple[Inner, ...]
    by_name: Mapping[str, str | int | tuple[str, ...]]
    maybe: int | None
    anything: Any


GOOD: dict[str, Any] = {
    "number": 1,
    "text": "a",
    "id": "3f1a9c62-7d0e-4b58-9a1c-5e2f8d4b6a70",
    "at": "2026-11-23T09:15:02.123Z",
    "inner": {"flag": True},
    "many": [{"flag": False}],
    "by_name": {"a": "x", "b": 2, "c": ["y"]},
    "maybe": None,
    "anything": [1, {"x": None}],
}


def test_every_form_is_read() -> None:
    made = read(Outer, {**GOOD, "something_new": 1})
    assert made.at == datetime(2026, 11, 23, 9, 15, 2, 123000, tzinfo=UTC)
    assert made.id == uuid.UUID(GOOD["id"])
    assert (made.inner, made.many) == (Inner(flag=True), (Inner(flag=False),))
    assert made.by_name == {"a": "x", "b": 2, "c": ("y",)}
    assert made.maybe is None
    assert made.anything == [1, {"x": None}]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("number", True),
        ("number", 1.0),
        ("number", "1"),
        ("text", 1),
        ("text", None),
        ("id", "nothing"),
        ("id", 1),
        ("at", "2026-11-23T09:15:02.123"),
        ("at", "today"),
        ("at", 1),
        ("many", {"flag": True}),
        ("by_name", []),
        ("by_name", {"a": None}),
        ("by_name", {"a": [1]}),
        ("maybe", "1"),
    ],
)
def test_another_form_is_an_error_that_names_the_field(name: str, wrong: object) -> None:
    with pytest.raises(FormError) as raised:
        read(Outer, {**GOOD, name: wrong})
    assert str(raised.value) == f"Outer.{name}"
    assert raised.value.__context__ is None


@pytest.mark.parametrize("name", GOOD)
def test_what_is_missing_is_an_error(name: str) -> None:
    with pytest.raises(FormError, match=rf"^Outer\.{name}$"):
        read(Outer, {key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("wrong", [None, 1, [], {"flag": 1}, {}])
def test_errors_inside_are_named_by_where_they_are(wrong: object) -> None:
    with pytest.raises(FormError, match=r"^Inner"):
        read(Outer, {**GOOD, "inner": wrong})


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_an_error(content: bytes) -> None:
    with pytest.raises(FormError) as raised:
        read_json(content)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        ("Collected", answers.Collected),
        ("OpenedRecord", answers.OpenedRecord),
        ("Corrected", answers.Corrected),
        ("Erased", answers.Erased),
        ("StatementInForce", answers.StatementInForce),
        ("Matrix", answers.Matrix),
        ("KeyRights", answers.KeyRights),
        ("CheckpointOut", answers.Checkpoint),
        ("InclusionProof", answers.InclusionProof),
        ("Health", answers.Health),
    ],
)
def test_every_member_of_an_answer_is_read(example: str, kind: type[Any]) -> None:
    made = read(kind, EXAMPLES[example])
    assert set(EXAMPLES[example]) == {field.name for field in dataclasses.fields(made)}
