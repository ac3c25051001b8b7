"""Session keys sealed to purposes, and grants wrapped by them (``spec/grant.md``).

One HPKE seal (RFC 9180, base mode; ML-KEM-768 + X25519, HKDF-SHA256, AES-256-GCM) carries a session key to a purpose; after that
each record's grant costs one AES-GCM call.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

from azukari.vault.bindings import GrantPlace, grant_binding, person_key_binding, session_binding
from azukari.vault.errors import PartTamperedError
from azukari.vault.keys import PublicKey, hpke_public
from azukari.vault.seal import KEY_SIZE, NONCE_SIZE

SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_ID_SIZE = 8  # a compartment's id is sixteen hexadecimal digits
_ENTRY_SIZE = _ID_SIZE + KEY_SIZE


@dataclass(frozen=True, slots=True)
class Session:
    """A session key in use: wraps grants of one purpose, or person keys."""

    session_id: uuid.UUID
    purpose: str
    epoch: int
    cipher: AESGCM = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedSession:
    """A session key as it is stored."""

    session_id: uuid.UUID
    purpose: str
    epoch: int
    sealed: bytes


def new_session(public: PublicKey, *, session_id: uuid.UUID, key: bytes) -> tuple[Session, SealedSession]:
    """Seal a fresh session key to a purpose's public key, which must have been verified."""
    binding = session_binding(public.purpose, public.epoch, session_id)
    sealed = SUITE.encrypt(key, hpke_public(public), info=binding)
    return (
        Session(session_id, public.purpose, public.epoch, AESGCM(key)),
        SealedSession(session_id, public.purpose, public.epoch, sealed),
    )


def open_session(sealed: SealedSession, *, private: MLKEM768X25519PrivateKey) -> Session:
    """Open a session key with the purpose's private key of its epoch.

    Raises:
        PartTamperedError: if it was changed, or sealed for another purpose, epoch or session.
    """
    binding = session_binding(sealed.purpose, sealed.epoch, sealed.session_id)
    try:
        key = SUITE.decrypt(sealed.sealed, private, info=binding)
        cipher = AESGCM(key)
    except (InvalidTag, ValueError):
        raise PartTamperedError(
            "session", f"The sealing session {sealed.session_id} is not what was written."
        ) from None
    return Session(sealed.session_id, sealed.purpose, sealed.epoch, cipher)


def wrap_grant(data_keys: Mapping[str, bytes], *, session: Session, grant: GrantPlace, nonce: bytes) -> bytes:
    """Wrap a record's data keys, by compartment, for the session's purpose."""
    content = b"".join(bytes.fromhex(compartment) + data_keys[compartment] for compartment in sorted(data_keys))
    return nonce + session.cipher.encrypt(nonce, content, grant_binding(grant))


def open_grant(sealed: bytes, *, session: Session, grant: GrantPlace) -> dict[str, bytes]:
    """Open a grant: the data keys by compartment.

    Raises:
        PartTamperedError: if it was changed, or belongs to another record, person, purpose, session, statement, or to a record
            whose header has changed.
    """
    try:
        content = session.cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], grant_binding(grant))
    except (InvalidTag, ValueError):
        raise _tampered(grant) from None
    if len(content) % _ENTRY_SIZE:
        raise _tampered(grant)
    return {
        content[start : start + _ID_SIZE].hex(): content[start + _ID_SIZE : start + _ENTRY_SIZE]
        for start in range(0, len(content), _ENTRY_SIZE)
    }


def wrap_person_key(person_key: bytes, *, person: uuid.UUID, session: Session, nonce: bytes) -> bytes:
    """Wrap a person's key for the keeper."""
    return nonce + session.cipher.encrypt(nonce, person_key, person_key_binding(person, session.session_id))


def open_person_key(sealed: bytes, *, person: uuid.UUID, session: Session) -> bytes:
    """Open a person's key.

    Raises:
        PartTamperedError: if it was changed, or belongs to another person or session.
    """
    try:
        key = session.cipher.decrypt(
            sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], person_key_binding(person, session.session_id)
        )
    except (InvalidTag, ValueError):
        raise _tampered_person_key() from None
    if len(key) != KEY_SIZE:
        raise _tampered_person_key()
    return key


def _tampered(grant: GrantPlace) -> PartTamperedError:
    return PartTamperedError(
        "grant", f"The grant for the purpose {grant.purpose} is not what was written, or does not fit its record."
    )


def _tampered_person_key() -> PartTamperedError:
    return PartTamperedError("person_key", "The person's key is not what was written, or belongs to another person.")
