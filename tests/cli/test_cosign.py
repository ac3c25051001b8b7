"""Logs and witnesses as processes of their own: what is published, what waits, and how a second past comes to light."""

import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from azukari.base.errors import AzukariError, MalformedError
from azukari.cli.cosign import Loop, open_loop
from azukari.cli.ledger import app
from azukari.cli.remote_witness import HttpWitness
from azukari.cli.sequence import open_loop as open_sequencer
from azukari.host.database import PsycopgDatabase
from azukari.host.home import Home
from azukari.ledger.asking import WitnessFailedError, WitnessSizeError
from azukari.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from azukari.ledger.cosignature import QuorumMissingError, new_witness_signer, verify_quorum
from azukari.ledger.queries import NotSequencedError, proof_of
from azukari.ledger.services import append, create_log
from azukari.ledger.submission import Submission
from tests.cli.witnessing import PublisherProcess, WitnessProcess
from tests.conftest import Server
from tests.ledger.samples import NOW, SIGNER, VERIFIER, head_of, sample_entries
from tests.ledger.witnesses import Sealed

_ENTRIES = sample_entries(400)
_FORK = [*_ENTRIES[:50], *sample_entries(350, first=1_000)]
_SECONDS = 30.0


@pytest.fixture
def witnesses(tmp_path: Path) -> Iterator[list[WitnessProcess]]:
    made = [WitnessProcess(tmp_path / f"w{number}", number).start() for number in (1, 2, 3)]
    yield made
    for one in made:
        one.kill()


@pytest.fixture
def publish(witnesses: list[WitnessProcess]) -> Iterator[Callable[..., PublisherProcess]]:
    started: list[PublisherProcess] = []

    def begin(log: Sealed, *, quorum: int = 2) -> PublisherProcess:
        started.append(PublisherProcess(log, witnesses, quorum).start())
        return started[-1]

    yield begin
    for one in started:
        one.end()


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    made = Sealed(tmp_path / "log", _ENTRIES)
    made.grow(100)
    return made


def _size(log: Sealed) -> int:
    note = log.published()
    return verify_checkpoint(note, VERIFIER).head.size if note else -1


def _until(log: Sealed, size: int) -> None:
    deadline = time.monotonic() + _SECONDS
    while _size(log) != size:
        assert time.monotonic() < deadline, f"published are {_size(log)}"
        time.sleep(0.05)


def _verify(log: Sealed, witnesses: list[WitnessProcess], *options: str) -> dict[str, Any]:
    keys = [part for one in witnesses for part in ("--witness", one.verifier.text)]
    folder = str(log.folder / "tiles")
    result = CliRunner().invoke(app, ["verify", folder, "--key", VERIFIER.text, *keys, *options, "--json"])
    if isinstance(result.exception, AzukariError):
        raise result.exception
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_two_logs_and_three_witnesses(
    sealed: Sealed, witnesses: list[WitnessProcess], publish: Callable[..., PublisherProcess], tmp_path: Path
) -> None:
    """A log grows, a witness dies and comes back, too few are left, and a log with another past is found out."""
    first = publish(sealed)
    _until(sealed, 100)
    assert {one["name"] for one in _verify(sealed, witnesses, "--quorum", "2")["cosignatures"]} >= {
        "witness.example/w1"
    }
    # One of three dies: two are enough.
    witnesses[2].kill()
    sealed.grow(200)
    _until(sealed, 200)
    assert len(_verify(sealed, witnesses, "--quorum", "2")["cosignatures"]) == 2
    with pytest.raises(QuorumMissingError):
        _verify(sealed, witnesses)  # all three are demanded if no number is given
    # Two die: what is signed is not shown, and it is said why.
    witnesses[1].kill()
    before = sealed.published()
    sealed.grow(300)
    first.wait_for("2 witnesses must cosign it, 1 have. witness.example/w2: It cannot be reached.")
    assert sealed.published() == before
    witnesses[1].start()
    _until(sealed, 300)
    first.wait_for("Checkpoints are published again.")
    assert first.said.count("QuorumWaitingError") <= 3
    # The other log, of the same key, with another past.
    other = Sealed(tmp_path / "other", _FORK)
    other.grow(350)
    second = publish(other)
    second.wait_for("the log was rolled back, or has two faces. Nothing more is published.")
    assert other.published() is None
    assert first.end(signal.SIGTERM) == 0
    assert "has ended" in first.said


def test_a_publisher_that_is_killed_again_and_again(sealed: Sealed, publish: Callable[..., PublisherProcess]) -> None:
    for size in range(110, 260, 30):
        process = publish(sealed, quorum=3)
        process.wait_for("has started")
        sealed.grow(size)
        time.sleep(0.4 if size % 20 else 0.1)
        process.end(signal.SIGKILL)
        assert _size(sealed) in {-1, *range(100, size + 1, 10)}
    publish(sealed, quorum=3)
    _until(sealed, 230)


def test_a_rollback_of_everything_is_found_by_witnesses(
    sealed: Sealed, publish: Callable[..., PublisherProcess]
) -> None:
    process = publish(sealed)
    _until(sealed, 100)
    process.end()
    sealed.go_back(60)
    sealed.tiles.write("checkpoint", sign_checkpoint(head_of(_ENTRIES[:60]), SIGNER).note)
    before = sealed.published()
    publish(sealed).wait_for("WitnessContradictsError")
    assert sealed.published() == before


def test_there_is_one_publisher(sealed: Sealed, publish: Callable[..., PublisherProcess]) -> None:
    publish(sealed).wait_for("has started")
    second = publish(sealed)
    second.wait_for("published by another process already")
    assert second.process is not None
    assert second.process.wait(20) == 1


# A home: the command knows its witnesses, and that the head may be ahead.


def test_a_home_brings_its_witnesses(
    sealed: Sealed, witnesses: list[WitnessProcess], publish: Callable[..., PublisherProcess]
) -> None:
    process = publish(sealed)
    _until(sealed, 100)
    deadline = time.monotonic() + _SECONDS
    while len(_verify(sealed, witnesses, "--quorum", "2")["cosignatures"]) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    home = Home(sealed.folder)
    listed = ", ".join(f'{{ url = "{one.url}", key = "{one.verifier.text}" }}' for one in witnesses)
    home.settings.write_text(f'name = "privacy.example.jp"\n[ledger]\nwitnesses = [{listed}]\nquorum = 2\n')
    home.write_environment("ledger", {"AZUKARI_LEDGER_KEY": VERIFIER.text})
    process.end()
    found = _run("verify", home.path, "--json")
    assert (found["size"], found["signed"], len(found["cosignatures"])) == (100, None, 3)
    sealed.grow(200)
    found = _run("verify", home.path, "--json")
    assert (found["size"], found["signed"]) == (100, 200)
    shown = CliRunner().invoke(app, ["verify", str(home.path)]).stdout
    assert "cosigned   witness.example/w1, 20" in shown
    assert "signed     200 entries" in shown
    # A head that is ahead, of another past, is none that waits.
    sealed.entries[:] = _FORK
    sealed.go_back(200)
    with pytest.raises(AzukariError, match="does not continue"):
        _run("verify", home.path, "--json")


def _run(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    if isinstance(result.exception, AzukariError):
        raise result.exception
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("options", [("--quorum", "1"), ("--witness", "rubbish"), ("--witness", VERIFIER.text)])
def test_demands_that_cannot_be_met_are_malformed(sealed: Sealed, options: tuple[str, ...]) -> None:
    with pytest.raises(MalformedError):
        _verify(sealed, [], *options)


# The connection to a witness, against servers that do not keep to the protocol.

_KEY = new_witness_signer("witness.example/w1", bytes(32)).verifier
_ASKED = Submission(0, (), sign_checkpoint(head_of(_ENTRIES[:5]), SIGNER).note)


class RawServer:
    """Answers each request with the same bytes, or byte by byte."""

    def __init__(self, answer: bytes, *, drips: float = 0.0) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self._answer, self._drips = answer, drips
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                try:
                    for at in range(len(self._answer)) if self._drips else ():
                        connection.sendall(self._answer[at : at + 1])
                        time.sleep(self._drips)
                    if not self._drips:
                        connection.sendall(self._answer)
                except OSError:
                    continue


def _answer(status: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_LINE = new_witness_signer("witness.example/w1", bytes(32))
_BROKEN = {
    "nothing": (b"", "broke off"),
    "no HTTP": (b"rubbish\r\n\r\n", "broke off"),
    "an empty answer": (_answer("200 OK", "text/plain", b""), "did not answer with cosignatures"),
    "no signature lines": (_answer("200 OK", "text/plain", b"<html>\n"), "did not answer with cosignatures"),
    "no newline": (_answer("200 OK", "text/plain", "— w AAAA".encode()), "did not answer with cosignatures"),
    "too many lines": (_answer("200 OK", "text/plain", "— w AAAAAAA=\n".encode() * 17), "did not answer"),
    "a size that is none": (_answer("409 Conflict", "text/x.tlog.size", b"-1\n"), "did not answer"),
    "a size without newline": (_answer("409 Conflict", "text/x.tlog.size", b"1"), "did not answer"),
    "a size of another type": (_answer("409 Conflict", "text/plain", b"1\n"), "status 409"),
    "a refusal": (_answer("422 Unprocessable Entity", "text/plain", b""), "status 422"),
    "a redirect": (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "status 302"),
    "an answer without end": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 200_000,
        "did not answer with cosignatures",
    ),
}


@pytest.mark.parametrize("name", _BROKEN)
def test_a_witness_that_answers_something_else(name: str) -> None:
    answer, says = _BROKEN[name]
    server = RawServer(answer)
    with (
        server.socket,
        closing(HttpWitness(server.url, _KEY, seconds=5)) as remote,
        pytest.raises(WitnessFailedError, match=says),
    ):
        remote.add_checkpoint(_ASKED)


@pytest.mark.parametrize(
    "answer", [_answer("200 OK", "text/plain", b"x" * 1_000), b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 90]
)
def test_a_witness_that_drips_is_cut_off(answer: bytes) -> None:
    server = RawServer(answer, drips=0.05)
    began = time.monotonic()
    with (
        server.socket,
        closing(HttpWitness(server.url, _KEY, seconds=1)) as remote,
        pytest.raises(WitnessFailedError, match="in time"),
    ):
        remote.add_checkpoint(_ASKED)
    assert time.monotonic() - began < 4


def test_a_size_is_told(witnesses: list[WitnessProcess]) -> None:
    remote = HttpWitness(witnesses[0].url, witnesses[0].verifier)
    assert remote.last(SIGNER.name) is None
    assert len(remote.add_checkpoint(_ASKED)) == 1
    with pytest.raises(WitnessSizeError) as raised:
        remote.add_checkpoint(Submission(3, (), _ASKED.note))
    assert raised.value.size == 5
    assert remote.last(SIGNER.name) is not None
    # A connection that was kept and went away meanwhile is made anew.
    witnesses[0].kill()
    with pytest.raises(WitnessFailedError):
        remote.last(SIGNER.name)
    witnesses[0].start()
    assert remote.last(SIGNER.name) is not None
    remote.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://witness.example",
        "http://192.0.2.1",
        "ftp://witness.example",
        "https://",
        "x",
        "https://witness.example:99999",
        "https://[",
        f"https://{'w' * 64}.example",
    ],
)
def test_a_witness_is_reached_by_https(url: str) -> None:
    with pytest.raises(MalformedError):
        HttpWitness(url, _KEY)


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pem", Path(__file__)):
        with pytest.raises(MalformedError):
            HttpWitness("https://witness.example", _KEY, authority=path)


# The loop, within this process.


def _environment(sealed: Sealed, witnesses: list[WitnessProcess]) -> dict[str, str]:
    return {
        "AZUKARI_HOME": str(sealed.folder),
        "AZUKARI_LEDGER_KEY": VERIFIER.text,
        "AZUKARI_WITNESSES": json.dumps([one.settings for one in witnesses]),
        "AZUKARI_QUORUM": "1",
    }


@pytest.mark.parametrize("name", ["AZUKARI_HOME", "AZUKARI_LEDGER_KEY", "AZUKARI_WITNESSES", "AZUKARI_QUORUM"])
def test_what_it_needs_must_be_there(sealed: Sealed, tmp_path: Path, name: str) -> None:
    environment = _environment(sealed, [WitnessProcess(tmp_path / "w")])
    open_loop(environment)
    with pytest.raises(MalformedError):
        open_loop(environment | {name: "" if name != "AZUKARI_QUORUM" else "2"})


def test_a_failure_is_said_once(
    sealed: Sealed, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = open_loop(_environment(sealed, [WitnessProcess(tmp_path / "w")]))
    (sealed.folder / "head" / "checkpoint").unlink()
    (sealed.folder / "ledger-head").symlink_to(sealed.folder / "head")
    pauses: list[float] = []

    def rest(self: Loop) -> None:
        pauses.append(self._pause)
        if len(pauses) == 7:
            self.stop()

    monkeypatch.setattr(Loop, "_rest", rest)
    loop.run()
    assert [record.message.partition(":")[0] for record in caplog.records] == ["NoHeadError"]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]


# With the sequencer and a database.


def test_the_sequencer_signs_and_the_publisher_publishes(
    tmp_path: Path,
    witnesses: list[WitnessProcess],
    publish: Callable[..., PublisherProcess],
    postgres: Server,
    database: Callable[..., PsycopgDatabase],
) -> None:
    log = Sealed(tmp_path / "log", [])
    create_log(log.tiles, log.head, SIGNER)
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "signer.key").write_text(SIGNER.secret_text, encoding="utf-8")
    for link, target in (("ledger", "tiles"), ("ledger-head", "head")):
        (log.folder / link).symlink_to(log.folder / target)
    listed = json.dumps([one.settings for one in witnesses])
    environment = {
        "AZUKARI_HOME": str(log.folder),
        "AZUKARI_KEYS": str(keys),
        "AZUKARI_DATABASE_URL": postgres.url("ledger"),
        "AZUKARI_WITNESSES": listed,
    }
    sequence, public = open_sequencer(environment), database("public")
    total = 0
    for count in (5, 300, 1):
        with public.transaction() as cursor:
            entry = append(cursor, "vault.record.collected", {"number": total}, now=NOW)
            for _ in range(count - 1):
                append(cursor, "vault.record.collected", {"number": total}, now=NOW)
        before, total = _size(log), total + count
        sequence.sequencer.run_once()
        held = log.head.read()
        assert held is not None
        assert verify_checkpoint(held, VERIFIER).head.size == total
        assert _size(log) == before
        with pytest.raises(NotSequencedError):
            proof_of(public, entry.entry_id, log.tiles)
        process = publish(log)
        _until(log, total)
        process.end()
        proof = proof_of(public, entry.entry_id, log.tiles)
        assert len(verify_quorum(proof.checkpoint, [one.verifier for one in witnesses], 2)) >= 2
        assert _verify(log, witnesses, "--quorum", "2")["size"] == total
        # What is published has cosignatures, and the sequencer goes on from the head all the same.
        assert sequence.sequencer.run_once() is None
    # Tiles that were lost are written anew, and the published checkpoint is left alone.
    published = log.published()
    (log.folder / "tiles" / "tile/0/000").unlink()
    sequence.sequencer.rebuild_tiles()
    assert log.published() == published
    sequence.database.close()
