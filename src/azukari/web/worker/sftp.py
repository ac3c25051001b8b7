"""SFTP, the one place that knows paramiko: a server that shows exactly the key that was agreed, or nothing.

No list of known hosts, no agent, no password: a server is known by the key that stands with its recipient.
"""

import socket
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import paramiko

from azukari.base.errors import RefusedError, UnavailableError
from azukari.sharing.engagement import Sftp

_PATIENCE_SECONDS = 20.0
# One kind of key may sign in several ways; the outdated way with SHA-1 is none of them.
_SIGNATURES = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


class ServerAwayError(UnavailableError):
    """The recipient's server cannot be reached, or does not take the file; it is tried again later."""


class ServerUnknownError(RefusedError):
    """The recipient's server shows another key than was agreed, so nothing is put there."""


class Folder:
    """A folder on a recipient's server, while it is connected."""

    def __init__(self, client: paramiko.SFTPClient, path: str) -> None:
        """Put into a folder."""
        self._client, self._path = client, path.rstrip("/")

    def put(self, name: str, parts: Iterable[bytes]) -> int:
        """Write a file under another name, give it its own when it is whole, and tell its size; one that was there is replaced."""
        whole, beside = self._of(name), self._of(f"{name}.part")
        size = 0
        with self._client.open(beside, "wb") as file:
            file.set_pipelined(True)
            for part in parts:
                file.write(part)
                size += len(part)
        if self._client.stat(beside).st_size != size:
            raise ServerAwayError(ground="sftp_cut")
        self._client.posix_rename(beside, whole)
        return size

    def _of(self, name: str) -> str:
        return f"{self._path}/{name}" if self._path else name


@contextmanager
def connected(sftp: Sftp, key: Path) -> Iterator[Folder]:
    """Connect to a recipient's server with our key.

    Raises:
        ServerUnknownError: if it shows another key than was agreed.
        ServerAwayError: if it is away, does not let us in, or the line breaks.
    """
    try:
        with (
            socket.create_connection((sftp.host, sftp.port), timeout=_PATIENCE_SECONDS) as line,
            closing(paramiko.Transport(line)) as transport,
        ):
            _check_key(transport, sftp.host_key)
            transport.auth_publickey(sftp.user, paramiko.Ed25519Key.from_private_key_file(str(key)))
            client = paramiko.SFTPClient.from_transport(transport)
            if client is None:
                raise ServerAwayError(ground="sftp_away")
            with closing(client):
                yield Folder(client, sftp.folder)
    except (paramiko.SSHException, OSError, EOFError):
        raise ServerAwayError(ground="sftp_away") from None


def _check_key(transport: paramiko.Transport, agreed: str) -> None:
    kind, public = agreed.split()[:2]
    try:
        transport.get_security_options().key_types = _SIGNATURES.get(kind, (kind,))
        transport.start_client(timeout=_PATIENCE_SECONDS)
    except (
        ValueError,
        paramiko.ssh_exception.IncompatiblePeer,
    ):  # no such kind here, or the server has none of that kind
        raise ServerUnknownError(ground="sftp_key") from None
    shown = transport.get_remote_server_key()
    if (shown.get_name(), shown.get_base64()) != (kind, public):
        raise ServerUnknownError(ground="sftp_key")
