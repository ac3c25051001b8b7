"""The daily reminder about requests: numbers, kinds and days of what is due, late or waited for; nothing personal.

It goes to the contact that the statement names. On a day on which nothing is due, no mail is sent.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import formataddr

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from azukari.base.clock import japan_date
from azukari.base.sql import Database
from azukari.rights import queries
from azukari.rights.calendar import Calendar
from azukari.rights.queries import ListedRequest
from azukari.rights.urgency import Urgency, is_acknowledged, urgency
from azukari.statement import queries as statements
from azukari.statement.text import Language
from azukari.web.letters.posting import post
from azukari.web.packs import offered_packs, pack_named

_PRESSING = (Urgency.LATE, Urgency.PAST, Urgency.SOON)


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody should look at today."""

    late: tuple[ListedRequest, ...]
    soon: tuple[ListedRequest, ...]
    unacknowledged: tuple[ListedRequest, ...]
    waiting: tuple[ListedRequest, ...]  # somebody outside has not confirmed (requirements H30)
    holidays_end: date | None

    @property
    def is_anything(self) -> bool:
        """Tell whether there is anything to be reminded of."""
        return bool(self.late or self.soon or self.unacknowledged or self.waiting or self.holidays_end)


def due_now(database: Database, *, now: datetime) -> Due:
    """Find what is due within three days, late, not acknowledged, or waited for."""
    today = japan_date(now)
    ends = (Calendar(pack.calendar).ends_soon(today) for pack in offered_packs())
    return sorted_out(
        queries.open_requests(database),
        waited_for=queries.waiting_for_recipients(database),
        holidays_end=min((day for day in ends if day is not None), default=None),
        today=today,
    )


def sorted_out(
    rows: Collection[ListedRequest],
    *,
    waited_for: Collection[uuid.UUID],
    holidays_end: date | None,
    today: date,
) -> Due:
    """Sort requests out by what they want; each stands in the first list that it belongs to, but for what is waited for."""
    pressing = {
        row.request_id: urgency(row.state, answer_by=row.answer_by, latest_on=row.latest_on, today=today)
        for row in rows
    }
    return Due(
        late=tuple(row for row in rows if pressing[row.request_id] in {Urgency.LATE, Urgency.PAST}),
        soon=tuple(row for row in rows if pressing[row.request_id] is Urgency.SOON),
        unacknowledged=tuple(
            row
            for row in rows
            if pressing[row.request_id] not in _PRESSING
            and not is_acknowledged(row.state, row.channel, mailed=row.acknowledged)
        ),
        waiting=tuple(row for row in rows if row.request_id in waited_for),
        holidays_end=holidays_end,
    )


def remind(database: Database, *, sender: str, staff_url: str, now: datetime) -> bool:
    """Mail what is due to the statement's contact, and tell whether there was anything.

    Raises:
        LetterNotSentError: if the mail server did not take it.
    """
    found = due_now(database, now=now)
    if not found.is_anything:
        return False
    statement = statements.in_force(database, now).statement
    language, contact = statement.prevails, statement.contact()
    organisation = statement.organisation.name.in_language(language)
    context = {
        "lists": _lists(found, language),
        "holidays_end": found.holidays_end,
        "staff_url": staff_url,
        "today": japan_date(now).isoformat(),
    }
    count = len({row.request_id for row in (*found.late, *found.soon, *found.unacknowledged, *found.waiting)})
    subject = (
        f"【{organisation}】期限の近いご請求 {count}件"
        if language == "ja"
        else f"[{organisation}] {count} requests due"
    )
    post(
        EmailMessage(
            subject=subject,
            body=render_to_string(f"letters/reminder.{language}.txt", context),
            from_email=formataddr((organisation, sender)),
            to=[contact.email],
            headers={
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "Message-ID": f"<reminder.{japan_date(now)}@{sender.rpartition('@')[2]}>",
            },
        )
    )
    return True


def _lists(found: Due, language: Language) -> list[tuple[str, list[dict[str, str]]]]:
    named = (
        ("late", found.late),
        ("soon", found.soon),
        ("unacknowledged", found.unacknowledged),
        ("waiting", found.waiting),
    )
    return [(name, [_line(row, language) for row in rows]) for name, rows in named if rows]


def _line(row: ListedRequest, language: Language) -> dict[str, str]:
    kind = pack_named(row.pack).kinds[row.kind]
    return {
        "number": row.number,
        "kind": kind.title.in_language(language),
        "acknowledge_by": row.acknowledge_by.isoformat(),
        "answer_by": row.answer_by.isoformat(),
        "latest_on": row.latest_on.isoformat(),
    }
