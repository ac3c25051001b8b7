"""The letter with a person's code: put out for every entrance alike, mailed only if it leads anywhere, without a link."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import psycopg
import pytest
from django.core import mail

from azukari.host.database import PsycopgDatabase
from azukari.statement.text import Language
from azukari.vault.held_shapes import CodeLetter
from azukari.web.letters import codes
from azukari.web.letters.codes import CodeSender
from azukari.web.letters.errors import LetterNotSentError
from tests.conftest import Server
from tests.web.public.conftest import example, quiet_door
from tests.web.public.door import Door

__all__ = ["example", "quiet_door"]  # fixtures of the public door, for a published statement

ENTRANCE = uuid.UUID("01939d2e-0000-7000-8000-000000000001")
NOW = datetime.now(UTC)


@dataclass
class FakeKeeper:
    """Gives one letter, or none, and notes which entrances it was asked for."""

    letter: CodeLetter | None
    asked: list[uuid.UUID] = field(default_factory=list)

    def code_letter(self, entrance: uuid.UUID) -> CodeLetter | None:
        self.asked.append(entrance)
        return self.letter


def sent(door: Door, letter: CodeLetter | None) -> list[Any]:
    sender = CodeSender(FakeKeeper(letter), address="noreply@hibari.example")
    codes.send(door.owner, ENTRANCE, sender=sender, now=NOW)
    return list(mail.outbox)


@pytest.fixture(autouse=True)
def outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_letter_says_what_for_how_long_and_what_else(quiet_door: Door, language: Language) -> None:
    (one,) = sent(quiet_door, CodeLetter("hanako@mail.example", "12345678", language))
    message = one.message()
    assert one.to == ["hanako@mail.example"]
    assert "1234 5678" in one.body
    assert "15" in one.body
    assert ("お心当たりのない場合" if language == "ja" else "If you did not ask for this") in one.body
    assert quiet_door.statement.contact().telephone in one.body
    assert message["Reply-To"] == quiet_door.statement.contact().email
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_there_is_nothing_to_follow_and_no_code_in_what_others_see(quiet_door: Door, language: Language) -> None:
    (one,) = sent(quiet_door, CodeLetter("hanako@mail.example", "12345678", language))
    assert not re.search(r"https?:|www\.|<", one.body)
    assert "5678" not in one.subject
    assert str(ENTRANCE) not in str(one.message())


def test_an_entrance_that_leads_nowhere_ends_quietly(quiet_door: Door) -> None:
    assert sent(quiet_door, None) == []
    assert sent(quiet_door, CodeLetter("MAILER-DAEMON@mail.example", "12345678", "ja")) == []


def test_a_letter_that_is_handed_over_twice_is_known_again(quiet_door: Door) -> None:
    letter = CodeLetter("hanako@mail.example", "12345678", "ja")
    first, second = [*sent(quiet_door, letter), *sent(quiet_door, letter)][:2]
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_mail_server_that_refuses_is_said_without_the_address(
    quiet_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SMTPRecipientsRefused({"hanako@mail.example": (550, b"no hanako here")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(LetterNotSentError) as caught:
        sent(quiet_door, CodeLetter("hanako@mail.example", "12345678", "ja"))
    assert "hanako" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_letter_does_not_show_itself() -> None:
    assert "hanako" not in repr(CodeLetter("hanako@mail.example", "12345678", "ja"))


def test_the_portal_puts_out_and_reads_nothing(postgres: Server) -> None:
    portal = PsycopgDatabase(postgres.url("portal"))
    codes.put(portal, ENTRANCE)
    portal.close()
    with psycopg.connect(postgres.admin()) as admin:
        rows = admin.execute("SELECT task_name, args, priority FROM procrastinate_jobs").fetchall()
    assert rows == [("letters.send_code", {"entrance": str(ENTRANCE)}, 10)]
    for query in (
        "SELECT * FROM procrastinate_jobs",
        "SELECT letter_id FROM letters_letter",
        "SELECT 1 FROM rights_visit",
    ):
        with psycopg.connect(postgres.url("portal")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(query.encode())


@pytest.mark.parametrize("role", ["public", "staff", "api", "worker", "keeper", "ledger"])
def test_nobody_else_puts_codes_out(postgres: Server, role: str) -> None:
    with psycopg.connect(postgres.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT letters_put_code(%s)", (ENTRANCE,))
