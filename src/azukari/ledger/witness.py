"""A witness: it remembers the largest tree that it has seen of each log that it knows, and cosigns only what continues it.

It looks at one thing, that nothing which it has seen was taken back, and says so with a date (C2SP tlog-witness). Checking and
remembering are one step under a lock, and what is remembered is durable before a cosignature leaves. Where its memory was lost or
damaged, or its clock went back, it cosigns nothing. All refusals have a name, and the door turns each into a status.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from azukari.base.errors import (
    AzukariError,
    ConflictError,
    MalformedError,
    NotFoundError,
    RefusedError,
    TamperedError,
    UnavailableError,
)
from azukari.ledger.checkpoint import Checkpoint, read_checkpoint, unverified_checkpoint
from azukari.ledger.cosignature import WitnessSigner, only_signed_by, verify_cosignatures, with_cosignatures
from azukari.ledger.note import BadSignatureError, UnknownSignerError, Verifier, verify_note
from azukari.ledger.submission import Submission
from azukari.ledger.tree import EMPTY_TREE, ForkedTreeError, SmallerTreeError, TreeHead, verify_consistency


class UnknownLogError(NotFoundError):
    """This witness does not know the log."""


class UnsignedCheckpointError(RefusedError):
    """The log's key has not signed this checkpoint."""


class OldSizeError(MalformedError):
    """The old size is larger than the checkpoint's."""


class SizeMovedError(ConflictError):
    """The last checkpoint that was cosigned has another size."""

    def __init__(self, size: int) -> None:
        """Keep the size that was cosigned last."""
        super().__init__()
        self.size = size


class InconsistentError(TamperedError):
    """This tree is not shown to continue the one that was cosigned last."""


class MemoryDamagedError(TamperedError):
    """What this witness remembers of the log is lost or damaged, so it cosigns nothing more of it."""


class ClockBehindError(UnavailableError):
    """The clock of this witness stands before its last cosignature; nothing is cosigned until it is right."""


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log that a witness looks after: the first line of its checkpoints, and its key."""

    origin: str
    verifier: Verifier


class Slot(Protocol):
    """What is remembered of one log, held under a lock."""

    def read(self) -> bytes | None:
        """Give the last checkpoint with its signatures, or none if nothing was cosigned yet.

        Raises:
            MemoryDamagedError: if the memory is gone, or not what was written.
        """

    def write(self, note: bytes) -> None:
        """Remember a checkpoint, durably and in one step."""


class Memory(Protocol):
    """What a witness remembers; it never comes into being by itself."""

    def slot(self, origin: str) -> AbstractContextManager[Slot]:
        """Hold what is remembered of one log, alone."""


class Witness:
    """Cosigns checkpoints of the logs that it knows."""

    def __init__(self, signer: WitnessSigner, logs: Mapping[str, KnownLog], memory: Memory) -> None:
        """Take the key, the logs by their origins, and the memory."""
        self._signer, self._logs, self._memory = signer, logs, memory

    def add_checkpoint(self, submission: Submission, *, now: datetime) -> str:
        """Cosign a checkpoint that continues the last one, remember it, and give the cosignature's line.

        Raises:
            CheckpointFormError: if it is no checkpoint.
            NoteFormError: if it is no note.
            UnknownLogError: if its log is not known.
            UnsignedCheckpointError: if the log's key has not signed it.
            OldSizeError: if the old size is larger than its own.
            SizeMovedError: if the old size is not that of the last cosigned checkpoint, which it carries.
            InconsistentError: if it is not shown to continue the last one.
            MemoryDamagedError: if the memory of this log is lost or damaged.
            ClockBehindError: if the clock went back.
            UnavailableError: if the memory cannot be reached.
        """
        log = self._log_of(submission.note)
        checkpoint = _signed_by(log, submission.note)
        if submission.old_size > checkpoint.head.size:
            raise OldSizeError
        with self._memory.slot(log.origin) as slot:
            last, before = self._remembered(log, slot.read())
            if submission.old_size != last.size:
                raise SizeMovedError(last.size)
            if before is not None and now < before:
                raise ClockBehindError
            _continue(last, checkpoint.head, submission.proof)
            line = self._signer.cosign(checkpoint.text, at=now)
            slot.write(with_cosignatures(_bare(log, submission.note), [line]))
        return line.text

    def last(self, origin: str) -> bytes:
        """Give the last checkpoint of a log, with the log's signature and the cosignature.

        Raises:
            UnknownLogError: if the log is not known, or nothing of it was cosigned.
            MemoryDamagedError: if the memory of this log is lost or damaged.
        """
        if origin not in self._logs:
            raise UnknownLogError
        with self._memory.slot(origin) as slot:
            note = slot.read()
            self._remembered(self._logs[origin], note)
        if note is None:
            raise UnknownLogError
        return note

    def _log_of(self, note: bytes) -> KnownLog:
        try:
            return self._logs[unverified_checkpoint(note).origin]
        except KeyError:
            raise UnknownLogError from None

    def _remembered(self, log: KnownLog, note: bytes | None) -> tuple[TreeHead, datetime | None]:
        # The memory is believed only as far as the log and we ourselves have signed it.
        if note is None:
            return EMPTY_TREE, None
        try:
            checkpoint = _signed_by(log, note)
            (own,) = verify_cosignatures(note, [self._signer.verifier])
        except (AzukariError, ValueError):
            raise MemoryDamagedError from None
        return checkpoint.head, own.at


def _signed_by(log: KnownLog, note: bytes) -> Checkpoint:
    try:
        checkpoint = read_checkpoint(verify_note(note, [log.verifier]).text)
    except (UnknownSignerError, BadSignatureError):
        raise UnsignedCheckpointError from None
    if checkpoint.origin != log.origin:
        raise UnsignedCheckpointError
    return checkpoint


def _bare(log: KnownLog, note: bytes) -> bytes:
    return only_signed_by(note, [(log.verifier.name, log.verifier.key_id)])


def _continue(last: TreeHead, new: TreeHead, proof: tuple[bytes, ...]) -> TreeHead:
    if new.size == 0 and new != EMPTY_TREE:
        raise InconsistentError
    try:
        return verify_consistency(last, new, proof)
    except (ForkedTreeError, SmallerTreeError):
        raise InconsistentError from None
