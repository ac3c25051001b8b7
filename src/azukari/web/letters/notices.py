"""Letters about requests: that one arrived, was extended, was answered; never what was asked, and no link to follow.

The keeper puts each out with the step that it tells of (``rights_put_notice``); the worker asks it for the address, mails, and says
that the mail server took it. Sending is at least once, with the same Message-ID each time.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr
from typing import Protocol

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from azukari.base.sql import Database
from azukari.rights.desk_shapes import NoticeLetter
from azukari.statement import queries as statements
from azukari.statement.document import Statement
from azukari.statement.text import Language, Text
from azukari.web.days import day_shown
from azukari.web.letters.acknowledgement import is_machine
from azukari.web.letters.posting import post
from azukari.web.packs import pack_named
from azukari.web.pages import contact_shown

SUBJECTS = {
    "received": Text(ja="ご請求を受け付けました", en="Your request has arrived"),
    "proof_asked": Text(ja="ご本人確認のお願い", en="Please show us who you are"),
    "extended": Text(ja="回答の期限を延ばしました", en="We need more time to answer"),
    "answered": Text(ja="ご請求に回答しました", en="Your request was answered"),
    "forwarded": Text(ja="ご請求を委託元に取り次ぎました", en="Your request was forwarded"),
    "erased": Text(ja="個人データを消去しました", en="Your personal data was erased"),
    "named": Text(ja="あなたの情報についてご請求がありました", en="A request was made about your data"),
}


class NoticeGiver(Protocol):
    """Gives letters about requests: `rights.clients.NoticeClient`."""

    def letter(self, notice_id: int) -> NoticeLetter | None:
        """Give a letter; none if nobody can be written to, or it was sent."""

    def sent(self, notice_id: int) -> None:
        """Say that the mail server took it."""


@dataclass(frozen=True, slots=True)
class NoticeSender:
    """What the worker sends letters about requests with; ``portal`` is the address of the persons' pages, or empty."""

    giver: NoticeGiver
    address: str
    portal: str


def send(database: Database, notice_id: int, *, sender: NoticeSender, now: datetime) -> None:
    """Mail one letter about a request, unless it was sent or nobody can be written to.

    Raises:
        LetterNotSentError: if the mail server did not take it.
        UnavailableError: if the keeper cannot be reached.
    """
    letter = sender.giver.letter(notice_id)
    if letter is None:
        return
    if not is_machine(letter.address):
        statement = statements.in_force(database, now).statement
        post(_message(letter, notice_id, statement=statement, sender=sender))
    sender.giver.sent(notice_id)


def _message(letter: NoticeLetter, notice_id: int, *, statement: Statement, sender: NoticeSender) -> EmailMessage:
    speech: Language = "en" if letter.language == "en" else "ja"
    organisation = statement.organisation.name.in_language(speech)
    contact = statement.contact()
    kind = pack_named(letter.pack).kinds[letter.request_kind]
    context = {
        "kind": letter.kind,
        "number": letter.number,
        "title": kind.title.in_language(speech),
        "answer_by": day_shown(letter.answer_by, speech),
        "organisation": organisation,
        "address": statement.organisation.address.in_language(speech),
        "contact": contact_shown(contact, speech),
        "portal": "" if letter.kind == "erased" else sender.portal,
        "sender": sender.address,
    }
    subject = SUBJECTS[letter.kind].in_language(speech)
    if speech == "ja":
        subject = f"【{organisation}】{subject}（受付番号 {letter.number}）"
    else:
        subject = f"[{organisation}] {subject} (number {letter.number})"
    return EmailMessage(
        subject=subject,
        body=render_to_string(f"letters/notice.{speech}.txt", context),
        from_email=formataddr((organisation, sender.address)),
        to=[letter.address],
        reply_to=[contact.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<notice.{notice_id}.{letter.number}@{sender.address.rpartition('@')[2]}>",
        },
    )
