"""Verification of a whole log from its files: each way in which it can be wrong has a name.

One pass recomputes every hash from the entries and compares what is stored. Only when something differs, a second look decides,
from the signed root downwards, what was changed: an entry, a tile, or the root itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from azukari.base.errors import TamperedError
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.entry import NonCanonicalEntryError, check_form
from azukari.ledger.note import Verifier
from azukari.ledger.tile import (
    CHECKPOINT_PATH,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    TileHashes,
    TileReader,
    read_bundle,
    read_tile,
    tiles_of,
)
from azukari.ledger.tree import (
    HASH_SIZE,
    ForkedTreeError,
    SmallerTreeError,
    TreeHead,
    complete_root,
    leaf_hash,
    tree_head,
)

Progress = Callable[[int], None]


class MissingCheckpointError(TamperedError):
    """The log has no checkpoint."""


class ChangedEntryError(TamperedError):
    """An entry is not the one that was signed."""

    def __init__(self, index: int) -> None:
        """Name the entry."""
        super().__init__(f"Entry {index} is not the one that was signed.", ground="entry_changed")
        self.index = index


class ChangedTileError(TamperedError):
    """A tile is not the one that was signed."""

    def __init__(self, path: str) -> None:
        """Name the tile."""
        super().__init__(f"The tile {path} is not the one that was signed.", ground="tile_changed")
        self.path = path


class WrongRootError(TamperedError):
    """The signed root is not the root of these entries: they were all exchanged, or the checkpoint was."""


@dataclass(frozen=True, slots=True)
class VerifiedLog:
    """A log whose every entry is covered by its signed checkpoint, and the older tree that it continues, if one was known."""

    checkpoint: SignedCheckpoint
    continues: TreeHead | None

    @property
    def size(self) -> int:
        """Tell how many entries there are."""
        return self.checkpoint.head.size


def verify_log(
    reader: TileReader, verifier: Verifier, *, known: TreeHead | None = None, progress: Progress | None = None
) -> VerifiedLog:
    """Verify a log against its published checkpoint, and return what was shown.

    ``known`` is a tree that was seen and verified before; ``progress`` is told how many entries are done.

    Raises:
        TamperedError: one of its kinds, named for what is wrong: MissingCheckpointError, NoteFormError, BadSignatureError,
            UnknownSignerError, CheckpointFormError, WrongOriginError, SmallerTreeError, ForkedTreeError, MissingTileError,
            WrongTileSizeError, TruncatedBundleError, OverfullBundleError, ChangedEntryError, ChangedTileError, WrongRootError,
            NonCanonicalEntryError.
    """
    note = reader.read(CHECKPOINT_PATH)
    if note is None:
        raise MissingCheckpointError
    signed = verify_checkpoint(note, verifier)
    if known is not None and known.size > signed.head.size:
        raise SmallerTreeError
    _Pass(reader, signed.head, known).run(progress)
    return VerifiedLog(signed, known)


class _Pass:
    def __init__(self, reader: TileReader, head: TreeHead, known: TreeHead | None) -> None:
        self._reader, self._head, self._known = reader, head, known
        # The recomputed hashes of the levels above the leaves, and the leaves of those tiles only whose edge is needed later.
        self._levels: list[bytearray] = [bytearray() for _ in range(_height(head.size))]
        self._edges: dict[int, bytes] = {}
        self._kept = {size // TILE_WIDTH for size in (head.size, known.size if known else 0)}
        self._different: Tile | None = None

    def run(self, progress: Progress | None) -> None:
        for tile in tiles_of(0, self._head.size):
            self._leaves(tile)
            if progress:
                progress(tile.index * TILE_WIDTH + tile.width)
        for level in range(1, len(self._levels)):
            self._level(level)
        if self._different or tree_head(self._head.size, self._hash) != self._head:
            self._name_the_change()
        if self._known is not None and tree_head(self._known.size, self._hash) != self._known:
            raise ForkedTreeError

    def _leaves(self, tile: Tile) -> None:
        entries = read_bundle(self._reader, tile)
        hashes = b"".join([leaf_hash(entry) for entry in entries])
        if hashes == read_tile(self._reader, tile):
            _check_entries(entries, tile.index * TILE_WIDTH)
        else:
            self._different = self._different or tile
        if tile.index in self._kept:
            self._edges[tile.index] = hashes
        if tile.is_full:
            self._levels[1] += complete_root(hashes)

    def _level(self, level: int) -> None:
        for tile in tiles_of(level, self._head.size):
            start = tile.index * TILE_WIDTH * HASH_SIZE
            hashes = bytes(self._levels[level][start : start + TILE_WIDTH * HASH_SIZE])
            if hashes != read_tile(self._reader, tile):
                self._different = self._different or tile
            if tile.is_full:
                self._levels[level + 1] += complete_root(hashes)

    def _hash(self, height: int, position: int) -> bytes:
        level, rest = divmod(height, TILE_HEIGHT)
        start, end = (position << rest) * HASH_SIZE, ((position + 1) << rest) * HASH_SIZE
        if level:
            return complete_root(bytes(self._levels[level][start:end]))
        index = start // (TILE_WIDTH * HASH_SIZE)
        return complete_root(self._edges[index][start - index * TILE_WIDTH * HASH_SIZE :][: end - start])

    def _name_the_change(self) -> NoReturn:
        size = self._head.size
        if tree_head(size, TileHashes(self._reader, size)) == self._head:
            # The right edge of the tiles is what was signed. So is every tile that fits what stands above it, and every entry.
            for level in reversed(range(1, len(self._levels))):
                self._check_below(level)
            self._check_against_leaves()
        if self._different:
            raise ChangedTileError(self._different.path)
        raise WrongRootError

    def _check_below(self, level: int) -> None:
        for tile in tiles_of(level, self._head.size):
            data = read_tile(self._reader, tile)
            for place in range(tile.width):
                child = Tile(level - 1, tile.index * TILE_WIDTH + place)
                if complete_root(read_tile(self._reader, child)) != data[place * HASH_SIZE : (place + 1) * HASH_SIZE]:
                    raise ChangedTileError(child.path)

    def _check_against_leaves(self) -> None:
        for tile in tiles_of(0, self._head.size):
            data = read_tile(self._reader, tile)
            for place, entry in enumerate(read_bundle(self._reader, tile)):
                if leaf_hash(entry) != data[place * HASH_SIZE : (place + 1) * HASH_SIZE]:
                    raise ChangedEntryError(tile.index * TILE_WIDTH + place)


def _height(size: int) -> int:
    height = 1
    while size >> TILE_HEIGHT * height:
        height += 1
    return height


def _check_entries(entries: Sequence[bytes], first: int) -> None:
    for place, entry in enumerate(entries):
        try:
            check_form(entry)
        except NonCanonicalEntryError:
            raise NonCanonicalEntryError(f"Entry {first + place} is not in the canonical form of an entry.") from None
