"""The ledger's answers: browsing it, proving an entry, and comparing database, tiles and checkpoint with each other."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import NotFoundError, TamperedError, UnavailableError
from azukari.base.sql import Database
from azukari.ledger import store
from azukari.ledger.checkpoint import Checkpoint, unverified_checkpoint
from azukari.ledger.entry import Entry, Fact, NonCanonicalEntryError, decode
from azukari.ledger.log import MissingCheckpointError, Progress, verify_log
from azukari.ledger.note import Verifier
from azukari.ledger.proof import Proof
from azukari.ledger.tile import CHECKPOINT_PATH, TILE_WIDTH, TileHashes, TileReader, read_tile, tile_at
from azukari.ledger.tree import HASH_SIZE, inclusion_proof, leaf_hash, verify_inclusion

PAGE_LIMIT = 500
_STEP = 16 * TILE_WIDTH


class EntryNotFoundError(NotFoundError):
    """The ledger has no such entry."""


class NotSequencedError(UnavailableError):
    """This entry has not got its place in the ledger yet; ask again in a second."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it is shown; ``index`` is none while it waits for its place."""

    index: int | None
    entry_id: uuid.UUID
    kind: str
    at: datetime
    facts: Mapping[str, Fact]
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not fit: a stable code, the place or the entry that it is about, and a sentence."""

    code: str
    message: str
    index: int | None = None
    entry_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: how many entries are signed, how many wait for their place, and every difference."""

    checkpoint: Checkpoint | None
    pending: int
    differences: tuple[Difference, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether everything fits."""
        return not self.differences


def entries(
    database: Database, *, before: int | None = None, limit: int = 50, kind: str | None = None
) -> tuple[EntryRow, ...]:
    """Page through the ledger from the newest entry; ``before`` is the index of the last one shown."""
    with database.transaction() as cursor:
        found = store.newest(cursor, before=before, kind=kind, limit=min(limit, PAGE_LIMIT))
    return tuple(_row(leaf) for leaf in found)


def entry(database: Database, entry_id: uuid.UUID) -> EntryRow:
    """Show one entry.

    Raises:
        EntryNotFoundError: if there is none.
        NonCanonicalEntryError: if its bytes were changed beyond reading.
    """
    with database.transaction() as cursor:
        found = store.entry(cursor, entry_id)
    if found is None:
        raise EntryNotFoundError
    return _row(found)


def history(database: Database, *, prefix: str, after: int = 0) -> tuple[tuple[int, Entry | None], ...]:
    """Page through entries whose kinds begin with ``prefix`` in the order in which they were appended, waiting ones included.

    Each comes with its row, to go on after; an entry that cannot be read is none, and `check` says why.
    """
    with database.transaction() as cursor:
        found = store.appended(cursor, prefix=prefix, after=after, limit=PAGE_LIMIT)
    return tuple((row, _readable(body)) for row, body in found)


def proof_of(database: Database, entry_id: uuid.UUID, tiles: TileReader) -> Proof:
    """Prove that an entry is in the published log.

    Raises:
        EntryNotFoundError: if there is no such entry.
        NotSequencedError: if no published checkpoint covers it yet.
        TamperedError: if the tiles do not lead from the entry to the published root, or are damaged.
    """
    with database.transaction() as cursor:
        found = store.place_of(cursor, entry_id)
    if found is None:
        raise EntryNotFoundError
    index, leaf = found
    note = tiles.read(CHECKPOINT_PATH)
    if note is None:
        raise MissingCheckpointError
    head = unverified_checkpoint(note).head
    if index is None or index >= head.size:
        raise NotSequencedError
    path = inclusion_proof(index, head.size, TileHashes(tiles, head.size))
    verify_inclusion(leaf, index, path, head)
    return Proof(index, path, note)


def check(
    database: Database, tiles: TileReader, verifier: Verifier, *, limit: int = 100, progress: Progress | None = None
) -> Report:
    """Compare rows, leaves, tiles and checkpoint, and name each difference, up to ``limit`` of them."""
    differences: list[Difference] = []
    checkpoint: Checkpoint | None = None
    try:
        checkpoint = verify_log(tiles, verifier, progress=progress).checkpoint.checkpoint
    except TamperedError as error:
        differences.append(Difference(_code(error), error.message, getattr(error, "index", None)))
        checkpoint = _published(tiles)
    for found in (*_astray(database, limit), *_compared(database, tiles, checkpoint)):
        if len(differences) == limit:
            break
        differences.append(found)
    with database.transaction() as cursor:
        waiting = store.pending_count(cursor)
    return Report(checkpoint, waiting, tuple(differences))


def _row(leaf: store.StoredLeaf) -> EntryRow:
    read = decode(leaf.body)
    return EntryRow(leaf.index, leaf.entry_id, read.kind, read.at, read.facts, leaf_hash(leaf.body))


def _readable(body: bytes) -> Entry | None:
    try:
        return decode(body)
    except NonCanonicalEntryError:
        return None


def _published(tiles: TileReader) -> Checkpoint | None:
    try:
        return unverified_checkpoint(tiles.read(CHECKPOINT_PATH) or b"")
    except TamperedError:
        return None


def _astray(database: Database, limit: int) -> list[Difference]:
    words = {
        "lost": "An entry is neither in the tree nor waiting for its place.",
        "doubled": "An entry that has its place is waiting for another.",
        "refused": "An entry was appended that cannot be given a place; whoever appended it went past the ledger's own function.",
    }
    with database.transaction() as cursor:
        found = store.astray(cursor, limit=limit)
    return [Difference(f"entry_{why}", words[why], index, entry_id) for entry_id, index, why in found]


def _compared(database: Database, tiles: TileReader, checkpoint: Checkpoint | None) -> Iterator[Difference]:
    size = checkpoint.head.size if checkpoint else 0
    with database.transaction() as cursor:
        count = store.leaf_count(cursor)
    if count < size:
        yield Difference("database_smaller", f"The database has {count} entries in the tree; {size} are signed.")
    for start in range(0, count, _STEP):
        end = min(start + _STEP, count)
        with database.transaction() as cursor:
            leaves = store.leaves(cursor, start, end)
        present = {leaf.index for leaf in leaves}
        for index in range(start, end):
            if index not in present:
                yield Difference("leaf_missing", f"The database has no entry {index}.", index)
        for leaf in leaves:
            yield from _within_row(leaf)
        yield from _against_tiles(leaves, tiles, min(end, size), size)


def _within_row(leaf: store.StoredLeaf) -> Iterator[Difference]:
    if leaf_hash(leaf.body) != leaf.leaf_hash:
        words = f"The bytes of entry {leaf.index} in the database are not those that were given this place."
        yield Difference("entry_changed", words, leaf.index, leaf.entry_id)
        return
    try:
        read = decode(leaf.body)
    except NonCanonicalEntryError as error:
        yield Difference("entry_not_canonical", error.message, leaf.index, leaf.entry_id)
        return
    if (read.entry_id, read.kind, read.at) != (leaf.entry_id, leaf.kind, leaf.appended_at):
        words = f"The columns of entry {leaf.index} do not say what its bytes say."
        yield Difference("columns_changed", words, leaf.index, leaf.entry_id)


def _against_tiles(leaves: Sequence[store.StoredLeaf], tiles: TileReader, end: int, size: int) -> Iterator[Difference]:
    read: dict[int, bytes] = {}
    for leaf in leaves:
        index = leaf.index or 0
        if index >= end:
            break
        number, place = divmod(index, TILE_WIDTH)
        if number not in read:
            tile = tile_at(0, number, size)
            try:
                read[number] = read_tile(tiles, tile)
            except TamperedError as error:
                read[number] = b""
                yield Difference("tile_unreadable", error.message, number * TILE_WIDTH)
        hashes = read[number]
        if hashes and hashes[place * HASH_SIZE : (place + 1) * HASH_SIZE] != leaf.leaf_hash:
            words = f"Entry {index} in the database is not the one in the published tree."
            yield Difference("leaf_changed", words, index, leaf.entry_id)


def _code(error: TamperedError) -> str:
    # Such as "missing_tile" of MissingTileError.
    name = type(error).__name__.removesuffix("Error")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
