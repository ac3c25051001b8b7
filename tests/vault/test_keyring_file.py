import pytest

from azukari.base.errors import MalformedError, RefusedError
from azukari.vault.keyring_file import lock, new_unlock_key, unlock
from azukari.vault.keys import new_keyring
from azukari.vault.randomness import system_draw
from tests.vault.world import NOW


def test_a_keyring_is_locked_and_unlocked() -> None:
    keyring = new_keyring(["newsletter"], draw=system_draw, now=NOW)
    unlock_key = new_unlock_key()
    locked = lock(keyring, unlock_key=unlock_key)
    assert locked.startswith(b"age-encryption.org/v1\n")
    assert keyring.signing not in locked
    assert unlock(locked, unlock_key=unlock_key).signing == keyring.signing


def test_another_key_or_a_changed_byte_does_not_open_it() -> None:
    unlock_key = new_unlock_key()
    locked = bytearray(lock(new_keyring([], draw=system_draw, now=NOW), unlock_key=unlock_key))
    with pytest.raises(RefusedError):
        unlock(bytes(locked), unlock_key=new_unlock_key())
    locked[-1] ^= 1
    with pytest.raises(RefusedError):
        unlock(bytes(locked), unlock_key=unlock_key)
    with pytest.raises(RefusedError):
        unlock(b"", unlock_key=unlock_key)


@pytest.mark.parametrize("unlock_key", [b"", b"AGE-SECRET-KEY-1XYZ", b"\xff\xfe"])
def test_what_is_no_unlock_key_is_refused(unlock_key: bytes) -> None:
    with pytest.raises(MalformedError):
        unlock(b"", unlock_key=unlock_key)
