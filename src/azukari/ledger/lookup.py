"""Single entries of a log, read from its files and proved before they are shown."""

import uuid
from collections.abc import Iterator

from azukari.base.errors import NotFoundError
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.entry import NonCanonicalEntryError, decode
from azukari.ledger.log import ChangedEntryError, MissingCheckpointError
from azukari.ledger.note import Verifier
from azukari.ledger.proof import Proof, VerifiedInclusion, verify_proof
from azukari.ledger.tile import (
    CHECKPOINT_PATH,
    TILE_WIDTH,
    TileHashes,
    TileReader,
    read_bundle,
    read_tile,
    tile_at,
    tiles_of,
)
from azukari.ledger.tree import HASH_SIZE, inclusion_proof, leaf_hash


class NoSuchEntryError(NotFoundError):
    """The published log has no such entry."""


class Lookup:
    """Reads a log under its published checkpoint; whatever it returns was proved against it."""

    def __init__(self, reader: TileReader, verifier: Verifier) -> None:
        """Read and verify the checkpoint.

        Raises:
            TamperedError: if there is none, or it is not signed as it should be.
        """
        note = reader.read(CHECKPOINT_PATH)
        if note is None:
            raise MissingCheckpointError
        self.signed: SignedCheckpoint = verify_checkpoint(note, verifier)
        self._reader, self._verifier = reader, verifier
        self._hashes = TileHashes(reader, self.signed.head.size)
        self._bundle: tuple[int, list[bytes]] = (-1, [])

    def entry(self, index: int) -> VerifiedInclusion:
        """Read one entry.

        Raises:
            NoSuchEntryError: if the log is not as long.
            TamperedError: if the entry, or a tile on its way to the root, is not what was signed.
        """
        return verify_proof(self.proof(index), self._bytes(index), self._verifier)

    def proof(self, index: int) -> Proof:
        """Prove that an entry is in the log.

        Raises:
            NoSuchEntryError: if the log is not as long.
            TamperedError: if the entry, or a tile on its way to the root, is not what was signed.
        """
        size = self.signed.head.size
        if not 0 <= index < size:
            raise NoSuchEntryError(f"The published log has no entry {index}; it has {size} entries, from 0.")
        proof = Proof(index, inclusion_proof(index, size, self._hashes), self.signed.note)
        verify_proof(proof, self._bytes(index), self._verifier)
        return proof

    def find(self, entry_id: uuid.UUID) -> int:
        """Tell the index of an entry; the whole log is read through.

        Raises:
            NoSuchEntryError: if there is none.
        """
        wanted = f'"id":"{entry_id}"'.encode()
        for index, entry in self._all():
            if wanted in entry and _is(entry, entry_id):
                return index
        raise NoSuchEntryError

    def since(self, first: int) -> Iterator[bytes]:
        """Give every entry from an index on.

        Raises:
            TamperedError: if an entry, or a tile on its way to the root, is not what was signed.
        """
        size = self.signed.head.size
        for number in range(first // TILE_WIDTH, -(-size // TILE_WIDTH)):
            start, tile = number * TILE_WIDTH, tile_at(0, number, size)
            self.proof(start)  # in which every other leaf of its tile takes part
            leaves = read_tile(self._reader, tile)
            for place, entry in enumerate(read_bundle(self._reader, tile)):
                if leaf_hash(entry) != leaves[place * HASH_SIZE : (place + 1) * HASH_SIZE]:
                    raise ChangedEntryError(start + place)
                if start + place >= first:
                    yield entry

    def _all(self) -> Iterator[tuple[int, bytes]]:
        for tile in tiles_of(0, self.signed.head.size):
            yield from enumerate(read_bundle(self._reader, tile), tile.index * TILE_WIDTH)

    def _bytes(self, index: int) -> bytes:
        number, place = divmod(index, TILE_WIDTH)
        if self._bundle[0] != number:
            self._bundle = number, read_bundle(self._reader, tile_at(0, number, self.signed.head.size))
        return self._bundle[1][place]


def _is(entry: bytes, entry_id: uuid.UUID) -> bool:
    try:
        return decode(entry).entry_id == entry_id
    except NonCanonicalEntryError:
        return False
