"""Witnesses and logs as tests need them: real witnesses in real folders, reached without a network, that can fail on purpose."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from azukari.base.errors import AzukariError
from azukari.ledger.asking import WitnessFailedError, WitnessSizeError
from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.cosignature import WitnessVerifier, new_witness_signer
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import SignatureLine, Signer
from azukari.ledger.submission import Submission, read_answer, read_submission
from azukari.ledger.witness import KnownLog, SizeMovedError, UnknownLogError, Witness
from azukari.ledger.witness_folder import WitnessFolder
from tests.ledger.samples import NOW, SIGNER, head_of, log_files


def witness_folder(folder: Path, number: int, *, knows: Signer = SIGNER) -> WitnessFolder:
    """Make a witness that knows one log."""
    made = WitnessFolder(folder)
    made.create(new_witness_signer(f"witness.example/w{number}", bytes([number]) * 32))
    made.add(KnownLog(knows.name, knows.verifier))
    return made


@dataclass
class NearWitness:
    """A witness in this process, asked through the bytes of the protocol; it does what a test wants instead."""

    folder: WitnessFolder
    now: Callable[[], datetime] = lambda: NOW
    fails: str = ""  # what it says instead of answering
    forgets: bool = False  # it remembers, and its answer is lost
    waits_for: threading.Event | None = None
    answers: Sequence[SignatureLine] | None = None
    shows: bytes | None = None
    asked: list[int] = field(default_factory=list)

    @property
    def verifier(self) -> WitnessVerifier:
        return self.folder.signer().verifier

    def add_checkpoint(self, submission: Submission) -> Sequence[SignatureLine]:
        self.asked.append(submission.old_size)
        if self.waits_for is not None:
            self.waits_for.wait(20)
        if self.fails:
            raise WitnessFailedError(self.fails)
        if self.answers is not None:
            return self.answers
        witness = Witness(self.folder.signer(), self.folder.logs(), self.folder)
        try:
            line = witness.add_checkpoint(read_submission(submission.data), now=self.now())
        except SizeMovedError as error:
            raise WitnessSizeError(error.size) from None
        except AzukariError as error:
            raise WitnessFailedError(type(error).__name__) from None
        if self.forgets:
            self.forgets = False
            raise WitnessFailedError("It broke off.")
        return read_answer(line.encode())

    def last(self, origin: str) -> bytes | None:
        if self.shows is not None:
            return self.shows
        try:
            return Witness(self.folder.signer(), self.folder.logs(), self.folder).last(origin)
        except UnknownLogError:
            return None


class Sealed:
    """A log as the sequencer leaves it: tiles, and a head that has moved."""

    def __init__(self, folder: Path, entries: Sequence[bytes], *, signer: Signer = SIGNER) -> None:
        (folder / "tiles").mkdir(parents=True)
        (folder / "head").mkdir()
        self.tiles, self.head = TileDirectory(folder / "tiles"), HeadFile(folder / "head")
        self.folder, self.entries, self.signer = folder, list(entries), signer

    def grow(self, size: int) -> None:
        """Sign the first ``size`` entries, and publish nothing."""
        self._write(size)
        note = sign_checkpoint(head_of(self.entries[:size]), self.signer).note
        self.head.compare_and_swap(self.head.read(), note)

    def go_back(self, size: int) -> None:
        """Put an older state in place, head and all, as somebody does who restores a backup of everything."""
        self._write(size)
        note = sign_checkpoint(head_of(self.entries[:size]), self.signer).note
        (self.folder / "head" / "checkpoint").write_bytes(note)

    def _write(self, size: int) -> None:
        for path, data in log_files(self.entries[:size]).items():
            if path != "checkpoint":
                self.tiles.write(path, data)

    def published(self) -> bytes | None:
        return self.tiles.read("checkpoint")
