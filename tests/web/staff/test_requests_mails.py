"""A request's way through the mails: each letter is given to the worker alone and sent once, with nothing of what was asked."""

from collections.abc import Iterator
from typing import Any

import pytest

from azukari.base.clock import system_clock
from azukari.base.errors import RefusedError
from azukari.host.database import PsycopgDatabase
from azukari.rights.clients import NoticeClient
from azukari.vault.keeper_client import Credential, CredentialKind
from azukari.web.letters import notices
from azukari.web.letters.notices import NoticeSender
from tests.keeper.house import TOKEN
from tests.web.letters.mail_server import Kept, mail_server, text_of
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.requests import SAID, do, identified, taken_in

WORKER = Credential(CredentialKind.TOKEN, TOKEN)


@pytest.fixture
def server(settings: Any) -> Iterator[Kept]:
    with mail_server(settings) as kept:
        yield kept


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def send_all(door: Door) -> None:
    """Send what the queue holds, as the worker does."""
    database = PsycopgDatabase(door.house.postgres.url("worker"))
    sender = NoticeSender(
        NoticeClient(door.house.client(WORKER)), address="noreply@hibari.example", portal="https://localhost:8446"
    )
    jobs = door.house.sql("SELECT args FROM procrastinate_jobs WHERE task_name = 'rights.notice' ORDER BY id")
    for (named,) in jobs:
        notices.send(database, int(named["notice_id"]), sender=sender, now=system_clock())
    database.close()


def states(door: Door) -> list[tuple[str, str]]:
    return [
        (str(kind), str(state)) for kind, state in door.house.sql("SELECT kind, state FROM rights_notice ORDER BY 1")
    ]


def test_what_was_taken_in_is_acknowledged_once(running: Door, clerk: Person, server: Kept) -> None:
    taken_in(clerk, email="hanako@mail.example")
    send_all(running)
    send_all(running)
    [mail] = server.mails
    assert mail["To"] == "hanako@mail.example"
    assert SAID not in text_of(mail)
    assert "カナリア" not in str(mail)
    assert states(running) == [("received", "sent")]


def test_without_an_address_it_goes_where_what_is_held_says_or_nowhere(
    running: Door, clerk: Person, server: Kept
) -> None:
    taken_in(clerk)
    send_all(running)
    assert server.mails == []
    assert states(running) == [("received", "given_up")]
    path = identified(running, clerk)
    do(clerk, path, "step", move="ask_proof")
    send_all(running)
    assert [mail["To"] for mail in server.mails] == ["canary@example.jp"] * len(server.mails)
    assert ("proof_asked", "sent") in states(running)


def test_letters_are_given_to_the_worker_alone(running: Door, clerk: Person) -> None:
    taken_in(clerk, email="hanako@mail.example")
    [(notice,)] = running.house.sql("SELECT notice_id FROM rights_notice")
    session = Credential(CredentialKind.SESSION, str(clerk.browser.session.session_key))
    with pytest.raises(RefusedError):
        NoticeClient(running.house.client(session)).letter(notice)
