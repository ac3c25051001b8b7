"""Putting hand-overs by SFTP on a real OpenSSH server: whole or not at all, and on none that shows another key."""

import getpass
import os
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from azukari.host.database import PsycopgDatabase
from azukari.host.doors import lay_sftp_key, sftp_public_key
from azukari.host.home import Home
from azukari.sharing.delivery import Channel, State
from azukari.sharing.engagement import Sftp
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.fetching import Putting, fetch_part, put_next, ready_letter
from azukari.sharing.services.files import path_of
from azukari.sharing.services.steps import handover_of
from azukari.web.worker.putting import Putter, put
from azukari.web.worker.sftp import ServerAwayError, ServerUnknownError, connected
from tests.conftest import Server
from tests.optional import SSHD, require
from tests.sharing.yard import Yard, open_yard
from tests.vault.conftest import world
from tests.vault.world import World

__all__ = ["world"]

_CONFIG = """
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
ForceCommand internal-sftp
"""


@dataclass
class Remote:
    """A recipient's server: OpenSSH, with a host key of its own and one key that it lets in."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def incoming(self) -> Path:
        return self.folder / "incoming"

    @property
    def sftp(self) -> Sftp:
        host_key = (self.folder / "host.pub").read_text().strip()
        return Sftp("127.0.0.1", self.port, getpass.getuser(), str(self.incoming), host_key)

    def start(self) -> None:
        command = [SSHD, "-D", "-e", "-f", str(self.folder / "config"), "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stderr=log)
        deadline = time.monotonic() + 10
        while True:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def names(self) -> set[str]:
        return {file.name for file in self.incoming.iterdir()}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    assert lay_sftp_key(made)
    assert not lay_sftp_key(made)
    return made


@pytest.fixture
def remote(tmp_path: Path, home: Home) -> Iterator[Remote]:
    require("sshd")
    folder = tmp_path / "remote"
    (folder / "incoming").mkdir(parents=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where a server that root starts shuts itself up
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host")], check=True)
    (folder / "authorized_keys").write_text(sftp_public_key(home) + "\n")
    (folder / "config").write_text(_CONFIG.format(folder=folder))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = Remote(folder, port)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def yard(world: World, postgres: Server, tmp_path: Path) -> Iterator[Yard]:
    yield from open_yard(world, postgres, tmp_path)


@dataclass
class Giver:
    """Gives what is put, as the keeper does; ``break_line`` is done when a part was given."""

    yard: Yard
    break_line: Callable[[], None] | None = None
    told: list[uuid.UUID] = field(default_factory=list)

    def put_next(self, handover_id: uuid.UUID) -> Putting | None:
        return put_next(self.yard.dispatch, handover_id, now=self.yard.now)

    def part(self, handover_id: uuid.UUID, offset: int) -> bytes:
        found = handover_of(self.yard.dispatch, handover_id)
        part = fetch_part(self.yard.dispatch, found, offset, channel=Channel.SFTP, now=self.yard.now)
        if self.break_line is not None:
            self.break_line()
        return part


def made(yard: Yard, sftp: Sftp) -> HandoverRow:
    yard.collect()
    yard.take_on(sftp=sftp)
    row = yard.propose()
    assert yard.work() == 1
    return yard.row(row)


@dataclass
class Worker:
    """The worker's side of putting, on its own database role."""

    yard: Yard
    home: Home
    database: PsycopgDatabase
    giver: Giver

    def put(self, row: HandoverRow) -> bool:
        putter = Putter(self.giver, self.home.sftp_key, self.giver.told.append)
        return put(self.database, row.handover_id, putter=putter)


@pytest.fixture
def worker(yard: Yard, home: Home, postgres: Server) -> Iterator[Worker]:
    database = PsycopgDatabase(postgres.url("worker"))
    yield Worker(yard, home, database, Giver(yard))
    database.close()


def test_a_file_and_its_manifest_are_put_whole(remote: Remote, worker: Worker, yard: Yard) -> None:
    row = made(yard, remote.sftp)
    data = path_of(yard.dispatch.folder, row.handover_id).read_bytes()
    assert worker.put(row)
    assert remote.names() == {f"{row.number}.age", f"{row.number}.manifest.json"}
    assert (remote.incoming / f"{row.number}.age").read_bytes() == data
    assert (remote.incoming / f"{row.number}.manifest.json").read_bytes() == row.manifest
    assert (yard.row(row).state, yard.row(row).channel) == (State.HANDED, Channel.SFTP)
    assert worker.giver.told == [row.handover_id]
    letter = ready_letter(yard.dispatch, row.handover_id)
    assert letter is not None
    assert letter.number == row.number


def test_a_server_with_another_key_gets_nothing(remote: Remote, worker: Worker, yard: Yard, home: Home) -> None:
    other = Sftp(**{**{name: getattr(remote.sftp, name) for name in Sftp.__slots__}, "host_key": sftp_public_key(home)})
    row = made(yard, other)
    with pytest.raises(ServerUnknownError):
        worker.put(row)
    assert remote.names() == set()
    assert yard.row(row).state is State.MADE
    assert path_of(yard.dispatch.folder, row.handover_id).exists()
    assert worker.giver.told == []


@pytest.mark.parametrize("agreed", ["ecdsa-sha2-nistp256 AAAA", "ssh-nothing AAAA", "ssh-rsa AAAA"])
def test_a_kind_of_key_that_the_server_lacks_is_another_key(remote: Remote, home: Home, agreed: str) -> None:
    sftp = Sftp("127.0.0.1", remote.port, remote.sftp.user, "", agreed)
    with pytest.raises(ServerUnknownError), connected(sftp, home.sftp_key):
        pass


def test_a_server_that_is_away_is_tried_again(remote: Remote, worker: Worker, yard: Yard) -> None:
    row = made(yard, remote.sftp)
    remote.stop()
    with pytest.raises(ServerAwayError):
        worker.put(row)
    assert yard.row(row).state is State.MADE
    remote.start()
    assert worker.put(row)
    assert yard.row(row).state is State.HANDED


def test_a_key_that_is_not_let_in_is_tried_again(remote: Remote, worker: Worker, yard: Yard) -> None:
    row = made(yard, remote.sftp)
    (remote.folder / "authorized_keys").write_text("")
    with pytest.raises(ServerAwayError):
        worker.put(row)
    assert yard.row(row).state is State.MADE


def test_a_line_that_breaks_with_the_last_part_leaves_no_half_file(remote: Remote, worker: Worker, yard: Yard) -> None:
    row = made(yard, remote.sftp)

    def broken() -> None:
        raise OSError

    worker.giver.break_line = broken
    with pytest.raises(ServerAwayError):
        worker.put(row)
    assert f"{row.number}.age" not in remote.names()
    assert yard.row(row).state is State.HANDED  # by the keeper's book
    worker.giver.break_line = None
    yard.later(minutes=2)
    assert worker.put(row)
    assert f"{row.number}.age" in remote.names()
    yard.later(hours=3)
    assert not worker.put(row)


def test_the_key_pair_is_the_workers_alone(home: Home) -> None:
    assert home.sftp_key.stat().st_mode & 0o077 == 0
    assert sftp_public_key(home).startswith("ssh-ed25519 ")
