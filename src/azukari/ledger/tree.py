"""The Merkle tree of RFC 6962 and RFC 9162, §2.1: hashes, roots, and proofs of inclusion and consistency.

Proofs are computed from the hashes of complete subtrees, named by height and position: ``(0, 5)`` is the sixth leaf, ``(3, 1)``
the subtree over leaves 8 to 15. Where those hashes come from is the caller's affair.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from azukari.base.errors import TamperedError

HASH_SIZE = 32
_RUN = 8  # the height of a tile
EMPTY_ROOT = hashlib.sha256().digest()

HashAt: TypeAlias = Callable[[int, int], bytes]


class WrongInclusionError(TamperedError):
    """This entry is not at this place of this tree: the inclusion proof does not lead to the root."""


class SmallerTreeError(TamperedError):
    """The tree is smaller than one that was seen before: entries were taken away."""


class ForkedTreeError(TamperedError):
    """The tree does not continue one that was seen before: its past was rewritten."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A tree, named by its size and its root."""

    size: int
    root: bytes


EMPTY_TREE = TreeHead(0, EMPTY_ROOT)


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry into a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def parents(hashes: bytes) -> bytes:
    """Hash concatenated hashes into those of their parents; one that has no partner is left out."""
    sha256, last = hashlib.sha256, len(hashes) - HASH_SIZE
    return b"".join([sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, last, 2 * HASH_SIZE)])


def complete_root(hashes: bytes) -> bytes:
    """Hash the concatenated hashes of a complete subtree (a power of two of them) into its root."""
    while len(hashes) > HASH_SIZE:
        hashes = parents(hashes)
    return hashes


@lru_cache(maxsize=64)
def run_root(hashes: bytes) -> bytes:
    """Do as `complete_root`, and remember: who lets a tree grow needs the root of each new tile for its frontier, too."""
    return complete_root(hashes)


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree, enough to let it grow: the roots of its complete subtrees, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def extended(self, leaves: Iterable[bytes]) -> "Frontier":
        """Append leaf hashes."""
        size, peaks, new, at = self.size, list(self.peaks), list(leaves), 0
        while at < len(new):
            # A whole run where one begins, else a leaf.
            height = _RUN if not size % (1 << _RUN) and len(new) - at >= 1 << _RUN else 0
            node, rest = run_root(b"".join(new[at : at + (1 << height)])), size >> height
            while rest & 1:
                node = node_hash(peaks.pop(), node)
                rest >>= 1
            peaks.append(node)
            size, at = size + (1 << height), at + (1 << height)
        return Frontier(size, tuple(peaks))

    def head(self) -> TreeHead:
        """Name the tree."""
        return TreeHead(self.size, _folded(self.peaks) if self.peaks else EMPTY_ROOT)


def frontier(size: int, hash_at: HashAt) -> Frontier:
    """Take the right edge of a tree of some size."""
    return Frontier(size, tuple(_peaks(0, size, hash_at)))


def tree_head(size: int, hash_at: HashAt) -> TreeHead:
    """Name the tree of the first ``size`` leaves."""
    return frontier(size, hash_at).head()


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Prove that a leaf is in a tree (RFC 9162 §2.1.3.1), from the leaf's sibling up.

    Raises:
        ValueError: if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("There is no such leaf in this tree.")
    path: list[bytes] = []
    for height in range((size - 1).bit_length()):
        sibling = (index >> height) ^ 1
        start = sibling << height
        if start + (1 << height) <= size:
            path.append(hash_at(height, sibling))
        elif start < size:
            path.append(_range_root(start, size, hash_at))
    return tuple(path)


def consistency_proof(old_size: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Prove that a tree continues an older one (RFC 9162 §2.1.4.1).

    Raises:
        ValueError: if the older tree is the larger one.
    """
    if not 0 <= old_size <= size:
        raise ValueError("A tree continues smaller trees only.")
    path: list[bytes] = []
    start, end, whole = 0, size, True
    while 0 < old_size < end:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(_range_root(middle, end, hash_at))
            end = middle
        else:
            path.append(_range_root(start, middle, hash_at))
            start, whole = middle, False
    if not whole:
        path.append(_range_root(start, end, hash_at))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, proof: Sequence[bytes], head: TreeHead) -> bytes:
    """Verify that a leaf is at an index of a tree (RFC 9162 §2.1.3.2), and return the leaf.

    Raises:
        WrongInclusionError: if the proof does not show it.
    """
    if not 0 <= index < head.size:
        raise WrongInclusionError
    node, place, last = leaf, index, head.size - 1
    for sibling in proof:
        if last == 0:
            raise WrongInclusionError
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last != 0 or node != head.root:
        raise WrongInclusionError
    return leaf


def verify_consistency(old: TreeHead, new: TreeHead, proof: Sequence[bytes]) -> TreeHead:
    """Verify that a tree continues an older one (RFC 9162 §2.1.4.2), and return the newer.

    Raises:
        SmallerTreeError: if the newer tree is smaller.
        ForkedTreeError: if the proof does not show it.
    """
    if new.size < old.size:
        raise SmallerTreeError
    if old.size in {0, new.size}:
        if proof or old.root != (new.root if old.size else EMPTY_ROOT):
            raise ForkedTreeError
        return new
    path = [old.root, *proof] if old.size & (old.size - 1) == 0 else list(proof)
    if not path or _both_roots(old.size, new.size, path) != (old.root, new.root):
        raise ForkedTreeError
    return new


def _both_roots(old_size: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_root = root = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ForkedTreeError
        if place & 1 or place == last:
            old_root, root = node_hash(sibling, old_root), node_hash(sibling, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ForkedTreeError
    return old_root, root


def _split(width: int) -> int:
    return 1 << (width - 1).bit_length() - 1


def _peaks(start: int, end: int, hash_at: HashAt) -> list[bytes]:
    peaks: list[bytes] = []
    while start < end:
        # Subtrees only get smaller to the right, so each is as large as fits.
        height = (end - start).bit_length() - 1
        peaks.append(hash_at(height, start >> height))
        start += 1 << height
    return peaks


def _range_root(start: int, end: int, hash_at: HashAt) -> bytes:
    return _folded(_peaks(start, end, hash_at))


def _folded(peaks: Sequence[bytes]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root
