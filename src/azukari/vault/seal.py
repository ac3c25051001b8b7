"""Compartments: the items that the same purposes may see, sealed as one (``spec/sealed-record.md``).

The content key needs two secrets: the compartment's data key, which a purpose gets by its grant, and the person's key, whose
destruction erases the person from every copy.
"""

import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from azukari.base.canonical import canonical_bytes, read_canonical
from azukari.base.errors import MalformedError
from azukari.vault.bindings import Place, compartment_binding
from azukari.vault.errors import PartTamperedError

NONCE_SIZE = 12
KEY_SIZE = 32
TAG_SIZE = 16
_STEP = 32  # sealed lengths go in steps of this, so that they tell less of what is inside


def seal(
    values: Mapping[str, str], *, place: Place, compartment: str, person_key: bytes, data_key: bytes, nonce: bytes
) -> bytes:
    """Seal one compartment's values; a data key seals one compartment, once."""
    plaintext = canonical_bytes(dict(values))
    plaintext += b" " * (-len(plaintext) % _STEP)
    cipher = AESGCM(hmac.digest(person_key, data_key, "sha256"))
    return nonce + cipher.encrypt(nonce, plaintext, compartment_binding(place, compartment))


def open_sealed(sealed: bytes, *, place: Place, compartment: str, person_key: bytes, data_key: bytes) -> dict[str, str]:
    """Open one compartment.

    Raises:
        PartTamperedError: if a byte of it was changed, or it belongs to another record, person, compartment or statement.
    """
    cipher = AESGCM(hmac.digest(person_key, data_key, "sha256"))
    try:
        plaintext = cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], compartment_binding(place, compartment))
        values = read_canonical(plaintext.rstrip(b" "))
    except (InvalidTag, ValueError, MalformedError):
        raise _tampered(compartment) from None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise _tampered(compartment)
    return {item: str(value) for item, value in values.items()}


def _tampered(compartment: str) -> PartTamperedError:
    return PartTamperedError(
        "compartment", f"The sealed compartment {compartment} is not what was written, or belongs elsewhere."
    )
