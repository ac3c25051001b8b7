"""Encrypted files on their way out: written by streaming, in constant memory, under a name that says nothing."""

import hashlib
import io
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage

from azukari.base.errors import MalformedError, UnavailableError

PART_SIZE = 512 * 1024  # bytes of a file that are given at once


class FileGoneError(UnavailableError):
    """The file is not there; it has to be made anew."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: the digests of what it holds and of itself, and its size in bytes."""

    plain_digest: str
    file_digest: str
    size: int


class _Kept:
    """Keeps the error that a block ends with, since the encryption passes on nothing of it but its words."""

    error: BaseException | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.error = error or self.error


class _Source(io.RawIOBase):
    """Chunks of bytes as a file that is read once."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks: Iterator[bytes] = iter(chunks)
        self._left = b""
        self.digest = hashlib.sha256()
        self.kept = _Kept()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            with self.kept:
                chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._left = chunk
        taken, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        self.digest.update(taken)
        return taken


class _Sink(io.RawIOBase):
    """A file whose digest is taken while it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # the encryption gives bytes
        self.digest.update(data)
        self.size += len(data)
        return self._file.write(data)


def path_of(folder: Path, handover_id: uuid.UUID) -> Path:
    """Tell where a hand-over's file lies."""
    return folder / f"{handover_id}.age"


def write_encrypted(folder: Path, handover_id: uuid.UUID, chunks: Iterable[bytes], *, age_key: str) -> Written:
    """Encrypt chunks to a key of age, and put the file in its place, durably and never half.

    Raises:
        AzukariError: whatever the chunks raise; nothing is left then.
        OSError: if the disk does not take it.
    """
    try:
        receiver = pyrage.x25519.Recipient.from_str(age_key)
    except pyrage.RecipientError:
        raise MalformedError("The recipient's key is no public key of age; give it anew.", ground="age_key") from None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = path_of(folder, handover_id)
    beside = place.with_suffix(".part")
    try:
        written = _encrypt(beside, _Source(chunks), receiver)
        beside.replace(place)
        _sync(folder)
    finally:
        beside.unlink(missing_ok=True)
    return written


def _encrypt(path: Path, source: _Source, receiver: pyrage.x25519.Recipient) -> Written:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        sink = _Sink(file)
        try:
            pyrage.encrypt_io(source, sink, [receiver])
        except pyrage.EncryptError:
            if source.kept.error is not None:
                raise source.kept.error from None
            raise UnavailableError("The file could not be written; is the disk full?", ground="file") from None
        file.flush()
        os.fsync(file.fileno())
    return Written(source.digest.hexdigest(), sink.digest.hexdigest(), sink.size)


def read_part(folder: Path, handover_id: uuid.UUID, offset: int) -> bytes:
    """Read a part of a file, `PART_SIZE` bytes at most.

    Raises:
        FileGoneError: if there is no such file.
    """
    try:
        with path_of(folder, handover_id).open("rb") as file:
            file.seek(offset)
            return file.read(PART_SIZE)
    except OSError:
        raise FileGoneError(ground="file_gone") from None


def keep_only(folder: Path, kept: Iterable[uuid.UUID]) -> int:
    """Remove every file but some, and tell how many were removed."""
    names = {path_of(folder, one).stem for one in kept}
    removed = 0
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.stem not in names and path.suffix in {".age", ".part"}:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
