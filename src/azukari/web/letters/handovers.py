"""Letters to recipients: that a hand-over waits, and the code with which it is fetched; nothing about any person, and no file.

The keeper puts each out with the step that it tells of (``sharing_put_letter``), and says again when it is sent whether there still
is anything to write. The code comes in a letter of its own, without a link: whoever awaits it has the page open (requirements H64).
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Protocol

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from azukari.base.sql import Database
from azukari.sharing.code import CODE_LIVES
from azukari.sharing.delivery import Kind
from azukari.sharing.shapes import Letter
from azukari.statement import queries as statements
from azukari.statement.document import Statement
from azukari.statement.text import Language, Text
from azukari.web.letters.posting import post
from azukari.web.pages import contact_shown

KINDS = {
    Kind.RECORDS: Text(ja="お受け取りいただく個人データ", en="Personal data for you"),
    Kind.CHANGES: Text(
        ja="お渡しした個人データの変更（利用停止・消去・訂正）", en="Changes in data that you were given"
    ),
    Kind.RETURN: Text(ja="お預かりしていた個人データの返却", en="Data that we return to you"),
    Kind.REPORT: Text(ja="取扱状況のご報告", en="Our report on how we handle your data"),
    Kind.REQUEST: Text(ja="ご本人からのご請求の取次ぎ", en="A request that we pass on to you"),
    Kind.BREACH: Text(ja="漏えい等に関するお知らせ", en="A notice about a possible breach"),
    Kind.CERTIFICATE: Text(ja="返却・消去の証明書", en="A certificate of return or destruction"),
}


class LetterGiver(Protocol):
    """Gives letters to recipients: `sharing.clients.CourierClient`."""

    def letter(self, handover_id: uuid.UUID) -> Letter | None:
        """Give the letter that says that something waits; none if nothing does."""

    def code_letter(self, pickup_id: uuid.UUID) -> Letter | None:
        """Give the letter with a code; none if it leads nowhere."""


@dataclass(frozen=True, slots=True)
class HandoverSender:
    """What the worker writes to recipients with; ``portal`` is where the page for fetching stands, or empty."""

    giver: LetterGiver
    address: str
    portal: str


def send(
    database: Database, handover_id: uuid.UUID, *, sender: HandoverSender, now: datetime, was_put: bool = False
) -> None:
    """Tell a recipient that a hand-over waits, if it still does, or that it was put on their server.

    Raises:
        LetterNotSentError: if the mail server did not take it.
        UnavailableError: if the keeper cannot be reached.
    """
    letter = sender.giver.letter(handover_id)
    if letter is None:
        return
    speech = _language(letter)
    kind = KINDS[letter.kind].in_language(speech)
    subject = f"{kind}があります（番号 {letter.number}）" if speech == "ja" else f"{kind} (number {letter.number})"
    url = f"{sender.portal}/{speech}/handovers/{letter.door_id}/" if sender.portal else ""
    context = {"kind": kind, "number": letter.number, "url": url, "was_put": was_put}
    statement = statements.in_force(database, now).statement
    post(_message(letter, f"handover.{handover_id}", subject, context, statement=statement, sender=sender.address))


def send_code(database: Database, pickup_id: uuid.UUID, *, sender: HandoverSender, now: datetime) -> None:
    """Mail the code to whoever fetches a hand-over, if there is one.

    Raises:
        LetterNotSentError: if the mail server did not take it.
        UnavailableError: if the keeper cannot be reached.
    """
    letter = sender.giver.code_letter(pickup_id)
    if letter is None:
        return
    # Not the code: subjects are shown where other people can see them.
    subject = "受け取りの確認コード" if _language(letter) == "ja" else "The code to fetch what waits"
    context = {
        "number": letter.number,
        "code": f"{letter.code[:4]} {letter.code[4:]}",
        "minutes": CODE_LIVES // timedelta(minutes=1),
    }
    # Another name than the id of the try, which belongs to the browser that asked.
    name = f"pickup.{hashlib.sha256(pickup_id.bytes).hexdigest()[:32]}"
    statement = statements.in_force(database, now).statement
    post(_message(letter, name, subject, context, statement=statement, sender=sender.address))


def _message(
    letter: Letter, name: str, subject: str, context: Mapping[str, object], *, statement: Statement, sender: str
) -> EmailMessage:
    speech = _language(letter)
    organisation = statement.organisation.name.in_language(speech)
    contact = statement.contact()
    around = {
        "organisation": organisation,
        "address": statement.organisation.address.in_language(speech),
        "contact": contact_shown(contact, speech),
        "sender": sender,
    }
    template = "pickup" if letter.code else "handover"
    return EmailMessage(
        subject=f"【{organisation}】{subject}" if speech == "ja" else f"[{organisation}] {subject}",
        body=render_to_string(f"letters/{template}.{speech}.txt", {**context, **around}),
        from_email=formataddr((organisation, sender)),
        to=[letter.address],
        reply_to=[contact.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<{name}@{sender.rpartition('@')[2]}>",
        },
    )


def _language(letter: Letter) -> Language:
    return "en" if letter.language == "en" else "ja"
