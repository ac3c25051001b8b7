"""How the secrets of second factors lie in the database: sealed under a key that is drawn from the door's own secret.

A copy of the database alone gives nobody a code. Form: ``v1.`` and base64url of nonce ‖ AES-256-GCM.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from azukari.base.errors import TamperedError

_PREFIX = "v1."
_NONCE_BYTES = 12
_LABEL = b"azukari/staff/second-factor/v1"


def seal_secret(text: str, *, door_secret: str) -> str:
    """Seal a second factor's secret for the database."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(_key(door_secret)).encrypt(nonce, text.encode(), _LABEL)
    return _PREFIX + base64.urlsafe_b64encode(sealed).decode()


def open_secret(sealed: str, *, door_secret: str) -> str:
    """Open what `seal_secret` made.

    Raises:
        TamperedError: if it is anything else, or was sealed under another door's secret.
    """
    try:
        data = base64.urlsafe_b64decode(sealed.removeprefix(_PREFIX).encode("ascii"))
        return AESGCM(_key(door_secret)).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], _LABEL).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise TamperedError("A second factor in the database is not what this door sealed.") from None


def _key(door_secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_LABEL).derive(door_secret.encode())
