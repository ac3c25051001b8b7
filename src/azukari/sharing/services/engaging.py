"""Working with a recipient: begun, changed and ended; contract, assessment, inspections and subcontractors put on record."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pyrage

from azukari.base.clock import japan_date
from azukari.base.errors import ConflictError, MalformedError, NotFoundError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor
from azukari.ledger.entry import Fact
from azukari.ledger.services import append
from azukari.sharing.condition import countries_of, named_recipient, party_of
from azukari.sharing.engagement import Engagement, Method, Scope, Sftp, read_pages, score_of
from azukari.sharing.events import Event
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.store import engagements as store
from azukari.statement.document import Statement
from azukari.statement.service import Recipient
from azukari.statement.text import Language
from azukari.vault.access import Actor

ENGAGED_KINDS = frozenset({"contractor", "third_party", "joint_user"})


class RecipientUnknownError(NotFoundError):
    """The statement in force names no such recipient: write it into recipients/, publish, and come back."""


class NotEngagedError(NotFoundError):
    """Nothing is on record of working with this recipient yet."""


class EngagedBeforeError(ConflictError):
    """Working with this recipient was put on record before."""


class DocumentMissingError(NotFoundError):
    """The document has to be put on record first."""


@dataclass(frozen=True, slots=True)
class Desk:
    """How a recipient is reached: language, address, key, place for files, and in how many days it certifies their end."""

    language: Language
    contact: str = field(repr=False)
    age_key: str
    sftp: Sftp | None = None
    certificate_days: int = 30


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """A contract that is filed."""

    document: str
    from_on: date
    to_on: date
    pages: Mapping[str, int]
    scope: Scope


def engage(dispatch: Dispatch, recipient: str, desk: Desk, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Put on record that we work with a recipient whom the statement names.

    Raises:
        RecipientUnknownError: if it names none such, or one with whom nothing is shared this way.
        EngagedBeforeError: if it is on record.
        MalformedError: if the address or the key has no such form.
    """
    named = _named(dispatch.statement(now), recipient)
    engagement_id = new_id()
    with dispatch.chamber.database.transaction() as cursor:
        values = {"engagement_id": engagement_id, "recipient": recipient, "now": now, "by": actor.id}
        if not store.insert_engagement(cursor, values | _desk_values(desk, named)):
            raise EngagedBeforeError(ground="engaged_before")
        _append(cursor, Event.ENGAGED, recipient, actor, {}, now=now)
    return engagement_id


def change_desk(dispatch: Dispatch, recipient: str, desk: Desk, *, actor: Actor, now: datetime) -> None:
    """Change how a recipient is reached, and take up the work again if it had ended; what waits keeps its key and address.

    Raises:
        NotEngagedError, RecipientUnknownError, MalformedError: as `engage` says.
    """
    engagement = engagement_of(dispatch, recipient)
    named = _named(dispatch.statement(now), recipient)
    with dispatch.chamber.database.transaction() as cursor:
        values = {"engagement_id": engagement.engagement_id}
        store.change(cursor, "update_engagement", values | _desk_values(desk, named))
        _append(cursor, Event.CHANGED, recipient, actor, {}, now=now)


def end_engagement(dispatch: Dispatch, recipient: str, ended_on: date, *, actor: Actor, now: datetime) -> None:
    """End the work with a recipient after a day; from then on nothing is handed over.

    Raises:
        NotEngagedError: if nothing is on record of it.
        MalformedError: if the day lies more than a year away.
    """
    engagement = engagement_of(dispatch, recipient)
    if abs((ended_on - japan_date(now)).days) > 366:  # noqa: PLR2004 - a year
        raise MalformedError("Give the last day of the work, within a year of today.", ground="ended_on")
    with dispatch.chamber.database.transaction() as cursor:
        values = {"engagement_id": engagement.engagement_id, "ended_on": ended_on, "now": now, "by": actor.id}
        store.change(cursor, "end_engagement", values)
        _append(cursor, Event.ENDED, recipient, actor, {"ended_on": ended_on.isoformat()}, now=now)


def file_contract(dispatch: Dispatch, recipient: str, paper: ContractPaper, *, actor: Actor, now: datetime) -> None:
    """File a contract: its document, its term, on which page each of the eight points stands, and its scope.

    Raises:
        MalformedError: if the term, the pages or the scope is of no such form, or the scope goes beyond the statement's.
        DocumentMissingError: if the document was not put on record.
    """
    engagement = engagement_of(dispatch, recipient)
    named = _named(dispatch.statement(now), recipient)
    pages = read_pages(paper.pages)
    if paper.to_on < paper.from_on:
        raise MalformedError("A contract ends after it begins.", ground="term")
    _check_scope(paper.scope, named)
    with dispatch.chamber.database.transaction() as cursor:
        if not store.has_document(cursor, paper.document):
            raise DocumentMissingError(ground="document_missing")
        values = {
            "contract_id": new_id(),
            "engagement_id": engagement.engagement_id,
            "document": paper.document,
            "from_on": paper.from_on,
            "to_on": paper.to_on,
            "pages": json.dumps(dict(pages)),
            "services": list(paper.scope.services),
            "items": list(paper.scope.items),
            "purposes": list(paper.scope.purposes),
            "party": party_of(named),
            "now": now,
            "by": actor.id,
        }
        store.change(cursor, "insert_contract", values)
        facts: dict[str, Fact] = {
            "document": paper.document,
            "from_on": paper.from_on.isoformat(),
            "to_on": paper.to_on.isoformat(),
        }
        _append(cursor, Event.CONTRACT_FILED, recipient, actor, facts, now=now)


@dataclass(frozen=True, slots=True)
class Marks:
    """An assessment: the day, a mark for each criterion, how many of 100 are enough, and when it is due again."""

    made_on: date
    scores: Mapping[str, int]
    threshold: int
    next_on: date


def assess(dispatch: Dispatch, recipient: str, marks: Marks, *, actor: Actor, now: datetime) -> int:
    """Take down an assessment for the countries that the statement names today, and give its score.

    Raises:
        MalformedError: if the marks or the days are of no such form.
    """
    engagement = engagement_of(dispatch, recipient)
    named = _named(dispatch.statement(now), recipient)
    score = score_of(marks.scores)
    _check_days(marks.made_on, marks.next_on, now)
    values = {
        "assessment_id": new_id(),
        "engagement_id": engagement.engagement_id,
        "made_on": marks.made_on,
        "scores": json.dumps(dict(marks.scores)),
        "score": score,
        "threshold": marks.threshold,
        "countries": sorted(countries_of(named)),
        "next_on": marks.next_on,
        "now": now,
        "by": actor.id,
    }
    with dispatch.chamber.database.transaction() as cursor:
        store.change(cursor, "insert_assessment", values)
        facts: dict[str, Fact] = {"score": score, "threshold": marks.threshold, "next_on": marks.next_on.isoformat()}
        _append(cursor, Event.ASSESSED, recipient, actor, facts, now=now)
    return score


@dataclass(frozen=True, slots=True)
class Findings:
    """An inspection: the day, how it was made, how many findings are open, and when the next is due."""

    held_on: date
    method: Method
    findings: int
    next_on: date


def inspect(dispatch: Dispatch, recipient: str, found: Findings, *, actor: Actor, now: datetime) -> None:
    """Take down an inspection.

    Raises:
        MalformedError: if the days are of no such form.
    """
    engagement = engagement_of(dispatch, recipient)
    _check_days(found.held_on, found.next_on, now)
    values = {
        "inspection_id": new_id(),
        "engagement_id": engagement.engagement_id,
        "held_on": found.held_on,
        "method": found.method.value,
        "findings": found.findings,
        "next_on": found.next_on,
        "now": now,
        "by": actor.id,
    }
    with dispatch.chamber.database.transaction() as cursor:
        store.change(cursor, "insert_inspection", values)
        facts: dict[str, Fact] = {"findings": found.findings, "next_on": found.next_on.isoformat()}
        _append(cursor, Event.INSPECTED, recipient, actor, facts, now=now)


def decide_subcontractor(
    dispatch: Dispatch, recipient: str, subcontractor: str, *, approved: bool, actor: Actor, now: datetime
) -> None:
    """Approve a subcontractor that the statement names, or take the approval back.

    Raises:
        RecipientUnknownError: if the statement names no such subcontractor.
    """
    engagement = engagement_of(dispatch, recipient)
    named = _named(dispatch.statement(now), recipient)
    other = next((one for one in named.subcontractors if one.id == subcontractor), None)
    if other is None:
        raise RecipientUnknownError(ground="subcontractor_unknown")
    values = {
        "approval_id": new_id(),
        "engagement_id": engagement.engagement_id,
        "subcontractor": subcontractor,
        "party": party_of(other),
        "approved": approved,
        "now": now,
        "by": actor.id,
    }
    with dispatch.chamber.database.transaction() as cursor:
        store.change(cursor, "insert_approval", values)
        facts: dict[str, Fact] = {"subcontractor": subcontractor, "approved": "yes" if approved else "no"}
        _append(cursor, Event.SUBCONTRACTOR, recipient, actor, facts, now=now)


def engagement_of(dispatch: Dispatch, recipient: str) -> Engagement:
    """Give the engagement with a recipient.

    Raises:
        NotEngagedError: if there is none.
    """
    found = store.engagement_with(dispatch.chamber.database, recipient)
    if found is None:
        raise NotEngagedError(ground="not_engaged")
    return found


def read_age_key(text: str) -> str:
    """Check a recipient's public key of age (``age1…``).

    Raises:
        MalformedError: if it is none; a secret key is told from it, so that nobody sends one on.
    """
    key = text.strip()
    if key.upper().startswith("AGE-SECRET-KEY-"):
        raise MalformedError("This is a secret key! Give the public one, which begins with age1.", ground="age_secret")
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise MalformedError(
            "This is no public key of age: it begins with age1 and has 62 characters.", ground="age_key"
        ) from None
    return key


def read_contact(text: str) -> str:
    """Check the e-mail address of a recipient's desk.

    Raises:
        MalformedError: if it is none.
    """
    name, _, domain = text.strip().rpartition("@")
    if not name or "." not in domain.strip(".") or len(text) > 254 or any(map(str.isspace, text.strip())):  # noqa: PLR2004 - RFC 5321
        raise MalformedError("This is not an e-mail address such as desk@company.example.", ground="contact")
    return text.strip()


def _desk_values(desk: Desk, named: Recipient) -> dict[str, object]:
    if not 1 <= desk.certificate_days <= 3650:  # noqa: PLR2004 - ten years
        raise MalformedError("The certificate is due in 1 to 3650 days.", ground="certificate_days")
    return {
        "party": party_of(named),
        "language": desk.language,
        "contact": read_contact(desk.contact),
        "age_key": read_age_key(desk.age_key),
        "sftp": store.sftp_json(_checked_sftp(desk.sftp)),
        "certificate_days": desk.certificate_days,
    }


def _checked_sftp(sftp: Sftp | None) -> Sftp | None:
    if sftp is None:
        return None
    if not (sftp.host and sftp.user and 0 < sftp.port < 2**16) or len(sftp.host_key.split()) < 2:  # noqa: PLR2004 - kind and key
        raise MalformedError(
            "To put files by SFTP, give host, port, user, folder and the server's host key, such as `ssh-ed25519 AAAA…`.",
            ground="sftp",
        )
    return sftp


def _named(statement: Statement, recipient: str) -> Recipient:
    named = named_recipient(statement, recipient)
    if named is None or named.kind not in ENGAGED_KINDS:
        raise RecipientUnknownError(ground="recipient_unknown")
    return named


def _check_scope(scope: Scope, named: Recipient) -> None:
    within = set(scope.services) <= set(named.services) and set(scope.purposes) <= set(named.purposes)
    if not within or not set(scope.items) <= set(named.items):
        raise MalformedError("A contract's scope lies within what the statement says of the recipient.", ground="scope")
    if not (scope.services and scope.purposes and scope.items):
        raise MalformedError("A scope names services, items and purposes.", ground="scope_empty")


def _check_days(on: date, next_on: date, now: datetime) -> None:
    if on > japan_date(now):
        raise MalformedError("This day has not come yet.", ground="day_future")
    if next_on <= on:
        raise MalformedError("The next one is due after this one.", ground="next_on")


def _append(
    cursor: Cursor, kind: Event, recipient: str, actor: Actor, facts: Mapping[str, Fact], *, now: datetime
) -> None:
    said = {"actor": actor.id, "role": actor.role.value, "recipient": recipient}
    append(cursor, kind, {**said, **facts}, now=now)
