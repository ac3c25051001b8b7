"""The person's key: one half of every content key, and the root of the salt that keeps ledger commitments unlinkable.

When the key is destroyed, the ledger stays valid and says nothing any more: nobody can compute the salt again (requirements H29).
"""

import hmac
import uuid

from azukari.vault.randomness import Draw
from azukari.vault.seal import KEY_SIZE

_SALT_LABEL = b"azukari/ledger-salt/v1"
_REASON_LABEL = b"azukari/reason/v1"


def new_person_key(draw: Draw) -> bytes:
    """Make a person's key."""
    return draw(KEY_SIZE)


def ledger_salt(person_key: bytes) -> bytes:
    """Derive the salt of a person's commitments."""
    return hmac.digest(person_key, _SALT_LABEL, "sha256")


def commit_record(salt: bytes, header_digest: bytes) -> str:
    """Commit to a sealed record, in lower-case hexadecimal."""
    return hmac.digest(salt, header_digest, "sha256").hex()


def commit_reason(salt: bytes, *, event: uuid.UUID, reason: str) -> str:
    """Commit to the reason that was given for an event, in lower-case hexadecimal."""
    return hmac.digest(salt, _REASON_LABEL + event.bytes + reason.encode(), "sha256").hex()
