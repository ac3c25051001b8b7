"""Cosignatures of witnesses (C2SP tlog-cosignature, ``cosignature/v1`` with Ed25519): dated, verified one by one, and counted."""

import base64
import struct
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from azukari.base.errors import TamperedError
from azukari.ledger.checkpoint import read_checkpoint
from azukari.ledger.note import (
    KEY_SIZE,
    PRIVATE,
    BadSignatureError,
    KeyFormError,
    NoteFormError,
    SignatureLine,
    is_name,
    key_id,
    key_parts,
    key_text,
    unverified_note,
)

_COSIGNATURE_V1 = b"\x04"
_STAMP = struct.Struct(">Q")
_SIGNATURE_SIZE = 64
_LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())  # the format ends at 2^63 - 1, a calendar before that


class QuorumMissingError(TamperedError):
    """Fewer of the witnesses that you trust have cosigned this than you ask for."""


@dataclass(frozen=True, slots=True)
class WitnessVerifier:
    """A witness's public key with its name."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        """Tell the four bytes that name the key in a cosignature."""
        return key_id(self.name, _COSIGNATURE_V1 + self.key)

    @property
    def text(self) -> str:
        """Write the key as a vkey."""
        return key_text(self.name, _COSIGNATURE_V1 + self.key)

    def verify(self, text: str, signature: bytes) -> "Cosignature":
        """Verify a cosignature of a checkpoint's text, and say who gave it and when.

        Raises:
            BadSignatureError: if it does not fit.
        """
        if len(signature) != _STAMP.size + _SIGNATURE_SIZE:
            raise BadSignatureError
        (seconds,) = _STAMP.unpack_from(signature)
        if not 0 < seconds <= _LATEST:
            raise BadSignatureError
        try:
            key = Ed25519PublicKey.from_public_bytes(self.key)
            key.verify(signature[_STAMP.size :], _message(text, seconds))
        except InvalidSignature:
            raise BadSignatureError from None
        return Cosignature(self.name, datetime.fromtimestamp(seconds, UTC))


@dataclass(frozen=True, slots=True)
class WitnessSigner:
    """A witness's private key with its name; its representation does not show it."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> WitnessVerifier:
        """Give the public half."""
        return WitnessVerifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def secret_text(self) -> str:
        """Write the private key."""
        secret = base64.b64encode(_COSIGNATURE_V1 + self.seed).decode()
        return f"{PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{secret}"

    def cosign(self, text: str, *, at: datetime) -> SignatureLine:
        """Cosign the text of a checkpoint.

        Raises:
            CheckpointFormError: if it is none: this key signs nothing else.
        """
        read_checkpoint(text)
        seconds = int(at.timestamp())
        signature = _STAMP.pack(seconds) + self._key.sign(_message(text, seconds))
        return SignatureLine(self.name, self.verifier.key_id, signature)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Cosignature:
    """Which witness has seen a tree, as the largest that it knew of this log, and when."""

    name: str
    at: datetime


def new_witness_signer(name: str, seed: bytes) -> WitnessSigner:
    """Make a witness's key of 32 random bytes; it must be used for nothing else.

    Raises:
        KeyFormError: if the name is empty or holds a space or a plus, or the seed has another length.
    """
    if not is_name(name) or len(seed) != KEY_SIZE:
        raise KeyFormError
    return WitnessSigner(name, seed)


def read_witness_signer(text: str) -> WitnessSigner:
    """Read a witness's private key.

    Raises:
        KeyFormError: if it has another form, or its id does not fit.
    """
    plain = text.strip()
    if not plain.startswith(PRIVATE):
        raise KeyFormError("This is not the text of a witness's private key.")
    name, given_id, seed = key_parts(plain.removeprefix(PRIVATE), _COSIGNATURE_V1)
    signer = WitnessSigner(name, seed)
    if signer.verifier.key_id != given_id:
        raise KeyFormError("The id of this private key does not fit it.")
    return signer


def read_witness_verifier(text: str) -> WitnessVerifier:
    """Read a witness's public key (vkey).

    Raises:
        KeyFormError: if it has another form, is the key of a log, or its id does not fit.
    """
    try:
        name, given_id, key = key_parts(text.strip(), _COSIGNATURE_V1)
    except KeyFormError:
        raise KeyFormError("This is not the key of a witness, such as `witness.example/w1+1a2b3c4d+BAbC…`.") from None
    verifier = WitnessVerifier(name, key)
    if verifier.key_id != given_id:
        raise KeyFormError("The id of this key does not fit it; it was copied wrong.")
    return verifier


def verify_cosignatures(note: bytes, witnesses: Collection[WitnessVerifier]) -> tuple[Cosignature, ...]:
    """Verify the cosignatures of the witnesses that are trusted, in the order of their names; all others are passed over.

    Of two by the same witness the later counts.

    Raises:
        NoteFormError: if it is no note.
        BadSignatureError: if a cosignature of a trusted witness does not fit.
    """
    opened = unverified_note(note)
    known = {(witness.name, witness.key_id): witness for witness in witnesses}
    found: dict[str, Cosignature] = {}
    for line in opened.lines:
        witness = known.get((line.name, line.key_id))
        if witness is not None:
            given = witness.verify(opened.text, line.signature)
            if witness.name not in found or given.at > found[witness.name].at:
                found[witness.name] = given
    return tuple(found[name] for name in sorted(found))


def verify_quorum(note: bytes, witnesses: Collection[WitnessVerifier], quorum: int) -> tuple[Cosignature, ...]:
    """Verify that enough witnesses have cosigned, and say which and when.

    Raises:
        NoteFormError: if it is no note.
        BadSignatureError: if a cosignature of a trusted witness does not fit.
        QuorumMissingError: if there are fewer than ``quorum``.
    """
    found = verify_cosignatures(note, witnesses)
    if len(found) < quorum:
        names = ", ".join(one.name for one in found) or "none"
        raise QuorumMissingError(f"{quorum} witnesses must have cosigned; {len(found)} have: {names}.", ground="quorum")
    return found


def with_cosignatures(note: bytes, lines: Collection[SignatureLine]) -> bytes:
    """Put cosignatures under a note; a line that stands there already by the same key is replaced.

    Raises:
        NoteFormError: if it is no note.
    """
    new = {(line.name, line.key_id): line for line in lines}
    opened = unverified_note(note)
    kept = [line for line in opened.lines if (line.name, line.key_id) not in new]
    return f"{opened.text}\n{''.join(line.text for line in (*kept, *new.values()))}".encode()


def only_signed_by(note: bytes, keys: Collection[tuple[str, bytes]]) -> bytes:
    """Leave only the signature lines of some keys, each by its name and id.

    Raises:
        NoteFormError: if it is no note, or none of its signatures is left.
    """
    opened = unverified_note(note)
    lines = [line.text for line in opened.lines if (line.name, line.key_id) in set(keys)]
    if not lines:
        raise NoteFormError
    return f"{opened.text}\n{''.join(lines)}".encode()


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
