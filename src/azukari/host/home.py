"""Where the files of an organisation lie, and who may read them.

Every process gets one folder of keys and one environment file, and nothing of the others' (`docs/operator/home.md` shows the tree).
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from azukari.host.errors import HomeError, HomeExistsError

DOORS = (
    "owner", "public", "portal", "staff", "keeper", "worker", "ledger", "api", "import", "entrusted", "entrusted_import",
)  # fmt: skip
_SOCKET_PATH_LIMIT = 100  # sockaddr_un holds 108 bytes; PostgreSQL adds its file name


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one organisation."""

    path: Path

    @property
    def settings(self) -> Path:
        """Tell where addresses, ports and mail are set."""
        return self.path / "azukari.toml"

    @property
    def statement(self) -> Path:
        """Tell where the statement's files lie."""
        return self.path / "statement"

    @property
    def statement_before(self) -> Path:
        """Tell where the demo keeps the version that it publishes first, so that its statement has a history."""
        return self.path / "statement-before"

    @property
    def database(self) -> Path:
        """Tell where the embedded cluster keeps its data."""
        return self.path / "database"

    @property
    def ledger(self) -> Path:
        """Tell where the public tiles and the checkpoint lie."""
        return self.path / "ledger"

    @property
    def ledger_head(self) -> Path:
        """Tell where the last signed checkpoint is kept, apart from all that is backed up."""
        return self.path / "ledger-head"

    @property
    def certificates(self) -> Path:
        """Tell where the local certificate authority and server certificate lie."""
        return self.path / "certificates"

    @property
    def mail(self) -> Path:
        """Tell where the demo keeps the mails that it would have sent."""
        return self.path / "mail"

    @property
    def handovers(self) -> Path:
        """Tell where encrypted files wait for their recipients."""
        return self.path / "handovers"

    @property
    def log(self) -> Path:
        """Tell where processes write their logs."""
        return self.path / "log"

    @property
    def run(self) -> Path:
        """Tell where sockets lie; a short path elsewhere when the home's own is too long for a socket."""
        own = self.path / "run"
        if len(os.fsencode(own)) + len("/.s.PGSQL.5432") < _SOCKET_PATH_LIMIT:
            return own
        name = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"azukari-{os.getuid()}-{name}"

    @property
    def keeper_socket(self) -> Path:
        """Tell where the keeper listens."""
        return self.run / "keeper" / "keeper.sock"

    def keys(self, door: str) -> Path:
        """Tell where one process keeps its keys."""
        return self.path / "keys" / door

    @property
    def sftp_key(self) -> Path:
        """Tell where the worker keeps the key with which it puts files on recipients' servers; beside it lies its public half."""
        return self.keys("worker") / "sftp.key"

    def environment_file(self, door: str) -> Path:
        """Tell where the secrets of one process's environment lie."""
        return self.keys(door) / "env"

    def environment(self, door: str) -> dict[str, str]:
        """Read the environment of one process.

        Raises:
            HomeError: if there is none.
        """
        try:
            text = self.environment_file(door).read_text(encoding="utf-8")
        except OSError:
            raise HomeError(
                f"{self.path} has no environment for the {door} process; run `azukari new` first."
            ) from None
        return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))

    def write_environment(self, door: str, values: Mapping[str, str]) -> None:
        """Write the environment of one process, readable by its owner alone."""
        text = "".join(f"{name}={value}\n" for name, value in sorted(values.items()))
        write_private(self.environment_file(door), text.encode())


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, durably, and never half."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def find_home(path: Path) -> Home:
    """Find the home of an organisation.

    Raises:
        HomeError: if the folder has no ``azukari.toml``.
    """
    home = Home(path.resolve())
    if not home.settings.is_file():
        raise HomeError(
            f"{path} is not the home of an organisation: it has no azukari.toml. Make one with `azukari new DIR`."
        )
    return home


def lay_home(path: Path, *, folders: Iterable[str] = ("ledger", "mail", "log", "statement")) -> Home:
    """Lay the empty folders of a new home.

    Raises:
        HomeExistsError: if the folder exists and holds anything.
    """
    home = Home(path.resolve())
    if path.exists() and any(path.iterdir()):
        raise HomeExistsError(f"{path} is not empty; choose a new folder.")
    home.path.mkdir(parents=True, exist_ok=True)
    for name in folders:
        (home.path / name).mkdir(exist_ok=True)
    for private in (home.path / "keys", home.ledger_head, home.certificates):
        private.mkdir(mode=0o700)
    return home
