"""Signed notes with Ed25519 (C2SP signed-note): the text forms of keys, signing, and verification that fails closed."""

import base64
import binascii
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from azukari.base.errors import MalformedError, TamperedError

NOTE_LIMIT = 1_000_000  # what Go's sumdb/note accepts
SIGNATURE_LIMIT = 100

_ED25519 = b"\x01"
PRIVATE = "PRIVATE+KEY+"
KEY_SIZE = 32
_ID_SIZE = 4
_DASH = "— "  # U+2014, as the format has it


class KeyFormError(MalformedError):
    """This is not the text of an Ed25519 note key, such as `example.jp/ledger+1a2b3c4d+AbCd…`."""


class NoteFormError(TamperedError):
    """This is not a signed note: its form is broken."""


class BadSignatureError(TamperedError):
    """A signature of a known key does not fit the text: one of the two was changed."""


class UnknownSignerError(TamperedError):
    """No key that you trust has signed this."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        """Tell the four bytes that name the key in a signature."""
        return key_id(self.name, _ED25519 + self.key)

    @property
    def text(self) -> str:
        """Write the key as a vkey, to be published and given to those who verify."""
        return key_text(self.name, _ED25519 + self.key)

    def verify(self, message: bytes, signature: bytes) -> bytes:
        """Verify a signature, and return the message.

        Raises:
            BadSignatureError: if it does not fit.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except InvalidSignature:
            raise BadSignatureError from None
        return message


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name; its representation does not show it."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> Verifier:
        """Give the public half."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def secret_text(self) -> str:
        """Write the private key, in the form that Go's sumdb/note reads."""
        return f"{PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_base64(_ED25519 + self.seed)}"

    def sign(self, message: bytes) -> bytes:
        """Sign bytes."""
        return self._key.sign(message)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line under a note; whether the signature fits is another question."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """Write the line, with its newline."""
        return f"{_DASH}{self.name} {_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class UnverifiedNote:
    """The text of a note, and the lines under it."""

    text: str
    lines: tuple[SignatureLine, ...]


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """The text of a note, and the names of the trusted keys that have signed it."""

    text: str
    signers: tuple[str, ...]


def new_signer(name: str, seed: bytes) -> Signer:
    """Make a signing key of 32 random bytes.

    Raises:
        KeyFormError: if the name is empty or holds a space or a plus, or the seed has another length.
    """
    if not is_name(name) or len(seed) != KEY_SIZE:
        raise KeyFormError
    return Signer(name, seed)


def read_signer(text: str) -> Signer:
    """Read a private key.

    Raises:
        KeyFormError: if it has another form, or its id does not fit.
    """
    plain = text.strip()
    if not plain.startswith(PRIVATE):
        raise KeyFormError("This is not the text of a private note key.")
    name, given_id, seed = key_parts(plain.removeprefix(PRIVATE), _ED25519)
    signer = Signer(name, seed)
    if signer.verifier.key_id != given_id:
        raise KeyFormError("The id of this private key does not fit it.")
    return signer


def read_verifier(text: str) -> Verifier:
    """Read a public key (vkey).

    Raises:
        KeyFormError: if it has another form, or its id does not fit.
    """
    name, given_id, key = key_parts(text.strip(), _ED25519)
    verifier = Verifier(name, key)
    if verifier.key_id != given_id:
        raise KeyFormError("The id of this key does not fit it; it was copied wrong.")
    return verifier


def sign_note(text: str, signers: Sequence[Signer]) -> bytes:
    """Sign a text that ends in a newline.

    Raises:
        NoteFormError: if the text cannot stand in a note.
    """
    if not text.endswith("\n") or not _is_plain(text) or not signers:
        raise NoteFormError
    lines = [SignatureLine(one.name, one.verifier.key_id, one.sign(text.encode())).text for one in signers]
    return f"{text}\n{''.join(lines)}".encode()


def verify_note(data: bytes, verifiers: Collection[Verifier]) -> VerifiedNote:
    """Verify a note against the keys that are trusted; signatures of all others are passed over.

    Raises:
        NoteFormError: if it is no note.
        BadSignatureError: if a signature of a trusted key does not fit.
        UnknownSignerError: if no trusted key has signed it.
    """
    note = unverified_note(data)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signers: list[str] = []
    for line in note.lines:
        verifier = known.get((line.name, line.key_id))
        if verifier is not None:
            verifier.verify(note.text.encode(), line.signature)
            signers.append(line.name)
    if not signers:
        raise UnknownSignerError
    return VerifiedNote(note.text, tuple(dict.fromkeys(signers)))


def unverified_note(data: bytes) -> UnverifiedNote:
    """Take a note apart; nothing is verified.

    Raises:
        NoteFormError: if it is no note.
    """
    try:
        whole = data.decode() if len(data) <= NOTE_LIMIT else ""
    except UnicodeDecodeError:
        raise NoteFormError from None
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n") or not _is_plain(whole):
        raise NoteFormError
    lines = whole[at + 2 : -1].split("\n")
    if len(lines) > SIGNATURE_LIMIT:
        raise NoteFormError
    return UnverifiedNote(whole[: at + 1], tuple(read_signature_line(line) for line in lines))


def read_signature_line(line: str) -> SignatureLine:
    """Read one signature line, without its newline.

    Raises:
        NoteFormError: if it has another form.
    """
    name, _, blob = line.removeprefix(_DASH).partition(" ")
    data = _from_base64(blob)
    if not line.startswith(_DASH) or not is_name(name) or data is None or len(data) <= _ID_SIZE:
        raise NoteFormError
    return SignatureLine(name, data[:_ID_SIZE], data[_ID_SIZE:])


def key_id(name: str, key: bytes) -> bytes:
    """Tell the four bytes that name a key in a signature; ``key`` begins with the byte of its algorithm."""
    return hashlib.sha256(name.encode() + b"\n" + key).digest()[:_ID_SIZE]


def key_text(name: str, key: bytes) -> str:
    """Write a public key as a vkey; ``key`` begins with the byte of its algorithm."""
    return f"{name}+{key_id(name, key).hex()}+{_base64(key)}"


def key_parts(text: str, algorithm: bytes) -> tuple[str, bytes, bytes]:
    """Read the name, the id and the 32 bytes of a key of an algorithm; whether the id fits is the caller's question.

    Raises:
        KeyFormError: if the text has another form, or the key is of another algorithm.
    """
    name, _, rest = text.partition("+")
    given_id, _, blob = rest.partition("+")
    data = _from_base64(blob)
    if not is_name(name) or data is None or len(data) != 1 + KEY_SIZE or not data.startswith(algorithm):
        raise KeyFormError
    try:
        return name, bytes.fromhex(given_id), data[1:]
    except ValueError:
        raise KeyFormError from None


def is_name(name: str) -> bool:
    """Tell whether a text may name a key."""
    return bool(name) and "+" not in name and not any(character.isspace() for character in name) and _is_plain(name)


def _is_plain(text: str) -> bool:
    # No control characters but newline, and no surrogates, which have no UTF-8.
    return all(" " <= character < "\ud800" or character > "\udfff" or character == "\n" for character in text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes | None:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None
