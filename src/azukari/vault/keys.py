"""Key pairs of purposes by epoch, and the keyring that holds their private halves (``spec/keyring.md``).

The pairs are for HPKE (RFC 9180) with the hybrid ML-KEM-768 + X25519, so that what is sealed today stays sealed against machines
to come; public halves are signed with the keyring's Ed25519 key (RFC 8032), so that nobody can slip in a key of their own.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from azukari.base.canonical import Value, canonical_bytes, read_canonical
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import MalformedError, NotFoundError
from azukari.vault.errors import PartTamperedError
from azukari.vault.randomness import Draw

PERSON_KEYS = "@person-keys"  # the key that person keys are sealed to; no purpose of a statement begins with @
_SEED, _X25519, _MLKEM_PUBLIC, _ED25519 = 64, 32, 1184, 32
PRIVATE_SIZE, PUBLIC_SIZE = _SEED + _X25519, _MLKEM_PUBLIC + _X25519


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """One purpose's private key of one epoch: ML-KEM-768 seed (64 bytes) and X25519 scalar (32)."""

    purpose: str
    epoch: int
    private: bytes
    made_at: datetime

    def __repr__(self) -> str:
        return f"PrivateKey(purpose={self.purpose!r}, epoch={self.epoch})"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One purpose's public key of one epoch as it is published: ML-KEM-768 key (1,184 bytes) and X25519 key (32), signed."""

    purpose: str
    epoch: int
    public: bytes
    made_at: datetime
    signature: bytes


@dataclass(frozen=True)
class Keyring:
    """All private keys, which only the keeper's process unlocks."""

    signing: bytes
    keys: tuple[PrivateKey, ...]

    def __repr__(self) -> str:
        return f"Keyring({len(self.keys)} keys)"

    def private(self, purpose: str, epoch: int) -> PrivateKey:
        """Find a purpose's key of one epoch.

        Raises:
            NotFoundError: if there is none.
        """
        for key in self.keys:
            if key.purpose == purpose and key.epoch == epoch:
                return key
        raise NotFoundError(f"The keyring has no key of epoch {epoch} for the purpose {purpose}.")

    def newest(self, purpose: str) -> PrivateKey:
        """Find a purpose's key of the newest epoch.

        Raises:
            NotFoundError: if the keyring has no such purpose.
        """
        mine = [key for key in self.keys if key.purpose == purpose]
        if not mine:
            raise NotFoundError(f"The keyring has no key for the purpose {purpose}.")
        return max(mine, key=lambda key: key.epoch)

    @cached_property
    def purposes(self) -> frozenset[str]:
        """List the purposes that have a key, without the one for person keys."""
        return frozenset(key.purpose for key in self.keys) - {PERSON_KEYS}

    @property
    def verifier(self) -> bytes:
        """Give the Ed25519 public key (32 bytes) that the signed public keys are verified with: ``keyring.pub``."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()


def new_keyring(purposes: Iterable[str], *, draw: Draw, now: datetime) -> Keyring:
    """Make a keyring with the first epoch of each purpose and of the key for person keys."""
    return with_purposes(Keyring(draw(_ED25519), ()), (PERSON_KEYS, *purposes), draw=draw, now=now)


def with_purposes(keyring: Keyring, purposes: Iterable[str], *, draw: Draw, now: datetime) -> Keyring:
    """Add the first epoch of each purpose that the keyring lacks."""
    had = {key.purpose for key in keyring.keys}
    added = tuple(
        PrivateKey(purpose, 1, draw(PRIVATE_SIZE), now) for purpose in sorted(set(purposes)) if purpose not in had
    )
    return replace(keyring, keys=keyring.keys + added)


def with_new_epoch(keyring: Keyring, purpose: str, *, draw: Draw, now: datetime) -> Keyring:
    """Add a new epoch of a purpose; what was sealed to earlier ones still opens.

    Raises:
        NotFoundError: if the keyring has no such purpose.
    """
    fresh = PrivateKey(purpose, keyring.newest(purpose).epoch + 1, draw(PRIVATE_SIZE), now)
    return replace(keyring, keys=(*keyring.keys, fresh))


def hpke_private(key: PrivateKey) -> MLKEM768X25519PrivateKey:
    """Give the key in the form that HPKE takes."""
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(key.private[:_SEED]),
        X25519PrivateKey.from_private_bytes(key.private[_SEED:]),
    )


def hpke_public(key: PublicKey) -> MLKEM768X25519PublicKey:
    """Give the key in the form that HPKE takes.

    Raises:
        PartTamperedError: if the bytes are no such key.
    """
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(key.public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(key.public[_MLKEM_PUBLIC:]),
        )
    except ValueError:
        raise _bad_public(key.purpose, key.epoch) from None


def publish(keyring: Keyring, key: PrivateKey) -> PublicKey:
    """Sign the public half of a key."""
    public = (
        MLKEM768PrivateKey.from_seed_bytes(key.private[:_SEED]).public_key().public_bytes_raw()
        + X25519PrivateKey.from_private_bytes(key.private[_SEED:]).public_key().public_bytes_raw()
    )
    signer = Ed25519PrivateKey.from_private_bytes(keyring.signing)
    signature = signer.sign(_signed_bytes(key.purpose, key.epoch, public, key.made_at))
    return PublicKey(key.purpose, key.epoch, public, key.made_at, signature)


def verify_public(key: PublicKey, *, verifier: bytes) -> PublicKey:
    """Give back a published key whose signature is the keyring's.

    Raises:
        PartTamperedError: if it is not.
    """
    try:
        Ed25519PublicKey.from_public_bytes(verifier).verify(
            key.signature, _signed_bytes(key.purpose, key.epoch, key.public, key.made_at)
        )
    except (InvalidSignature, ValueError):
        raise _bad_public(key.purpose, key.epoch) from None
    return key


def encode_keyring(keyring: Keyring) -> bytes:
    """Write a keyring as canonical bytes, to be encrypted at once (`keyring_file`)."""
    return canonical_bytes(
        {
            "v": 1,
            "type": "keyring",
            "signing": _b64(keyring.signing),
            "keys": [
                {
                    "purpose": key.purpose,
                    "epoch": key.epoch,
                    "private": _b64(key.private),
                    "made_at": instant_text(key.made_at),
                }
                for key in sorted(keyring.keys, key=lambda key: (key.purpose, key.epoch))
            ],
        }
    )


def decode_keyring(data: bytes) -> Keyring:
    """Read what `encode_keyring` writes.

    Raises:
        MalformedError: if the bytes are not a keyring of this version.
    """
    value = read_canonical(data)
    match value:
        case {"v": 1, "type": "keyring", "signing": str(signing), "keys": [*keys], **rest} if not rest:
            keyring = Keyring(_bytes(signing, _ED25519), tuple(_private_key(key) for key in keys))
        case _:
            raise MalformedError("These bytes are not a keyring of version 1.")
    if len({(key.purpose, key.epoch) for key in keyring.keys}) != len(keyring.keys):
        raise MalformedError("The keyring names one purpose and epoch twice.")
    return keyring


def _private_key(value: Value) -> PrivateKey:
    match value:
        case {
            "purpose": str(purpose),
            "epoch": int(epoch),
            "private": str(private),
            "made_at": str(made_at),
            **rest,
        } if not rest and epoch > 0:
            return PrivateKey(purpose, epoch, _bytes(private, PRIVATE_SIZE), read_instant(made_at))
    raise MalformedError("The keyring holds something that is not a key of version 1.")


def _signed_bytes(purpose: str, epoch: int, public: bytes, made_at: datetime) -> bytes:
    signed: Mapping[str, Value] = {
        "v": 1,
        "type": "purpose-key",
        "purpose": purpose,
        "epoch": epoch,
        "public": _b64(public),
        "made_at": instant_text(made_at),
    }
    return canonical_bytes(signed)


def _bad_public(purpose: str, epoch: int) -> PartTamperedError:
    return PartTamperedError(
        "purpose_key", f"The public key of epoch {epoch} for the purpose {purpose} was not signed by this keyring."
    )


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str, size: int) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise MalformedError("The keyring holds a key that is not base64.") from None
    if len(data) != size or _b64(data) != text:
        raise MalformedError("The keyring holds a key of the wrong length.")
    return data
