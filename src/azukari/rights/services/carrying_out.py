"""Doing what was decided: act by act, each of which can be done again without doing more, so that a cut leaves nothing half."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.base.canonical import Value
from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError, NotFoundError, RefusedError
from azukari.base.sql import Cursor
from azukari.rights.desk_shapes import Change, change_value
from azukari.rights.paper import PaperKind
from azukari.rights.plan import Act, Op, Plan, read_plan
from azukari.rights.request import Move, State, Step, StepRefusedError
from azukari.rights.search import waiting
from azukari.rights.services.holders import forget_persons, holders
from azukari.rights.services.office import Office, persons_of_request
from azukari.rights.services.papers import file_paper, newest_value, sealed_value
from azukari.rights.services.register import Course, course_of, requests_of, take_step
from azukari.rights.store import cases
from azukari.vault.access import Actor, ByRequest, Ground
from azukari.vault.services.annotating import annotate_for_person
from azukari.vault.services.correcting import Before, correct_for_person
from azukari.vault.services.ending import stop_use
from azukari.vault.services.holding import lift_restrictions, restrict_for_person
from azukari.vault.services.showing import own_headers, records_on_hold
from azukari.vault.services.suppressing import suppress_for_person

_REVIEW_AFTER = timedelta(days=365)


class ErasureHeldError(RefusedError):
    """A record of this person is on a legal hold, so nothing is erased now."""


@dataclass(frozen=True, slots=True)
class _Doing:
    """One request whose decision is being carried out, and by whom."""

    office: Office
    course: Course
    persons: tuple[uuid.UUID, ...]
    actor: Actor
    now: datetime

    @property
    def by(self) -> ByRequest:
        """Tell by what request something is done."""
        return ByRequest(self.course.row.request_id, self.actor)


def carry_out(office: Office, request_id: uuid.UUID, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Do what was decided, or go on with it where it was cut off, and give the places that are still waited for.

    The request is done when no place is waited for.

    Raises:
        StepRefusedError: if nothing was decided, or nothing is left to do.
        RefusedError: if a record is on a legal hold: then nothing of it may change or end.
    """
    database = office.chamber.database
    course = course_of(database, request_id)
    if course.request.state is State.DECIDED:
        take_step(database, request_id, Step(Move.ACT, actor.id), now=now)
    elif course.request.state is not State.ACTING:
        raise StepRefusedError("Nothing is to be done here now.", ground="step")
    plan = read_plan(newest_value(office.chamber, request_id, PaperKind.PLAN))
    persons = tuple(person for person in persons_of_request(office, course) if person in plan.persons)
    _do_all(_Doing(office, course, persons, actor, now), plan)
    left = waiting(cases.select_places(database, request_id))
    if not left:
        take_step(database, request_id, Step(Move.FINISH, actor.id), now=now)
    return left


def _do_all(doing: _Doing, plan: Plan) -> None:
    records = {header.record_id for header in own_headers(doing.office.chamber, doing.persons)}
    for act in sorted(plan.acts, key=lambda act: act.op is Op.ERASE):  # after it nothing else finds anything
        if act.record_id is not None and act.record_id not in records:
            continue  # its time has run out, or it was parted from this person's since
        match act.op:
            case Op.CORRECT:
                _correct(doing, act)
            case Op.ANNOTATE:
                _annotate(doing, act)
            case Op.STOP:
                _stop(doing, act)
            case Op.RESTRICT:
                _restrict(doing, act)
            case Op.SUPPRESS:
                suppress_for_person(doing.office.chamber, doing.persons, by=doing.by, now=doing.now)
            case Op.ERASE:
                _erase(doing)


def _correct(doing: _Doing, act: Act) -> None:
    if act.record_id is None:
        return
    chamber, request_id, record_id = doing.office.chamber, doing.course.row.request_id, act.record_id

    def beside(cursor: Cursor, before: Before) -> None:
        # In the transaction of the correction: what stood there before is kept with it, sealed, or nothing is corrected.
        change: Value = change_value(Change(record_id, act.item, before[act.item], act.text))
        sealed = sealed_value(chamber, request_id, PaperKind.CHANGE, change, now=doing.now)
        file_paper(cursor, sealed, by=doing.actor.id, now=doing.now)

    correct_for_person(chamber, record_id, {act.item: act.text}, by=doing.by, now=doing.now, beside=beside)


def _annotate(doing: _Doing, act: Act) -> None:
    if act.record_id is None:
        return
    try:
        annotate_for_person(doing.office.chamber, act.record_id, act.item, act.text, by=doing.by, now=doing.now)
    except MalformedError as error:
        if error.ground != "item_unknown":
            raise
        # The item was taken away since: there is nothing any more that the statement could stand beside.


def _stop(doing: _Doing, act: Act) -> None:
    if act.record_id is not None:
        with suppress(NotFoundError):  # stopped already, or its time has run out
            stop_use(doing.office.chamber, act.record_id, purpose=act.purpose, actor=doing.actor, now=doing.now)


def _restrict(doing: _Doing, act: Act) -> None:
    if act.record_id is not None:
        review_on = japan_date(doing.now + _REVIEW_AFTER)
        restrict_for_person(doing.office.chamber, act.record_id, review_on=review_on, by=doing.by, now=doing.now)


def _erase(doing: _Doing) -> None:
    chamber = doing.office.chamber
    # What the person had restricted they now want erased; what the law holds stays.
    for course in requests_of(chamber.database, doing.persons):
        lift_restrictions(chamber, by=ByRequest(course.row.request_id, doing.actor), now=doing.now)
    if records_on_hold(chamber, doing.persons):
        raise ErasureHeldError(ground=Ground.ON_HOLD)
    # Place by place over all persons, so that each key is destroyed last; what was erased before has nothing any more.
    for _, holder in holders(chamber, actor=doing.actor, clock=doing.office.clock):
        for person in doing.persons:
            with suppress(NotFoundError):  # erased before it was cut off
                holder.erase(person)
    # Only now, and not by the holder: as long as this stands, an erasure that was cut off knows whose it is.
    forget_persons(chamber.database, doing.persons)
