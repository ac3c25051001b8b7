"""The quick check of many entries says what the plain check of each one says, whatever they are."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azukari.ledger.entry import NonCanonicalEntryError, check_form, encode, new_entry
from azukari.ledger.forms import Forms, _expression
from tests.ledger.samples import NOW, sample_entries, sample_entry

_NAMES = st.sampled_from(["a", "b", "b_2", "c", "actor", "event", "purpose", "record"])
_TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.sampled_from(["", ":", '":', '"', "\\", "\n", "},", '","', "é", "日本", "\x7f"]),
)
_FACTS = st.dictionaries(
    _NAMES, st.one_of(_TEXTS, st.integers(-(10**15) + 1, 10**15 - 1), st.lists(_TEXTS, max_size=3)), max_size=5
)
_KINDS = st.sampled_from(["a.b.c", "a.b.cd", "a.b.c_d", "vault.record.opened"])
_CANONICAL = st.builds(
    lambda kind, facts, entry_id: encode(new_entry(kind, facts, entry_id=entry_id, at=NOW)), _KINDS, _FACTS, st.uuids()
)


@st.composite
def _tampered(draw: st.DrawFn) -> bytes:
    """An entry with a stretch of it exchanged for another text, or twice, or left out."""
    entry = draw(_CANONICAL)
    start = draw(st.integers(0, len(entry)))
    end = draw(st.integers(start, min(len(entry), start + 12)))
    put = draw(st.one_of(st.just(entry[start:end] * 2), st.binary(max_size=3), st.sampled_from(_PIECES)))
    return entry[:start] + put + entry[end:]


_PIECES = (
    b"", b" ", b"\n", b"0", b"-0", b"00", b"1.0", b"\\n", b"\\u000a", b"\\/", b"\xff", b"\xc3\xa9", b"null", b"[]", b"[1]",
    b'","a":"', b',"a":1', b"02-30", b"24:00", b'"v":1}\n{', b'"v":2}', b"A",
)  # fmt: skip
_ENTRIES = st.lists(st.one_of(_CANONICAL, _tampered(), st.binary(max_size=8)), max_size=8)


def _plain(entries: Sequence[bytes]) -> int | None:
    """The place of the first that `check_form` refuses."""
    for place, entry in enumerate(entries):
        try:
            check_form(entry)
        except NonCanonicalEntryError:
            return place
    return None


def _quick(forms: Forms, entries: Sequence[bytes]) -> int | None:
    try:
        forms.check(entries, first=0)
    except NonCanonicalEntryError as error:
        return int(error.message.split()[1])
    return None


_DAY = sample_entries(1)[0].replace(b"11-23", b"02-30")
_JOINED = b"\n".join(sample_entries(2))


@settings(max_examples=600, deadline=None)
@given(st.lists(_ENTRIES, max_size=3), _ENTRIES)
@example([sample_entries(3)], [sample_entries(1)[0], _DAY])
@example([sample_entries(3)], [sample_entries(1)[0], _JOINED])
@example([sample_entries(3)], [_JOINED, b""])
def test_both_say_the_same(before: list[list[bytes]], entries: list[bytes]) -> None:
    forms = Forms()
    for some in before:
        assert _quick(forms, some) == _plain(some)
    assert _quick(forms, entries) == _plain(entries)
    assert _quick(forms, entries) == _plain(entries)


_KNOWN = encode(new_entry("a.b.c", {"n": 7, "o": "tx", "p": ["q", "r"]}, entry_id=sample_entry(1).entry_id, at=NOW))
_CHANGES = (
    (b"tx", b"t\xff"), (b"tx", b"\xed\xa0\x80"), (b"tx", rb"t\x"), (b"tx", rb"t\/"), (b"tx", rb"\u0041"), (b"tx", rb"\""),
    (b"tx", b"t\x1f"), (b'"q"', b"q"), (b'"q"', b'["q"]'), (b'"q"', b"1"), (b'"q",', b""), (b'"q","r"', b""), (b'"q",', b'"q", '),
    (b":7,", b":07,"), (b":7,", b":-0,"), (b":7,", b":7.0,"), (b":7,", b":+7,"), (b":7,", b":,"), (b":7,", b":" + b"9" * 16 + b","),
    (b":7,", b":" + b"9" * 15 + b","), (b":7,", b":-7,"), (b":7,", b":0,"), (b":7,", b":true,"), (b"tx", "日本".encode()),
    (b"T09:", b"T24:"), (b"T09:", b"T29:"), (b":15:", b":60:"), (b":02.", b":60."), (b"Z", b"z"), (b"2026-11-23", b"2026-11-31"),
    (b"2026-11-23", b"0000-11-23"), (b"a.b.c", b"axb.c"), (b"a.b.c", b"a.bxc"), (b"a.b.c", b"a.b.d"), (b'"v":1', b'"v":2'),
    (b"00000000-", b"0000000A-"), (b"00000000-", b"00000000"), (b'"n"', b'"n" '), (b'"o"', b'"m"'), (b'"o"', b'"n"'),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new"), _CHANGES)
def test_a_known_shape_with_another_value_gets_the_plain_verdict(old: bytes, new: bytes) -> None:
    changed = _KNOWN.replace(old, new, 1)
    assert changed != _KNOWN
    forms = Forms()
    forms.check([_KNOWN], first=0)
    for entries in ([changed], [_KNOWN, changed], [changed, _KNOWN], [_KNOWN, changed, _KNOWN]):
        assert _quick(forms, entries) == _plain(entries)


@settings(max_examples=300, deadline=None)
@given(_CANONICAL, _tampered(), st.integers(0, 40))
def test_one_among_many_is_named(entry: bytes, other: bytes, place: int) -> None:
    entries = [entry] * 40
    entries.insert(place, other)
    forms = Forms()
    forms.check([entry], first=0)
    assert _quick(forms, entries) == _plain(entries)


def test_what_is_known_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = Forms()
    forms.check(sample_entries(3), first=0)
    monkeypatch.setattr("azukari.ledger.forms.check_form", None)
    forms.check(sample_entries(300), first=0)


def test_no_more_shapes_are_learned_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.ledger.forms._MOST_SHAPES", 3)
    entries = [
        encode(new_entry("a.b.c", {f"name_{number:02d}": "x"}, entry_id=sample_entry(number).entry_id, at=NOW))
        for number in range(9)
    ]
    forms = Forms()
    for _ in range(2):
        forms.check(entries, first=0)
    assert len(forms._shapes) == 3
    assert _quick(forms, [*entries, _DAY]) == 9


def test_too_long_an_entry_is_refused() -> None:
    def long(length: int) -> bytes:
        return encode(new_entry("a.b.c", {"a": "x"}, entry_id=sample_entry(1).entry_id, at=NOW)).replace(
            b'"x"', b'"' + b"x" * length + b'"'
        )

    over = 65_535 - len(long(0)) + 1
    forms = Forms()
    forms.check([long(1), long(over - 1)], first=0)
    assert _quick(forms, [long(1), long(over)]) == 1


def test_an_expression_takes_whole_entries_only() -> None:
    shapes = frozenset({(("commitment", "number", "purposes"), "vault.record.collected")})
    lines = b"".join([entry + b"\n" for entry in sample_entries(3)])
    found = _expression(shapes).match(lines[:-1])
    assert found is not None
    assert found.end() == len(lines[: lines.rindex(b"\n", 0, -1) + 1])
