import os
from pathlib import Path

import pytest

from azukari.base.errors import Kind
from azukari.ledger.directory import LedgerFilesError, TileDirectory


@pytest.fixture
def tiles(tmp_path: Path) -> TileDirectory:
    return TileDirectory(tmp_path)


def test_files_are_read_back_and_replaced(tiles: TileDirectory, tmp_path: Path) -> None:
    assert tiles.read("tile/0/x001/000.p/3") is None
    tiles.write("tile/0/x001/000.p/3", b"one")
    tiles.write("tile/0/x001/000.p/3", b"two")
    tiles.write("checkpoint", b"three")
    assert tiles.read("tile/0/x001/000.p/3") == (tmp_path / "tile/0/x001/000.p/3").read_bytes() == b"two"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["3", "checkpoint"]


def test_files_can_be_read_by_whoever_serves_them(tiles: TileDirectory, tmp_path: Path) -> None:
    tiles.write("tile/0/000", b"x")
    assert (tmp_path / "tile/0/000").stat().st_mode & 0o777 == 0o644 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_partial_files_are_dropped_and_only_they(tiles: TileDirectory, tmp_path: Path) -> None:
    for path in ("tile/0/000.p/1", "tile/0/000.p/255", "tile/0/000", "tile/0/001.p/7"):
        tiles.write(path, b"x")
    tiles.drop_partial("tile/0/000")
    tiles.drop_partial("tile/0/000")
    assert not (tmp_path / "tile/0/000.p").exists()
    assert tiles.read("tile/0/000") == tiles.read("tile/0/001.p/7") == b"x"


def test_everything_is_synced_before_and_after_it_is_in_place(
    tiles: TileDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def recorded_sync(descriptor: int) -> None:
        sync(descriptor)
        done.append(f"sync {Path(f'/proc/self/fd/{descriptor}').readlink().relative_to(tmp_path)}")

    def recorded_replace(self: Path, target: Path) -> Path:
        done.append(f"rename {target.relative_to(tmp_path)}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", recorded_sync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    tiles.write("tile/0/000", b"x")
    assert [what.partition("/.000.")[0] for what in done] == [
        "sync .",
        "sync tile",
        "sync tile/0",
        "rename tile/0/000",
        "sync tile/0",
    ]


def test_a_write_that_fails_leaves_what_was_there(
    tiles: TileDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiles.write("checkpoint", b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerFilesError, match="No space left") as raised:
        tiles.write("checkpoint", b"new")
    assert raised.value.kind is Kind.UNAVAILABLE
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("checkpoint", b"old")]


def test_a_folder_in_the_way_has_its_name(tiles: TileDirectory, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").mkdir()
    with pytest.raises(LedgerFilesError):
        tiles.read("checkpoint")
    (tmp_path / "tile").write_bytes(b"")
    assert tiles.read("tile/0/000") is None
    with pytest.raises(LedgerFilesError):
        tiles.write("tile/0/000", b"x")
