"""Letters to recipients: that something waits, with the page where it is fetched; and the code, without a link."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from azukari.sharing.delivery import Kind
from azukari.sharing.shapes import Letter
from azukari.web.letters import handovers
from azukari.web.letters.errors import LetterNotSentError
from azukari.web.letters.handovers import KINDS, HandoverSender
from tests.web.letters.mail_server import Kept, mail_server, text_of
from tests.web.public.conftest import example, quiet_door
from tests.web.public.door import Door

__all__ = ["example", "quiet_door"]  # fixtures of the public door, for a published statement

ID = uuid.UUID("01939d2e-0000-7000-8000-000000000001")
DESK = "desk@mailer.example"
NOW = datetime.now(UTC)


@dataclass
class FakeKeeper:
    """Gives one letter, or none, and notes what it was asked for."""

    given: Letter | None
    asked: list[uuid.UUID] = field(default_factory=list)

    def letter(self, door_id: uuid.UUID) -> Letter | None:
        self.asked.append(door_id)
        return self.given

    code_letter = letter


def letter(language: str, *, kind: Kind = Kind.RECORDS, code: str = "") -> Letter:
    return Letter(DESK, language, "H-2026-0007", ID, kind, code)


def sender(given: Letter | None, portal: str = "https://portal.example") -> HandoverSender:
    return HandoverSender(FakeKeeper(given), address="noreply@hibari.example", portal=portal)


@pytest.fixture
def server(settings: Any) -> Iterator[Kept]:
    with mail_server(settings) as kept:
        yield kept


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", list(Kind))
def test_it_says_what_waits_and_where(quiet_door: Door, server: Kept, language: Any, kind: Kind) -> None:
    handovers.send(quiet_door.owner, ID, sender=sender(letter(language, kind=kind)), now=NOW)
    (mail,) = server.mails
    text = text_of(mail)
    assert mail["To"] == DESK
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == quiet_door.statement.contact().email
    assert mail.get_content_type() == "text/plain"
    assert re.findall(r"https?://\S+", text) == [f"https://portal.example/{language}/handovers/{ID}/"]
    for words in (KINDS[kind].in_language(language), "H-2026-0007"):
        assert words in text
        assert words in mail["Subject"]


def test_without_a_portal_it_names_whom_to_ask(quiet_door: Door, server: Kept) -> None:
    handovers.send(quiet_door.owner, ID, sender=sender(letter("en"), portal=""), now=NOW)
    text = text_of(server.mails[0])
    assert "://" not in text
    assert "ask the contact below" in text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_code_comes_without_a_link_and_is_in_no_subject(quiet_door: Door, server: Kept, language: Any) -> None:
    handovers.send_code(quiet_door.owner, ID, sender=sender(letter(language, code="12345678")), now=NOW)
    (mail,) = server.mails
    text = text_of(mail)
    assert "1234 5678" in text
    assert "15" in text
    assert not re.search(r"https?:|www\.|<", text)
    assert "5678" not in mail["Subject"]
    assert str(ID) not in mail.as_string()
    assert mail["Auto-Submitted"] == "auto-generated"


def test_what_waits_no_more_is_not_written_of(quiet_door: Door, server: Kept) -> None:
    handovers.send(quiet_door.owner, ID, sender=sender(None), now=NOW)
    handovers.send_code(quiet_door.owner, ID, sender=sender(None), now=NOW)
    assert server.mails == []


def test_a_letter_that_is_sent_twice_is_known_again(quiet_door: Door, server: Kept) -> None:
    for _ in range(2):
        handovers.send(quiet_door.owner, ID, sender=sender(letter("ja")), now=NOW)
    assert len({mail["Message-ID"] for mail in server.mails}) == 1


def test_a_mail_server_that_is_away_is_told_without_the_address(quiet_door: Door, server: Kept) -> None:
    server.refuses = True
    with pytest.raises(LetterNotSentError) as caught:
        handovers.send(quiet_door.owner, ID, sender=sender(letter("ja")), now=NOW)
    assert DESK not in str(caught.value)


def test_the_worker_knows_the_tasks_that_the_database_defers() -> None:
    package = files("azukari")
    known = re.findall(r'@app\.task\(name="(sharing\.\w+)"', (package / "web/worker/app.py").read_text())
    schema = (package / "sharing/sql/schema.sql").read_text()
    deferred = re.findall(r"'(sharing\.\w+)'", schema[schema.index("FUNCTION sharing_put_letter") :].split("$$")[1])
    assert {*deferred, "sharing.share"} <= set(known)
