"""The daily reminder: numbers, kinds and days of requests that are due, late or waited for, and what is late with recipients.

Nothing personal is in it. It goes to the contact that the statement names. On a day on which nothing is due, no mail is sent.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.utils import formataddr

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from azukari.base.clock import japan_date
from azukari.base.sql import Database
from azukari.rights import queries
from azukari.rights.calendar import Calendar
from azukari.rights.queries import ListedRequest
from azukari.rights.urgency import Urgency, is_acknowledged, urgency
from azukari.sharing.duty import Duty, Task
from azukari.sharing.entrusted_register import Entrusted, all_entrusted
from azukari.sharing.queries import open_duties
from azukari.statement import queries as statements
from azukari.statement.document import Statement
from azukari.statement.text import Language, Text
from azukari.web.letters.posting import post
from azukari.web.packs import offered_packs, pack_named

_REPORT_SOON = timedelta(days=3)
_PRESSING = (Urgency.LATE, Urgency.PAST, Urgency.SOON)
TASKS = {
    Task.CONDITION: Text(
        ja="条件が欠けていて、お渡しできません", en="a condition is missing, so nothing may be handed over"
    ),
    Task.CONTRACT_ENDS: Text(ja="契約の期限", en="the contract ends"),
    Task.ASSESSMENT_DUE: Text(ja="評価の期限", en="an assessment is due"),
    Task.INSPECTION_DUE: Text(ja="点検の期限", en="an inspection is due"),
    Task.FINDINGS: Text(ja="点検の指摘が残っています", en="findings of an inspection are open"),
    Task.UNUSUAL: Text(ja="これまでよりずっと多い件数のお渡しです", en="would hold far more records than any before"),
    Task.APPROVE: Text(ja="承認を待っています", en="waits to be approved"),
    Task.FETCH: Text(ja="受け取られていません", en="was not fetched"),
    Task.CERTIFICATE: Text(ja="返却・消去の証明が届いていません", en="its return or destruction was not certified"),
    Task.ACKNOWLEDGE: Text(ja="変更への対応の確認が届いていません", en="changes were not acknowledged"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody should look at today."""

    late: tuple[ListedRequest, ...]
    soon: tuple[ListedRequest, ...]
    unacknowledged: tuple[ListedRequest, ...]
    waiting: tuple[ListedRequest, ...]  # somebody outside has not confirmed (requirements H30)
    holidays_end: date | None
    duties: tuple[Duty, ...] = ()  # what is late with recipients
    reports: tuple[Entrusted, ...] = ()  # that clients wait for, about what they entrusted to us

    @property
    def is_anything(self) -> bool:
        """Tell whether there is anything to be reminded of."""
        requests = self.late or self.soon or self.unacknowledged or self.waiting
        return bool(requests or self.holidays_end or self.duties or self.reports)

    @property
    def count(self) -> int:
        """Tell how many requests and duties there are."""
        requests = (*self.late, *self.soon, *self.unacknowledged, *self.waiting)
        return len({row.request_id for row in requests}) + len(self.duties) + len(self.reports)


def due_now(database: Database, statement: Statement, *, now: datetime) -> Due:
    """Find what is due within three days, late, not acknowledged, or waited for."""
    today = japan_date(now)
    ends = (Calendar(pack.calendar).ends_soon(today) for pack in offered_packs())
    found = sorted_out(
        queries.open_requests(database),
        waited_for=queries.waiting_for_recipients(database),
        holidays_end=min((day for day in ends if day is not None), default=None),
        today=today,
    )
    late = [duty for duty in open_duties(database, statement, today=today) if duty.late]
    # Of several conditions that one recipient lacks, one line tells.
    once = {(duty.recipient, duty.task, duty.handover and duty.handover.number): duty for duty in late}
    return replace(found, duties=tuple(once.values()), reports=reports_due(database, today))


def reports_due(database: Database, today: date) -> tuple[Entrusted, ...]:
    """Find the clients to whom a report is due within three days, or late."""
    return tuple(
        one
        for one in all_entrusted(database)
        if one.standing(today) == "active" and one.report_due_on() <= today + _REPORT_SOON
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
    statement = statements.in_force(database, now).statement
    found = due_now(database, statement, now=now)
    if not found.is_anything:
        return False
    language, contact = statement.prevails, statement.contact()
    organisation = statement.organisation.name.in_language(language)
    context = {
        "lists": _lists(found, language),
        "duties": [_duty(one, statement, language) for one in found.duties],
        "reports": [
            {"client": one.contract.client.name.in_language(language), "due_on": one.report_due_on().isoformat()}
            for one in found.reports
        ],
        "holidays_end": found.holidays_end,
        "staff_url": staff_url,
        "today": japan_date(now).isoformat(),
    }
    subject = (
        f"【{organisation}】手当ての要るもの {found.count}件"
        if language == "ja"
        else f"[{organisation}] {found.count} things due"
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


def _duty(duty: Duty, statement: Statement, language: Language) -> dict[str, str]:
    named = {one.id: one.name.in_language(language) for one in statement.recipients}
    return {
        "recipient": named.get(duty.recipient, duty.recipient),
        "number": "" if duty.handover is None else duty.handover.number,
        "task": TASKS[duty.task].in_language(language),
        "due_on": "" if duty.due_on is None else duty.due_on.isoformat(),
    }
