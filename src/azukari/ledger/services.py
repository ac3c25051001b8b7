"""The ledger's acts: appending an entry, creating a log, and sequencing.

The sequencer gives entries their places, lets the tree grow, and signs it. Its order is its safety, and each step can be done again
after a crash with the same result (docs/adr/0009):

1. places are durable in the database before anything else knows of them, so that the order of leaves never changes again;
2. tiles are durable before the head moves, and only what no signed checkpoint covers is ever written;
3. the new tree, as it was read back, is proved to continue the head;
4. it is signed in memory, and the head moves by compare-and-swap, durably, before the signature leaves the process;
5. only then is the checkpoint published.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.clock import instant_text
from azukari.base.errors import ConflictError, NotFoundError, TamperedError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor, Database
from azukari.ledger import store
from azukari.ledger.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint, verify_checkpoint
from azukari.ledger.directory import TileStore
from azukari.ledger.entry import Entry, Facts, NonCanonicalEntryError, check_form, cut_instant, write
from azukari.ledger.forms import Forms
from azukari.ledger.head import HeadStore
from azukari.ledger.note import Signer
from azukari.ledger.tile import CHECKPOINT_PATH, TILE_WIDTH, TileHashes, encode_bundle, filled_tiles, grown_tiles
from azukari.ledger.tree import (
    EMPTY_TREE,
    ForkedTreeError,
    Frontier,
    TreeHead,
    WrongInclusionError,
    consistency_proof,
    frontier,
    inclusion_proof,
    leaf_hash,
    tree_head,
    verify_consistency,
    verify_inclusion,
)
from azukari.ledger.waiting import Look, Waiting

BATCH = 2048
_ANOTHER = "not what its columns say"
_FROM_THE_BEGINNING = 256  # every so many looks, in case somebody put a row in by hand


class LogExistsError(ConflictError):
    """This log was created already."""


class LogNotCreatedError(NotFoundError):
    """This log has no signed head: it was never created, or the folder of the head was lost."""


class SplitViewError(TamperedError):
    """The database does not continue what was signed, so nothing more is signed; was an older backup restored?"""


class DamagedEdgeError(TamperedError):
    """The right edge of the tiles is not what was signed; rebuild the tiles from the database."""


class DamagedLeafError(TamperedError):
    """An entry in the database is not the one that was given its place; nothing more is signed."""


@dataclass(frozen=True, slots=True)
class Appending:
    """Entries that were written and are still to be appended, and the parameters of the call that does it.

    Who wants an act and its entries in one statement calls ``ledger_append_all`` in their own, as ``append_all`` in the ledger's
    queries does. That statement has to use the result, for PostgreSQL leaves out a SELECT in a WITH that nothing refers to.
    """

    entries: tuple[Entry, ...]
    bodies: tuple[bytes, ...]
    parameters: Mapping[str, object]


def entries_for(acts: Iterable[tuple[str, Facts, uuid.UUID]], *, now: datetime) -> Appending:
    """Write the entries of acts (kind, facts and the entry's id), in their order.

    Raises:
        EntryInvalidError: if one is not of the form of an entry.
    """
    at = cut_instant(now)
    written = [write(kind, facts, entry_id=entry_id, at=at) for kind, facts, entry_id in acts]
    entries = tuple(entry for entry, _ in written)
    parameters = {
        "ledger_entry_ids": [entry.entry_id for entry in entries],
        "ledger_kinds": [entry.kind for entry in entries],
        "ledger_bodies": [body for _, body in written],
        "ledger_at": at,
    }
    return Appending(entries, tuple(body for _, body in written), parameters)


def append_written(cursor: Cursor, parameters: Mapping[str, object]) -> None:
    """Append entries by the parameters that `entries_for` gave, perhaps in another process."""
    store.append_all(cursor, parameters)


def append(cursor: Cursor, kind: str, facts: Facts, *, now: datetime) -> Entry:
    """Append an entry in the caller's transaction: it is in the ledger if, and only if, that commits.

    Raises:
        EntryInvalidError: if it is not of the form of an entry.
    """
    return append_all(cursor, [(kind, facts)], now=now)[0]


def append_all(cursor: Cursor, acts: Iterable[tuple[str, Facts]], *, now: datetime) -> tuple[Entry, ...]:
    """Append entries of several acts in one round trip, in their order.

    Raises:
        EntryInvalidError: if one is not of the form of an entry.
    """
    appending = entries_for(((kind, facts, new_id()) for kind, facts in acts), now=now)
    if appending.entries:
        append_written(cursor, appending.parameters)
    return appending.entries


def create_log(tiles: TileStore, head: HeadStore, signer: Signer) -> Checkpoint:
    """Create an empty log: sign the empty tree, keep it as the head, and publish it.

    Raises:
        LogExistsError: if there is a head, or anything was published.
    """
    if head.read() is not None or tiles.read(CHECKPOINT_PATH) is not None:
        raise LogExistsError
    signed = sign_checkpoint(EMPTY_TREE, signer)
    head.compare_and_swap(None, signed.note)
    tiles.write(CHECKPOINT_PATH, signed.note)
    return signed.checkpoint


class Sequencer:
    """Gives entries their places, and signs the tree that they make."""

    def __init__(
        self, database: Database, tiles: TileStore, head: HeadStore, signer: Signer, *, batch: int = BATCH
    ) -> None:
        """Take what the sequencer works on; ``batch`` is how many entries one run takes at most."""
        self._database, self._tiles, self._head = database, tiles, head
        self._signer, self._verifier, self._batch = signer, signer.verifier, batch
        self._waiting, self._looks, self._behind = Waiting(), 0, False

    @property
    def is_behind(self) -> bool:
        """Tell whether the last run took as many entries as it may, so that more may wait."""
        return self._behind

    def waits(self) -> bool:
        """Tell whether an entry waits for its place; this is one look into one index.

        Raises:
            UnavailableError: if the database cannot be reached.
        """
        with self._database.transaction() as cursor:
            return store.waits(cursor, after=self._waiting.after)

    def run_once(self) -> Checkpoint | None:
        """Sequence what waits; return the checkpoint if one was published, or none if there was nothing to do.

        Raises:
            LogNotCreatedError: if there is no head.
            SplitViewError: if the database, or what was published, is not a continuation of the head; nothing is signed.
            DamagedEdgeError: if the last tiles are damaged.
            DamagedLeafError: if an entry was changed in the database.
            MissingTileError: if one of the last tiles is missing.
            HeadMovedError: if another sequencer was quicker.
            UnavailableError: if the database or the disk cannot be reached.
        """
        done = False
        try:
            published = self._run()
            done = True
        finally:
            if not done:
                # Whatever went wrong, what was known of the database may not be true of the one that comes back.
                self._waiting, self._behind = Waiting(), False
        return published

    def _run(self) -> Checkpoint | None:
        signed = self._signed()
        published = self._publish_again(signed)
        placed = self._assign(signed.head, self._last_leaf(signed.head))
        size = min(placed, signed.head.size + self._batch)
        self._behind = self._behind or placed > size
        if size == signed.head.size:
            return signed.checkpoint if published else None
        grown = self._grow(signed.head, size)
        return self._sign(signed, grown)

    def rebuild_tiles(self) -> Checkpoint:
        """Write all tiles of the head anew from the database, after they were damaged or lost; nothing is signed.

        Raises:
            LogNotCreatedError: if there is no head.
            SplitViewError: if the database does not make the tree of the head; nothing is written then.
        """
        signed = self._signed()
        edge, size = Frontier(), signed.head.size
        for start in range(0, size, self._batch):
            edge = edge.extended(leaf_hash(body) for body in self._bodies(start, min(start + self._batch, size)))
        if edge.head() != signed.head:
            raise SplitViewError
        edges: list[bytes] = []
        for start in range(0, size, TILE_WIDTH * TILE_WIDTH):
            end = min(start + TILE_WIDTH * TILE_WIDTH, size)
            self._write(start, self._bodies(start, end), edges)
            edges = TileHashes(self._tiles, end).edges()
        self._tiles.write(CHECKPOINT_PATH, signed.note)
        return signed.checkpoint

    def _signed(self) -> SignedCheckpoint:
        held = self._head.read()
        if held is None:
            raise LogNotCreatedError
        return verify_checkpoint(held, self._verifier)

    def _publish_again(self, signed: SignedCheckpoint) -> bool:
        # A crash after the head had moved left an older checkpoint published. A newer one means that the head itself went back.
        published = self._tiles.read(CHECKPOINT_PATH)
        if published == signed.note:
            return False
        if published is not None:
            try:
                other = verify_checkpoint(published, self._verifier).head
            except TamperedError:
                other = EMPTY_TREE
            if other.size > signed.head.size or (other.size == signed.head.size and other != signed.head):
                raise SplitViewError
        self._edge(signed.head)
        self._tiles.write(CHECKPOINT_PATH, signed.note)
        return True

    def _last_leaf(self, head: TreeHead) -> bytes | None:
        if head.size == 0:
            return None
        hashes = TileHashes(self._tiles, head.size)
        path = inclusion_proof(head.size - 1, head.size, hashes)
        try:
            return verify_inclusion(hashes(0, head.size - 1), head.size - 1, path, head)
        except WrongInclusionError:
            raise DamagedEdgeError from None

    def _assign(self, head: TreeHead, last: bytes | None) -> int:
        with self._database.transaction() as cursor:
            store.lock_places(cursor)
            # The database must have the last leaf that was signed, in its place. An older backup, or another's, has not; nothing
            # may take a place in it.
            if [leaf_hash(leaf.body) for leaf in store.leaves(cursor, head.size - 1, head.size)] != (
                [last] if last else []
            ):
                raise SplitViewError
            size = store.leaf_count(cursor)
            entries, look = self._look(cursor)
            refused = _reasons_against(entries)
            for row, reason in refused.items():
                store.refuse(cursor, row, reason=reason)
            placed = [entry for entry in entries if entry.row not in refused]
            if placed:
                hashes = [leaf_hash(entry.body) for entry in placed]
                store.place(cursor, [entry.row for entry in placed], hashes, first=size)
        self._waiting, self._behind = self._waiting.looked(look), not look.whole
        return size + len(placed)

    def _look(self, cursor: Cursor) -> tuple[list[store.PendingEntry], Look]:
        after = self._waiting.after if self._looks % _FROM_THE_BEGINNING else 0
        self._looks += 1
        ended, _ = store.snapshot(cursor)
        entries = store.pending(cursor, limit=self._batch, after=after)
        _, begun = store.snapshot(cursor)
        last = entries[-1].row if entries else None
        return entries, Look(ended, begun, last, whole=len(entries) < self._batch)

    def _grow(self, head: TreeHead, size: int) -> TreeHead:
        edge = self._edge(head)
        edges = TileHashes(self._tiles, head.size).edges()
        start = head.size - head.size % TILE_WIDTH
        bodies = self._bodies(start, size)
        hashes = [leaf_hash(body) for body in bodies]
        if b"".join(hashes[: head.size - start]) != (edges[0] if edges else b""):
            raise SplitViewError
        grown = edge.extended(hashes[head.size - start :]).head()
        self._write(head.size, bodies, edges)
        self._prove(head, grown)
        return grown

    def _edge(self, head: TreeHead) -> Frontier:
        edge = frontier(head.size, TileHashes(self._tiles, head.size))
        if edge.head() != head:
            raise DamagedEdgeError
        return edge

    def _bodies(self, start: int, end: int) -> list[bytes]:
        with self._database.transaction() as cursor:
            found = store.leaves(cursor, start, end)
        if [leaf.index for leaf in found] != list(range(start, end)):
            raise DamagedLeafError("Places in the database are missing; nothing more is signed.")
        for leaf in found:
            if leaf.leaf_hash != leaf_hash(leaf.body):
                raise DamagedLeafError(f"Entry {leaf.index} in the database is not the one that was given its place.")
        return [leaf.body for leaf in found]

    def _write(self, old_size: int, bodies: Sequence[bytes], edges: Sequence[bytes]) -> None:
        # `bodies` begin where the last partial bundle of the old tree begins, so that it can be written whole.
        start = old_size - old_size % TILE_WIDTH
        leaves = [leaf_hash(body) for body in bodies[old_size - start :]]
        for tile, data in grown_tiles(old_size, leaves, edges):
            self._tiles.write(tile.path, data)
            if tile.level == 0:
                first = tile.index * TILE_WIDTH - start
                self._tiles.write(tile.bundle_path, encode_bundle(bodies[first : first + tile.width]))

    def _prove(self, head: TreeHead, grown: TreeHead) -> None:
        hashes = TileHashes(self._tiles, grown.size)
        try:
            verify_consistency(head, grown, consistency_proof(head.size, grown.size, hashes))
        except ForkedTreeError:
            raise SplitViewError from None
        if tree_head(grown.size, hashes) != grown:
            raise SplitViewError

    def _sign(self, signed: SignedCheckpoint, grown: TreeHead) -> Checkpoint:
        new = sign_checkpoint(grown, self._signer)
        self._head.compare_and_swap(signed.note, new.note)
        self._tiles.write(CHECKPOINT_PATH, new.note)
        for tile in filled_tiles(signed.head.size, grown.size):
            self._tiles.drop_partial(tile.path)
            if tile.level == 0:
                self._tiles.drop_partial(tile.bundle_path)
        return new.checkpoint


def _reasons_against(entries: Sequence[store.PendingEntry]) -> dict[int, str]:
    """Tell which rows can have no place, and why: nearly always none, so all are looked at together first."""
    try:
        Forms().check([entry.body for entry in entries], first=0)
    except NonCanonicalEntryError:
        return {entry.row: reason for entry in entries if (reason := _reason_against(entry))}
    return {entry.row: _ANOTHER for entry in entries if not _says(entry)}


def _reason_against(entry: store.PendingEntry) -> str | None:
    try:
        check_form(entry.body)
    except NonCanonicalEntryError:
        return "not in canonical form"
    return None if _says(entry) else _ANOTHER


def _says(entry: store.PendingEntry) -> bool:
    # Canonical bytes begin with the instant, and end with the id, the kind and the version.
    beginning = f'{{"at":"{instant_text(entry.appended_at)}",'
    ending = f'"id":"{entry.entry_id}","kind":"{entry.kind}","v":1}}'
    exact = entry.appended_at.microsecond % 1000 == 0
    return exact and entry.body.startswith(beginning.encode()) and entry.body.endswith(ending.encode())
