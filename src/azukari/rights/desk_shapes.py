"""What the keeper tells the desk and the worker about requests, as values of a frame and back (``spec/keeper-protocol.md``)."""

import base64
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from azukari.base.canonical import Value
from azukari.base.clock import instant_text, read_instant
from azukari.rights.paper import Paper, PaperKind
from azukari.rights.plan import Plan, plan_value, read_plan
from azukari.rights.wish import Contact, Wish, contact_value, read_contact, read_wish, wish_value
from azukari.vault.held_shapes import held_value, read_held
from azukari.vault.services.showing import HeldRecord


@dataclass(frozen=True, slots=True)
class PaperAbout:
    """A paper in a case, without what it holds."""

    paper_id: uuid.UUID
    kind: PaperKind
    title: str = field(repr=False)
    media_type: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction did to an item."""

    record_id: uuid.UUID
    item: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeskCase:
    """A case as the desk sees it. ``plan`` is what was proposed, or what would do just what is asked for."""

    wish: Wish
    contact: Contact
    papers: tuple[PaperAbout, ...]
    reason: str = field(repr=False)
    reply: str = field(repr=False)
    plan: Plan
    changes: tuple[Change, ...]
    numbers: tuple[str, ...]  # receipt numbers of the person's records; none while nobody was identified
    identified: bool


@dataclass(frozen=True, slots=True)
class LetterContent:
    """What an answer on paper says, and to whom."""

    contact: Contact
    wish: Wish
    reason: str = field(repr=False)
    reply: str = field(repr=False)
    changes: tuple[Change, ...]
    records: tuple[HeldRecord, ...] = ()  # what is disclosed on paper, with what was decided to be left out left out


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    """A letter about a request that is to be mailed; it says that something happened, and nothing of what was asked."""

    address: str = field(repr=False)
    kind: str  # received | proof_asked | extended | answered | forwarded | erased
    number: str
    request_kind: str
    pack: str
    language: str
    answer_by: date


def change_value(change: Change) -> Value:
    """Write a change."""
    return {
        "record": str(change.record_id),
        "item": change.item,
        "before": change.before,
        "after": change.after,
    }


def read_change(value: Any) -> Change:
    """Read what `change_value` writes."""
    return Change(uuid.UUID(value["record"]), str(value["item"]), str(value["before"]), str(value["after"]))


def desk_case_value(case: DeskCase) -> Value:
    """Write a case for the desk."""
    return {
        "wish": wish_value(case.wish),
        "contact": contact_value(case.contact),
        "papers": [
            {
                "paper": str(one.paper_id),
                "kind": one.kind.value,
                "title": one.title,
                "media_type": one.media_type,
                "made_at": instant_text(one.made_at),
            }
            for one in case.papers
        ],
        "reason": case.reason,
        "reply": case.reply,
        "plan": plan_value(case.plan),
        "changes": [change_value(one) for one in case.changes],
        "numbers": list(case.numbers),
        "identified": case.identified,
    }


def read_desk_case(value: Mapping[str, Any]) -> DeskCase:
    """Read what `desk_case_value` writes."""
    return DeskCase(
        wish=read_wish(value["wish"]),
        contact=read_contact(value["contact"]),
        papers=tuple(
            PaperAbout(
                uuid.UUID(one["paper"]),
                PaperKind(one["kind"]),
                str(one["title"]),
                str(one["media_type"]),
                read_instant(one["made_at"]),
            )
            for one in value["papers"]
        ),
        reason=str(value["reason"]),
        reply=str(value["reply"]),
        plan=read_plan(value["plan"]),
        changes=tuple(read_change(one) for one in value["changes"]),
        numbers=tuple(map(str, value["numbers"])),
        identified=value["identified"] is True,
    )


def letter_content_value(letter: LetterContent) -> Value:
    """Write an answer on paper."""
    return {
        "contact": contact_value(letter.contact),
        "wish": wish_value(letter.wish),
        "reason": letter.reason,
        "reply": letter.reply,
        "changes": [change_value(one) for one in letter.changes],
        "records": [held_value(one) for one in letter.records],
    }


def read_letter_content(value: Mapping[str, Any]) -> LetterContent:
    """Read what `letter_content_value` writes."""
    return LetterContent(
        read_contact(value["contact"]),
        read_wish(value["wish"]),
        str(value["reason"]),
        str(value["reply"]),
        tuple(read_change(one) for one in value["changes"]),
        read_held(value["records"]),
    )


def notice_letter_value(letter: NoticeLetter | None) -> Value:
    """Write a letter about a request, or that there is none."""
    if letter is None:
        return None
    return {
        "address": letter.address,
        "kind": letter.kind,
        "number": letter.number,
        "request_kind": letter.request_kind,
        "pack": letter.pack,
        "language": letter.language,
        "answer_by": letter.answer_by.isoformat(),
    }


def read_notice_letter(value: Mapping[str, Any] | None) -> NoticeLetter | None:
    """Read what `notice_letter_value` writes."""
    if value is None:
        return None
    return NoticeLetter(
        str(value["address"]),
        str(value["kind"]),
        str(value["number"]),
        str(value["request_kind"]),
        str(value["pack"]),
        str(value["language"]),
        date.fromisoformat(value["answer_by"]),
    )


def paper_shown_value(paper: Paper) -> Value:
    """Write a paper."""
    return {
        "title": paper.title,
        "media_type": paper.media_type,
        "data": base64.b64encode(paper.data).decode(),
    }


def read_paper_shown(value: Mapping[str, Any]) -> Paper:
    """Read what `paper_shown_value` writes."""
    return Paper(str(value["title"]), str(value["media_type"]), base64.b64decode(value["data"], validate=True))


def read_held_records(value: Sequence[Mapping[str, Any]]) -> tuple[HeldRecord, ...]:
    """Read what is held, as `vault.held_shapes.held_value` writes it."""
    return read_held(value)
