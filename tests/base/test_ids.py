import string
import uuid

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.base.ids import new_id, new_receipt_number, read_receipt_number

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_numbers = st.builds(new_receipt_number)


def test_identifiers_are_random() -> None:
    made = {new_id() for _ in range(100)}
    assert len(made) == 100
    assert all(one.version == 4 and one.variant == uuid.RFC_4122 for one in made)


def test_receipt_numbers_are_three_groups_of_four() -> None:
    for _ in range(200):
        groups = new_receipt_number().split("-")
        assert [len(group) for group in groups] == [4, 4, 4]
        assert set("".join(groups)) <= set(_ALPHABET)


def test_receipt_numbers_do_not_repeat() -> None:
    assert len({new_receipt_number() for _ in range(1000)}) == 1000


@given(_numbers)
def test_a_number_is_read_however_it_was_typed(number: str) -> None:
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in string.ascii_uppercase + string.digits + "-"})
    for typed in (
        number,
        number.lower(),
        number.replace("-", ""),
        f"  {number.replace('-', ' ')}\n",
        wide,
        wide.lower(),
        number.replace("-", "ー"),
        number.replace("0", "O"),
        number.replace("1", "l"),
        number.replace("1", "i"),
    ):
        assert read_receipt_number(typed) == number


@given(_numbers, st.integers(0, 11), st.sampled_from(_ALPHABET))
def test_every_single_wrong_character_is_found(number: str, place: int, character: str) -> None:
    plain = number.replace("-", "")
    assume(plain[place] != character)
    with pytest.raises(MalformedError):
        read_receipt_number(plain[:place] + character + plain[place + 1 :])


@given(_numbers, st.integers(0, 10))
def test_every_swap_of_neighbours_is_found(number: str, place: int) -> None:
    plain = number.replace("-", "")
    assume(plain[place] != plain[place + 1])
    with pytest.raises(MalformedError):
        read_receipt_number(plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :])


@given(st.text())
def test_any_text_is_a_number_or_malformed(text: str) -> None:
    try:
        number = read_receipt_number(text)
    except MalformedError:
        return
    assert read_receipt_number(number) == number


@pytest.mark.parametrize(
    "text", ["", "-", "7K3M-92QF", "7K3M-92QF-0TBX-1", "UUUU-UUUU-UUUU", "預預預預預預預預預預預預"]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        read_receipt_number(text)
