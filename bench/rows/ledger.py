"""The ledger's tree beside pymerkle, the Merkle tree library of Python that is maintained, on the same entries."""

import random
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pymerkle import InmemoryTree
from pymerkle import verify_inclusion as verify_theirs

from azukari.base.clock import system_clock
from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.directory import TileDirectory
from azukari.ledger.entry import encode, new_entry
from azukari.ledger.log import verify_log
from azukari.ledger.note import new_signer
from azukari.ledger.services import BATCH
from azukari.ledger.tile import CHECKPOINT_PATH, TILE_WIDTH, TileHashes, encode_bundle, grown_tiles
from azukari.ledger.tree import Frontier, TreeHead, inclusion_proof, leaf_hash, verify_inclusion
from azukari.ledger.workers import workers
from bench.ground import Ground
from bench.harness import Contest, check
from bench.scale import Scale

_APPENDED = 100_000  # entries at most that are appended in a round
_PROVED = 2000
_LONG_ROUNDS = 3
_SIGNER = new_signer("bench.example/ledger", bytes(range(32)))


class _Tiles(dict[str, bytes]):
    """The files of a log, in memory."""

    def read(self, path: str) -> bytes | None:
        return self.get(path)


def contests(_made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for appending, proving, and verifying a whole log."""
    log = _entries(scale.log)
    some = log[: min(_APPENDED, scale.log)]
    yield Contest(
        "append an entry to the ledger's tree", "pymerkle, in memory",
        ours=lambda: _append(some), theirs=lambda: _append_theirs(some), target=0.15,
    )  # fmt: skip
    tiles, head = _log(some)
    tree = _tree(some)
    drawn = random.Random(1)
    yield Contest(
        f"prove that an entry is among {len(some):,}", "pymerkle, in memory",
        ours=lambda: _prove(tiles, head, drawn), theirs=lambda: _prove_theirs(tree, some, drawn), target=0.2,
    )  # fmt: skip
    tiles, head = _log(log)
    tiles[CHECKPOINT_PATH] = sign_checkpoint(head, _SIGNER).note
    with TemporaryDirectory(prefix="azukari-bench-ledger-") as folder:
        _put(tiles, Path(folder))
        tiles.clear()
        yield Contest(
            f"verify a log of {len(log):,} entries from its files, every processor", "pymerkle, which builds the tree again",
            ours=lambda: _verify(Path(folder), head), theirs=lambda: _verify_theirs(log, head), target=0.15, rounds=_LONG_ROUNDS,
        )  # fmt: skip


def _put(tiles: _Tiles, folder: Path) -> None:
    for name, data in tiles.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _entries(count: int) -> list[bytes]:
    now, event = system_clock(), "vault.record.opened"
    facts = {"actor": str(uuid.uuid4()), "purpose": "order.answer", "role": "service", "reason": "5c" * 32}
    return [
        encode(new_entry(event, {**facts, "record": str(uuid.uuid4())}, entry_id=uuid.uuid4(), at=now))
        for _ in range(count)
    ]


def _log(entries: Sequence[bytes]) -> tuple[_Tiles, TreeHead]:
    """Let a log grow as the sequencer does: a batch at a time, with all its tiles and bundles."""
    tiles, edge = _Tiles(), Frontier()
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        leaves = [leaf_hash(entry) for entry in batch]
        edges = TileHashes(tiles, edge.size).edges() if edge.size else []
        for tile, data in grown_tiles(edge.size, leaves, edges):
            tiles[tile.path] = data
            if tile.level == 0:
                first = tile.index * TILE_WIDTH
                tiles[tile.bundle_path] = encode_bundle(entries[first : first + tile.width])
        edge = edge.extended(leaves)
    return tiles, edge.head()


def _tree(entries: Sequence[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree


def _append(entries: Sequence[bytes]) -> float:
    started = time.perf_counter()
    _, head = _log(entries)
    took = (time.perf_counter() - started) / len(entries)
    check(head.size == len(entries), "not every entry was appended")
    return took


def _append_theirs(entries: Sequence[bytes]) -> float:
    started = time.perf_counter()
    root = _tree(entries).get_state()
    took = (time.perf_counter() - started) / len(entries)
    check(root == _log(entries)[1].root, "the two trees have different roots")
    return took


def _prove(tiles: _Tiles, head: TreeHead, drawn: random.Random) -> float:
    places = [drawn.randrange(head.size) for _ in range(_PROVED)]
    started = time.perf_counter()
    hashes = TileHashes(tiles, head.size)
    proofs = [inclusion_proof(place, head.size, hashes) for place in places]
    took = (time.perf_counter() - started) / len(places)
    for place, proof in zip(places, proofs, strict=True):
        verify_inclusion(hashes(0, place), place, proof, head)
    return took


def _prove_theirs(tree: InmemoryTree, entries: Sequence[bytes], drawn: random.Random) -> float:
    places = [drawn.randrange(len(entries)) for _ in range(_PROVED)]
    started = time.perf_counter()
    proofs = [tree.prove_inclusion(place + 1) for place in places]
    took = (time.perf_counter() - started) / len(places)
    verify_theirs(tree.get_leaf(places[0] + 1), tree.get_state(), proofs[0])
    return took


def _verify(folder: Path, head: TreeHead) -> float:
    started = time.perf_counter()
    with workers() as spread:
        verified = verify_log(TileDirectory(folder), _SIGNER.verifier, spread=spread)
    took = time.perf_counter() - started
    check(verified.checkpoint.head == head, "another tree was verified")
    return took


def _verify_theirs(entries: Sequence[bytes], head: TreeHead) -> float:
    started = time.perf_counter()
    root = _tree(entries).get_state()
    took = time.perf_counter() - started
    check(root == head.root, "the two trees have different roots")
    return took
