from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.base.canonical import canonical_bytes
from azukari.base.errors import MalformedError, NotFoundError
from azukari.vault.errors import PartTamperedError
from azukari.vault.keys import (
    PERSON_KEYS,
    PUBLIC_SIZE,
    Keyring,
    decode_keyring,
    encode_keyring,
    hpke_public,
    new_keyring,
    publish,
    verify_public,
    with_new_epoch,
    with_purposes,
)
from azukari.vault.randomness import system_draw
from tests.vault.world import NOW


def _keyring() -> Keyring:
    return new_keyring(["inquiry.reply", "newsletter"], draw=system_draw, now=NOW)


def test_a_keyring_has_a_key_for_each_purpose_and_for_persons() -> None:
    keyring = _keyring()
    assert keyring.purposes == {"inquiry.reply", "newsletter"}
    assert keyring.newest(PERSON_KEYS).epoch == 1
    with pytest.raises(NotFoundError):
        keyring.newest("other")
    with pytest.raises(NotFoundError):
        keyring.private("newsletter", 2)


def test_purposes_and_epochs_are_added_and_nothing_is_lost() -> None:
    keyring = _keyring()
    grown = with_purposes(keyring, ["newsletter", "survey"], draw=system_draw, now=NOW)
    assert grown.keys[:3] == keyring.keys
    assert grown.purposes == {"inquiry.reply", "newsletter", "survey"}
    rotated = with_new_epoch(grown, "newsletter", draw=system_draw, now=NOW)
    assert rotated.newest("newsletter").epoch == 2
    assert rotated.private("newsletter", 1) == keyring.private("newsletter", 1)


def test_a_keyring_reads_back() -> None:
    keyring = with_new_epoch(_keyring(), "newsletter", draw=system_draw, now=NOW)
    again = decode_keyring(encode_keyring(keyring))
    assert again.signing == keyring.signing
    assert set(again.keys) == set(keyring.keys)


def test_secrets_do_not_show() -> None:
    keyring = _keyring()
    shown = f"{keyring!r} {keyring.keys!r} {keyring.keys[0]}"
    assert str(keyring.signing) not in shown
    assert str(keyring.keys[0].private) not in shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        canonical_bytes({"v": 2, "type": "keyring", "signing": "", "keys": []}),
        canonical_bytes({"v": 1, "type": "keyring", "signing": "AAAA", "keys": []}),
        canonical_bytes({"v": 1, "type": "keyring", "signing": "not base64!", "keys": []}),
        canonical_bytes({"v": 1, "type": "keyring", "signing": "A" * 43 + "=", "keys": [{}]}),
        canonical_bytes({"v": 1, "type": "keyring", "signing": "A" * 43 + "=", "keys": [], "more": 1}),
        canonical_bytes({"v": 1, "type": "keyring", "signing": "A" * 42 + "B=", "keys": []}),
    ],
)
def test_what_is_no_keyring_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        decode_keyring(data)


def test_a_key_named_twice_is_refused() -> None:
    keyring = _keyring()
    with pytest.raises(MalformedError, match="twice"):
        decode_keyring(encode_keyring(replace(keyring, keys=keyring.keys + keyring.keys[:1])))


def test_a_published_key_is_signed_and_verified() -> None:
    keyring = _keyring()
    public = publish(keyring, keyring.newest("newsletter"))
    assert len(public.public) == PUBLIC_SIZE
    assert verify_public(public, verifier=keyring.verifier) is public
    hpke_public(public)


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "inquiry.reply"},
        {"epoch": 2},
        {"public": bytes(PUBLIC_SIZE)},
        {"made_at": NOW + timedelta(seconds=1)},
        {"signature": bytes(64)},
        {"signature": b""},
    ],
)
def test_a_forged_published_key_is_named(change: dict[str, object]) -> None:
    keyring = _keyring()
    public = publish(keyring, keyring.newest("newsletter"))
    with pytest.raises(PartTamperedError) as found:
        verify_public(replace(public, **change), verifier=keyring.verifier)  # type: ignore[arg-type]
    assert found.value.ground == "tampered:purpose_key"


def test_a_key_of_another_keyring_does_not_pass() -> None:
    keyring, other = _keyring(), _keyring()
    with pytest.raises(PartTamperedError):
        verify_public(publish(other, other.newest("newsletter")), verifier=keyring.verifier)


def test_bytes_that_are_no_key_are_named() -> None:
    keyring = _keyring()
    public = publish(keyring, keyring.newest("newsletter"))
    with pytest.raises(PartTamperedError):
        hpke_public(replace(public, public=b"short"))
