"""Asking witnesses for cosignatures: each in a thread of its own, so that who is slow keeps nobody waiting but himself."""

import queue
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from azukari.base.clock import Clock
from azukari.base.errors import AzukariError, TamperedError, UnavailableError
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.cosignature import WitnessVerifier
from azukari.ledger.note import SignatureLine, Verifier
from azukari.ledger.submission import Submission
from azukari.ledger.tile import TileHashes, TileReader
from azukari.ledger.tree import ForkedTreeError, SmallerTreeError, TreeHead, consistency_proof, verify_consistency

_TRIES = 3  # a witness may have to tell its size first
_SKEW = timedelta(minutes=10)
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0


class WitnessFailedError(UnavailableError):
    """The witness gave no cosignature."""


class WitnessSizeError(WitnessFailedError):
    """The witness has cosigned a tree of another size last."""

    def __init__(self, size: int) -> None:
        """Keep the size."""
        super().__init__(f"It has cosigned {size} entries last.")
        self.size = size


class RemoteWitness(Protocol):
    """A witness, as the log reaches it; each call ends within its own time."""

    @property
    def verifier(self) -> WitnessVerifier:
        """Tell its key."""

    def add_checkpoint(self, submission: Submission) -> Sequence[SignatureLine]:
        """Ask for a cosignature.

        Raises:
            WitnessSizeError: if it stands at another size.
            WitnessFailedError: if it refuses, or cannot be reached.
        """

    def last(self, origin: str) -> bytes | None:
        """Fetch the last checkpoint that it has cosigned, if it shows one.

        Raises:
            WitnessFailedError: if it cannot be reached.
        """


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of asking one witness for one checkpoint: a cosignature that fits, or why there is none.

    ``shown`` is a tree that our own key has signed and that the checkpoint does not continue, as the witness shows it.
    """

    name: str
    text: str
    line: SignatureLine | None = None
    failure: str = ""
    shown: TreeHead | None = None


@dataclass(slots=True)
class _Asked:
    witness: RemoteWitness
    busy: bool = False
    size: int = 0  # what it cosigned last, as far as we know; zero makes it say so
    pause: float = _FIRST_PAUSE_SECONDS
    not_before: float = 0.0


class Asker:
    """Asks witnesses, and gathers what they answer; a witness that fails is left alone for a while."""

    def __init__(
        self, tiles: TileReader, verifier: Verifier, witnesses: Sequence[RemoteWitness], *, clock: Clock
    ) -> None:
        """Take the log's files and key, and the witnesses; nobody is asked yet."""
        self._tiles, self._verifier, self._clock = tiles, verifier, clock
        self._asked = {one.verifier.name: _Asked(one) for one in witnesses}
        self._answers: queue.SimpleQueue[Answered] = queue.SimpleQueue()

    def ask(self, signed: SignedCheckpoint, names: Collection[str]) -> int:
        """Begin to ask the named witnesses, those who are not busy or being left alone; tell how many are asked now."""
        count = 0
        for name in names:
            asked = self._asked[name]
            if not asked.busy and time.monotonic() >= asked.not_before:
                asked.busy = True
                threading.Thread(target=self._ask, args=(asked, signed), name=f"ask {name}", daemon=True).start()
                count += 1
        return count

    def answer(self, *, seconds: float) -> Answered | None:
        """Give the next answer, of whichever checkpoint, or none if none comes in time."""
        try:
            answered = self._answers.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        self._asked[answered.name].busy = False
        return answered

    def late(self) -> Iterator[Answered]:
        """Give the answers that came in when nobody was waiting for them any more."""
        while (answered := self.answer(seconds=0.0)) is not None:
            yield answered

    def covers(self, head: TreeHead, shown: TreeHead) -> bool:
        """Tell whether the tiles show that a tree continues, or is, another."""
        if shown.size > head.size:
            return False
        hashes = TileHashes(self._tiles, head.size)
        try:
            verify_consistency(shown, head, consistency_proof(shown.size, head.size, hashes))
        except (ForkedTreeError, SmallerTreeError):
            return False
        return True

    def _ask(self, asked: _Asked, signed: SignedCheckpoint) -> None:
        try:
            answered = self._asked_for(asked, signed)
        except AzukariError as error:
            answered = Answered(asked.witness.verifier.name, signed.checkpoint.text, failure=error.message)
        failed = answered.line is None
        asked.not_before = time.monotonic() + (asked.pause if failed else 0.0)
        asked.pause = min(asked.pause * 2, _LONGEST_PAUSE_SECONDS) if failed else _FIRST_PAUSE_SECONDS
        self._answers.put(answered)

    def _asked_for(self, asked: _Asked, signed: SignedCheckpoint) -> Answered:
        size = signed.head.size
        hashes = TileHashes(self._tiles, size)
        for _ in range(_TRIES):
            old = min(asked.size, size)
            submission = Submission(old, consistency_proof(old, size, hashes), signed.note)
            try:
                line = self._checked(asked.witness, signed, asked.witness.add_checkpoint(submission))
            except WitnessSizeError as error:
                asked.size = error.size
                if error.size > size:
                    return self._accused(asked.witness, signed, error.message)
            except WitnessFailedError as error:
                return self._accused(asked.witness, signed, error.message)
            else:
                asked.size = size
                return Answered(asked.witness.verifier.name, signed.checkpoint.text, line)
        raise WitnessFailedError("It tells another size each time.")

    def _checked(
        self, witness: RemoteWitness, signed: SignedCheckpoint, lines: Sequence[SignatureLine]
    ) -> SignatureLine:
        verifier = witness.verifier
        for line in lines:
            if (line.name, line.key_id) == (verifier.name, verifier.key_id):
                given = verifier.verify(signed.checkpoint.text, line.signature)
                if abs(given.at - self._clock()) > _SKEW:
                    raise WitnessFailedError("Its clock differs from ours by more than ten minutes.")
                return line
        raise WitnessFailedError("It answered without a cosignature of its key.")

    def _accused(self, witness: RemoteWitness, signed: SignedCheckpoint, failure: str) -> Answered:
        # Somebody's word that we went back is not enough to stop; our own signature under another tree is.
        name, text = witness.verifier.name, signed.checkpoint.text
        try:
            note = witness.last(signed.checkpoint.origin)
            shown = verify_checkpoint(note, self._verifier).head if note is not None else None
        except (WitnessFailedError, TamperedError):
            shown = None
        if shown is None or self.covers(signed.head, shown):
            return Answered(name, text, failure=failure)
        return Answered(name, text, failure=failure, shown=shown)
