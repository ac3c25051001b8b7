"""The keyring at rest: age-encrypted (age-encryption.org/v1) to an X25519 identity that lies beside it in the keeper's folder.

This module is given bytes and gives bytes; the keeper reads and writes the files ``keyring.age`` and ``unlock.key``.
"""

import pyrage

from azukari.base.errors import MalformedError, RefusedError
from azukari.vault.keys import Keyring, decode_keyring, encode_keyring


def new_unlock_key() -> bytes:
    """Make an age identity, as the content of ``unlock.key``."""
    return f"{pyrage.x25519.Identity.generate()}\n".encode()


def lock(keyring: Keyring, *, unlock_key: bytes) -> bytes:
    """Encrypt a keyring to an identity, as the content of ``keyring.age``.

    Raises:
        MalformedError: if the unlock key is no age identity.
    """
    return bytes(pyrage.encrypt(encode_keyring(keyring), [_identity(unlock_key).to_public()]))


def unlock(data: bytes, *, unlock_key: bytes) -> Keyring:
    """Open ``keyring.age``.

    Raises:
        MalformedError: if the unlock key is no age identity, or what was encrypted is no keyring.
        RefusedError: if the identity does not open it, or a byte was changed.
    """
    try:
        return decode_keyring(pyrage.decrypt(data, [_identity(unlock_key)]))
    except pyrage.DecryptError:
        raise RefusedError(
            "The keyring does not open: the unlock key is another one, or the file was changed.",
            ground="keyring_locked",
        ) from None


def _identity(unlock_key: bytes) -> "pyrage.x25519.Identity":
    try:
        return pyrage.x25519.Identity.from_str(unlock_key.decode().strip())
    except (pyrage.IdentityError, UnicodeDecodeError):
        raise MalformedError("The unlock key is not an age identity (AGE-SECRET-KEY-1…).") from None
