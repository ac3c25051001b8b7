import asyncio
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from azukari.web.mailbox import Keep


def test_mails_are_kept_in_the_order_of_their_coming(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "AZUKARI_HOME": str(tmp_path), "AZUKARI_SMTP_PORT": str(port)}
    command = [sys.executable, "-W", "ignore", "-m", "azukari.web.mailbox"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        for number in range(2):
            mail = EmailMessage()
            mail["Subject"], mail["From"], mail["To"] = f"受付 {number}", "a@x.example", "b@x.example"
            mail.set_content("本文")
            _send(port, mail)
        process.send_signal(signal.SIGTERM)
        _, warned = process.communicate(timeout=10)
    kept = sorted((tmp_path / "mail").iterdir())
    assert len(kept) == 2
    assert all("=?utf-8?" in path.read_text() for path in kept)
    assert b"never use it for real people" in warned


def test_half_a_mail_is_never_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(beside: Path, _: Path) -> None:
        raise OSError(beside)

    monkeypatch.setattr(Path, "replace", cut_off)
    half = Envelope()
    half.original_content = b"Subject: half"
    with pytest.raises(OSError, match="new"):
        asyncio.run(Keep(tmp_path).handle_DATA(None, None, half))  # type: ignore[arg-type]  # neither is looked at
    assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.glob("*.eml")) == []


def _send(port: int, mail: EmailMessage) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
                server.send_message(mail)
                return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
