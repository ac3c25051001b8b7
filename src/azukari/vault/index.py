"""The blind index: equal values get equal tokens, and a token tells nothing without the index key (``spec/blind-index.md``)."""

import hmac
from enum import StrEnum

from azukari.base.errors import MalformedError

_TOKEN_SIZE = 16
INDEX_KEY_SIZE = 32


class LookupKind(StrEnum):
    """By what a record can be looked up, beside its number."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    KANA = "kana"


# By what a person is reached.
CONTACTS = frozenset({LookupKind.EMAIL, LookupKind.PHONE})


class BlindIndex:
    """Makes tokens under one index key, with a key of its own for each kind."""

    def __init__(self, index_key: bytes) -> None:
        """Derive the kinds' keys.

        Raises:
            MalformedError: if the key is not 32 bytes.
        """
        if len(index_key) != INDEX_KEY_SIZE:
            raise MalformedError("The index key must be 32 bytes.")
        self._keys = {kind: hmac.digest(index_key, kind.value.encode(), "sha256") for kind in LookupKind}
        self._suppression_keys = {
            kind: hmac.digest(index_key, f"azukari/suppression/v1/{kind.value}".encode(), "sha256") for kind in CONTACTS
        }

    def token(self, kind: LookupKind, folded: str) -> bytes:
        """Make the token of a value that `normalise.folded` gave."""
        return hmac.digest(self._keys[kind], folded.encode(), "sha256")[:_TOKEN_SIZE]

    def suppression(self, kind: LookupKind, folded: str) -> bytes:
        """Make the token under which an address is kept that is not to be used; it fits no token of the index."""
        return hmac.digest(self._suppression_keys[kind], folded.encode(), "sha256")
