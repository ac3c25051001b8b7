"""What is asked for is read back as it was written, and anything else is refused as malformed."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.canonical import canonical_bytes, read_canonical
from azukari.base.errors import MalformedError
from azukari.rights.wish import (
    LONGEST_TEXT,
    Contact,
    Form,
    Wish,
    checked_wish,
    contact_value,
    read_contact,
    read_wish,
    wish_value,
)

RECORD = str(uuid.UUID(int=7))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=20)
WISHES = st.builds(
    Wish,
    text=WORDS,
    form=st.sampled_from(Form),
    items=st.dictionaries(st.uuids(), st.dictionaries(NAMES, WORDS, max_size=3), max_size=3),
    purposes=st.dictionaries(st.uuids(), st.lists(WORDS, max_size=3).map(tuple), max_size=3),
    opinions=st.dictionaries(st.uuids(), st.dictionaries(NAMES, WORDS, max_size=3), max_size=3),
    suppress=st.booleans(),
)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
CONTACTS = st.builds(Contact, name=LINES, address=LINES, email=st.sampled_from(["", "hanako@mail.example"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
GOOD: dict[str, Any] = dict(wish_value(Wish()))  # type: ignore[arg-type]


@given(WISHES)
def test_a_wish_is_read_as_it_was_written(wish: Wish) -> None:
    assert read_wish(read_canonical(canonical_bytes(wish_value(wish)))) == wish


@given(CONTACTS)
def test_a_contact_is_read_as_it_was_written(contact: Contact) -> None:
    assert read_contact(read_canonical(canonical_bytes(contact_value(contact)))) == contact


@given(VALUES)
def test_no_other_value_is_a_wish_or_a_contact(value: Any) -> None:
    for read in (read_wish, read_contact):
        with pytest.raises(MalformedError):
            read(value)


@given(st.sampled_from(sorted(GOOD)), VALUES)
def test_a_part_of_another_kind_is_refused_and_never_guessed_at(part: str, value: Any) -> None:
    changed = GOOD | {part: value}
    try:
        wish = read_wish(changed)
    except MalformedError:
        return
    assert wish_value(wish) == changed


@pytest.mark.parametrize(
    "changed",
    [
        {"more": ""},
        {"suppress": "true"},
        {"suppress": 1},
        {"purposes": {RECORD: "newsletter"}},
        {"purposes": {RECORD: {"newsletter": True}}},
        {"purposes": {RECORD: [1]}},
        {"items": {RECORD: {"name": 1}}},
        {"items": {RECORD: []}},
        {"opinions": {RECORD: {"question": 1}}},
        {"opinions": {str(uuid.UUID(int=number)): {} for number in range(101)}},
        {"items": {"{" + RECORD + "}": {}}},
        {"items": {RECORD.upper().replace("7", "A"): {}}},
        {"items": {"urn:uuid:" + RECORD: {}}},
        {"items": {"7": {}}},
        {"text": "x" * (LONGEST_TEXT + 1)},
        {"items": {str(uuid.UUID(int=number)): {} for number in range(101)}},
        {"purposes": {str(uuid.UUID(int=number)): [] for number in range(101)}},
        {"form": "fax"},
    ],
    ids=str,
)
def test_what_is_nearly_a_wish_is_none(changed: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        read_wish(GOOD | changed)


@pytest.mark.parametrize("part", sorted(GOOD))
def test_no_part_may_be_missing(part: str) -> None:
    with pytest.raises(MalformedError):
        read_wish({name: value for name, value in GOOD.items() if name != part})


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "hanako@mail.example\nBcc: everybody@mail.example"},
        {"email": "no address"},
        {"email": "a@b.example, c@d.example"},
        {"name": "花子\nBcc: x"},
        {"name": "花" * 501},
        {"address": "東京\x00"},
        {"more": ""},
        {"email": None},
    ],
    ids=str,
)
def test_a_contact_that_could_become_something_else_in_a_letter_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        read_contact({"name": "佐藤 花", "address": "東京都\n千代田区", "email": "hanako@mail.example"} | changed)


def test_what_is_checked_is_not_changed() -> None:
    wish = Wish("x" * LONGEST_TEXT, items={uuid.UUID(int=1): {"name": "花"}})
    assert checked_wish(wish) is wish
    assert "花" not in repr(wish)
    assert "花" not in repr(Contact("花"))
