"""Deciding: somebody proposes, somebody decides, and neither does it before who asks and what is held are known."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import MalformedError
from azukari.base.sql import Cursor
from azukari.rights.paper import Paper, PaperKind
from azukari.rights.plan import Plan, checked_plan, plan_value
from azukari.rights.request import Asker, Decision, Move, Outcome, Step
from azukari.rights.search import check_searched
from azukari.rights.services.examining import check_proved, prove
from azukari.rights.services.office import Office, persons_of_request
from azukari.rights.services.papers import file_paper, sealed_for, sealed_value
from azukari.rights.services.register import course_of, take_step
from azukari.rights.store import cases
from azukari.vault.access import Actor
from azukari.vault.services.showing import own_headers

_LONGEST_REASON = 4000
_UNSEARCHED = frozenset({"complaint", "purpose-notice", "human-review"})
_IDENTITY = frozenset({"identity"})
_GRANTED = frozenset({Outcome.FULL, Outcome.PART})
# Steps that need nothing but the state that lets them be taken.
_PLAIN = frozenset({Move.ASK_PROOF, Move.EXTEND, Move.RETURN, Move.DECIDE, Move.FORWARD, Move.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed, with the reason in words that the person can understand (APPI Art. 36)."""

    decision: Decision
    reason: str
    plan: Plan


def propose(office: Office, request_id: uuid.UUID, proposed: Proposed, *, actor: Actor, now: datetime) -> None:
    """Propose a decision; what is to be done, and why, is sealed with it.

    Raises:
        PlaceOpenError: if a place has not been looked through yet.
        ProofMissingError: if who asks is not known well enough (any more), unless it is refused for that.
        MalformedError: if a reason is missing, or the plan is none for this kind, person and outcome.
        StepRefusedError: if the request's state does not let it.
    """
    course = course_of(office.chamber.database, request_id)
    decision, kind = proposed.decision, course.row.kind
    if not decision.grounds & _IDENTITY:
        check_proved(office, course, now=now)
        if kind not in _UNSEARCHED:
            check_searched(cases.select_places(office.chamber.database, request_id))
    if decision.grounds and not proposed.reason.strip():
        raise MalformedError("Say why, in words that the person can understand.", ground="reason_missing")
    if len(proposed.reason) > _LONGEST_REASON:
        raise MalformedError(f"Give the reason in at most {_LONGEST_REASON} characters.", ground="reason_long")
    records = [one.record_id for one in own_headers(office.chamber, persons_of_request(office, course))]
    plan = checked_plan(kind, proposed.plan, records=records, acting=decision.outcome in _GRANTED)
    papers = [
        sealed_value(office.chamber, request_id, PaperKind.PLAN, plan_value(plan), now=now),
        sealed_for(office.chamber, request_id, PaperKind.REASON, text_paper(proposed.reason), now=now),
    ]

    def beside(cursor: Cursor) -> None:
        for paper in papers:
            file_paper(cursor, paper, by=actor.id, now=now)

    step = Step(Move.PROPOSE, actor.id, decision)
    take_step(office.chamber.database, request_id, step, now=now, beside=beside)


def take_plain_step(office: Office, request_id: uuid.UUID, move: Move, *, actor: Actor, now: datetime) -> None:
    """Take a step that needs nothing more than the state that lets it be taken; saying that somebody is known needs proofs.

    Raises:
        MalformedError: if the step is none of these.
        ProofMissingError: as `examining.prove` says.
        StepRefusedError, SecondPersonError: as `request.stepped` says.
    """
    if move is Move.PROVE:
        prove(office, request_id, actor=actor, now=now)
        return
    if move not in _PLAIN:
        raise MalformedError("This step needs more than its name.", ground="step")
    if move is Move.DECIDE:
        course = course_of(office.chamber.database, request_id)
        decided = course.request.decision
        if decided is not None and not decided.grounds & _IDENTITY and course.request.terms.asker is not Asker.PERSON:
            check_proved(office, course, now=now)  # a mandate may have run out since
    take_step(office.chamber.database, request_id, Step(move, actor.id), now=now)


def text_paper(text: str) -> Paper:
    """Write words as a paper."""
    return Paper("", "text/plain", text.encode())
