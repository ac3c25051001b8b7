"""The sequencer's view of its files where somebody else publishes: it signs, and leaves the published checkpoint alone."""

from azukari.base.errors import TamperedError
from azukari.ledger.checkpoint import verify_checkpoint
from azukari.ledger.directory import TileStore
from azukari.ledger.head import HeadStore
from azukari.ledger.note import Verifier
from azukari.ledger.tile import CHECKPOINT_PATH


class WitnessedTiles:
    """The files of a log whose checkpoint is published by `publishing.Publisher`, when witnesses have cosigned it.

    Tiles are written as ever. The checkpoint is not: the publisher takes it from the head, which has moved before. What is
    published lags behind the head then, which is no fault, so the head is given in its place. A published checkpoint that the head
    does not cover is a fault: it is given as it is, so that the sequencer finds it and stops.
    """

    def __init__(self, tiles: TileStore, head: HeadStore, verifier: Verifier) -> None:
        """Take the files, the head, and the log's key."""
        self._tiles, self._head, self._verifier = tiles, head, verifier

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file; in place of a published checkpoint that the head covers, the head."""
        if path != CHECKPOINT_PATH:
            return self._tiles.read(path)
        published, held = self._tiles.read(path), self._head.read()
        if published is None or held is None:
            return held
        signed = verify_checkpoint(held, self._verifier).head
        try:
            shown = verify_checkpoint(published, self._verifier).head
        except TamperedError:
            return held
        is_covered = shown.size < signed.size or shown == signed
        return held if is_covered else published

    def write(self, path: str, data: bytes) -> None:
        """Write a file, unless it is the checkpoint."""
        if path != CHECKPOINT_PATH:
            self._tiles.write(path, data)

    def drop_partial(self, path: str) -> None:
        """Remove the partial tiles that a full tile at this path has replaced."""
        self._tiles.drop_partial(path)
