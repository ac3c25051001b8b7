"""The daily reminder: what is due, late or waited for, by number and kind; nothing personal, and none if nothing is due."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from azukari.host.database import PsycopgDatabase
from azukari.rights.queries import ListedRequest
from azukari.rights.request import Asker, Channel, State
from azukari.rights.services.register import Arrival, receive
from azukari.rights.wish import Form
from azukari.sharing.entrusted import contract_bytes
from azukari.sharing.store.entrusted import engagements
from azukari.web.letters import reminders
from azukari.web.letters.errors import LetterNotSentError
from tests.conftest import Server
from tests.sharing.clients import contract
from tests.web.letters.mail_server import Kept, mail_server, text_of
from tests.web.public.conftest import door
from tests.web.public.door import Door

__all__ = ["door"]  # fixtures of the public door, for a published statement

TODAY = date(2026, 12, 1)


def row(answer_by: date, **changed: Any) -> ListedRequest:
    values: dict[str, Any] = {
        "request_id": uuid.uuid4(),
        "number": "7K3M-92QF-0TBX",
        "pack": "jp-appi-2022",
        "kind": "disclosure",
        "channel": Channel.PAGE,
        "asker": Asker.PERSON,
        "language": "ja",
        "arrived_at": datetime(2026, 11, 20, tzinfo=UTC),
        "acknowledge_by": date(2026, 11, 24),
        "answer_by": answer_by,
        "latest_on": answer_by,
        "state": State.EXAMINING,
        "steps": 2,
        "form": Form.PAGE,
    }
    return ListedRequest(**{**values, **changed})


def sorted_out(*rows: ListedRequest, **more: Any) -> reminders.Due:
    return reminders.sorted_out(rows, **{"waited_for": (), "holidays_end": None, "today": TODAY, **more})


def test_each_request_stands_where_it_belongs() -> None:
    late, soon, calm = (row(TODAY + timedelta(days=days)) for days in (-1, 3, 4))
    silent = row(TODAY + timedelta(days=9), channel=Channel.LETTER, state=State.RECEIVED)
    acting = row(TODAY + timedelta(days=9), state=State.ACTING)
    found = sorted_out(late, soon, calm, silent, acting, waited_for={acting.request_id})
    assert (found.late, found.soon, found.unacknowledged, found.waiting) == ((late,), (soon,), (silent,), (acting,))
    assert found.is_anything


def test_on_a_calm_day_there_is_nothing() -> None:
    assert not sorted_out(row(TODAY + timedelta(days=4))).is_anything
    assert sorted_out(holidays_end=TODAY + timedelta(days=90)).is_anything


@pytest.fixture
def server(settings: Any) -> Iterator[Kept]:
    settings.AZUKARI_GDPR = False
    with mail_server(settings) as kept:
        yield kept


@pytest.fixture
def worker(postgres: Server) -> Iterator[PsycopgDatabase]:
    database = PsycopgDatabase(postgres.url("worker"))
    yield database
    database.close()


def arrive(postgres: Server, kind: str, *, days_ago: int) -> str:
    now = datetime.now(UTC)
    keeper = PsycopgDatabase(postgres.url("keeper"))
    arrival = Arrival(
        "jp-appi-2022", kind, Channel.MAIL, Asker.PERSON, "ja", now - timedelta(days=days_ago), form=Form.PAGE
    )
    number = receive(keeper, arrival, by="staff", now=now).number
    keeper.close()
    return number


def remind(worker: PsycopgDatabase, now: datetime | None = None) -> bool:
    return reminders.remind(
        worker,
        sender="noreply@hibari.example",
        staff_url="https://localhost:8444",
        now=now or datetime.now(UTC),
    )


def test_what_is_due_is_mailed_to_the_contact_of_the_statement(
    door: Door, server: Kept, worker: PsycopgDatabase, postgres: Server
) -> None:
    late, soon = arrive(postgres, "erasure", days_ago=30), arrive(postgres, "correction", days_ago=12)
    silent = arrive(postgres, "disclosure", days_ago=0)
    assert remind(worker)
    [mail] = server.mails
    text = text_of(mail)
    contact = door.statement.contact()
    assert mail["To"] == contact.email
    assert "3件" in mail["Subject"]
    for words in (
        late,
        soon,
        silent,
        "消去",
        "訂正・追加・削除",
        "過ぎています",
        "3日以内",
        "受付をまだ",
        "https://localhost:8444",
    ):
        assert words in text
    assert text.index(late) < text.index(soon) < text.index(silent)
    assert not any(number in mail["Subject"] for number in (late, soon, silent))


def test_when_nothing_is_due_no_mail_is_sent(door: Door, server: Kept, worker: PsycopgDatabase) -> None:
    assert not remind(worker)
    assert server.mails == []


def test_the_alarm_of_the_holidays_alone_is_worth_a_mail(door: Door, server: Kept, worker: PsycopgDatabase) -> None:
    assert remind(worker, datetime(2027, 11, 1, tzinfo=UTC))
    assert "2027-12-31" in text_of(server.mails[0])


def test_a_mail_server_that_is_away_is_told(
    door: Door, server: Kept, worker: PsycopgDatabase, postgres: Server
) -> None:
    arrive(postgres, "erasure", days_ago=30)
    server.refuses = True
    with pytest.raises(LetterNotSentError):
        remind(worker)


_LATE = """
INSERT INTO sharing_handover (
    handover_id, number, exit, kind, recipient, language, contact, age_key, wish, reason, statement_hash, state, second, counted,
    proposed_at, proposed_by, proposer_role, handed_at, due_on
)
VALUES (
    gen_random_uuid(), %s, 'contractor', 'records', %s, 'ja', 'desk@mailer.example', 'age1', '{}', 'brochures', '', 'handed',
    false, 1, now(), 'ben', 'privacy_manager', now(), %s
)
"""


def test_a_certificate_that_does_not_come_is_reminded_of(
    door: Door, server: Kept, worker: PsycopgDatabase, postgres: Server
) -> None:
    named = door.statement.recipients[0]
    today = datetime.now(UTC).date()
    with psycopg.connect(postgres.admin(), autocommit=True) as admin:
        for number, recipient, days in (("H-1", named.id, -2), ("H-2", named.id, 20), ("H-3", "gone", -3)):
            admin.execute(_LATE.encode(), (number, recipient, today + timedelta(days=days)))
    assert remind(worker)
    [mail] = server.mails
    text = text_of(mail)
    assert "2件" in mail["Subject"]
    for words in (
        "H-1",
        "H-3",
        named.name.ja,
        "返却・消去の証明が届いていません",
        (today - timedelta(days=2)).isoformat(),
    ):
        assert words in text
    assert "H-2" not in text
    assert "desk@mailer.example" not in text


def test_a_report_that_a_client_waits_for_is_reminded_of(
    door: Door, server: Kept, worker: PsycopgDatabase, postgres: Server
) -> None:
    """What clients entrust to us is reported on as often as the contract says; of its data nothing stands in a mail."""
    now = datetime.now(UTC)
    with closing(PsycopgDatabase(postgres.url("keeper"))) as keeper:
        for name, days in (("hoshizora", 31), ("tsukimi", 10)):
            written = contract(name)
            values = {
                "engagement_id": uuid.uuid4(),
                "contract_id": name,
                "hash": written.hash,
                "contract": contract_bytes(written),
                "now": now - timedelta(days=days),
                "by": "ben",
            }
            with keeper.transaction() as cursor:
                engagements.change(cursor, "insert_engagement", values)
                engagements.change(cursor, "insert_contract", values)
    assert remind(worker)
    text = text_of(server.mails[0])
    assert contract("hoshizora").client.name.ja in text
    assert contract("tsukimi").client.name.ja not in text
