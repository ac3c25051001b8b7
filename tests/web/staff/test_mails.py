"""The demo's mailbox, which exists in the demo only."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client, override_settings

from tests.web.staff.conftest import Door
from tests.web.staff.people import Person

NAME = "00000000000000000001-abcd.eml"


@pytest.fixture
def mailbox(door: Door) -> Path:
    folder: Path = door.house.folder / "mail"
    folder.mkdir()
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "受付のお知らせ", "desk@example.jp", "canary@example.jp"
    message["Date"] = "Mon, 23 Nov 2026 21:19:25 +0000"
    message.set_content("<b>ありがとうございます</b>")
    message.add_attachment(b"{}", maintype="application", subtype="json", filename="receipt.json")
    (folder / NAME).write_bytes(message.as_bytes())
    (folder / "notes.txt").write_text("not a mail")
    return folder


def test_every_role_reads_the_mails_of_the_demo(mailbox: Path, clerk: Person, auditor: Person) -> None:
    with override_settings(AZUKARI_DEMO=True):
        for person in (clerk, auditor):
            assert "受付のお知らせ" in person.get("/en/mails/").content.decode()
            page = person.get(f"/en/mails/{NAME}/").content.decode()
            assert "&lt;b&gt;ありがとうございます" in page
            receipt = person.get(f"/en/mails/{NAME}/0/")
            assert (receipt.content, receipt.headers["Content-Type"]) == (b"{}", "application/octet-stream")
            assert "receipt.json" in receipt.headers["Content-Disposition"]
            assert person.get(f"/en/mails/{NAME}/1/").status_code == 404
        assert Client().get("/en/mails/", secure=True).status_code == 302


def test_nothing_but_mails_is_read(mailbox: Path, clerk: Person) -> None:
    with override_settings(AZUKARI_DEMO=True):
        for name in ("notes.txt", "..%2Fkeys%2Funlock.key", "2-b.eml"):
            assert clerk.get(f"/en/mails/{name}/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(mailbox: Path, clerk: Person, manager: Person) -> None:
    for person in (clerk, manager):
        assert person.get("/en/mails/").status_code == 404
        assert person.get(f"/en/mails/{NAME}/").status_code == 404
        assert "/en/mails/" not in person.get("/en/").content.decode()
