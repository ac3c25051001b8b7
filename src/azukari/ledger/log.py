"""Verification of a whole log from its files: each way in which it can be wrong has a name.

One pass recomputes every hash from the entries and compares what is stored. It takes the leaves by stretches, which know nothing of
each other, so that a caller may spread them over several processes. Only when something differs, a second look decides, from the
signed root downwards, what was changed: an entry, a tile, or the root itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NoReturn, Protocol

from azukari.base.errors import TamperedError
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.forms import Forms
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
    tile_at,
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

_STRETCH = 32  # tiles, or 8192 entries


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
class Stretch:
    """Tiles of level 0 that follow each other, from ``start`` to before ``end``; ``kept`` are those whose leaves are asked for."""

    start: int
    end: int
    kept: frozenset[int]


@dataclass(frozen=True, slots=True)
class StretchDone:
    """What the entries of a stretch make.

    ``count`` of entries, ``roots`` of the full tiles, and ``edges``, the leaves of tiles that were to be kept; ``different`` is the
    first tile that does not hold the hashes of its entries.
    """

    count: int
    roots: bytes
    edges: dict[int, bytes]
    different: Tile | None


class Spread(Protocol):
    """How stretches are checked: one after another, as by `map`, or by several processes; what is done comes in the order asked."""

    def __call__(
        self, check: Callable[[Stretch], StretchDone], stretches: Iterable[Stretch], /
    ) -> Iterable[StretchDone]:
        """Check each stretch."""


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
    reader: TileReader,
    verifier: Verifier,
    *,
    known: TreeHead | None = None,
    progress: Progress | None = None,
    spread: Spread = map,
) -> VerifiedLog:
    """Verify a log against its published checkpoint, and return what was shown.

    ``known`` is a tree that was seen and verified before; ``progress`` is told how many entries are done;
    ``spread`` is how the work is divided.

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
    _Pass(reader, signed.head, known).run(progress, spread)
    return VerifiedLog(signed, known)


def check_stretch(reader: TileReader, size: int, stretch: Stretch) -> StretchDone:
    """Compute the hashes of a stretch of a log of some size from its entries, and check their form.

    Raises:
        TamperedError: one of its kinds, as `verify_log` does.
    """
    forms, different, count = Forms(), None, 0
    roots: list[bytes] = []
    edges: dict[int, bytes] = {}
    sha256 = hashlib.sha256
    for index in range(stretch.start, stretch.end):
        tile = tile_at(0, index, size)
        entries = read_bundle(reader, tile)
        hashes = b"".join([sha256(b"\x00" + entry).digest() for entry in entries])
        if hashes == read_tile(reader, tile):
            forms.check(entries, first=index * TILE_WIDTH)
        else:
            different = different or tile
        if index in stretch.kept:
            edges[index] = hashes
        if tile.is_full:
            roots.append(complete_root(hashes))
        count += tile.width
    return StretchDone(count, b"".join(roots), edges, different)


class _Pass:
    def __init__(self, reader: TileReader, head: TreeHead, known: TreeHead | None) -> None:
        self._reader, self._head, self._known = reader, head, known
        # The recomputed hashes of the levels above the leaves, and the leaves of those tiles only whose edge is needed later.
        self._levels: list[bytearray] = [bytearray() for _ in range(_height(head.size))]
        self._edges: dict[int, bytes] = {}
        self._different: Tile | None = None

    def run(self, progress: Progress | None, spread: Spread) -> None:
        entries = 0
        for done in spread(partial(check_stretch, self._reader, self._head.size), self._stretches()):
            self._different = self._different or done.different
            self._edges |= done.edges
            if done.roots:
                self._levels[1] += done.roots
            entries += done.count
            if progress:
                progress(entries)
        if entries != self._head.size:
            raise TamperedError("Whoever divided the work left a part of the log out.")
        for level in range(1, len(self._levels)):
            self._level(level)
        if self._different or tree_head(self._head.size, self._hash) != self._head:
            self._name_the_change()
        if self._known is not None and tree_head(self._known.size, self._hash) != self._known:
            raise ForkedTreeError

    def _stretches(self) -> Iterator[Stretch]:
        kept = frozenset(size // TILE_WIDTH for size in (self._head.size, self._known.size if self._known else 0))
        tiles = -(-self._head.size // TILE_WIDTH)
        for start in range(0, tiles, _STRETCH):
            yield Stretch(start, min(start + _STRETCH, tiles), kept)

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
