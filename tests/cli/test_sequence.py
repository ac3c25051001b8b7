"""The sequencer as a process: it wakes, waits out what is away, refuses aloud, and ends when it is told to."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from azukari.base.errors import MalformedError
from azukari.cli.sequence import Loop, open_loop
from azukari.host.database import PsycopgDatabase
from azukari.host.home import Home
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.log import verify_log
from azukari.ledger.note import UnknownSignerError
from azukari.ledger.services import append, create_log
from tests.conftest import Server
from tests.ledger.samples import NOW, OTHER_SIGNER, SIGNER, VERIFIER, log_files, sample_entries

Connect = Callable[..., PsycopgDatabase]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    for folder in (made.ledger, made.ledger_head, made.keys("ledger")):
        folder.mkdir(parents=True)
    (made.keys("ledger") / "signer.key").write_text(SIGNER.secret_text, encoding="utf-8")
    create_log(TileDirectory(made.ledger), HeadFile(made.ledger_head), SIGNER)
    return made


def _environment(home: Home, url: str) -> dict[str, str]:
    return {"AZUKARI_HOME": str(home.path), "AZUKARI_KEYS": str(home.keys("ledger")), "AZUKARI_DATABASE_URL": url}


class Process:
    """The sequencer, started as `azukari serve` starts it."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "azukari.cli.sequence", *arguments],
            env={**os.environ, **environment},
            stderr=subprocess.PIPE,
        )

    def wait_for(self, words: str, *, seconds: float = 20.0) -> str:
        """Read the log up to a line that holds some words."""
        assert self.child.stderr is not None
        deadline, read = time.monotonic() + seconds, b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.child.stderr, selectors.EVENT_READ)
            while words.encode() not in read:
                assert selector.select(max(0.0, deadline - time.monotonic())), f"{words!r} not in {read.decode()!r}"
                piece = os.read(self.child.stderr.fileno(), 65536)
                assert piece, f"it ended with {read.decode()!r}"
                read += piece
        return read.decode()

    def end(self) -> None:
        self.child.kill()
        self.child.wait()
        if self.child.stderr is not None:
            self.child.stderr.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def begin(*arguments: object) -> Process:
        started.append(Process(*arguments))  # type: ignore[arg-type]  # passed through
        return started[-1]

    yield begin
    for one in started:
        one.end()


def _append(database: PsycopgDatabase, count: int = 1) -> None:
    with database.transaction() as cursor:
        for number in range(count):
            append(cursor, "vault.record.collected", {"number": number}, now=NOW)


def _until_size(home: Home, size: int, *, seconds: float = 20.0) -> float:
    began = time.monotonic()
    while verify_log(TileDirectory(home.ledger), VERIFIER).size < size:
        assert time.monotonic() < began + seconds, f"the log did not reach {size} entries"
    return time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_entries_are_sequenced_as_they_come_and_the_process_ends_when_told(
    home: Home, postgres: Server, database: Connect, start: Callable[..., Process], number: signal.Signals
) -> None:
    _append(database("public"), 3)
    process = start(_environment(home, postgres.url("ledger")))
    _until_size(home, 3)
    _append(database("keeper"))
    _until_size(home, 4)
    process.child.send_signal(number)
    assert process.child.wait(10) == 0
    assert process.child.stderr is not None
    assert "has ended" in process.child.stderr.read().decode()


def test_a_kill_loses_nothing(home: Home, postgres: Server, database: Connect, start: Callable[..., Process]) -> None:
    public, size = database("public"), 0
    for _ in range(4):
        process = start(_environment(home, postgres.url("ledger")))
        process.wait_for("has started")
        for _ in range(5):
            _append(public, 20)
            size += 20
        process.end()
        verify_log(TileDirectory(home.ledger), VERIFIER)
    start(_environment(home, postgres.url("ledger")))
    _until_size(home, size)


def test_a_database_that_goes_away_is_waited_for(
    home: Home, postgres: Server, database: Connect, start: Callable[..., Process]
) -> None:
    process = start(_environment(home, postgres.url("ledger")))
    process.wait_for("has started")
    _append(database("public"))
    _until_size(home, 1)
    with psycopg.connect(postgres.admin(), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'azukari_ledger'")
    process.wait_for("database went away")
    _append(database("public"))
    process.wait_for("works again")
    _until_size(home, 2)


def test_a_database_that_is_away_from_the_start_is_waited_for(
    home: Home, postgres: Server, start: Callable[..., Process]
) -> None:
    process = start(_environment(home, postgres.url("ledger").replace("azukari_ledger:", "azukari_ledger:wrong")))
    process.wait_for("cannot be reached")
    process.child.send_signal(signal.SIGTERM)
    assert process.child.wait(10) == 0


def test_a_restored_backup_is_refused_aloud_and_never_signed(
    home: Home, postgres: Server, database: Connect, start: Callable[..., Process]
) -> None:
    files = log_files(sample_entries(5))
    (home.ledger_head / "checkpoint").write_bytes(files["checkpoint"])
    tiles = TileDirectory(home.ledger)
    for path, data in files.items():
        tiles.write(path, data)
    _append(database("public"), 9)
    process = start(_environment(home, postgres.url("ledger")))
    said = process.wait_for("SplitViewError")
    assert "nothing more is signed" in said
    process.child.send_signal(signal.SIGTERM)
    assert process.child.wait(10) == 0
    assert (home.ledger_head / "checkpoint").read_bytes() == files["checkpoint"]


def test_tiles_are_rebuilt_once(home: Home, postgres: Server, database: Connect, start: Callable[..., Process]) -> None:
    environment = _environment(home, postgres.url("ledger"))
    _append(database("public"), 300)
    loop = open_loop(environment)
    loop.sequencer.run_once()
    (home.ledger / "tile/0/000").unlink()
    process = start(environment, "--rebuild-tiles")
    process.wait_for("300 entries were written anew")
    assert process.child.wait(10) == 0
    assert verify_log(TileDirectory(home.ledger), VERIFIER).size == 300
    loop.database.close()


@pytest.mark.parametrize("name", ["AZUKARI_HOME", "AZUKARI_KEYS", "AZUKARI_DATABASE_URL"])
def test_what_it_needs_must_be_there(home: Home, name: str, start: Callable[..., Process]) -> None:
    environment = _environment(home, "postgresql:///none") | {name: ""}
    with pytest.raises(MalformedError, match=name):
        open_loop(environment)
    (home.keys("ledger") / "signer.key").unlink()
    process = start(_environment(home, "postgresql:///none"))
    process.wait_for("signer.key")
    assert process.child.wait(10) == 1


# The same, within this process, so that every branch is seen.


@pytest.fixture
def loop(home: Home, postgres: Server) -> Iterator[Loop]:
    made = open_loop(_environment(home, postgres.url("ledger")))
    yield made
    made.database.close()


def test_a_failure_is_said_once_and_paused_for(
    loop: Loop, home: Home, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    (home.ledger_head / "checkpoint").unlink()

    def rest(self: Loop, seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            self.stop()

    monkeypatch.setattr(Loop, "_rest", rest)
    loop.run()
    assert [record.message.partition(":")[0] for record in caplog.records] == ["LogNotCreatedError"]
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_the_loop_waits_for_work_and_ends_between_two_runs(
    loop: Loop, home: Home, database: Connect, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    waited: list[int] = []
    wait = Loop._wait

    def waiting(self: Loop) -> None:
        waited.append(1)
        if len(waited) == 2:
            self.stop(signal.SIGTERM, None)
        _append(database("public"))
        wait(self)

    monkeypatch.setattr(Loop, "_wait", waiting)
    loop._said = "before"
    loop.run()
    assert verify_log(TileDirectory(home.ledger), VERIFIER).size == 1
    assert [record.message for record in caplog.records] == ["The sequencer works again."]


def test_a_stop_ends_a_pause(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            loop.stop()

    monkeypatch.setattr(time, "sleep", sleep)
    loop._rest(10.0)
    assert len(slept) == 2


def test_another_key_signs_nothing(home: Home, postgres: Server) -> None:
    (home.keys("ledger") / "signer.key").write_text(OTHER_SIGNER.secret_text, encoding="utf-8")
    made = open_loop(_environment(home, postgres.url("ledger")))
    held = (home.ledger_head / "checkpoint").read_bytes()
    with pytest.raises(UnknownSignerError):
        made.sequencer.run_once()
    assert (home.ledger_head / "checkpoint").read_bytes() == held
