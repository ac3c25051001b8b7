"""The files of a log on a disk: written whole or not at all, and durable before anything relies on them."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from azukari.base.errors import UnavailableError


class LedgerFilesError(UnavailableError):
    """The files of the ledger cannot be read or written; look at the disk and at the rights of its folders."""


class TileStore(Protocol):
    """Where the sequencer keeps the files that it publishes."""

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file, or none if there is no such file."""

    def write(self, path: str, data: bytes) -> None:
        """Write a file whole and durably; one that is there is replaced in one step."""

    def drop_partial(self, path: str) -> None:
        """Remove the partial tiles that a full tile at this path has replaced."""


class TileDirectory:
    """The files of a log under one folder, to be served as they are."""

    def __init__(self, folder: Path) -> None:
        """Choose the folder, which must exist once something is written."""
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file, or none if there is no such file.

        Raises:
            LedgerFilesError: if the disk refuses.
        """
        with unreachable():
            try:
                with open(f"{self._folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 - twice as fast, for thousands of files
                    return file.readall()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def write(self, path: str, data: bytes) -> None:
        """Write a file whole and durably; one that is there is replaced in one step.

        Raises:
            LedgerFilesError: if the disk refuses.
        """
        with unreachable():
            self._make_folders((self._folder / path).parent)
            replace_file(self._folder / path, data, mode=0o644)

    def drop_partial(self, path: str) -> None:
        """Remove the partial tiles that a full tile at this path has replaced; it may be done again after a crash.

        Raises:
            LedgerFilesError: if the disk refuses.
        """
        folder = self._folder / f"{path}.p"
        with unreachable():
            if folder.is_dir():
                for file in folder.iterdir():
                    file.unlink()
                folder.rmdir()

    def _make_folders(self, folder: Path) -> None:
        if folder == self._folder or folder.is_dir():
            return
        self._make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def replace_file(path: Path, data: bytes, *, mode: int) -> None:
    """Put a file in place whole and durably: beside, synced, renamed, and the folder synced."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


@contextmanager
def unreachable() -> Iterator[None]:
    """Turn what the disk says into the one error that callers know."""
    try:
        yield
    except OSError as error:
        raise LedgerFilesError(f"The files of the ledger cannot be reached: {error.strerror}.") from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
