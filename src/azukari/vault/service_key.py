"""Service keys: what a program shows to act for one service, and what such a key may (``docs/operator/service-keys.md``).

The secret is ``azk_``, 52 characters of base 32 (RFC 4648, lower case) for 32 random bytes, and 6 characters of checksum: the
first 30 bits of the SHA-256 of what stands before it. So a mistyped key is told from an unknown one without a look-up, and a
leaked one is found by a search for its form. Only the SHA-256 of the whole secret is kept: it is random enough to need neither
salt nor stretching.
"""

import hashlib
import re
import secrets
import uuid
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from azukari.base.errors import UnauthenticatedError
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.randomness import Draw

PREFIX = "azk_"
SECRET_BYTES = 32
SOON = timedelta(days=14)  # how long before its end a key is marked, so that somebody renews it in time
_CHECK_CHARACTERS = 6
# 256 bits fill 51 characters and one bit of the next, so that one is an a or a q.
_FORM = re.compile(r"azk_[a-z2-7]{51}[aq][a-z2-7]{6}")


class KeyAct(StrEnum):
    """What a service key may name; ``open`` is for one record, many, or pages of them."""

    COLLECT = "collect"
    OPEN = "open"
    FIND = "find"
    CORRECT = "correct"
    CLOSE = "close"
    STOP = "stop"
    ERASE = "erase"


class KeyState(StrEnum):
    """How a key stands; one that was renewed works on until it expires, shortly after."""

    GOOD = "good"
    EXPIRES_SOON = "expires_soon"
    RENEWED = "renewed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ServiceKeyRefusedError(UnauthenticatedError):
    """This service key is not taken here.

    ``key_id`` tells which key it was, if it was ever one of ours.
    """

    def __init__(self, message: str, *, ground: str, key_id: uuid.UUID | None = None) -> None:
        """Keep which key it was."""
        super().__init__(message, ground=ground)
        self.key_id = key_id


@dataclass(frozen=True, slots=True)
class KeyRights:
    """For which service a key acts, for which purposes, by which acts, and until when."""

    key_id: uuid.UUID
    service: str
    purposes: frozenset[str]
    acts: frozenset[KeyAct]
    expires_at: datetime

    @property
    def actor(self) -> Actor:
        """Give whoever holds the key as the vault knows them."""
        return Actor(
            id=str(self.key_id),
            role=Role.SERVICE,
            services=frozenset({self.service}),
            purposes=self.purposes,
            acts=frozenset(act.value for act in self.acts),
        )


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """A service key as it is listed: all but its secret."""

    rights: KeyRights
    label: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None
    replaces: uuid.UUID | None
    replaced_by: uuid.UUID | None

    def works(self, now: datetime) -> bool:
        """Tell whether the key is taken at an instant."""
        return self.revoked_at is None and now < self.rights.expires_at

    def state(self, now: datetime) -> KeyState:
        """Tell how the key stands at an instant."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        if now >= self.rights.expires_at:
            return KeyState.EXPIRED
        if self.replaced_by is not None:
            return KeyState.RENEWED
        return KeyState.EXPIRES_SOON if self.rights.expires_at - now <= SOON else KeyState.GOOD


@dataclass(frozen=True, slots=True)
class NewServiceKey:
    """A key that was made just now, with its secret, which is shown once and kept nowhere."""

    key: ServiceKey
    secret: str = field(repr=False)


def new_secret(draw: Draw) -> str:
    """Make the secret of a service key."""
    body = PREFIX + b32encode(draw(SECRET_BYTES)).decode().rstrip("=").lower()
    return body + _checksum(body)


def digest_of(secret: str) -> bytes:
    """Give the digest under which a secret is known.

    Raises:
        ServiceKeyRefusedError: if the text has not the form of a service key, or its checksum does not fit.
    """
    body, check = secret[:-_CHECK_CHARACTERS], secret[-_CHECK_CHARACTERS:]
    if not _FORM.fullmatch(secret) or not secrets.compare_digest(check, _checksum(body)):
        raise ServiceKeyRefusedError("This is no service key: it is mistyped or cut short.", ground="service_key_form")
    return hashlib.sha256(secret.encode()).digest()


def _checksum(body: str) -> str:
    # Four bytes give seven characters; the first six of them are the first 30 bits.
    return b32encode(hashlib.sha256(body.encode()).digest()[:4]).decode()[:_CHECK_CHARACTERS].lower()
