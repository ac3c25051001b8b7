"""Heads of the ledger leave the house: by a real mail server, and into a second place; and what they show later."""

import email
import email.policy
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import psycopg
import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from azukari.base.errors import AzukariError
from azukari.cli.ledger import app
from azukari.host.home import Home
from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.directory import LedgerFilesError, TileDirectory
from azukari.ledger.heads import ForeignHeadError, ForkedHeadError, RolledBackHeadError
from azukari.ledger.log import MissingCheckpointError
from azukari.web.letters import duties, heads
from azukari.web.letters.errors import LetterNotSentError
from tests.conftest import Server
from tests.ledger.samples import SIGNER, VERIFIER, head_of, log_files, sample_entries

_AT = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
_ENTRIES = sample_entries(300)
_FORK = [*_ENTRIES[:50], *sample_entries(100, first=1_000)]


class Mailbox:
    """A mail server that keeps what it takes; it refuses as long as it is told to."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.to: list[str] = []
        self.refuses = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session
        if self.refuses:
            return "451 later"
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[Mailbox, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, port
    controller.stop()


@pytest.fixture
def home(tmp_path: Path, settings: Any, smtp: tuple[Mailbox, int]) -> Home:
    django.setup()  # letters are templates of an app
    made = Home(tmp_path / "home")
    made.ledger.mkdir(parents=True)
    (made.path / "heads").mkdir()
    settings.AZUKARI_HOME = made.path
    settings.AZUKARI_LEDGER_KEY = VERIFIER.text
    settings.AZUKARI_HEADS_TO = ["auditor@x.example", "board@y.example"]
    settings.AZUKARI_HEADS_FOLDER = str(made.path / "heads")
    settings.AZUKARI_HEADS_HOURS = 24
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp[1]
    _write(made, _ENTRIES[:100])
    return made


def _write(home: Home, entries: list[bytes]) -> None:
    tiles = TileDirectory(home.ledger)
    for path, data in log_files(entries).items():
        tiles.write(path, data)


def _verify(home: Home, folder: Path) -> dict[str, Any]:
    arguments = ["verify", str(home.ledger), "--key", VERIFIER.text, "--heads", str(folder), "--json"]
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, AzukariError):
        raise result.exception
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_head_is_mailed_to_each_address_by_itself(home: Home, smtp: tuple[Mailbox, int], tmp_path: Path) -> None:
    mailbox = smtp[0]
    for number in range(3):  # one more than there are: it was taken out of the settings meanwhile
        duties.mail_head(number, 7)
    assert mailbox.to == ["auditor@x.example", "board@y.example"]
    note = (home.ledger / "checkpoint").read_bytes()
    (tmp_path / "kept").mkdir()
    for mail in mailbox.mails:
        assert len(mail["To"].addresses) == 1
        assert mail["Message-ID"].startswith("<head.7.100@")
        assert note.decode() in mail.get_body().get_content().replace("\r\n", "\n")
        assert VERIFIER.text in mail.get_body().get_content()
        [attached] = mail.iter_attachments()
        assert attached.get_content() == note
        (tmp_path / "kept" / attached.get_filename()).write_bytes(attached.get_content())
    assert _verify(home, tmp_path / "kept")["heads"] == {"count": 1, "largest": 100}


def test_a_mail_server_that_refuses_is_tried_again(home: Home, smtp: tuple[Mailbox, int]) -> None:
    smtp[0].refuses = True
    with pytest.raises(LetterNotSentError) as raised:
        duties.mail_head(0, 7)
    assert "auditor" not in raised.value.message


def test_heads_are_kept_in_files_of_their_own(home: Home) -> None:
    ledger = heads.Ledger(TileDirectory(home.ledger), VERIFIER)
    folder = home.path / "heads"
    for size in (100, 200, 300):
        _write(home, _ENTRIES[:size])
        file = heads.keep(ledger, folder, now=_AT + timedelta(days=size))
        assert file.read_bytes() == (home.ledger / "checkpoint").read_bytes()
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert names == [
        "2027-03-04/000500.000Z.checkpoint",
        "2027-06-12/000500.000Z.checkpoint",
        "2027-09-20/000500.000Z.checkpoint",
    ]
    assert _verify(home, folder)["heads"] == {"count": 3, "largest": 300}


def test_a_ledger_that_was_rolled_back_is_found_by_its_heads(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    duties.keep_head()
    _write(home, _ENTRIES[:60])
    with pytest.raises(RolledBackHeadError, match=r"has 60 entries; .*Z\.checkpoint shows that it had 100"):
        _verify(home, home.path / "heads")
    with pytest.raises(RolledBackHeadError):
        duties.keep_head()
    assert ["RolledBackHeadError" in record.message for record in caplog.records] == [True]
    # The contradiction is kept as well: both are signed by the same key.
    assert len(list((home.path / "heads").rglob("*.checkpoint"))) == 2


def test_a_ledger_that_was_rewritten_is_found_by_its_heads(home: Home) -> None:
    duties.keep_head()
    _write(home, _FORK)
    with pytest.raises(ForkedHeadError, match="does not continue the tree of 100 entries"):
        _verify(home, home.path / "heads")
    with pytest.raises(ForkedHeadError):
        duties.keep_head()


def test_what_is_no_head_of_this_ledger_is_named(home: Home, tmp_path: Path) -> None:
    for number, data in enumerate((b"", b"rubbish", sign_checkpoint(head_of(_ENTRIES), SIGNER).note[:-5])):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "x.checkpoint").write_bytes(data)
        (folder / ".hidden").write_bytes(b"is passed over")
        with pytest.raises(ForeignHeadError, match=r"^x\.checkpoint: "):
            _verify(home, folder)


def test_a_missing_place_is_waited_for_and_never_made(home: Home) -> None:
    (home.path / "heads").rmdir()
    with pytest.raises(LedgerFilesError):
        duties.keep_head()
    assert not (home.path / "heads").exists()


def test_without_a_checkpoint_nothing_is_sent(home: Home, smtp: tuple[Mailbox, int]) -> None:
    (home.ledger / "checkpoint").unlink()
    with pytest.raises(MissingCheckpointError):
        duties.mail_head(0, 7)
    assert smtp[0].mails == []


@pytest.mark.parametrize(("hours", "due"), [(1, 24), (6, 4), (24, 1), (168, 0)])
def test_heads_are_due_every_so_many_hours(home: Home, settings: Any, hours: int, due: int) -> None:
    settings.AZUKARI_HEADS_HOURS = hours
    day = 1_795_392_000 // 86_400 * 86_400
    found = [duties.heads_due(day + hour * 3600 + 300) for hour in range(24)]
    assert sum(keeps for keeps, _ in found) == sum(len(numbers) == 2 for _, numbers in found) == due
    settings.AZUKARI_HEADS_FOLDER, settings.AZUKARI_HEADS_TO = "", []
    assert duties.heads_due(day) == (False, range(0))
    duties.keep_head()


def test_the_worker_does_it_by_its_queue(
    home: Home, smtp: tuple[Mailbox, int], postgres: Server, tmp_path: Path
) -> None:
    """The worker's own process, its own role, and a mail server that is away at first."""
    mailbox, port = smtp
    mailbox.refuses = True
    environment = {
        **os.environ,
        "AZUKARI_DOOR": "worker",
        "AZUKARI_DATABASE_URL": postgres.url("worker"),
        "AZUKARI_HOME": str(home.path),
        "AZUKARI_LEDGER_KEY": VERIFIER.text,
        "AZUKARI_HEADS_TO": "auditor@x.example",
        "AZUKARI_HEADS_FOLDER": str(home.path / "heads"),
        "AZUKARI_HEADS_HOURS": "1",
        "AZUKARI_SMTP_HOST": "127.0.0.1",
        "AZUKARI_SMTP_PORT": str(port),
        "AZUKARI_SMTP_FROM": "noreply@x.example",
    }
    defer = (
        "import asyncio, time\n"
        "from azukari.web.worker.app import app, send_heads\n"
        "async def run():\n"
        "    async with app.open_async():\n"
        "        await send_heads.defer_async(timestamp=int(time.time()))\n"
        "        await app.run_worker_async(wait=False, concurrency=1, listen_notify=False)\n"
        "asyncio.run(run())\n"
    )

    def work(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    said = work(defer)
    assert "auditor" not in said
    # Twice, if the hour struck just before.
    kept = {file.read_bytes() for file in (home.path / "heads").rglob("*.checkpoint")}
    assert kept == {(home.ledger / "checkpoint").read_bytes()}
    assert mailbox.mails == []
    with psycopg.connect(postgres.admin(), autocommit=True) as connection:
        jobs = connection.execute("SELECT task_name, status, args::text FROM procrastinate_jobs ORDER BY id").fetchall()
        assert ("ledger.mail_head", "todo") in {(name, status) for name, status, _ in jobs}
        assert not any("auditor" in args for _, _, args in jobs)
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    mailbox.refuses = False
    work(defer.replace("        await send_heads.defer_async(timestamp=int(time.time()))\n", ""))
    assert set(mailbox.to) == {"auditor@x.example"}  # twice, if the hour struck meanwhile
