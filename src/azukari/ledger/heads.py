"""Heads of a log that are kept elsewhere, and what they show: a log that is shorter than one of them, or does not continue it.

A head is a checkpoint as it was published, with its signatures: a file in a folder on another machine, an attachment of a mail.
Each is written once. Whoever wants to rewrite the log has to find all of them.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from azukari.base.clock import instant_text
from azukari.base.errors import ConflictError, TamperedError
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.directory import replace_file, unreachable
from azukari.ledger.note import NOTE_LIMIT, Verifier
from azukari.ledger.tile import TileHashes, TileReader
from azukari.ledger.tree import ForkedTreeError, TreeHead, consistency_proof, verify_consistency

_ENDING = ".checkpoint"


class HeadKeptError(ConflictError):
    """A head was kept at this very instant already; none is ever replaced."""


class RolledBackHeadError(TamperedError):
    """The log is shorter than it was when a head was kept: entries were taken away."""


class ForkedHeadError(TamperedError):
    """The log does not continue a head that was kept: its past was rewritten."""


class ForeignHeadError(TamperedError):
    """A file among the heads is no checkpoint of this log's key."""


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head and the name of the file that holds it."""

    name: str
    note: bytes


@dataclass(frozen=True, slots=True)
class ContinuedHeads:
    """How many heads a log was shown to continue, and the largest of them."""

    count: int
    largest: TreeHead | None


class HeadsFolder:
    """Heads in files by date, which must exist as a folder; nothing in it is ever changed or removed."""

    def __init__(self, folder: Path) -> None:
        """Choose the folder; nothing is made or read yet."""
        self._folder = folder

    def keep(self, note: bytes, *, now: datetime) -> Path:
        """Keep a head, durably, in a file of its own, and tell where.

        Raises:
            HeadKeptError: if there is a file of this instant.
            LedgerFilesError: if the disk refuses.
        """
        date, _, time = instant_text(now).partition("T")
        day = self._folder / date
        file = day / f"{time.replace(':', '')}{_ENDING}"
        with unreachable():
            day.mkdir(exist_ok=True)
            _sync_folder(self._folder)
            beside = day / f".{file.name}"
            replace_file(beside, note, mode=0o644)
            try:
                os.link(beside, file)
            except FileExistsError:
                raise HeadKeptError from None
            finally:
                beside.unlink()
            _sync_folder(day)
        return file

    def read(self) -> Sequence[KeptHead]:
        """Read all heads, the oldest first; files that begin with a dot are none.

        Raises:
            LedgerFilesError: if there is no such folder, or it cannot be read.
        """
        with unreachable():
            os.scandir(self._folder).close()
            found = sorted(path for path in self._folder.rglob("*") if path.is_file() and not path.name.startswith("."))
            return [KeptHead(str(path.relative_to(self._folder)), _beginning(path)) for path in found]


def verify_heads(
    heads: Sequence[KeptHead], log: SignedCheckpoint, reader: TileReader, verifier: Verifier
) -> ContinuedHeads:
    """Verify that a log continues each head, and say how many these were.

    Raises:
        ForeignHeadError: if one is not a checkpoint that the log's key has signed.
        RolledBackHeadError: if the log is shorter than one.
        ForkedHeadError: if it does not continue one.
        MissingTileError: if a tile that is needed is missing.
    """
    hashes = TileHashes(reader, log.head.size)
    shown: dict[TreeHead, str] = {}
    for one in heads:
        try:
            shown.setdefault(verify_checkpoint(one.note, verifier).head, one.name)
        except TamperedError as error:
            raise ForeignHeadError(f"{one.name}: {error.message}", ground="head_foreign") from None
    for head, name in shown.items():
        if head.size > log.head.size:
            words = (
                f"The log has {log.head.size} entries; {name} shows that it had {head.size}: entries were taken away."
            )
            raise RolledBackHeadError(words, ground="rolled_back")
        try:
            verify_consistency(head, log.head, consistency_proof(head.size, log.head.size, hashes))
        except ForkedTreeError:
            words = (
                f"The log does not continue the tree of {head.size} entries that {name} shows: its past was rewritten."
            )
            raise ForkedHeadError(words, ground="forked") from None
    return ContinuedHeads(len(heads), max(shown, key=lambda head: head.size, default=None))


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(NOTE_LIMIT + 1)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
