"""Letters about requests: mailed over SMTP, in the person's language, with nothing of what was asked and no way in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from azukari.rights.desk_shapes import NoticeLetter
from azukari.statement.text import LANGUAGES, Language
from azukari.web.letters import notices
from azukari.web.letters.errors import LetterNotSentError
from azukari.web.letters.notices import SUBJECTS, NoticeSender
from tests.web.letters.mail_server import Kept, mail_server, text_of
from tests.web.public.conftest import example, quiet_door
from tests.web.public.door import Door

__all__ = ["example", "quiet_door"]  # fixtures of the public door, for a published statement

NOW = datetime.now(UTC)
NUMBER = "7K3M-92QF-0TBX"
PORTAL = "https://localhost:8446"


def letter(kind: str, language: Language = "ja", address: str = "hanako@mail.example") -> NoticeLetter:
    return NoticeLetter(address, kind, NUMBER, "disclosure", "jp-appi-2022", language, date(2026, 12, 7))


@dataclass
class FakeKeeper:
    """Gives one letter, or none, and notes what was said to be sent."""

    given: NoticeLetter | None
    said: list[int] = field(default_factory=list)

    def letter(self, notice_id: int) -> NoticeLetter | None:
        assert notice_id == 7
        return self.given

    def sent(self, notice_id: int) -> None:
        self.said.append(notice_id)


@pytest.fixture
def server(settings: Any) -> Iterator[Kept]:
    with mail_server(settings) as kept:
        yield kept


def send(door: Door, given: NoticeLetter | None, portal: str = PORTAL) -> FakeKeeper:
    keeper = FakeKeeper(given)
    sender = NoticeSender(keeper, address="noreply@hibari.example", portal=portal)
    notices.send(door.owner, 7, sender=sender, now=NOW)
    return keeper


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_each_letter_names_number_and_kind_and_says_whom_to_ask(
    quiet_door: Door, server: Kept, kind: str, language: Language
) -> None:
    keeper = send(quiet_door, letter(kind, language))
    [mail] = server.mails
    text = text_of(mail)
    assert keeper.said == [7]
    assert mail["To"] == "hanako@mail.example"
    assert SUBJECTS[kind].in_language(language) in mail["Subject"]
    assert NUMBER in mail["Subject"]
    for part in (NUMBER, ("保有個人データの開示", "Be shown what is held")[language == "en"]):
        assert part in text
    assert quiet_door.statement.contact().telephone in text
    assert mail["Reply-To"] == quiet_door.statement.contact().email
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    day = ("2026年12月7日", "7 December 2026")[language == "en"]
    assert (day in text) is (kind in {"received", "proof_asked", "extended"})


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_nothing_leads_in_but_the_address_that_everybody_knows(quiet_door: Door, server: Kept, kind: str) -> None:
    send(quiet_door, letter(kind))
    found = set(re.findall(r"https?://\S+", text_of(server.mails[0])))
    assert found == (set() if kind == "erased" else {PORTAL})


def test_without_a_portal_no_page_is_spoken_of(quiet_door: Door, server: Kept) -> None:
    for kind in sorted(SUBJECTS):
        send(quiet_door, letter(kind), portal="")
    assert all("ご本人のページ" not in text_of(mail) for mail in server.mails)


def test_nobody_is_written_to_whom_the_keeper_does_not_name(quiet_door: Door, server: Kept) -> None:
    assert send(quiet_door, None).said == []
    assert send(quiet_door, letter("received", address="postmaster@mail.example")).said == [7]
    assert server.mails == []


def test_what_the_mail_server_did_not_take_is_not_said_to_be_sent(quiet_door: Door, server: Kept) -> None:
    server.refuses = True
    keeper = FakeKeeper(letter("received"))
    sender = NoticeSender(keeper, address="noreply@hibari.example", portal=PORTAL)
    with pytest.raises(LetterNotSentError) as raised:
        notices.send(quiet_door.owner, 7, sender=sender, now=NOW)
    assert "hanako" not in str(raised.value)
    assert keeper.said == []
    server.refuses = False
    notices.send(quiet_door.owner, 7, sender=sender, now=NOW)
    notices.send(quiet_door.owner, 7, sender=sender, now=NOW)
    assert keeper.said == [7, 7]
    assert len({mail["Message-ID"] for mail in server.mails}) == 1
