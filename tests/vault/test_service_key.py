"""The form of a service key: what is made is taken, and what is mistyped is told from what is unknown."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.vault.service_key import SECRET_BYTES, ServiceKeyRefusedError, digest_of, new_secret

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
drawn = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


def made(data: bytes) -> str:
    return new_secret(lambda size: data[:size])


def refused(text: str) -> bool:
    try:
        digest_of(text)
    except ServiceKeyRefusedError as error:
        return error.ground == "service_key_form" and error.key_id is None
    return False


def test_a_refusal_repeats_nothing() -> None:
    wrong = made(bytes(SECRET_BYTES))[:-1]
    with pytest.raises(ServiceKeyRefusedError) as caught:
        digest_of(wrong)
    assert wrong[:12] not in caught.value.message


@given(drawn)
def test_what_is_made_is_taken(data: bytes) -> None:
    secret = made(data)
    assert re.fullmatch(r"azk_[a-z2-7]{58}", secret)
    assert digest_of(secret) == hashlib.sha256(secret.encode()).digest()


@given(drawn, drawn)
def test_two_keys_are_two_secrets(one: bytes, other: bytes) -> None:
    assert (made(one) == made(other)) == (one == other)


@given(drawn, st.integers(0, 61), st.sampled_from(ALPHABET))
def test_no_wrong_character_passes(data: bytes, place: int, character: str) -> None:
    secret = made(data)
    wrong = secret[:place] + character + secret[place + 1 :]
    assert refused(wrong) == (wrong != secret)


@given(drawn, st.integers(4, 60))
def test_no_exchanged_neighbours_pass(data: bytes, place: int) -> None:
    secret = made(data)
    wrong = secret[:place] + secret[place + 1] + secret[place] + secret[place + 2 :]
    assert refused(wrong) == (wrong != secret)


@given(drawn, st.integers(0, 61))
def test_nothing_cut_short_passes(data: bytes, length: int) -> None:
    assert refused(made(data)[:length])


@given(st.text(max_size=80))
def test_no_other_text_passes(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize("change", [str.upper, str.title, lambda text: text + "\n", lambda text: " " + text])
def test_one_key_has_one_form(change: object) -> None:
    assert callable(change)
    assert refused(change(made(bytes(SECRET_BYTES))))


def test_the_form_is_the_one_that_is_described() -> None:
    # Thirty-two zero bytes, and the first 30 bits of the SHA-256 of what stands before the checksum.
    body = "azk_" + "a" * 52
    bits = int.from_bytes(hashlib.sha256(body.encode()).digest()[:4], "big") >> 2
    check = "".join(ALPHABET[bits >> shift & 31] for shift in range(25, -1, -5))
    assert made(bytes(SECRET_BYTES)) == body + check
