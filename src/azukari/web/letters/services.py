"""The two acts of the outbox: putting a letter in, and sending it.

Sending is at least once: a letter that was handed to the mail server just before a crash is handed over again. Its
Message-ID is the same both times, so that mail programs can show it once.
"""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import formataddr
from typing import Any, Protocol

from django.core.mail import EmailMessage

from azukari.base.errors import NotFoundError, RefusedError
from azukari.base.sql import Cursor, Database, Queries
from azukari.statement import queries as statements
from azukari.statement.text import Language
from azukari.vault.access import Opened
from azukari.web.letters.acknowledgement import House, Letter, compose
from azukari.web.letters.posting import post

_QUERIES = Queries("azukari.web.letters")
_ACKNOWLEDGEMENT = "acknowledgement"
_REASON = "automatic reply"  # written into the ledger with each opening


class Opener(Protocol):
    """Opens a record for a purpose: `vault.keeper_client.KeeperClient`."""

    def open(self, record: uuid.UUID | str, *, purpose: str, reason: str) -> Opened:
        """Open what the purpose may see."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One letter in the outbox: of which record, and under what; neither a name nor an address."""

    record_id: uuid.UUID
    language: Language
    service: str
    statement_hash: str
    entry: bytes  # as it stands in the ledger
    receipt: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """What the worker sends with; ``receipt_of`` gives a letter's receipt with its proof, if the ledger has one yet."""

    opener: Opener
    receipt_of: Callable[[Waiting], bytes | None]
    address: str
    site: str
    portal: str = ""  # where persons have a page of their own


def put(cursor: Cursor, letter: Waiting, *, now: datetime) -> None:
    """Put the automatic reply to a record into the outbox, in the caller's transaction; a second time does nothing."""
    cursor.execute(_QUERIES["put"], {**asdict(letter), "kind": _ACKNOWLEDGEMENT, "now": now})


def send(database: Database, letter_id: int, *, sender: Sender, now: datetime) -> None:
    """Send one letter, unless it was sent or is being sent.

    Raises:
        LetterNotSentError: if the mail server did not take it.
        UnavailableError: if the keeper cannot be reached. What it refuses for good ends the letter.
    """
    with database.transaction() as cursor:
        cursor.execute(_QUERIES["take"], {"letter_id": letter_id})
        row = cursor.fetchone()
        if row is None:
            return
        waiting = _waiting(row)
        state = "sent" if _write_and_post(database, waiting, sender) else "given_up"
        cursor.execute(_QUERIES["finish"], {"letter_id": letter_id, "state": state, "now": now})


def _write_and_post(database: Database, waiting: Waiting, sender: Sender) -> bool:
    statement = statements.version(database, waiting.statement_hash).statement
    purpose = statement.service(waiting.service).acknowledgement.purpose
    try:
        opened = sender.opener.open(waiting.record_id, purpose=purpose, reason=_REASON)
    except (RefusedError, NotFoundError):
        return False  # The person withdrew, was erased, or the purpose has run out: there is nobody to write to.
    receipt = sender.receipt_of(waiting)
    letter = compose(
        opened,
        statement=statement,
        language=waiting.language,
        house=House(sender.address, sender.site, sender.portal),
        has_receipt=receipt is not None,
    )
    if letter is None:
        return False
    organisation = statement.organisation.name.in_language(waiting.language)
    message = _message(letter, waiting, from_line=formataddr((organisation, sender.address)))
    if receipt is not None:
        message.attach(f"receipt-{opened.number}.json", receipt, "application/json")
    post(message)
    return True


def _message(letter: Letter, waiting: Waiting, *, from_line: str) -> EmailMessage:
    domain = from_line.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=from_line,
        to=[letter.to],
        reply_to=[letter.reply_to],
        headers={
            "Auto-Submitted": "auto-replied",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<acknowledgement.{waiting.record_id}@{domain}>",
        },
    )


def _waiting(row: tuple[Any, ...]) -> Waiting:
    record_id, language, service, statement_hash, entry, receipt = row
    return Waiting(record_id, language, service, statement_hash, bytes(entry), bytes(receipt))
