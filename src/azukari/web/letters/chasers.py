"""Reminders to recipients: a file waits, a certificate or an acknowledgement is due; the number and the page, and nothing else."""

from datetime import datetime
from email.utils import formataddr

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from azukari.base.clock import japan_date
from azukari.base.sql import Database
from azukari.sharing.chasing import Chaser, chased_on
from azukari.sharing.handover import HandoverRow
from azukari.sharing.queries import all_handovers
from azukari.statement import queries as statements
from azukari.statement.document import Statement
from azukari.statement.text import Text
from azukari.web.days import day_shown
from azukari.web.letters.posting import post
from azukari.web.pages import contact_shown

SUBJECTS = {
    Chaser.FETCH: Text(ja="まだお受け取りいただいていません", en="Something still waits for you"),
    Chaser.CERTIFY: Text(
        ja="返却・廃棄の証明をお願いします", en="Please certify what became of the data that you were given"
    ),
    Chaser.ACKNOWLEDGE: Text(
        ja="変更への対応が済んだか、お知らせください", en="Please tell us that you did as the changes ask"
    ),
}


def chase(database: Database, *, sender: str, portal: str, now: datetime) -> int:
    """Remind each recipient that is to be reminded today, and tell how many letters there were.

    Raises:
        LetterNotSentError: if the mail server did not take one.
    """
    today = japan_date(now)
    due = [(row, what) for row in all_handovers(database) if (what := chased_on(row, today)) is not None]
    if due:
        statement = statements.in_force(database, now).statement
        for row, what in due:
            post(_message(row, what, statement=statement, sender=sender, portal=portal, now=now))
    return len(due)


def _message(
    row: HandoverRow, what: Chaser, *, statement: Statement, sender: str, portal: str, now: datetime
) -> EmailMessage:
    speech = row.language
    organisation = statement.organisation.name.in_language(speech)
    contact = statement.contact()
    subject = SUBJECTS[what].in_language(speech)
    context = {
        "what": what.value,
        "number": row.number,
        "due_on": "" if row.due_on is None else day_shown(row.due_on, speech),
        "late": row.due_on is not None and row.due_on < japan_date(now),
        "url": f"{portal}/{speech}/handovers/{row.door_id}/" if portal else "",
        "organisation": organisation,
        "address": statement.organisation.address.in_language(speech),
        "contact": contact_shown(contact, speech),
        "sender": sender,
    }
    if speech == "ja":
        subject = f"【{organisation}】{subject}（番号 {row.number}）"
    else:
        subject = f"[{organisation}] {subject} (number {row.number})"
    return EmailMessage(
        subject=subject,
        body=render_to_string(f"letters/chaser.{speech}.txt", context),
        from_email=formataddr((organisation, sender)),
        to=[row.contact],
        reply_to=[contact.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<chaser.{row.handover_id}.{japan_date(now)}@{sender.rpartition('@')[2]}>",
        },
    )
