"""The socket's place: a private folder, one keeper at a time, and nothing there that somebody else put."""

import contextlib
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

from azukari.base.errors import ConflictError, MalformedError

_BACKLOG = 128
_LONGEST_PATH = 107  # bytes, sockaddr_un less its final zero


class SocketPlaceError(MalformedError):
    """The keeper's socket cannot be put there."""


@contextlib.contextmanager
def listening_socket(path: Path) -> Iterator[socket.socket]:
    """Listen at a path that nobody but this account can reach, and clear it away at the end.

    A lock on the folder, which the kernel releases when a process dies in whatever way, tells a stale socket from a living one.

    Raises:
        SocketPlaceError: if the folder or what lies at the path is not ours alone.
        ConflictError: if another keeper is listening there.
    """
    if len(os.fsencode(path)) > _LONGEST_PATH:
        raise SocketPlaceError(f"The socket's path is longer than {_LONGEST_PATH} bytes; choose a shorter one.")
    folder = _private_folder(path.parent)
    try:
        _lock(folder)
        _clear(path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            before = os.umask(0o177)  # so that the socket is private from its first moment
            try:
                listener.bind(str(path))
            finally:
                os.umask(before)
            listener.listen(_BACKLOG)
            try:
                yield listener
            finally:
                path.unlink(missing_ok=True)
    finally:
        os.close(folder)


def _private_folder(path: Path) -> int:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        raise SocketPlaceError(
            "The folder of the keeper's socket is a link or cannot be opened; make it a plain folder."
        ) from None
    found = os.fstat(descriptor)
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        os.close(descriptor)
        raise SocketPlaceError(
            "The folder of the keeper's socket must belong to the keeper's account alone: chmod 700."
        )
    return descriptor


def _lock(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConflictError("Another keeper is listening here; stop it first.") from None


def _clear(path: Path) -> None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode) or found.st_uid != os.geteuid():
        raise SocketPlaceError("What lies at the keeper's socket path is no socket of the keeper's; take it away.")
    path.unlink()
