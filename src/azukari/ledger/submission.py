"""What a log sends to a witness, and what it is told (C2SP tlog-witness, add-checkpoint): the bytes, and nothing else."""

import base64
import binascii
from dataclasses import dataclass

from azukari.base.errors import MalformedError
from azukari.ledger.note import NoteFormError, SignatureLine, read_signature_line
from azukari.ledger.tree import HASH_SIZE

SUBMISSION_LIMIT = 64 * 1024
PROOF_LIMIT = 63
SIZE_TYPE = "text/x.tlog.size"

_OLD = "old "
_LARGEST = 2**63 - 1
_ANSWER_LINES = 16


class SubmissionFormError(MalformedError):
    """This is not an old size, a consistency proof and a checkpoint, in the form of C2SP tlog-witness."""


class AnswerFormError(MalformedError):
    """The witness did not answer with cosignatures, in the form of C2SP tlog-witness."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint that asks to be cosigned, with the proof that it continues the tree of ``old_size`` entries."""

    old_size: int
    proof: tuple[bytes, ...]
    note: bytes

    @property
    def data(self) -> bytes:
        """Write the body of the request."""
        lines = [f"{_OLD}{self.old_size}", *(base64.b64encode(one).decode() for one in self.proof), "", ""]
        return "\n".join(lines).encode() + self.note


def read_submission(data: bytes) -> Submission:
    """Read the body of a request; the checkpoint in it is not looked at.

    Raises:
        SubmissionFormError: if it has another form, or is too long.
    """
    head, separator, note = data.partition(b"\n\n")
    if len(data) > SUBMISSION_LIMIT or not separator or not note:
        raise SubmissionFormError
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise SubmissionFormError from None
    if not first.startswith(_OLD) or len(lines) > PROOF_LIMIT:
        raise SubmissionFormError
    return Submission(_size(first.removeprefix(_OLD)), tuple(_hash(line) for line in lines), note)


def read_answer(data: bytes) -> tuple[SignatureLine, ...]:
    """Read the signature lines of a witness's answer; whether they fit is another question.

    Raises:
        AnswerFormError: if it has another form.
    """
    try:
        *lines, end = data.decode().split("\n")
        if end or not 0 < len(lines) <= _ANSWER_LINES:
            raise AnswerFormError
        return tuple(read_signature_line(line) for line in lines)
    except (UnicodeDecodeError, NoteFormError):
        raise AnswerFormError from None


def read_size(data: bytes) -> int:
    """Read the size that a witness has seen.

    Raises:
        AnswerFormError: if it is none.
    """
    try:
        text = data.decode("ascii")
        if not text.endswith("\n"):
            raise AnswerFormError
        return _size(text[:-1])
    except (UnicodeDecodeError, SubmissionFormError):
        raise AnswerFormError from None


def _size(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(_LARGEST)):
        raise SubmissionFormError
    size = int(text)
    if str(size) != text or size > _LARGEST:
        raise SubmissionFormError
    return size


def _hash(line: str) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raise SubmissionFormError from None
    if len(data) != HASH_SIZE or base64.b64encode(data).decode() != line:
        raise SubmissionFormError
    return data
