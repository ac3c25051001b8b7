import hmac
import uuid

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from azukari.vault.bindings import Place, compartment_binding
from azukari.vault.errors import PartTamperedError
from azukari.vault.seal import NONCE_SIZE, TAG_SIZE, open_sealed, seal
from tests.vault.test_normalise import RAW

PLACE = Place(uuid.UUID(int=1), uuid.UUID(int=2), "ab" * 32)
PERSON, DATA, NONCE = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 12
COMPARTMENT = "0123456789abcdef"
VALUES = {"name": "神\ufa19", "question": "なぜ？"}


def _sealed(values: dict[str, str] | None = None) -> bytes:
    return seal(
        VALUES if values is None else values,
        place=PLACE, compartment=COMPARTMENT, person_key=PERSON, data_key=DATA, nonce=NONCE,
    )  # fmt: skip


def _opened(
    sealed: bytes, *, place: Place = PLACE, compartment: str = COMPARTMENT, person: bytes = PERSON, data: bytes = DATA
) -> dict[str, str]:
    return open_sealed(sealed, place=place, compartment=compartment, person_key=person, data_key=data)


_texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(st.text(alphabet="abcdefghij_", min_size=1), _texts | st.sampled_from(RAW)))
def test_what_is_sealed_opens_byte_for_byte(values: dict[str, str]) -> None:
    sealed = _sealed(values)
    assert _opened(sealed) == values
    assert (len(sealed) - NONCE_SIZE - TAG_SIZE) % 32 == 0


@pytest.mark.parametrize("place", range(3))
def test_each_changed_byte_is_detected(place: int) -> None:
    sealed = _sealed()
    at = (0, NONCE_SIZE, len(sealed) - 1)[place]  # nonce, ciphertext, tag
    changed = bytearray(sealed)
    changed[at] ^= 1
    with pytest.raises(PartTamperedError) as found:
        _opened(bytes(changed))
    assert found.value.ground == "tampered:compartment"


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_each_changed_bit_is_detected(at: int, bit: int) -> None:
    changed = bytearray(_sealed())
    changed[at % len(changed)] ^= 1 << bit
    with pytest.raises(PartTamperedError):
        _opened(bytes(changed))


@pytest.mark.parametrize("length", [0, 5, NONCE_SIZE, NONCE_SIZE + TAG_SIZE, -1])
def test_a_shortened_one_is_detected(length: int) -> None:
    with pytest.raises(PartTamperedError):
        _opened(_sealed()[:length])


def test_it_opens_only_in_its_place_and_with_both_keys() -> None:
    sealed = _sealed()
    others = (
        Place(uuid.UUID(int=9), PLACE.person, PLACE.statement),
        Place(PLACE.record, uuid.UUID(int=9), PLACE.statement),
    )
    for place in (*others, Place(PLACE.record, PLACE.person, "cd" * 32)):
        with pytest.raises(PartTamperedError):
            _opened(sealed, place=place)
    for wrong in ({"compartment": "f" * 16}, {"person": bytes(32)}, {"data": bytes(32)}):
        with pytest.raises(PartTamperedError):
            _opened(sealed, **wrong)


@pytest.mark.parametrize("plaintext", [b"[]", b'{"a":1}', b'{ "a":"b"}', b"\xff", b""])
def test_what_was_sealed_by_someone_else_must_have_the_form(plaintext: bytes) -> None:

    key = hmac.digest(PERSON, DATA, "sha256")
    sealed = NONCE + AESGCM(key).encrypt(NONCE, plaintext, compartment_binding(PLACE, COMPARTMENT))
    with pytest.raises(PartTamperedError):
        _opened(sealed)
