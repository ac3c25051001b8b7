"""This door's one secret, and what is made from it: names of records, tokens of idempotency keys, seals of cursors.

It opens nothing that was collected. Whoever has it can test guesses about idempotency keys, and read cursors.
"""

import hmac
import os
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from azukari.api.errors import UnprocessableError
from azukari.base.canonical import Value, canonical_bytes, read_canonical
from azukari.base.errors import UnavailableError

FILE = "idempotency.key"
_BYTES = 32
_NONCE_BYTES = 12


class CursorError(UnprocessableError):
    """This cursor was not given out for this key and this list; begin again without one."""

    def __init__(self) -> None:
        """Name the ground."""
        super().__init__(ground="cursor")


class DoorSecret:
    """Makes each kind of token under a key of its own."""

    def __init__(self, secret: bytes) -> None:
        """Derive the keys."""
        self._tokens = _derived(secret, b"idempotency")
        self._bodies = _derived(secret, b"body")
        self._records = _derived(secret, b"record")
        self._cursors = AESGCM(_derived(secret, b"cursor"))

    def token(self, key_id: uuid.UUID, idempotency_key: str) -> bytes:
        """Name an idempotency key of a service key."""
        return hmac.digest(self._tokens, key_id.bytes + idempotency_key.encode(), "sha256")

    def body(self, address: str, body: bytes) -> bytes:
        """Name what was sent to an address, so that the same can be told from another without keeping it."""
        return hmac.digest(self._bodies, address.encode() + b"\0" + body, "sha256")

    def record_id(self, token: bytes) -> uuid.UUID:
        """Give the id of the record that is collected under a token: always the same, and nobody can guess the token from it."""
        return uuid.UUID(bytes=hmac.digest(self._records, token, "sha256")[:16], version=4)

    def seal_cursor(self, place: Value, *, bound: str) -> str:
        """Write a place in a list so that only we can read it; ``bound`` says which list, and for whom."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cursors.encrypt(nonce, canonical_bytes({"place": place}), bound.encode())
        return urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open_cursor(self, cursor: str, *, bound: str) -> Value:
        """Read what `seal_cursor` has written for the same list.

        Raises:
            CursorError: if it was not given out for it.
        """
        try:
            sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            value = read_canonical(self._cursors.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound.encode()))
        except (InvalidTag, ValueError):
            raise CursorError from None
        if not isinstance(value, dict):
            raise CursorError
        place: Value = value["place"]
        return place


def read_secret(folder: Path) -> DoorSecret:
    """Read the secret from this process's own folder.

    Raises:
        UnavailableError: if it is missing, or not of its length.
    """
    try:
        secret = (folder / FILE).read_bytes()
    except OSError:
        raise UnavailableError(f"This door's key cannot be read: {FILE}.", ground="keys_missing") from None
    if len(secret) != _BYTES:
        raise UnavailableError(f"{FILE} is not of {_BYTES} bytes.", ground="keys_missing")
    return DoorSecret(secret)


def _derived(secret: bytes, use: bytes) -> bytes:
    return hmac.digest(secret, b"azukari/api/v1/" + use, "sha256")
