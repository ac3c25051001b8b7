from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.ledger.tree import (
    EMPTY_TREE,
    ForkedTreeError,
    Frontier,
    SmallerTreeError,
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
from tests.ledger.samples import naive_consistency, naive_path, naive_root

# The eight leaves and roots that Certificate Transparency's implementations test with.
_CT_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
_CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

_LEAVES = [leaf_hash(str(number).encode()) for number in range(700)]
_sizes = st.integers(1, 70) | st.sampled_from([127, 128, 129, 255, 256, 257, 511, 512, 513, 700])


def _hashes(leaves: Sequence[bytes]) -> Callable[[int, int], bytes]:
    def at(height: int, position: int) -> bytes:
        chosen = leaves[position << height : position + 1 << height]
        assert len(chosen) == 1 << height, "only complete subtrees may be asked for"
        return naive_root(chosen)

    return at


def _head(size: int) -> TreeHead:
    return TreeHead(size, naive_root(_LEAVES[:size]))


@pytest.mark.parametrize("size", range(9))
def test_roots_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in _CT_LEAVES[:size]]
    assert Frontier().extended(leaves).head() == TreeHead(size, bytes.fromhex(_CT_ROOTS[size]))


@given(_sizes, st.data())
def test_a_tree_grows_like_the_naive_one(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, size))
    grown = Frontier().extended(_LEAVES[:first]).extended(_LEAVES[first:size])
    assert grown.head() == _head(size)
    assert frontier(size, _hashes(_LEAVES[:size])) == grown
    assert tree_head(size, _hashes(_LEAVES)) == grown.head()


def test_the_empty_tree() -> None:
    assert Frontier().head() == EMPTY_TREE == tree_head(0, _hashes([]))


@given(_sizes, st.data())
def test_inclusion_is_proved_like_the_rfc_says(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, _hashes(_LEAVES[:size]))
    assert list(proof) == naive_path(index, _LEAVES[:size])
    assert verify_inclusion(_LEAVES[index], index, proof, _head(size)) == _LEAVES[index]


@given(_sizes, st.data())
def test_consistency_is_proved_like_the_rfc_says(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    proof = consistency_proof(old, size, _hashes(_LEAVES[:size]))
    assert list(proof) == (naive_consistency(old, _LEAVES[:size]) if old else [])
    assert verify_consistency(_head(old), _head(size), proof) == _head(size)


@given(_sizes, st.data())
def test_no_other_inclusion_is_verified(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = naive_path(index, _LEAVES[:size])
    wrong = data.draw(
        st.sampled_from(["leaf", "index", "root", "size", "hash", "longer", "shorter", "negative", "beyond"])
    )
    leaf, place, head = _LEAVES[index], index, _head(size)
    if wrong == "leaf":
        leaf = leaf_hash(b"another")
    elif wrong == "index":
        place = data.draw(st.integers(0, size - 1).filter(lambda other: other != index)) if size > 1 else 1
    elif wrong == "root":
        head = TreeHead(size, leaf_hash(b"another"))
    elif wrong == "size":
        head = TreeHead(size + 2 ** (size.bit_length()), head.root)
    elif wrong == "hash" and proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        proof[at] = leaf_hash(b"another")
    elif wrong == "shorter" and proof:
        proof.pop(data.draw(st.integers(0, len(proof) - 1)))
    elif wrong == "negative":
        place = -1
    elif wrong == "beyond":
        place = size
    else:
        proof.append(leaf_hash(b"another"))
    with pytest.raises(WrongInclusionError):
        verify_inclusion(leaf, place, proof, head)


@given(_sizes, st.data())
def test_no_other_consistency_is_verified(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    proof = naive_consistency(old, _LEAVES[:size]) if old else []
    wrong = data.draw(st.sampled_from(["old root", "new root", "hash", "longer", "shorter"]))
    old_head, head = _head(old), _head(size)
    if wrong == "old root":
        old_head = TreeHead(old, leaf_hash(b"another"))
    elif wrong == "new root" and old:
        head = TreeHead(size, leaf_hash(b"another"))
    elif wrong == "hash" and proof:
        proof[data.draw(st.integers(0, len(proof) - 1))] = leaf_hash(b"another")
    elif wrong == "shorter" and proof:
        proof.pop(data.draw(st.integers(0, len(proof) - 1)))
    else:
        proof.append(leaf_hash(b"another"))
    with pytest.raises(ForkedTreeError):
        verify_consistency(old_head, head, proof)


@given(_sizes, st.data())
def test_a_smaller_tree_has_its_own_name(size: int, data: st.DataObject) -> None:
    with pytest.raises(SmallerTreeError):
        verify_consistency(_head(size), _head(data.draw(st.integers(0, size - 1))), [])


def test_a_proof_that_ends_before_the_trees_meet() -> None:
    # Sizes 1 and 3 need two hashes; with a root chosen to fit, one hash must not do.
    sibling = _LEAVES[1]
    short = TreeHead(3, naive_root([_LEAVES[0], sibling]))
    with pytest.raises(ForkedTreeError):
        verify_consistency(_head(1), short, [sibling])
    with pytest.raises(WrongInclusionError):
        verify_inclusion(_LEAVES[0], 0, [sibling], short)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_leaves_that_are_not_there_are_not_proved(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(index, size, _hashes(_LEAVES))


@pytest.mark.parametrize(("old", "size"), [(-1, 3), (4, 3)])
def test_trees_that_do_not_grow_are_not_proved(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="smaller trees"):
        consistency_proof(old, size, _hashes(_LEAVES))
