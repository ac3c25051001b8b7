"""Entries, logs and the naive tree of RFC 6962 that tests compare with."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.entry import Entry, Facts, encode, new_entry
from azukari.ledger.note import new_signer
from azukari.ledger.tile import CHECKPOINT_PATH, encode_bundle, grown_tiles
from azukari.ledger.tree import Frontier, TreeHead, leaf_hash

NOW = datetime(2026, 11, 23, 9, 15, 2, 123_000, tzinfo=UTC)
SIGNER = new_signer("privacy.example.jp/ledger", bytes(range(32)))
OTHER_SIGNER = new_signer("privacy.example.jp/ledger", bytes(range(1, 33)))
VERIFIER = SIGNER.verifier


def sample_entry(number: int) -> Entry:
    facts: Facts = {
        "number": number,
        "commitment": hashlib.sha256(str(number).encode()).hexdigest(),
        "purposes": ["inquiry"],
    }
    return new_entry(
        "vault.record.collected", facts, entry_id=uuid.UUID(int=number), at=NOW + timedelta(seconds=number)
    )


def sample_entries(count: int, *, first: int = 0) -> list[bytes]:
    return [encode(sample_entry(number)) for number in range(first, first + count)]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962 §2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_consistency(old: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 §2.1.2, word for word."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if old <= k:
        return [*naive_consistency(old, leaves[:k], whole=whole), naive_root(leaves[k:])]
    return [*naive_consistency(old - k, leaves[k:], whole=False), naive_root(leaves[:k])]


class Files(dict[str, bytes]):
    """The files of a log, to be read and to be tampered with."""

    def read(self, path: str) -> bytes | None:
        return self.get(path)


def log_files(entries: Sequence[bytes]) -> Files:
    """Write the files of a whole log."""
    files = Files()
    leaves = [leaf_hash(entry) for entry in entries]
    for tile, data in grown_tiles(0, leaves, []):
        files[tile.path] = data
        if tile.level == 0:
            start = tile.index * 256
            files[tile.bundle_path] = encode_bundle(entries[start : start + tile.width])
    files[CHECKPOINT_PATH] = sign_checkpoint(head_of(entries), SIGNER).note
    return files


def head_of(entries: Sequence[bytes]) -> TreeHead:
    return Frontier().extended(leaf_hash(entry) for entry in entries).head()


def leaves_of(entries: Sequence[bytes]) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries]
