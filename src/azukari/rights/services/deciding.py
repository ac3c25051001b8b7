"""Deciding: somebody proposes, somebody decides, and neither does it before who asks and what is held are known."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.errors import ConflictError, MalformedError
from azukari.base.sql import Cursor
from azukari.rights.paper import Paper, PaperKind
from azukari.rights.plan import Act, Op, Plan, checked_plan, plan_value, read_plan
from azukari.rights.request import Asker, Decision, Move, Outcome, State, Step
from azukari.rights.services.examining import check_everywhere, check_proved, prove
from azukari.rights.services.office import Office, UnidentifiedError, persons_of_request
from azukari.rights.services.papers import file_paper, newest_value, sealed_for, sealed_value
from azukari.rights.services.register import Course, course_of, take_step
from azukari.rights.store import cases
from azukari.statement.service import Service
from azukari.vault.access import Actor
from azukari.vault.annotation import read_statement
from azukari.vault.normalise import stored
from azukari.vault.services.showing import own_headers, show_held

_LONGEST_REASON = 4000
UNSEARCHED = frozenset({"complaint", "purpose-notice", "human-review"})  # decided without looking anywhere
_IDENTITY = frozenset({"identity"})
_GRANTED = frozenset({Outcome.FULL, Outcome.PART})
# Steps that need nothing but the state that lets them be taken.
_PLAIN = frozenset({Move.ASK_PROOF, Move.EXTEND, Move.RETURN, Move.FORWARD, Move.WITHDRAW})


class PersonsChangedError(ConflictError):
    """Since this was proposed, sendings were joined with this person's, or parted: send it back, and look again."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed, with the reason in words that the person can understand (APPI Art. 36)."""

    decision: Decision
    reason: str
    plan: Plan


def propose(office: Office, request_id: uuid.UUID, proposed: Proposed, *, actor: Actor, now: datetime) -> None:
    """Propose a decision; what is to be done, and why, is sealed with it, in place of what was sent back.

    Raises:
        PlaceOpenError: if a place has not been looked through yet, for all whose request it is.
        ProofMissingError: if who asks is not known well enough (any more), unless it is refused for that.
        UnidentifiedError: if it would be granted to nobody.
        MalformedError: if a reason is missing, or the plan is none for this kind, person and outcome.
        StepRefusedError: if the request's state does not let it.
    """
    course = course_of(office.chamber.database, request_id)
    _check_known(office, course, proposed.decision, actor=actor, now=now)
    _check_reason(proposed)
    plan = _plan(office, course, proposed, actor=actor, now=now)
    papers = [
        sealed_value(office.chamber, request_id, PaperKind.PLAN, plan_value(plan), now=now),
        sealed_for(office.chamber, request_id, PaperKind.REASON, text_paper(proposed.reason), now=now),
    ]

    def beside(cursor: Cursor) -> None:
        # What was sent back goes: which plan counts must not hang on which clock was right.
        cases.delete_papers(cursor, request_id, [paper.kind for paper in papers])
        for paper in papers:
            file_paper(cursor, paper, by=actor.id, now=now)

    step = Step(Move.PROPOSE, actor.id, proposed.decision)
    take_step(office.chamber.database, request_id, step, now=now, beside=beside)


def take_plain_step(office: Office, request_id: uuid.UUID, move: Move, *, actor: Actor, now: datetime) -> None:
    """Take a step that needs nothing more than the state that lets it be taken; saying that somebody is known needs proofs.

    Raises:
        MalformedError: if the step is none of these.
        ProofMissingError: as `examining.prove` says.
        StepRefusedError: as `request.stepped` says.
    """
    if move is Move.PROVE:
        prove(office, request_id, actor=actor, now=now)
        return
    if move not in _PLAIN:
        raise MalformedError("This step needs more than its name.", ground="step")
    take_step(office.chamber.database, request_id, Step(move, actor.id), now=now)


def decide(office: Office, request_id: uuid.UUID, *, seen: int, actor: Actor, now: datetime) -> None:
    """Decide what was proposed; ``seen`` is how many steps the request had when it was read, so that nothing else is decided.

    Raises:
        ProofMissingError: if an agent's mandate has run out since.
        PersonsChangedError: if it was proposed for others than whose request it is now.
        StepRefusedError, SecondPersonError: as `request.stepped` says, or if the request has moved on since it was read.
    """
    _check_unchanged(office, course_of(office.chamber.database, request_id), now=now)
    take_step(office.chamber.database, request_id, Step(Move.DECIDE, actor.id), now=now, seen=seen)


def text_paper(text: str) -> Paper:
    """Write words as a paper."""
    return Paper("", "text/plain", text.encode())


def _check_known(office: Office, course: Course, decision: Decision, *, actor: Actor, now: datetime) -> None:
    if _refuses_unknown(decision):
        return
    check_proved(office, course, now=now)
    if course.row.kind in UNSEARCHED:
        return
    if decision.outcome in _GRANTED and course.row.person_id is None:
        raise UnidentifiedError(ground="unidentified")
    check_everywhere(office, course, actor=actor, now=now)


def _refuses_unknown(decision: Decision) -> bool:
    """Tell whether it is refused for not knowing who asks: then nothing has to be known, and nothing is done."""
    return decision.outcome is Outcome.REFUSED and bool(decision.grounds & _IDENTITY)


def _check_reason(proposed: Proposed) -> None:
    if proposed.decision.grounds and not proposed.reason.strip():
        raise MalformedError("Say why, in words that the person can understand.", ground="reason_missing")
    if len(proposed.reason) > _LONGEST_REASON:
        raise MalformedError(f"Give the reason in at most {_LONGEST_REASON} characters.", ground="reason_long")


def _plan(office: Office, course: Course, proposed: Proposed, *, actor: Actor, now: datetime) -> Plan:
    persons, decision = persons_of_request(office, course), proposed.decision
    headers = {header.record_id: header for header in own_headers(office.chamber, persons)}
    plan = checked_plan(course.row.kind, proposed.plan, records=headers, acting=decision.outcome in _GRANTED)
    for passage in plan.passages:
        # To leave something out is to refuse a part: with a ground, a reason and a second person.
        if decision.outcome is not Outcome.PART or passage.ground not in decision.grounds:
            raise MalformedError("What is left out is refused in part, on one of its grounds.", ground="plan_passage")
    for act in plan.acts:
        if act.record_id is not None:
            header = headers[act.record_id]
            _check_act(act, office.chamber.statements(header.statement_hash).service(header.service))
    noted = {(act.record_id, act.item) for act in plan.acts if act.op is Op.ANNOTATE and act.text}
    if noted:
        held = show_held(office.chamber, persons, actor=actor, now=now)
        if not noted <= {(one.record_id, item) for one in held for item in one.values}:
            raise MalformedError("A record does not hold such an item.", ground="item_unknown")
    return replace(plan, persons=persons)


def _check_act(act: Act, service: Service) -> None:
    """Check what could not be done otherwise, once it was decided."""
    items = {item.id: item for item in service.items}
    if act.op is Op.STOP and act.purpose not in {*(one.id for one in service.purposes), *service.optional_purposes}:
        raise MalformedError("There is no such use of this record.", ground="purpose_unknown")
    if not act.item:
        return
    if act.item not in items:
        raise MalformedError("There is no such item.", ground="item_unknown")
    if (read_statement(act.text) if act.op is Op.ANNOTATE else stored(items[act.item], act.text)) != act.text:
        raise MalformedError("A value is not in the form in which it is stored.", ground="item_form")
    if act.op is Op.CORRECT and not act.text and items[act.item].required:
        raise MalformedError("A required item cannot be taken away.", ground="item_missing")


def _check_unchanged(office: Office, course: Course, *, now: datetime) -> None:
    decision = course.request.decision
    if course.request.state is not State.PROPOSED or decision is None:
        return
    if not _refuses_unknown(decision) and course.request.terms.asker is not Asker.PERSON:
        check_proved(office, course, now=now)  # a mandate may have run out since
    plan = read_plan(newest_value(office.chamber, course.row.request_id, PaperKind.PLAN))
    if frozenset(plan.persons) != frozenset(persons_of_request(office, course)):
        raise PersonsChangedError(ground="persons_changed")
