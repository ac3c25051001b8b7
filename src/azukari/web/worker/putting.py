"""Putting hand-overs on recipients' servers: the manifest first, then the encrypted file, whole or not at all."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from azukari.base.sql import Database
from azukari.sharing.queries import one_handover
from azukari.sharing.services.fetching import Putting
from azukari.web.worker.sftp import connected


class PartGiver(Protocol):
    """Gives what is put: `sharing.clients.CourierClient`."""

    def put_next(self, handover_id: uuid.UUID) -> Putting | None:
        """Tell where a file is to be put; none if it is not."""

    def part(self, handover_id: uuid.UUID, offset: int) -> bytes:
        """Give a part of it."""


@dataclass(frozen=True, slots=True)
class Putter:
    """What the worker puts files with; ``tell`` writes to the recipient that a file was put."""

    giver: PartGiver
    key: Path
    tell: Callable[[uuid.UUID], None]


def put(database: Database, handover_id: uuid.UUID, *, putter: Putter) -> bool:
    """Put a hand-over, if it still is to be put, and tell whether it was.

    With its last part the keeper takes a file for handed over. If the line breaks just then, it is put once more.

    Raises:
        ServerAwayError, ServerUnknownError: as `sftp.connected` says; the file stays where it is.
        RefusedError: if it may not be handed over any more.
    """
    putting = putter.giver.put_next(handover_id)
    if putting is None:
        return False
    manifest = one_handover(database, handover_id).manifest or b""
    with connected(putting.sftp, putter.key) as folder:
        folder.put(f"{putting.number}.manifest.json", [manifest])
        folder.put(f"{putting.number}.age", _parts(putter.giver, putting))
    putter.tell(handover_id)
    return True


def _parts(giver: PartGiver, putting: Putting) -> Iterator[bytes]:
    offset = 0
    while offset < putting.size:
        part = giver.part(putting.handover_id, offset)
        offset += len(part)
        yield part
