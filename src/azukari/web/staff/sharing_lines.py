"""Recipients, duties and hand-overs as the pages show them; nothing in any of them is of one person."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext

from azukari.rights.urgency import Urgency
from azukari.sharing.condition import Condition, inspection_due_on, missing
from azukari.sharing.delivery import OPEN, State
from azukari.sharing.dossier import Code
from azukari.sharing.duty import SOON, Duty
from azukari.sharing.engagement import Engagement
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.engaging import ENGAGED_KINDS
from azukari.sharing.services.passing_on import SYSTEM
from azukari.statement.document import Statement
from azukari.statement.service import RecipientKind
from azukari.statement.text import Language
from azukari.statement.vocabulary import RECIPIENTS
from azukari.web.staff.handover_forms import item_titles
from azukari.web.staff.request_lines import MARKS, Clock, left_words
from azukari.web.staff.sharing_words import (
    CODE_WORDS,
    CONDITION_WORDS,
    EXIT_WORDS,
    KIND_WORDS,
    STATE_WORDS,
    TASK_WORDS,
)

# What `passing_on` and `proposing` write as reasons.
_CHANGED = re.compile(r"changes since hand-overs, \d{4}-\d\d-\d\d")
_EXCEPTED = re.compile(rf"APPI 27\(1\) ({'|'.join(Code)})")
COURSE = (State.PROPOSED, State.APPROVED, State.MADE, State.HANDED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class LackLine:
    """One condition that is missing, in words, and where it is mended."""

    title: str
    mend: str
    url: str


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One recipient in the list."""

    recipient: str
    name: str
    kind: str
    work: str
    named: bool
    engaged: bool
    ended_on: date | None
    lacks: tuple[LackLine, ...]
    contract: Clock | None
    assessment: Clock | None
    inspection: Clock | None
    open_handovers: int


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One thing to see to."""

    title: str
    recipient: str
    detail: str
    url: str
    due: Clock | None
    late: bool


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One hand-over in a list."""

    handover_id: uuid.UUID
    number: str
    recipient: str
    exit: str
    what: str
    state: str
    state_id: str
    count: int
    at: datetime
    due: Clock | None


@dataclass(frozen=True, slots=True)
class Named:
    """What the statement in force calls things, in one language."""

    recipients: Mapping[str, str]
    services: Mapping[str, str]
    purposes: Mapping[str, str]
    items: Mapping[str, str]

    @property
    def all(self) -> Mapping[str, str]:
        """Give all titles at once; ids of services, items and purposes do not meet."""
        return {**self.items, **self.services, **self.purposes}


def titles_of(statement: Statement, language: Language) -> Named:
    """Tell what a statement calls things."""
    return Named(
        {one.id: one.name.in_language(language) for one in statement.recipients},
        {one.id: one.title.in_language(language) for one in statement.services},
        {one.id: one.title.in_language(language) for one in statement.all_purposes()},
        item_titles(statement, language),
    )


def lack_lines(conditions: Iterable[Condition], recipient: str) -> tuple[LackLine, ...]:
    """Write conditions that are missing, with where each is mended."""
    address = reverse("staff:recipient", args=[recipient])
    found = [CONDITION_WORDS[one] for one in conditions]
    return tuple(LackLine(str(one.title), str(one.mend), f"{address}#{one.part}" if one.part else "") for one in found)


def recipient_lines(
    statement: Statement,
    engagements: Iterable[Engagement],
    handovers: Iterable[HandoverRow],
    *,
    language: Language,
    today: date,
) -> tuple[RecipientLine, ...]:
    """List those whom the statement names, then those with whom we worked; what is not in order stands first."""
    engaged = {one.recipient: one for one in engagements}
    opened = [row.recipient for row in handovers if row.state in OPEN]
    named = {one.id: one for one in statement.recipients if one.kind in ENGAGED_KINDS}
    lines = []
    for recipient in (*named, *(one for one in engaged if one not in named)):
        found, one = named.get(recipient), engaged.get(recipient)
        contract = one.contract_on(today) if one else None
        lines.append(
            RecipientLine(
                recipient=recipient,
                name=found.name.in_language(language) if found else recipient,
                kind=RECIPIENTS[RecipientKind(found.kind)].in_language(language) if found else "",
                work=found.work.in_language(language) if found else "",
                named=found is not None,
                engaged=one is not None,
                ended_on=one.ended_on if one else None,
                lacks=lack_lines(missing(statement, one, recipient, today=today), recipient),
                contract=day_clock(contract.to_on if contract else None, today),
                assessment=day_clock(one.assessment.next_on if one and one.assessment else None, today),
                inspection=day_clock(inspection_due_on(one, today) if one else None, today),
                open_handovers=opened.count(recipient),
            )
        )
    return tuple(lines)


def day_clock(on: date | None, today: date, *, title: str = "") -> Clock | None:
    """Give a day with how far away it is, and how pressing."""
    if on is None:
        return None
    pressing = Urgency.LATE if on < today else Urgency.SOON if on <= today + SOON else Urgency.CALM
    return Clock(title, on, left_words(on, today), pressing, MARKS[pressing])


def duty_lines(duties: Iterable[Duty], names: Mapping[str, str], *, today: date) -> tuple[DutyLine, ...]:
    """Write duties in words, each with where it is seen to."""
    lines = []
    for one in duties:
        page = reverse("staff:recipient", args=[one.recipient]) if one.handover is None or not _exception(one) else ""
        url, title, detail = page, str(TASK_WORDS[one.task]), ""
        if one.condition is not None:
            words = CONDITION_WORDS[one.condition]
            title, detail = str(words.title), str(words.mend)
            url = f"{page}#{words.part}" if words.part else page
        if one.handover is not None:
            url, detail = reverse("staff:handover", args=[one.handover.handover_id]), one.handover.number
        due = day_clock(one.due_on, today)
        lines.append(DutyLine(title, names.get(one.recipient, one.recipient), detail, url, due, one.late))
    return tuple(lines)


def handover_line(row: HandoverRow, titles: Named, *, today: date) -> HandoverLine:
    """Write a hand-over as a line of a list."""
    waits = row.state is State.HANDED
    return HandoverLine(
        handover_id=row.handover_id,
        number=row.number,
        recipient=titles.recipients.get(row.recipient, row.recipient),
        exit=str(EXIT_WORDS[row.exit]),
        what=what_words(row, titles),
        state=str(STATE_WORDS[row.state]),
        state_id=row.state.value,
        count=row.written or row.counted,
        at=row.proposed_at,
        due=day_clock(row.due_on if waits else None, today),
    )


def what_words(row: HandoverRow, titles: Named) -> str:
    """Say what is in a hand-over: service and purpose, or what kind of file it is."""
    if row.wish is None:
        return str(KIND_WORDS[row.kind])
    service = titles.services.get(row.wish.service, row.wish.service)
    return f"{service} – {titles.purposes.get(row.wish.purpose, row.wish.purpose)}"


def reason_words(reason: str) -> str:
    """Say in words what the system wrote as a reason; what people wrote stays as it is."""
    if _CHANGED.fullmatch(reason):
        return gettext("Changes in what was handed over")
    found = _EXCEPTED.fullmatch(reason)
    return str(CODE_WORDS[Code(found[1])]) if found else reason


def proposer_words(actor: str) -> str:
    """Name the system where it proposed by itself; whoever else it was stays as named."""
    return gettext("the system") if actor == SYSTEM.id else actor


def _exception(one: Duty) -> bool:
    return one.handover is not None and one.handover.engagement_id is None
