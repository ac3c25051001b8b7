"""A witness as a process, over real connections: each status, floods, kills, races; and the command around it."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from azukari.base.errors import AzukariError, ConflictError, MalformedError, NotFoundError
from azukari.cli.ledger import app
from azukari.cli.witness_limits import Allowance
from azukari.host.certificates import local_certificate
from azukari.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from azukari.ledger.cosignature import read_witness_verifier, verify_quorum
from azukari.ledger.submission import Submission
from azukari.ledger.witness_folder import LogKnownError, WitnessExistsError
from tests.cli.witnessing import WitnessProcess
from tests.ledger.samples import (
    OTHER_SIGNER,
    SIGNER,
    VERIFIER,
    head_of,
    leaves_of,
    naive_consistency,
    sample_entries,
)

_ENTRIES = sample_entries(300)
_FORK = [*_ENTRIES[:50], *sample_entries(250, first=1_000)]
_HASH = sha256(SIGNER.name.encode()).hexdigest()


def _submission(old: int, size: int, *, entries: list[bytes] = _ENTRIES) -> Submission:
    proof = naive_consistency(old, leaves_of(entries[:size])) if 0 < old <= size else []
    return Submission(old, tuple(proof), sign_checkpoint(head_of(entries[:size]), SIGNER).note)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WitnessProcess]:
    """A witness that stays up for tests that only add to what it has seen."""
    process = WitnessProcess(tmp_path_factory.mktemp("witness") / "w1", options=("--per-minute", "100000")).start()
    yield process
    process.kill()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[WitnessProcess]:
    """A witness that a test may kill."""
    process = WitnessProcess(tmp_path / "w1").start()
    yield process
    process.kill()


def test_every_answer_of_the_protocol(own: WitnessProcess) -> None:
    assert own.request("GET", f"/{_HASH}/checkpoint")[0] == 404
    status, headers, body = own.add(_submission(0, 100))
    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    note = sign_checkpoint(head_of(_ENTRIES[:100]), SIGNER).note + body
    (given,) = verify_quorum(note, [own.verifier], 1)
    assert abs((given.at - datetime.now(UTC)).total_seconds()) < 10
    status, headers, body = own.request("GET", f"/{_HASH}/checkpoint")
    assert (status, body, headers["cache-control"]) == (200, note, "no-store")
    for submission in (_submission(0, 200), _submission(0, 100), _submission(99, 99), _submission(101, 200)):
        status, headers, body = own.add(submission)
        assert (status, headers["content-type"], body) == (409, "text/x.tlog.size", b"100\n")
    good = _submission(100, 200)
    refused = {
        400: [
            (b"", "empty"),
            (b"old x\n\n" + good.note, "no size"),
            (good.data.replace(b"old 100", b"old 0100"), "a leading zero"),
            (b"old 100\n\nrubbish", "no note"),
            (Submission(201, (), good.note).data, "an old size above"),
        ],
        403: [
            (Submission(100, good.proof, good.note.replace(b"\n200\n", b"\n201\n")).data, "a changed text"),
            (
                Submission(100, good.proof, sign_checkpoint(head_of(_ENTRIES[:200]), OTHER_SIGNER).note).data,
                "another key",
            ),
        ],
        404: [(good.data.replace(b"privacy.example.jp/ledger\n200", b"other.example\n200"), "another log")],
        422: [
            (Submission(100, (), good.note).data, "no proof"),
            (_submission(100, 200, entries=_FORK).data, "a fork"),
            (_submission(100, 100, entries=_FORK).data, "a fork as long"),
        ],
    }
    for wanted, cases in refused.items():
        for data, name in cases:
            status, headers, body = own.request("POST", "/add-checkpoint", data)
            assert (name, status) == (name, wanted)
            assert headers["content-type"] == "text/plain; charset=utf-8"
            assert b"privacy" not in body
    assert own.add(good)[0] == 200
    assert own.add(_submission(200, 200))[0] == 200
    # What a known log had signed and could not show to be consistent is kept.
    assert len(list((own.path / "evidence").iterdir())) == 3


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/add-checkpoint", 405),
        ("PUT", "/add-checkpoint", 405),
        ("POST", f"/{_HASH}/checkpoint", 405),
        ("GET", "/", 404),
        ("POST", "/", 404),
        ("GET", f"/{'0' * 64}/checkpoint", 404),
        ("GET", f"/{_HASH.upper()}/checkpoint", 404),
        ("GET", f"/{_HASH}/checkpoint/", 404),
        ("GET", "/../signer.key", 404),
        ("GET", "/memory", 404),
    ],
)
def test_nothing_else_is_there(served: WitnessProcess, method: str, path: str, status: int) -> None:
    found, headers, _ = served.request(method, path)
    assert (found, headers["x-content-type-options"]) == (status, "nosniff")


def test_long_bodies_are_not_read(served: WitnessProcess) -> None:
    assert served.request("POST", "/add-checkpoint", b"old 0\n" * 20_000)[0] == 413
    assert served.request("POST", "/add-checkpoint", b"x" * 65_537)[0] == 413
    assert served.request("POST", "/add-checkpoint", b"x" * 65_536)[0] == 400
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        raw.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 413")
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as raw:
        raw.sendall(
            b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
        )
        assert raw.recv(100).startswith(b"HTTP/1.1 411")


def test_a_flood_from_one_address_is_slowed(tmp_path: Path) -> None:
    process = WitnessProcess(tmp_path / "w1", options=("--per-minute", "20")).start()
    try:
        found = [process.request("GET", "/")[:2] for _ in range(40)]
        assert {status for status, _ in found} == {404, 429}
        assert 1 <= int(next(headers for status, headers in found if status == 429)["retry-after"]) <= 4
    finally:
        process.kill()


def test_of_many_at_once_one_history_is_cosigned(own: WitnessProcess) -> None:
    # Half of them are of a log with another past; each is honest in itself.
    assert own.add(_submission(0, 50))[0] == 200
    asked = [(entries, 51 + number) for number in range(40) for entries in (_ENTRIES, _FORK)]
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda one: own.add(_submission(50, one[1], entries=one[0]))[0], asked))
    assert statuses.count(200) == 1
    assert set(statuses) == {200, 409}
    entries, size = asked[statuses.index(200)]
    held = own.request("GET", f"/{_HASH}/checkpoint")[2]
    assert verify_checkpoint(held, VERIFIER).head == head_of(entries[:size])


def test_a_witness_that_is_killed_forgets_nothing_and_contradicts_nothing(tmp_path: Path) -> None:
    """Killed while it is asked, again and again: between remembering and answering too."""
    process = WitnessProcess(tmp_path / "w1")
    size, lost = 0, 0
    try:
        for turn in range(8):
            process.start()
            killer = threading.Timer(0.05 + 0.03 * turn, process.kill)
            killer.start()
            while killer.is_alive() and size < 290:
                try:
                    status, _, body = process.add(_submission(size, size + 1))
                except (OSError, http.client.HTTPException):
                    break
                if status == 409:
                    # Its answer was lost with it, and what it has cosigned was not.
                    assert int(body) == size + 1
                    lost += 1
                    size = int(body)
                else:
                    assert status == 200
                    size += 1
            killer.join()
            process.kill()
        process.start()
        note = process.request("GET", f"/{_HASH}/checkpoint")[2]
        held = verify_checkpoint(note, VERIFIER).head.size
        assert held in {size, size + 1}
        assert process.add(_submission(held, 300, entries=_ENTRIES))[0] == 200
    finally:
        process.kill()


def test_killed_between_remembering_and_answering(tmp_path: Path) -> None:
    process = WitnessProcess(tmp_path / "w1").start()
    try:
        assert process.add(_submission(0, 100))[0] == 200
        process.kill()
        # What a kill at that moment leaves: the memory has moved, and nobody was told.
        other = WitnessProcess(tmp_path / "copy").start()
        assert other.add(_submission(0, 200))[0] == 200
        other.kill()
        (process.path / "memory" / _HASH).write_bytes((other.path / "memory" / _HASH).read_bytes())
        process.start()
        assert process.add(_submission(100, 200))[::2] == (409, b"200\n")
        assert process.add(_submission(100, 200, entries=_FORK))[0] == 409
        assert process.add(_submission(200, 200))[0] == 200
    finally:
        process.kill()


@pytest.mark.parametrize("damage", ["removed", "emptied", "cut", "older", "everything"])
def test_a_memory_that_was_lost_is_not_made_up(own: WitnessProcess, damage: str) -> None:
    memory = own.path / "memory" / _HASH
    assert own.add(_submission(0, 100))[0] == 200
    if damage == "removed":
        memory.unlink()
    elif damage == "everything":
        for file in (own.path / "memory").iterdir():
            file.unlink()
        (own.path / "memory").rmdir()
    elif damage == "older":
        memory.write_bytes(memory.read_bytes().replace(b"\n100\n", b"\n99\n"))
    else:
        memory.write_bytes(b"" if damage == "emptied" else memory.read_bytes()[:-20])
    for submission in (_submission(0, 10), _submission(0, 100), _submission(100, 200), _submission(99, 200)):
        status, _, body = own.add(submission)
        assert (status, b"cannot cosign now" in body) == (503, True)
    assert own.request("GET", f"/{_HASH}/checkpoint")[0] == 503


def test_https_by_a_certificate_of_ones_own(tmp_path: Path) -> None:
    made = local_certificate(_folder(tmp_path / "certificates"), host="localhost", now=datetime.now(UTC))
    options = ("--certificate", str(made.chain), "--certificate-key", str(made.key))
    process = WitnessProcess(tmp_path / "w1", options=options, authority=made.authority).start()
    try:
        assert process.add(_submission(0, 100))[0] == 200
    finally:
        process.kill()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


# The command.


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["witness", *(str(one) for one in arguments)])
    if isinstance(result.exception, AzukariError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_witness_is_made_and_told_its_logs(tmp_path: Path) -> None:
    folder = tmp_path / "w1"
    with pytest.raises(NotFoundError):
        _run("key", folder)
    shown = _run("key", folder, "--new", "w1.example/witness")
    assert read_witness_verifier(shown).name == "w1.example/witness"
    assert _run("key", folder) == shown
    with pytest.raises(WitnessExistsError):
        _run("key", folder, "--new", "w1.example/witness")
    assert json.loads(_run("list", folder, "--json"))["logs"] == []
    _run("add", folder, VERIFIER.text)
    _run("add", folder, VERIFIER.text, "--origin", "another origin")
    with pytest.raises(LogKnownError):
        _run("add", folder, OTHER_SIGNER.verifier.text)
    assert [one["origin"] for one in json.loads(_run("list", folder, "--json"))["logs"]] == [
        SIGNER.name,
        "another origin",
    ]
    assert "nothing seen yet" in _run("list", folder)
    (folder / "memory" / _HASH).unlink()
    assert "lost or damaged" in _run("list", folder)
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes["signer.key"] == 0o600
    assert modes["memory"] == 0o700


def test_what_was_seen_is_listed(own: WitnessProcess) -> None:
    own.add(_submission(0, 100))
    [log] = json.loads(_run("list", own.path, "--json"))["logs"]
    assert (log["size"], log["state"], log["hash"]) == (100, "seen", _HASH)
    assert "100 entries" in _run("list", own.path)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("add", "W", "rubbish"), MalformedError),
        (("add", "W", VERIFIER.text, "--origin", "two\nlines"), MalformedError),
        (("add", "W", VERIFIER.text, "--origin", " spaces "), MalformedError),
        (("add", "nowhere", VERIFIER.text), NotFoundError),
        (("list", "nowhere"), NotFoundError),
        (("serve", "nowhere"), NotFoundError),
        (("serve", "W", "--host", "192.0.2.1"), MalformedError),
        (("serve", "W", "--certificate", "x.pem"), MalformedError),
        (("serve", "W", "--certificate", "x.pem", "--certificate-key", "x.key"), MalformedError),
        (("serve", "W", "--certificate", "x", "--certificate-key", "x", "--tls-minimum", "ssl3"), MalformedError),
        (("key", "W2", "--new", "a name"), MalformedError),
    ],
)
def test_what_is_refused(tmp_path: Path, arguments: tuple[str, ...], error: type[AzukariError]) -> None:
    WitnessProcess(tmp_path / "W")
    with pytest.raises(error):
        _run(arguments[0], tmp_path / arguments[1], *arguments[2:])
    assert not (tmp_path / "nowhere").exists()


def test_a_list_that_was_edited_wrong_is_named(tmp_path: Path) -> None:
    WitnessProcess(tmp_path / "W")
    for text in (f"{VERIFIER.text}\n{VERIFIER.text}\n", "rubbish\n"):
        (tmp_path / "W" / "logs").write_text(text, encoding="utf-8")
        with pytest.raises((MalformedError, ConflictError)):
            _run("list", tmp_path / "W")


def test_an_allowance_fills_up_again() -> None:
    now = [0.0]
    allowance = Allowance(60, clock=lambda: now[0])
    assert [allowance.wait_seconds("192.0.2.1") for _ in range(61)] == [0] * 60 + [2]
    assert allowance.wait_seconds("192.0.2.2") == 0
    now[0] = 1.1
    assert allowance.wait_seconds("192.0.2.1") == 0
    assert [allowance.wait_seconds(f"2001:db8::{number:x}") for number in range(61)][-1] > 0
    assert [allowance.wait_seconds("nonsense") for _ in range(61)][-1] > 0
    for number in range(10_100):
        allowance.wait_seconds(f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
    assert len(allowance._left) == 10_000
