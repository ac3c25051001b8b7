import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.canonical import canonical_bytes, read_canonical, sha256_hex
from azukari.base.errors import MalformedError

VECTORS = json.loads((Path(__file__).parents[2] / "spec" / "vectors" / "canonical.json").read_text(encoding="utf-8"))

_text = st.text(st.characters(exclude_categories=["Cs"]))
_keys = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF))
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _text,
    lambda inner: st.lists(inner) | st.dictionaries(_keys, inner),
)


class Colour(StrEnum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


@given(_values)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert read_canonical(canonical_bytes(value)) == value


@given(st.dictionaries(_keys, st.integers(0, 9)))
def test_the_order_of_insertion_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_bytes(value) == canonical_bytes(dict(reversed(value.items())))


@given(st.dictionaries(_keys, st.just(0), min_size=2))
def test_members_stand_in_the_order_of_rfc_8785(value: dict[str, int]) -> None:
    written = list(json.loads(canonical_bytes(value)))
    assert written == sorted(value, key=lambda key: key.encode("utf-16-be"))


@given(_values)
def test_no_other_way_to_write_a_value_is_read(value: Any) -> None:
    other = json.dumps(value, indent=1).encode()
    if other != canonical_bytes(value):
        with pytest.raises(MalformedError):
            read_canonical(other)


@given(st.binary())
def test_arbitrary_bytes_are_read_or_refused_as_malformed(data: bytes) -> None:
    try:
        value = read_canonical(data)
    except MalformedError:
        return
    assert canonical_bytes(value) == data


@pytest.mark.parametrize("case", VECTORS["written"], ids=lambda case: case["name"])
def test_vectors(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    assert canonical_bytes(case["value"]) == data
    assert read_canonical(data) == case["value"]
    assert sha256_hex(data) == case["sha256"]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_refused_vectors(case: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        read_canonical(bytes.fromhex(case["hex"]))


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        [1.0],
        2**53,
        -(2**53),
        {1: "a"},
        {None: "a"},
        {"\U0001f600": 1},
        "\ud800",
        {"\udfff": 1},
        b"bytes",
        {"a"},
        range(2),
        datetime(2026, 1, 1, tzinfo=UTC),
    ],
    ids=repr,
)
def test_values_without_a_canonical_form(value: Any) -> None:
    with pytest.raises(MalformedError):
        canonical_bytes(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (MappingProxyType({"b": (1, True, None), "a": "é"}), '{"a":"é","b":[1,true,null]}'),
        (OrderedDict(b=1, a=2), '{"a":2,"b":1}'),
        ({Colour.RED: Colour.RED, "n": Number.ONE}, '{"n":1,"red":"red"}'),
        ('\b\t\n\f\r\x00\x1f\x7f"\\/', '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\\"\\\\/"'),
        ([], "[]"),
        ({"": {}}, '{"":{}}'),
    ],
)
def test_how_values_are_written(value: Any, written: str) -> None:
    assert canonical_bytes(value) == written.encode()


def _nested(depth: int, wrap: Callable[[Any], Any]) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}], ids=["lists", "objects"])
def test_depth_is_limited_and_never_ends_the_process(wrap: Callable[[Any], Any]) -> None:
    assert read_canonical(canonical_bytes(_nested(64, wrap)))
    with pytest.raises(MalformedError):
        canonical_bytes(_nested(65, wrap))
    for depth in (65, 500, 900, 1_000, 100_000):
        with pytest.raises(MalformedError):
            read_canonical(b"[" * depth + b"]" * depth)
