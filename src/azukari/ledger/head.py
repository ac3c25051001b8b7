"""The last signed checkpoint, kept outside the backup set: the memory that a restored database cannot take back.

It moves only by compare-and-swap, and holds the checkpoint as it was signed, so that whatever was ever signed can be published.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from azukari.base.errors import ConflictError
from azukari.ledger.directory import replace_file, unreachable


class HeadMovedError(ConflictError):
    """Another process has signed a checkpoint in the meantime."""


class HeadStore(Protocol):
    """Where the last signed checkpoint is kept."""

    def read(self) -> bytes | None:
        """Give the last signed checkpoint, or none before the log was created."""

    def compare_and_swap(self, old: bytes | None, new: bytes) -> None:
        """Replace a checkpoint by the next, durably and in one step.

        Raises:
            HeadMovedError: if what is held is not ``old``.
        """


class HeadFile:
    """The last signed checkpoint in a file of its own folder, which must exist and belong to no backup."""

    def __init__(self, folder: Path) -> None:
        """Choose the folder; nothing is made or read yet."""
        self._file = folder / "checkpoint"
        self._lock = folder / "lock"

    def read(self) -> bytes | None:
        """Give the last signed checkpoint, or none before the log was created.

        Raises:
            LedgerFilesError: if it cannot be read.
        """
        with unreachable():
            return self._read()

    def compare_and_swap(self, old: bytes | None, new: bytes) -> None:
        """Replace a checkpoint by the next, durably and in one step.

        Raises:
            HeadMovedError: if what is held is not ``old``.
            LedgerFilesError: if it cannot be written.
        """
        with unreachable(), self._locked():
            if self._read() != old:
                raise HeadMovedError
            replace_file(self._file, new, mode=0o600)

    def _read(self) -> bytes | None:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
