"""Reminders to recipients: what is owed, with the number and the page, in their language; nothing about any person."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from azukari.base.clock import japan_date
from azukari.sharing.chasing import Chaser
from azukari.sharing.delivery import Kind, State
from azukari.sharing.handover import HandoverRow
from azukari.web.letters import chasers
from tests.sharing.test_chasing import ROW
from tests.web.letters.mail_server import Kept, text_of
from tests.web.letters.test_handovers import NOW, server
from tests.web.public.conftest import example, quiet_door
from tests.web.public.door import Door

__all__ = ["example", "quiet_door", "server"]

TODAY = japan_date(NOW)
OWED = {
    Chaser.FETCH: replace(ROW, state=State.MADE, made_at=NOW - timedelta(days=3)),
    Chaser.CERTIFY: replace(ROW, due_on=TODAY),
    Chaser.ACKNOWLEDGE: replace(ROW, kind=Kind.CHANGES, due_on=TODAY - timedelta(days=7)),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("what", list(Chaser))
def test_a_recipient_is_told_what_it_owes(
    quiet_door: Door, server: Kept, monkeypatch: pytest.MonkeyPatch, what: Chaser, language: Any
) -> None:
    rows: tuple[HandoverRow, ...] = (replace(OWED[what], language=language), replace(ROW, due_on=None))
    monkeypatch.setattr(chasers, "all_handovers", lambda _database: rows)
    sent = chasers.chase(quiet_door.owner, sender="noreply@hibari.example", portal="https://portal.example", now=NOW)
    assert sent == 1
    (mail,) = server.mails
    text = text_of(mail)
    assert mail["To"] == "desk@mailer.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert chasers.SUBJECTS[what].in_language(language) in mail["Subject"]
    assert ROW.number in mail["Subject"]
    assert f"https://portal.example/{language}/handovers/{ROW.door_id}/" in text


def test_nobody_owes_anything(quiet_door: Door, server: Kept) -> None:
    assert chasers.chase(quiet_door.owner, sender="noreply@hibari.example", portal="", now=NOW) == 0
    assert server.mails == []
