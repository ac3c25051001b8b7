"""The automatic reply: put with the record, sent by the worker, echoing nothing (requirements §5.1.4)."""

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from smtplib import SMTPRecipientsRefused
from typing import Any

import psycopg
import pytest
from django.core import mail

from azukari.base.errors import AzukariError, NotFoundError, RefusedError, UnavailableError
from azukari.base.ids import new_id
from azukari.host.database import PsycopgDatabase
from azukari.statement.document import Statement
from azukari.statement.text import Language
from azukari.vault.access import Opened
from azukari.vault.receipt import verify_receipt
from azukari.web.letters import services
from azukari.web.letters.acknowledgement import House, _salutation, compose
from azukari.web.letters.errors import LetterNotSentError
from azukari.web.letters.services import Sender, Waiting
from azukari.web.receipts import proved_receipt
from tests.conftest import Server
from tests.web.public.conftest import door, example, quiet_door
from tests.web.public.door import BROCHURE, Door

__all__ = ["door", "example", "quiet_door"]  # fixtures of the public door, where letters begin

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
HOUSE = House("noreply@hibari.example", "https://localhost", "https://me.example")
OTHERS = {"ja": "ほかに同意されたもの", "en": "what you permitted besides"}
PERSON = {"name": "山田　花子", "email": "hanako@mail.example"}


@dataclass
class FakeKeeper:
    """Opens every record alike, and notes what it was asked for; or raises what it is told to."""

    statement_hash: str
    items: Mapping[str, str] = field(default_factory=lambda: PERSON)
    refuses: type[AzukariError] | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def open(self, record: uuid.UUID | str, *, purpose: str, reason: str) -> Opened:
        if self.refuses:
            raise self.refuses
        self.asked.append((purpose, reason))
        return _opened(self.statement_hash, self.items, uuid.UUID(str(record)), purpose=purpose)


def _opened(
    statement_hash: str,
    items: Mapping[str, str],
    record_id: uuid.UUID,
    *,
    purpose: str = "brochure.notify",
    language: Language = "ja",
) -> Opened:
    return Opened(
        record_id=record_id,
        number="7K3M-92QF-0TBX",
        service="brochure",
        purpose=purpose,
        items=dict(items),
        statement_hash=statement_hash,
        collected_at=NOW,
        language=language,
        event_id=new_id(),
    )


@dataclass
class Outbox:
    """One record that was sent in, with its letter waiting, and the worker that may send it."""

    door: Door
    worker: PsycopgDatabase
    keeper: FakeKeeper

    @property
    def letter_id(self) -> int:
        [(letter_id,)] = self.door.rows("SELECT letter_id FROM letters_letter")
        assert isinstance(letter_id, int)
        return letter_id

    @property
    def state(self) -> object:
        return self.door.rows("SELECT state FROM letters_letter")[0][0]

    def send(self) -> list[Any]:
        sender = Sender(self.keeper, self._receipt, address="noreply@hibari.example", site="https://localhost:8443")
        services.send(self.worker, self.letter_id, sender=sender, now=NOW)
        return list(mail.outbox)

    def _receipt(self, letter: Waiting) -> bytes | None:
        return proved_receipt(self.worker, letter.receipt, entry=letter.entry)


@pytest.fixture
def outbox(door: Door, postgres: Server, settings: Any) -> Iterator[Outbox]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    door.complete(BROCHURE)
    worker = PsycopgDatabase(postgres.url("worker"))
    yield Outbox(door, worker, FakeKeeper(door.statement.hash))
    worker.close()


def test_a_letter_goes_to_the_person_and_repeats_nothing(outbox: Outbox) -> None:
    [sent] = outbox.send()
    message: EmailMessage = sent.message()
    assert sent.to == ["hanako@mail.example"]
    assert sent.subject == "【株式会社ひばり文具】資料請求を受け付けました（受付番号 7K3M-92QF-0TBX）"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Message-ID"].startswith("<acknowledgement.")
    assert "山田　花子 様" in sent.body
    assert "2026年11月23日(月) 18:15（日本時間）" in sent.body
    assert "お心当たりのない場合は" in sent.body
    for typed in ("丸の内", "100-0005", "総合カタログ", "hanako"):
        assert typed not in sent.body
    assert outbox.state == "sent"
    assert outbox.keeper.asked == [("brochure.notify", "automatic reply")]


def test_the_receipt_comes_along_once_the_ledger_has_it(outbox: Outbox) -> None:
    outbox.door.sequencer.run_once()
    [sent] = outbox.send()
    name, data, kind = sent.attachments[0]
    assert (name, kind) == ("receipt-7K3M-92QF-0TBX.json", "application/json")
    assert verify_receipt(data.encode() if isinstance(data, str) else data).service == "brochure"
    assert "このメールに付けました" in sent.body


def test_without_its_proof_the_letter_goes_without_a_receipt(outbox: Outbox) -> None:
    [sent] = outbox.send()
    assert sent.attachments == []
    assert "このメールに付けました" not in sent.body


def test_a_letter_is_sent_once(outbox: Outbox) -> None:
    outbox.send()
    assert len(outbox.send()) == 1
    assert len(outbox.keeper.asked) == 1


def test_a_mail_server_that_refuses_leaves_the_letter_waiting(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SMTPRecipientsRefused({"hanako@mail.example": (550, b"no hanako here")})

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(LetterNotSentError) as caught:
            outbox.send()
    assert "hanako" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert outbox.state == "waiting"
    assert len(outbox.send()) == 1


def test_a_keeper_that_is_away_leaves_the_letter_waiting(outbox: Outbox) -> None:
    outbox.keeper.refuses = UnavailableError
    with pytest.raises(UnavailableError):
        outbox.send()
    assert outbox.state == "waiting"


def test_a_letter_without_a_way_to_go_is_given_up(outbox: Outbox) -> None:
    outbox.keeper.items = {"email": "MAILER-DAEMON@mail.example"}
    assert outbox.send() == []
    assert outbox.state == "given_up"


def test_the_job_names_the_letter_and_nothing_else(outbox: Outbox) -> None:
    [(task, queue, args)] = outbox.door.rows("SELECT task_name, queue_name, args::text FROM procrastinate_jobs")
    assert (task, queue) == ("letters.send", "default")
    assert json.loads(str(args)) == {"letter_id": outbox.letter_id}


def test_the_outbox_holds_no_personal_data(outbox: Outbox) -> None:
    rows = outbox.door.rows(
        "SELECT l::text, convert_from(receipt, 'UTF8'), convert_from(entry, 'UTF8') FROM letters_letter l"
    )
    for typed in ("hanako", "山田", "丸の内"):
        assert typed not in str(rows)


@pytest.mark.parametrize("role", ["public", "staff", "keeper", "ledger"])
def test_only_the_worker_reads_letters(outbox: Outbox, postgres: Server, role: str) -> None:
    with psycopg.connect(postgres.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT receipt FROM letters_letter")


def test_the_worker_cannot_change_what_a_letter_is(outbox: Outbox, postgres: Server) -> None:
    for statement in ("UPDATE letters_letter SET receipt = ''", "DELETE FROM letters_letter"):
        with psycopg.connect(postgres.url("worker")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_service_has_its_letter_in_both_languages(quiet_door: Door, language: Language) -> None:
    statement: Statement = quiet_door.statement
    for service in statement.services:
        ack = service.acknowledgement
        opened = _opened(
            statement.hash, {ack.email: "a@b.example", ack.name: "D'Arcy・葛\U000e0100城"}, new_id(), language=language
        )
        letter = compose(
            Opened(**{name: getattr(opened, name) for name in Opened.__slots__} | {"service": service.id}),
            statement=statement,
            language=language,
            house=HOUSE,
            has_receipt=True,
        )
        assert letter is not None
        assert f"https://me.example/{language}/" in letter.body
        assert (OTHERS[language] in letter.body) == bool(service.optional_purposes)
        assert "7K3M-92QF-0TBX" in letter.subject
        assert "D'Arcy・葛\U000e0100城" in letter.body
        assert re.search(r"\{[{%]", letter.body) is None
        assert statement.contact(service).email in letter.body


@pytest.mark.parametrize(("language", "greeting"), [("ja", "お客様"), ("en", "Dear customer")])
def test_a_person_without_a_name_is_a_customer(quiet_door: Door, language: Language, greeting: str) -> None:
    opened = _opened(quiet_door.statement.hash, {"email": "a@b.example"}, new_id())
    letter = compose(
        opened,
        statement=quiet_door.statement,
        language=language,
        house=replace(HOUSE, portal=""),
        has_receipt=False,
    )
    assert letter is not None
    assert "https://me.example" not in letter.body
    assert letter.body.startswith(greeting)


@pytest.mark.parametrize("error", [RefusedError, NotFoundError])
def test_a_letter_that_the_keeper_refuses_for_good_is_given_up(outbox: Outbox, error: type[AzukariError]) -> None:
    outbox.keeper.refuses = error
    assert outbox.send() == []
    assert outbox.state == "given_up"


@pytest.mark.parametrize(
    "name", ["Win at evil.example", "call 03-0000-0000", "<b>x</b>", "a@b", "a/b", "あ" * 81, "x\ny: z"]
)
def test_a_name_that_could_carry_a_message_is_left_out(name: str) -> None:
    assert _salutation(name) == ""
    assert _salutation("髙橋　美咲") == "髙橋　美咲"
