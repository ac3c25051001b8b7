"""What is said at the entrance, and codes."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.base.ids import new_receipt_number
from azukari.rights.visit import Said, read_said, target_of
from azukari.sharing.code import DIGITS, code_fits, code_of, digest_of, new_token

KEY = bytes(32)


def test_a_number_and_an_address_are_told_apart() -> None:
    number = new_receipt_number()
    assert read_said(f" {number.lower().replace('-', ' ')} ") == Said(by_number=True, value=number)
    assert read_said("Hanako@Mail.Example") == read_said("ｈａｎａｋｏ@mail.example")
    assert not read_said("hanako@mail.example").by_number


@pytest.mark.parametrize(
    "typed", ["", "hanako", "@mail.example", "hanako@", "hanako@localhost", "ha nako@mail.example", "a" * 250 + "@b.cd"]
)
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(MalformedError):
        read_said(typed)


def test_nothing_that_was_said_is_shown_by_accident() -> None:
    assert "hanako" not in repr(read_said("hanako@mail.example"))


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_a_code_is_eight_digits_and_fits_however_it_is_typed(entrance: uuid.UUID, key: bytes) -> None:
    code = code_of(key, entrance.bytes)
    assert len(code) == DIGITS
    assert code.isdigit()
    assert code_fits(f" {code[:4]} {code[4:]}\n", code)
    assert code_fits("".join(chr(ord(one) + 0xFEE0) for one in code), code), "full width"
    assert not code_fits(code[:-1], code)
    assert not code_fits(code + "0", code)
    assert not code_fits("", code)


def test_a_code_belongs_to_one_entrance_and_one_key() -> None:
    entrances = [uuid.UUID(int=number) for number in range(200)]
    assert len({code_of(KEY, one.bytes) for one in entrances}) == 200
    assert code_of(KEY, entrances[0].bytes) != code_of(bytes([1]) * 32, entrances[0].bytes)


def test_targets_keep_numbers_and_addresses_apart() -> None:
    assert target_of(KEY, Said(by_number=True, value="x")) != target_of(KEY, Said(by_number=False, value="x"))
    assert target_of(KEY, Said(by_number=True, value="x")) != target_of(
        bytes([1]) * 32, Said(by_number=True, value="x")
    )


def test_a_token_is_stored_as_its_digest() -> None:
    token = new_token()
    assert token != new_token()
    assert token.encode() not in digest_of(token)
    assert len(digest_of(token)) == 32
