"""Checkpoints (C2SP tlog-checkpoint): the signed name of a log's tree."""

import base64
import binascii
from dataclasses import dataclass

from azukari.base.errors import TamperedError
from azukari.ledger.note import Signer, Verifier, sign_note, verify_note
from azukari.ledger.tree import HASH_SIZE, TreeHead

_LINES = 3
_LARGEST = 2**63 - 1  # sizes are int64 in Go's sumdb/tlog


class CheckpointFormError(TamperedError):
    """A signed text is not a checkpoint."""


class WrongOriginError(TamperedError):
    """This checkpoint was signed for another log."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, its tree, and lines that we carry but do not read."""

    origin: str
    head: TreeHead
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Write the text that is signed."""
        lines = [self.origin, str(self.head.size), base64.b64encode(self.head.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint that a trusted key has signed, with the note as it was signed."""

    checkpoint: Checkpoint
    note: bytes

    @property
    def head(self) -> TreeHead:
        """Name the tree."""
        return self.checkpoint.head


def sign_checkpoint(head: TreeHead, signer: Signer) -> SignedCheckpoint:
    """Sign a tree in the name of a log; the log's name is the key's."""
    checkpoint = Checkpoint(signer.name, head)
    return SignedCheckpoint(checkpoint, sign_note(checkpoint.text, [signer]))


def verify_checkpoint(note: bytes, verifier: Verifier) -> SignedCheckpoint:
    """Verify that a log has signed a checkpoint with its key, and return it; who cosigned it is `cosignature`'s affair.

    Raises:
        NoteFormError: if it is no signed note.
        BadSignatureError: if a signature of a key that is known does not fit.
        UnknownSignerError: if the log's key has not signed it.
        CheckpointFormError: if the note is no checkpoint.
        WrongOriginError: if the checkpoint speaks for another log.
    """
    opened = verify_note(note, [verifier])
    checkpoint = read_checkpoint(opened.text)
    if checkpoint.origin != verifier.name:
        raise WrongOriginError
    return SignedCheckpoint(checkpoint, note)


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; who signed it is not looked at.

    Raises:
        CheckpointFormError: if it has another form.
    """
    lines = text.split("\n")
    if len(lines) <= _LINES or lines[-1] or not all(lines[:-1]):
        raise CheckpointFormError
    origin, size, root, *extensions = lines[:-1]
    return Checkpoint(origin, TreeHead(_size(size), _root(root)), tuple(extensions))


def unverified_checkpoint(note: bytes) -> Checkpoint:
    """Read the checkpoint out of a note without looking at its signatures, for those who only pass it on.

    Raises:
        CheckpointFormError: if it has another form.
    """
    try:
        text, separator, _ = note.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise CheckpointFormError from None
    return read_checkpoint(text + separator[:1])


def _size(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(_LARGEST)):
        raise CheckpointFormError
    size = int(text)
    if str(size) != text or size > _LARGEST:
        raise CheckpointFormError
    return size


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise CheckpointFormError from None
    if len(root) != HASH_SIZE or base64.b64encode(root).decode() != text:
        raise CheckpointFormError
    return root
