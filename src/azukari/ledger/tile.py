"""Tiles and entry bundles (C2SP tlog-tiles): which files hold a tree, how they are written, and hashes read from them.

A tile holds up to 256 hashes of one level; those of level 0 are leaves, those above are roots of full tiles of the level below.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from azukari.base.errors import TamperedError
from azukari.ledger.tree import HASH_SIZE, parents, run_root

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
CHECKPOINT_PATH = "checkpoint"
_MOST_HASHED_UP = 1024  # tiles, of 24 kB each with what is made of them

_LENGTH = struct.Struct(">H")


class MissingTileError(TamperedError):
    """A file of the log is missing."""


class WrongTileSizeError(TamperedError):
    """A tile does not hold as many hashes as it should."""


class TruncatedBundleError(TamperedError):
    """An entry bundle ends too early."""


class OverfullBundleError(TamperedError):
    """An entry bundle goes on after its last entry."""


class TileReader(Protocol):
    """Where the files of a log are read: a directory, or memory."""

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file such as ``tile/0/x001/234.p/5``, or none if there is no such file."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile by its level, its index in the level, and how many hashes it holds."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Tell where the hashes lie."""
        return f"tile/{self.level}/{_number(self.index)}{self._suffix}"

    @property
    def bundle_path(self) -> str:
        """Tell where the entries of a tile of level 0 lie."""
        return f"tile/entries/{_number(self.index)}{self._suffix}"

    @property
    def is_full(self) -> bool:
        """Tell whether the tile can grow no more."""
        return self.width == TILE_WIDTH

    @property
    def full(self) -> "Tile":
        """Name the full tile that this one is or will become."""
        return Tile(self.level, self.index)

    @property
    def _suffix(self) -> str:
        return "" if self.is_full else f".p/{self.width}"


def _number(index: int) -> str:
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def tile_at(level: int, index: int, size: int) -> Tile:
    """Name a tile as a tree of some size has it."""
    return Tile(level, index, min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - index * TILE_WIDTH))


def tiles_of(level: int, size: int) -> Iterator[Tile]:
    """Name the tiles of one level of a tree, from left to right."""
    for index in range(-(-(size >> TILE_HEIGHT * level) // TILE_WIDTH)):
        yield tile_at(level, index, size)


def grown_tiles(old_size: int, leaves: Sequence[bytes], edges: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
    """Make the tiles that a tree gains with new leaves.

    ``edges`` are the partial tiles of the old tree's levels, from the lowest, empty where a level has none.
    """
    level, hashes = 0, list(leaves)
    while hashes:
        old = old_size >> TILE_HEIGHT * level
        at = old - old % TILE_WIDTH
        row = (edges[level] if level < len(edges) else b"") + b"".join(hashes)
        hashes = []
        for start in range(0, len(row), TILE_WIDTH * HASH_SIZE):
            data = row[start : start + TILE_WIDTH * HASH_SIZE]
            tile = Tile(level, (at + start // HASH_SIZE) // TILE_WIDTH, len(data) // HASH_SIZE)
            yield tile, data
            if tile.is_full:
                hashes.append(run_root(data))
        level += 1


def filled_tiles(old_size: int, size: int) -> Iterator[Tile]:
    """Name the tiles that became full while a tree grew; their partial forms may go."""
    level = 0
    while size >> TILE_HEIGHT * (level + 1):
        reach = TILE_HEIGHT * (level + 1)
        for index in range(old_size >> reach, size >> reach):
            yield Tile(level, index)
        level += 1


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Write an entry bundle: each entry after its length in two bytes.

    Raises:
        struct.error: if an entry is longer than 65,535 bytes.
    """
    return b"".join([_LENGTH.pack(len(entry)) + entry for entry in entries])


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """Read the first ``width`` entries of a bundle that holds just as many, or of a full one.

    Raises:
        TruncatedBundleError: if it ends within an entry, or holds fewer.
        OverfullBundleError: if bytes are left.
    """
    entries: list[bytes] = []
    at, end, keep = 0, len(data), entries.append
    for _ in range(width):
        start = at + 2
        at = start + (data[at] << 8 | data[at + 1]) if start <= end else end + 1
        if at > end:
            raise TruncatedBundleError
        keep(data[start:at])
    if at != end:
        raise OverfullBundleError
    return entries


def read_tile(reader: TileReader, tile: Tile) -> bytes:
    """Read the hashes of a tile; a partial one may have been replaced by the full one since.

    Raises:
        MissingTileError: if neither is there.
        WrongTileSizeError: if it holds more or fewer hashes than its name says.
    """
    data, width = reader.read(tile.path), tile.width
    if data is None and not tile.is_full:
        data, width = reader.read(tile.full.path), TILE_WIDTH
    if data is None:
        raise MissingTileError(f"The tile {tile.path} is missing.")
    if len(data) != width * HASH_SIZE:
        raise WrongTileSizeError(f"The tile {tile.path} does not hold {width} hashes.")
    return data[: tile.width * HASH_SIZE]


def read_bundle(reader: TileReader, tile: Tile) -> list[bytes]:
    """Read the entries under a tile of level 0.

    Raises:
        MissingTileError: if the bundle is not there.
        TruncatedBundleError: if it ends too early.
        OverfullBundleError: if it goes on too long.
    """
    data, width = reader.read(tile.bundle_path), tile.width
    if data is None and not tile.is_full:
        data, width = reader.read(tile.full.bundle_path), TILE_WIDTH
    if data is None:
        raise MissingTileError(f"The entry bundle {tile.bundle_path} is missing.")
    try:
        return decode_bundle(data, width)[: tile.width]
    except (TruncatedBundleError, OverfullBundleError) as error:
        raise type(error)(f"{error.message[:-1]}: {tile.bundle_path}.") from None


class TileHashes:
    """The hashes of complete subtrees of a tree of some size, read from its tiles; what is read is not trusted but to be proved."""

    def __init__(self, reader: TileReader, size: int) -> None:
        """Read nothing yet."""
        self._reader, self._size = reader, size
        self._read: dict[tuple[int, int], bytes] = {}
        self._rows: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def __call__(self, height: int, position: int) -> bytes:
        """Give the root of the complete subtree of a height at a position.

        Raises:
            MissingTileError: if its tile is missing.
            WrongTileSizeError: if its tile is too short or too long.
        """
        level, rest = divmod(height, TILE_HEIGHT)
        index, place = divmod(position, TILE_WIDTH >> rest)
        rows = self._rows.get((level, index))
        if rows is None:
            rows = self._rows[level, index] = _hashed_up(self.tile(level, index))
        return rows[rest][place * HASH_SIZE : (place + 1) * HASH_SIZE]

    def tile(self, level: int, index: int) -> bytes:
        """Give a whole tile, as wide as the tree has it."""
        key = (level, index)
        if key not in self._read:
            self._read[key] = read_tile(self._reader, tile_at(level, index, self._size))
        return self._read[key]

    def edges(self) -> list[bytes]:
        """Give the partial tile of each level that has hashes, from the lowest; empty where all tiles are full."""
        found: list[bytes] = []
        while count := self._size >> TILE_HEIGHT * len(found):
            level = len(found)
            found.append(self.tile(level, count // TILE_WIDTH) if count % TILE_WIDTH else b"")
        return found


@lru_cache(maxsize=_MOST_HASHED_UP)
def _hashed_up(tile: bytes) -> tuple[bytes, ...]:
    """Hash a tile up: its own hashes, the roots of pairs of them, of four, and so on, as far as they are complete.

    Remembered by what the tile holds, so that nothing has to be believed: a proof asks for one hash of each row, and making them
    costs ten times the proof.
    """
    rows = [tile]
    while len(rows) < TILE_HEIGHT:
        rows.append(parents(rows[-1]))
    return tuple(rows)
