import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.ledger.tile import (
    MissingTileError,
    OverfullBundleError,
    Tile,
    TileHashes,
    TruncatedBundleError,
    WrongTileSizeError,
    decode_bundle,
    encode_bundle,
    grown_tiles,
    read_bundle,
    read_tile,
    tile_at,
    tiles_of,
)
from azukari.ledger.tree import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_head,
    verify_consistency,
    verify_inclusion,
)
from tests.ledger.samples import Files, naive_root

_LEAVES = [leaf_hash(str(number).encode()) for number in range(70_000)]
_ROWS = [b"".join(_LEAVES)]


def _files(size: int) -> Files:
    return Files({tile.path: data for tile, data in grown_tiles(0, _LEAVES[:size], [])})


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(1, 999, 5), "tile/1/999.p/5"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
    ],
)
def test_paths(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tile.full.path == path.partition(".p/")[0]


def test_bundle_paths() -> None:
    assert Tile(0, 5, 7).bundle_path == "tile/entries/005.p/7"
    assert Tile(0, 1005).bundle_path == "tile/entries/x001/005"


def test_the_example_of_the_specification() -> None:
    size = 70_000
    assert [tile.width for tile in tiles_of(0, size)] == [256] * 273 + [112]
    assert [tile.width for tile in tiles_of(1, size)] == [256, 17]
    assert [tile.width for tile in tiles_of(2, size)] == [1]
    assert list(tiles_of(3, size)) == []
    made = {tile for tile, _ in grown_tiles(0, _LEAVES, [])}
    assert made == {tile for level in range(3) for tile in tiles_of(level, size)}


def test_a_full_level_has_no_partial_tile() -> None:
    assert [tile.path for tile, _ in grown_tiles(0, _LEAVES[:256], [])] == ["tile/0/000", "tile/1/000.p/1"]
    assert TileHashes(_files(256), 256).edges()[0] == b""


@given(st.lists(st.integers(1, 900), min_size=1, max_size=5))
def test_a_log_grown_in_steps_is_the_log_grown_at_once(steps: list[int]) -> None:
    files, size = Files(), 0
    for step in steps:
        edges = TileHashes(files, size).edges()
        for tile, data in grown_tiles(size, _LEAVES[size : size + step], edges):
            assert tile == tile_at(tile.level, tile.index, size + step) or tile.is_full
            files[tile.path] = data
        size += step
    assert _files(size).items() <= files.items()
    assert tree_head(size, TileHashes(files, size)) == Frontier().extended(_LEAVES[:size]).head()


@given(st.integers(1, 70_000), st.data())
def test_proofs_come_out_of_tiles(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    hashes = TileHashes(_BIG, size)
    head = tree_head(size, hashes)
    assert verify_inclusion(_LEAVES[index], index, inclusion_proof(index, size, hashes), head)
    old_head = tree_head(old, TileHashes(_BIG, old))
    assert verify_consistency(old_head, head, consistency_proof(old, size, hashes)) == head


# The full tiles of the largest log stand in for all partial ones.
_BIG = Files({tile.path: data + bytes(8192 - len(data)) for tile, data in grown_tiles(0, _LEAVES, [])})
_BIG = Files({path.partition(".p/")[0]: data for path, data in _BIG.items()})


def test_level_one_holds_the_roots_of_full_tiles() -> None:
    assert _files(512)["tile/1/000.p/2"] == naive_root(_LEAVES[:256]) + naive_root(_LEAVES[256:512])


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_are_read_back(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@given(st.binary(max_size=600), st.integers(0, 4))
def test_any_bytes_are_a_bundle_or_named(data: bytes, width: int) -> None:
    try:
        entries = decode_bundle(data, width)
    except (TruncatedBundleError, OverfullBundleError):
        return
    assert encode_bundle(entries) == data


def test_bundles_that_are_too_short_or_too_long() -> None:
    data = encode_bundle([b"one", b"two"])
    for end in range(len(data)):
        with pytest.raises(TruncatedBundleError):
            decode_bundle(data[:end], 2)
    with pytest.raises(OverfullBundleError):
        decode_bundle(data + b"\x00", 2)
    with pytest.raises(OverfullBundleError):
        decode_bundle(data, 1)


def test_a_partial_file_that_was_replaced_is_read_from_the_full_one() -> None:
    entries = [str(number).encode() for number in range(256)]
    files = Files({"tile/0/000": _ROWS[0][:8192], "tile/entries/000": encode_bundle(entries)})
    assert read_tile(files, Tile(0, 0, 3)) == _ROWS[0][:96]
    assert read_bundle(files, Tile(0, 0, 3)) == entries[:3]


@pytest.mark.parametrize("tile", [Tile(0, 0), Tile(0, 0, 3)])
def test_missing_files_are_named(tile: Tile) -> None:
    with pytest.raises(MissingTileError, match=tile.path):
        read_tile(Files(), tile)
    with pytest.raises(MissingTileError, match=tile.bundle_path):
        read_bundle(Files(), tile)


@pytest.mark.parametrize("length", [0, 95, 97, 128])
def test_tiles_of_another_size_are_named(length: int) -> None:
    with pytest.raises(WrongTileSizeError, match=r"tile/0/000\.p/3"):
        read_tile(Files({"tile/0/000.p/3": bytes(length)}), Tile(0, 0, 3))


@pytest.mark.parametrize(
    ("data", "error"), [(b"\x00\x01a", TruncatedBundleError), (b"\x00\x01a" * 3, OverfullBundleError)]
)
def test_wrong_bundles_are_named(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"tile/entries/004\.p/2"):
        read_bundle(Files({"tile/entries/004.p/2": data}), Tile(0, 4, 2))
