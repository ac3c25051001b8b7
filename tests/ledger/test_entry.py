import json
import uuid
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.base.canonical import canonical_bytes, read_canonical
from azukari.base.errors import MalformedError
from azukari.ledger.entry import (
    ENTRY_LIMIT,
    Entry,
    EntryInvalidError,
    NonCanonicalEntryError,
    check_form,
    decode,
    encode,
    new_entry,
)
from tests.ledger.samples import NOW, sample_entry

_texts = st.text(st.characters(exclude_categories=["Cs"]))
_names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
_kinds = st.from_regex(r"[a-z][a-z0-9_]{0,8}(\.[a-z][a-z0-9_]{0,8}){2}", fullmatch=True)
_facts = st.dictionaries(
    _names, _texts | st.integers(-(10**15) + 1, 10**15 - 1) | st.lists(_texts, max_size=4).map(tuple), max_size=6
)
_entries = st.builds(new_entry, _kinds, _facts, entry_id=st.uuids(), at=st.datetimes(timezones=st.just(UTC)))
_PLAIN = encode(sample_entry(7))


@given(_entries)
def test_an_entry_is_read_back(entry: Entry) -> None:
    assert decode(encode(entry)) == entry


@given(_entries)
def test_an_entry_is_canonical_json(entry: Entry) -> None:
    value = read_canonical(encode(entry))
    assert isinstance(value, dict)
    assert sorted(value) == ["at", "facts", "id", "kind", "v"]


def _plainly(kind: Any, facts: Any, entry_id: Any) -> bytes | None:
    """Write an entry by `base.canonical`, check it whole, and give none where it cannot be entered."""
    value = {"at": "2026-11-23T09:15:02.123Z", "facts": facts, "id": str(entry_id), "kind": kind, "v": 1}
    try:
        data = canonical_bytes(value)
        check_form(data)
    except (MalformedError, NonCanonicalEntryError):
        return None
    return data


def _quickly(kind: Any, facts: Any, entry_id: Any) -> bytes | None:
    try:
        return encode(new_entry(kind, facts, entry_id=entry_id, at=NOW))
    except EntryInvalidError:
        return None


class _Text(StrEnum):
    ONE = 'o"ne'


class _Number(IntEnum):
    ONE = 1


_any_text = st.text(max_size=5) | st.sampled_from(["\ud800", "", "\x7f", "\x00", '"', "\\", "\u2028", _Text.ONE])
_any_fact = (
    _any_text
    | st.lists(_any_text | st.integers() | st.none() | st.lists(_any_text, max_size=1), max_size=3)
    | st.integers(-(10**16), 10**16)
    | st.sampled_from(
        [10**15, 10**15 - 1, -(10**15), -(10**15) + 1, 0, True, None, 1.5, b"x", {}, {"a": "b"}, _Number.ONE]
    )
)
_any_name = _names | st.sampled_from(["", "A", "1", "a-b", "a.b", "ä", "a\n", "name\n", 1, None, _Text.ONE])
_any_kind = _kinds | st.sampled_from(["", "a.b", "a.b.c.d", "a.b.c\n", "A.b.c", "a.b.1", 'a.b.c","d":"e', None, 1])


@settings(max_examples=600)
@given(_any_kind, st.dictionaries(_any_name, _any_fact, max_size=4) | _facts, st.uuids())
def test_what_is_written_quickly_is_what_would_be_written_plainly(kind: Any, facts: Any, entry_id: uuid.UUID) -> None:
    assert _quickly(kind, facts, entry_id) == _plainly(kind, facts, entry_id)


@pytest.mark.parametrize("length", [65_535, 65_536])
def test_the_longest_entry_is_written_and_no_longer_one(length: int) -> None:
    entry_id = uuid.UUID(int=1)
    empty = _quickly("a.b.c", {"a": ""}, entry_id)
    assert empty is not None
    facts = {"a": "x" * (length - len(empty))}
    assert (_quickly("a.b.c", facts, entry_id) is None) is (length > ENTRY_LIMIT)
    assert _quickly("a.b.c", facts, entry_id) == _plainly("a.b.c", facts, entry_id)


@given(_facts)
def test_the_order_of_facts_does_not_matter(facts: dict[str, Any]) -> None:
    one = new_entry("a.b.c", facts, entry_id=uuid.UUID(int=1), at=NOW)
    other = new_entry("a.b.c", dict(reversed(facts.items())), entry_id=uuid.UUID(int=1), at=NOW)
    assert encode(one) == encode(other)


@given(_entries, st.data())
def test_what_the_grammar_lets_in_is_canonical(entry: Entry, data: st.DataObject) -> None:
    # One byte more, less or other: whatever still passes must be what base.canonical writes.
    whole = encode(entry)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.sampled_from([b'"', b"\\", b",", b":", b"}", b"a", b"0", b"-", b" ", b"\xc3", b""]))
    changed = whole[:at] + byte + whole[at + data.draw(st.integers(0, 1)) :]
    try:
        check_form(changed)
    except NonCanonicalEntryError:
        return
    assert canonical_bytes(read_canonical(changed)) == changed
    assert encode(decode(changed)) == changed


@given(st.dictionaries(_names, st.text('":,\\[]{} a'), min_size=2), st.randoms())
def test_facts_out_of_order_are_refused(facts: dict[str, str], random: Any) -> None:
    names = list(facts)
    random.shuffle(names)
    members = ",".join(f"{json.dumps(name)}:{json.dumps(facts[name], ensure_ascii=False)}" for name in names)
    data = _written(members.encode())
    if names == sorted(names):
        check_form(data)
    else:
        with pytest.raises(NonCanonicalEntryError):
            check_form(data)


def _written(facts: bytes = b"", **changes: bytes) -> bytes:
    parts = {
        "at": b'"2026-11-23T09:15:02.123Z"',
        "id": b'"00000000-0000-4000-8000-000000000001"',
        "kind": b'"vault.record.collected"',
        "v": b"1",
    } | changes
    return b'{"at":%b,"facts":{%b},"id":%b,"kind":%b,"v":%b}' % (
        parts["at"],
        facts,
        parts["id"],
        parts["kind"],
        parts["v"],
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b" " + _PLAIN,
        _PLAIN + b"\n",
        _PLAIN.replace(b'"v":1', b'"v":2'),
        _PLAIN.replace(b'"v":1', b'"v":1,"w":1'),
        _PLAIN.replace(b'"facts":{', b'"facts": {'),
        _written(at=b'"2026-11-23T09:15:02Z"'),
        _written(at=b'"2026-02-29T09:15:02.123Z"'),
        _written(at=b'"0000-01-01T00:00:00.000Z"'),
        _written(at=b'"2026-11-23T24:00:00.000Z"'),
        _written(at=b'"2026-11-23T09:15:60.000Z"'),
        _written(id=b'"00000000-0000-4000-8000-00000000000A"'),
        _written(id=b'"00000000000040008000000000000001"'),
        _written(kind=b'"vault.record"'),
        _written(kind=b'"vault.record.was.collected"'),
        _written(kind=b'"Vault.record.collected"'),
        _written(b'"a":1.5'),
        _written(b'"a":01'),
        _written(b'"a":-0'),
        _written(b'"a":1000000000000000'),
        _written(b'"a":true'),
        _written(b'"a":null'),
        _written(b'"a":{}'),
        _written(b'"a":[1]'),
        _written(b'"a":["b",]'),
        _written(b'"a":1,"a":1'),
        _written(b'"b":1,"a":1'),
        _written(b'"A":1'),
        _written(b'"a":1,'),
        _written(b'"a":"\\u0041"'),
        _written(b'"a":"\\u0008"'),
        _written(b'"a":"\\u001F"'),
        _written(b'"a":"\\/"'),
        _written(b'"a":"\n"'),
        _written(b'"a":"\xff"'),
        _written(b'"a":"\xed\xa0\x80"'),
        _written(b'"a":"' + b"x" * ENTRY_LIMIT + b'"'),
    ],
)
def test_bytes_that_are_no_entry(data: bytes) -> None:
    with pytest.raises(NonCanonicalEntryError):
        decode(data)


@pytest.mark.parametrize(
    "facts",
    [
        b"",
        b'"a":":","b":[":",":"],"c":"\\":"',
        b'"a":0',
        b'"a":-999999999999999',
        b'"a":[]',
        b'"a":["x","y"],"b":"\\":","c":1',
        '"a":"氏名"'.encode(),
        b'"a":"\\u0000\x7f"',
    ],
)
def test_bytes_that_are_an_entry(facts: bytes) -> None:
    assert encode(decode(_written(facts))) == _written(facts)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("collected", {}),
        ("vault.record.Collected", {}),
        ("vault.record.collected\n", {}),
        ("a.b.c", {"Name": "x"}),
        ("a.b.c", {"": "x"}),
        ("a.b.c", {"a": True}),
        ("a.b.c", {"a": 1.5}),
        ("a.b.c", {"a": None}),
        ("a.b.c", {"a": [1]}),
        ("a.b.c", {"a": {"b": "c"}}),
        ("a.b.c", {"a": 10**15}),
        ("a.b.c", {"a": "\ud800"}),
        ("a.b.c", {1: "a"}),
        ("a.b.c", {"a": "x" * ENTRY_LIMIT}),
    ],
)
def test_what_cannot_be_entered(kind: str, facts: Any) -> None:
    with pytest.raises(EntryInvalidError):
        new_entry(kind, facts, entry_id=uuid.UUID(int=1), at=NOW)


def test_an_entry_needs_a_zone() -> None:
    with pytest.raises(MalformedError):
        new_entry("a.b.c", {}, entry_id=uuid.UUID(int=1), at=datetime(2026, 1, 1))  # noqa: DTZ001 - the case


def test_the_longest_entry() -> None:
    short = len(encode(new_entry("a.b.c", {"a": ""}, entry_id=uuid.UUID(int=1), at=NOW)))
    longest = new_entry("a.b.c", {"a": "x" * (ENTRY_LIMIT - short)}, entry_id=uuid.UUID(int=1), at=NOW)
    assert len(encode(longest)) == ENTRY_LIMIT
    with pytest.raises(EntryInvalidError):
        new_entry("a.b.c", {"a": "x" * (ENTRY_LIMIT - short + 1)}, entry_id=uuid.UUID(int=1), at=NOW)


def test_facts_cannot_be_changed_afterwards() -> None:
    facts = {"a": "b"}
    entry = new_entry("a.b.c", facts, entry_id=uuid.UUID(int=1), at=NOW)
    facts["a"] = "c"
    assert entry.facts == {"a": "b"}
    with pytest.raises(TypeError):
        entry.facts["a"] = "c"  # type: ignore[index]  # the attempt is the test
