"""The letter with the code by which a person comes in.

The portal puts it out for every entrance alike (`put`), whether it leads anywhere or not; only the worker learns, from the keeper,
whether there is anything to write (`send`). The code is kept nowhere on the way. There is no link to follow in it (requirements
H64): whoever awaits the code has the page open, and nobody else needs one.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Protocol

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from azukari.base.sql import Database, Queries
from azukari.rights.visit import LIMITS
from azukari.statement import queries as statements
from azukari.statement.document import Statement
from azukari.vault.held_shapes import CodeLetter
from azukari.web.letters.acknowledgement import is_machine
from azukari.web.letters.posting import post

_QUERIES = Queries("azukari.web.letters")


class CodeGiver(Protocol):
    """Gives the letter with an entrance's code: `vault.keeper_client.KeeperClient`."""

    def code_letter(self, entrance: uuid.UUID) -> CodeLetter | None:
        """Give the letter; none if the entrance leads nowhere, or its code is no longer good."""


@dataclass(frozen=True, slots=True)
class CodeSender:
    """What the worker sends codes with."""

    giver: CodeGiver
    address: str


def put(database: Database, entrance: uuid.UUID) -> None:
    """Put an entrance's letter out, and tell the worker."""
    with database.transaction() as cursor:
        cursor.execute(_QUERIES["put_code"], {"entrance": entrance})


def send(database: Database, entrance: uuid.UUID, *, sender: CodeSender, now: datetime) -> None:
    """Mail an entrance's code, if there is anybody to mail it to.

    Raises:
        LetterNotSentError: if the mail server did not take it.
        UnavailableError: if the keeper cannot be reached.
    """
    letter = sender.giver.code_letter(entrance)
    if letter is None or is_machine(letter.address):
        return
    statement = statements.in_force(database, now).statement
    post(_message(letter, entrance, statement=statement, sender=sender.address))


def _message(letter: CodeLetter, entrance: uuid.UUID, *, statement: Statement, sender: str) -> EmailMessage:
    language = letter.language
    organisation = statement.organisation.name.in_language(language)
    contact = statement.contact()
    context = {
        "organisation": organisation,
        "address": statement.organisation.address.in_language(language),
        "code": f"{letter.code[:4]} {letter.code[4:]}",
        "minutes": LIMITS.code_lives // timedelta(minutes=1),
        "contact": {
            "name": contact.name.in_language(language),
            "email": contact.email,
            "telephone": contact.telephone,
            "hours": contact.hours.in_language(language),
        },
        "sender": sender,
    }
    # Another name than the entrance's id, which belongs to the browser that asked: the same for a letter that is handed over twice.
    name = hashlib.sha256(entrance.bytes).hexdigest()[:32]
    return EmailMessage(
        # Not the code: subjects are shown where other people can see them.
        subject=f"【{organisation}】ご本人のページの確認コード" if language == "ja" else f"[{organisation}] Your code",
        body=render_to_string(f"letters/code.{language}.txt", context),
        from_email=formataddr((organisation, sender)),
        to=[letter.address],
        reply_to=[contact.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<code.{name}@{sender.rpartition('@')[2]}>",
        },
    )
