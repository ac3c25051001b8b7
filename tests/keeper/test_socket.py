"""The socket's place: private, ours, and one keeper's at a time."""

import os
import socket
import stat
from pathlib import Path

import pytest

from azukari.base.errors import ConflictError
from azukari.keeper.socket import SocketPlaceError, listening_socket


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "keeper" / "keeper.sock"


def test_it_is_private_from_the_first_moment_and_cleared_away(path: Path) -> None:
    before = os.umask(0)
    try:
        with listening_socket(path):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert os.umask(0) == 0
    finally:
        os.umask(before)
    assert not path.exists()


def test_a_stale_socket_is_replaced(path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    with listening_socket(path), socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(path))


def test_a_living_keepers_socket_is_left_alone(path: Path) -> None:
    with listening_socket(path):
        with pytest.raises(ConflictError), listening_socket(path):
            pass
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(path))


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_is_no_socket_is_left_alone(path: Path, tmp_path: Path, kind: str) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    target = tmp_path / "elsewhere.sock"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(target))
    if kind == "file":
        path.write_text("x")
    elif kind == "link":
        path.symlink_to(target)
    else:
        path.mkdir()
    with pytest.raises(SocketPlaceError, match="no socket of the keeper's"), listening_socket(path):
        pass
    assert path.is_symlink() or path.exists()
    assert target.exists()


def test_a_folder_that_others_may_enter_is_refused(path: Path) -> None:
    path.parent.mkdir(parents=True)
    for mode in (0o755, 0o750, 0o701):
        path.parent.chmod(mode)
        with pytest.raises(SocketPlaceError, match="chmod 700"), listening_socket(path):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_somebody_elses_folder_or_socket_is_refused(path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    os.chown(path, 12345, 12345)
    with pytest.raises(SocketPlaceError), listening_socket(path):
        pass
    os.chown(path.parent, 12345, 12345)
    with pytest.raises(SocketPlaceError, match="belong to the keeper's account"), listening_socket(path):
        pass


def test_a_folder_that_is_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    path.parent.parent.mkdir()
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    path.parent.symlink_to(real)
    with pytest.raises(SocketPlaceError, match="link"), listening_socket(path):
        pass


def test_a_path_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SocketPlaceError, match="107"), listening_socket(tmp_path / ("x" * 108)):
        pass
