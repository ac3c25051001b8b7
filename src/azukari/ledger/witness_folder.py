"""The folder of a witness: its key, the logs that it looks after, and what it remembers of each.

```
signer.key            the private key, 0600
logs                  a line for each log: its vkey, and its origin where that is not the key's name
memory/<hash>         what is remembered of one log, named by the SHA-256 of its origin, 0600
memory/<hash>.lock    held while that is read and written
evidence/             signed checkpoints that did not continue what was seen, as they came in
```

What is remembered is made by `add` and by nothing else. A log that is listed and of which nothing is remembered was forgotten, and
is refused for good: a witness that began again would cosign whatever it is shown.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from azukari.base.clock import instant_text
from azukari.base.errors import ConflictError, MalformedError, NotFoundError
from azukari.ledger.cosignature import WitnessSigner, read_witness_signer
from azukari.ledger.directory import replace_file, unreachable
from azukari.ledger.note import read_verifier
from azukari.ledger.witness import KnownLog, MemoryDamagedError

_FIRST_LINE = b"azukari witness memory v1\n"
_MOST_EVIDENCE = 100


class NoWitnessError(NotFoundError):
    """This folder is no witness: it has no signer.key. Make one with `azukari ledger witness key FOLDER --new NAME`."""


class WitnessExistsError(ConflictError):
    """This folder is a witness already."""


class LogKnownError(ConflictError):
    """A log of this origin is looked after already."""


class WitnessFolder:
    """A witness's key, logs and memory on a disk."""

    def __init__(self, folder: Path) -> None:
        """Choose the folder; nothing is made or read yet."""
        self._key, self._logs, self._memory = folder / "signer.key", folder / "logs", folder / "memory"
        self._folder, self._evidence = folder, folder / "evidence"

    def create(self, signer: WitnessSigner) -> None:
        """Make the folder of a new witness, which knows no log.

        Raises:
            WitnessExistsError: if there is a key, a list or a memory.
            LedgerFilesError: if the disk refuses.
        """
        with unreachable():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if any(path.exists() for path in (self._key, self._logs, self._memory)):
                raise WitnessExistsError
            self._memory.mkdir(mode=0o700)
            replace_file(self._logs, b"", mode=0o600)
            replace_file(self._key, f"{signer.secret_text}\n".encode(), mode=0o600)

    def signer(self) -> WitnessSigner:
        """Read the key.

        Raises:
            NoWitnessError: if there is none.
            KeyFormError: if it is damaged.
            LedgerFilesError: if the disk refuses.
        """
        with unreachable():
            try:
                return read_witness_signer(self._key.read_text(encoding="utf-8", errors="replace"))
            except FileNotFoundError:
                raise NoWitnessError from None

    def logs(self) -> Mapping[str, KnownLog]:
        """Read the logs that are looked after, by their origins.

        Raises:
            NoWitnessError: if there is no list.
            MalformedError: if a line of it cannot be read.
            LedgerFilesError: if the disk refuses.
        """
        with unreachable():
            try:
                lines = self._logs.read_text(encoding="utf-8").splitlines()
            except FileNotFoundError:
                raise NoWitnessError from None
            except UnicodeDecodeError:
                raise MalformedError("The list of logs of this witness cannot be read.") from None
        found = [_known(line) for line in lines if line.strip()]
        by_origin = {log.origin: log for log in found}
        if len(by_origin) != len(found):
            raise MalformedError("The list of logs of this witness names an origin twice.")
        return by_origin

    def add(self, log: KnownLog) -> None:
        """Look after one more log; nothing of it was seen yet, unless it was looked after before.

        Raises:
            LogKnownError: if its origin is listed.
            MalformedError: if the origin cannot stand in a list.
            LedgerFilesError: if the disk refuses.
        """
        line = _line(log)
        if line.splitlines() != [line] or _known(line) != log:
            raise MalformedError("An origin is one line, without spaces around it.")
        with unreachable(), _locked(self._folder / "logs.lock"):
            listed = self.logs()
            if log.origin in listed:
                raise LogKnownError
            # The memory first: a listed log without one would be refused for good.
            if not self._file(log.origin).exists():
                replace_file(self._file(log.origin), _FIRST_LINE, mode=0o600)
            lines = "".join(f"{_line(one)}\n" for one in (*listed.values(), log))
            replace_file(self._logs, lines.encode(), mode=0o600)

    @contextmanager
    def slot(self, origin: str) -> Iterator["_FileSlot"]:
        """Hold what is remembered of one log, alone among threads and processes.

        Raises:
            LedgerFilesError: if the disk refuses.
        """
        file = self._file(origin)
        with unreachable(), _locked(file.with_name(f"{file.name}.lock")):
            yield _FileSlot(file)

    def keep_evidence(self, data: bytes, *, now: datetime) -> None:
        """Keep what a log had signed and could not show to be consistent; the first hundred, since anybody may send more.

        Raises:
            LedgerFilesError: if the disk refuses.
        """
        with unreachable():
            self._evidence.mkdir(exist_ok=True, mode=0o700)
            name = hashlib.sha256(data).hexdigest()[:16]
            kept = [path.name.rpartition("-")[2] for path in self._evidence.iterdir()]
            if name not in kept and len(kept) < _MOST_EVIDENCE:
                replace_file(self._evidence / f"{instant_text(now).replace(':', '')}-{name}", data, mode=0o600)

    def _file(self, origin: str) -> Path:
        return self._memory / origin_hash(origin)


class _FileSlot:
    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> bytes | None:
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            raise MemoryDamagedError from None
        if not data.startswith(_FIRST_LINE):
            raise MemoryDamagedError
        return data.removeprefix(_FIRST_LINE) or None

    def write(self, note: bytes) -> None:
        replace_file(self._file, _FIRST_LINE + note, mode=0o600)


def origin_hash(origin: str) -> str:
    """Name a log by its origin where names must be plain (C2SP tlog-witness)."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _line(log: KnownLog) -> str:
    return log.verifier.text if log.origin == log.verifier.name else f"{log.verifier.text} {log.origin}"


def _known(line: str) -> KnownLog:
    key, _, origin = line.strip().partition(" ")
    verifier = read_verifier(key)
    return KnownLog(origin or verifier.name, verifier)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
