"""Letters about requests, on paper: which there are, and what goes into them; and the text that an answer begins from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.base.clock import japan_date
from azukari.rights.desk_shapes import Change, LetterContent
from azukari.rights.identity import Subject
from azukari.rights.queries import ListedRequest
from azukari.rights.request import Decision, Outcome, Request, State
from azukari.statement.document import Statement
from azukari.statement.text import Language, Text
from azukari.web.days import day_shown
from azukari.web.packs import article_words, pack_named
from azukari.web.pages import contact_shown
from azukari.web.staff.packs import EUROPEAN_PACK, kind_article, kind_title

_SUBJECTS: Mapping[Subject, Text] = {
    Subject.PERSON: Text(
        ja="ご本人であることを示す書類の写し（運転免許証、マイナンバーカードのおもて面など。本籍や番号は黒く塗ってください）",
        en="a copy of a document that shows who you are, such as a driving licence; please black out numbers on it",
    ),
    Subject.AGENT: Text(
        ja="代理人の方ご自身を示す書類の写し（番号は黒く塗ってください）",
        en="a copy of a document that shows who the agent is; please black out numbers on it",
    ),
    Subject.RELATION: Text(
        ja="代理権を示す書類（委任状と印鑑登録証明書、または戸籍や登記の証明書）",
        en="a document that shows that the agent may act for you: a signed mandate with proof of the signature, or a register",
    ),
}


class LetterKind(StrEnum):
    """What a letter says."""

    ACKNOWLEDGEMENT = "acknowledgement"
    PROOF = "proof"
    EXTENSION = "extension"
    DECISION = "decision"
    ERASED = "erased"


LETTER_WORDS: Mapping[LetterKind, Promise] = {
    LetterKind.ACKNOWLEDGEMENT: _("Acknowledgement"),
    LetterKind.PROOF: _("Request for proof"),
    LetterKind.EXTENSION: _("Extension"),
    LetterKind.DECISION: _("Decision"),
    LetterKind.ERASED: _("Erasure done"),
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter is written on: the request, where it stands, the statement in force, and the day."""

    row: ListedRequest
    told: Request
    statement: Statement
    today: date
    lacking: tuple[Subject, ...] = ()


def offered_letters(row: ListedRequest, told: Request) -> tuple[LetterKind, ...]:
    """List the letters that a request gives occasion for, the most likely first."""
    found = [LetterKind.ACKNOWLEDGEMENT]
    if row.state is State.IDENTIFYING:
        found.insert(0, LetterKind.PROOF)
    if told.extended:
        found.insert(0, LetterKind.EXTENSION)
    if told.decision is not None and row.state not in {State.PROPOSED, State.WITHDRAWN, State.FORWARDED}:
        erased = row.kind == "erasure" and told.needs_acts and row.state in {State.DONE, State.ANSWERED}
        found.insert(0, LetterKind.ERASED if erased else LetterKind.DECISION)
    return tuple(found)


def answer_text(row: ListedRequest, decision: Decision) -> str:
    """Give the text that an answer begins from, in the person's language; to be read and edited."""
    context = {"kind": row.kind, "outcome": decision.outcome.value, "form": row.form.value}
    return render_to_string(f"staff/letters/answer.{row.language}.txt", context).strip() + "\n"


def letter_context(kind: LetterKind, occasion: Occasion, content: LetterContent) -> dict[str, Any]:
    """Give what a letter's template fills in, in the person's language."""
    row, statement, language = occasion.row, occasion.statement, occasion.row.language
    decision = occasion.told.decision
    contact = statement.contact()
    return {
        "letter_kind": kind.value,
        "to": content.contact,
        "address_lines": [line for line in content.contact.address.splitlines() if line.strip()],
        "today": day_shown(occasion.today, language),
        "number": row.number,
        "organisation": statement.organisation.name.in_language(language),
        "organisation_address": statement.organisation.address.in_language(language),
        "contact": contact_shown(contact, language),
        "title": kind_title(row.pack, row.kind, language),
        "article": article_words(row.pack, kind_article(row.pack, row.kind), language),
        "arrived": day_shown(japan_date(row.arrived_at), language),
        "answer_by": day_shown(row.answer_by, language),
        "latest_on": day_shown(row.latest_on, language),
        "outcome": decision.outcome.value if decision else "",
        "grounds": grounds_written(row, decision.grounds) if decision else [],
        "refusing": decision is not None and decision.outcome in {Outcome.PART, Outcome.REFUSED},
        "lacking": [_SUBJECTS[one].in_language(language) for one in occasion.lacking],
        "changes": [change_line(one, statement, language) for one in content.changes],
        "reason": content.reason,
        "reply": content.reply,
        "european": row.pack == EUROPEAN_PACK,
        "form": row.form.value,
    }


def grounds_written(row: ListedRequest, grounds: Iterable[str]) -> list[dict[str, str]]:
    """Write grounds with their articles, in the person's language."""
    known = pack_named(row.pack).grounds
    return [
        {
            "title": known[one].title.in_language(row.language),
            "article": article_words(row.pack, known[one].article, row.language),
        }
        for one in sorted(grounds)
        if one in known
    ]


def change_line(change: Change, statement: Statement, language: Language) -> dict[str, str]:
    """Write what a correction did to an item, in the item's own words."""
    labels = {item.id: item.label.in_language(language) for service in statement.services for item in service.items}
    return {"label": labels.get(change.item, change.item), "before": change.before, "after": change.after}
