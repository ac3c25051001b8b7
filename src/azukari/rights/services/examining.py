"""Examining a case: what was asked, who asks, whose it is, and where something of theirs may be."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from azukari.base.clock import japan_date
from azukari.base.errors import NotFoundError, RefusedError
from azukari.base.holder import Holding
from azukari.base.ids import new_id, read_receipt_number
from azukari.ledger.services import append
from azukari.rights.desk_shapes import DeskCase, PaperAbout, read_change
from azukari.rights.events import Event
from azukari.rights.identity import CheckedProof, Proof, checked_proof, missing
from azukari.rights.paper import Paper, PaperKind, checked_paper, paper_value
from azukari.rights.plan import plan_for, read_plan
from azukari.rights.request import ENDED, Move, State, Step
from azukari.rights.search import Place, PlaceOpenError, PlaceState, check_place, check_searched, outside_places
from azukari.rights.services.confirming import known_places
from azukari.rights.services.holders import holders
from azukari.rights.services.linking import STAFF, join_persons, part_person
from azukari.rights.services.office import Office, UnidentifiedError, persons_of_request
from azukari.rights.services.papers import FiledPaper, file_paper, read_papers, sealed_for
from azukari.rights.services.register import Course, course_of, take_step
from azukari.rights.store import cases
from azukari.rights.store import register as requests
from azukari.rights.store.cases import Notice
from azukari.rights.wish import Contact, Wish, read_contact, read_wish
from azukari.vault.access import Actor
from azukari.vault.services.showing import HeldRecord, own_by_receipt, own_headers, show_held

_TOLD = frozenset({"record", "request", "delivery"})
_NOW_FOUND = (PlaceState.NONE, PlaceState.FOUND)
_UNPROVED = frozenset({State.RECEIVED, State.IDENTIFYING})
_BY_DESK = frozenset({PaperKind.IDENTITY, PaperKind.EVIDENCE})
_BEFORE_A_PROPOSAL = frozenset({State.RECEIVED, State.IDENTIFYING, State.EXAMINING})


class NumberUnknownError(NotFoundError):
    """Nothing is held under this receipt number."""


class ProofMissingError(RefusedError):
    """Not enough was shown yet of who asks."""


class RequestEndedError(RefusedError):
    """This request has ended."""


class ProposedError(RefusedError):
    """A decision was proposed for those whose request it is; first send it back."""


class PaperUnknownError(NotFoundError):
    """There is no such paper, or its key was destroyed."""


def desk_case(office: Office, request_id: uuid.UUID, *, actor: Actor, now: datetime) -> DeskCase:
    """Read a case; that it was read is recorded first."""
    course = course_of(office.chamber.database, request_id)
    _record_reading(office, request_id, actor, now)
    filed = read_papers(office.chamber, request_id, tuple(PaperKind))
    headers = own_headers(office.chamber, persons_of_request(office, course))
    newest = {one.kind: one.paper for one in filed}
    wish = read_wish(paper_value(newest[PaperKind.WISH])) if PaperKind.WISH in newest else Wish()
    own = [header.record_id for header in headers]
    return DeskCase(
        wish=wish,
        contact=read_contact(paper_value(newest[PaperKind.CONTACT])) if PaperKind.CONTACT in newest else Contact(),
        papers=tuple(
            PaperAbout(one.paper_id, one.kind, one.paper.title, one.paper.media_type, one.made_at)
            for one in filed
            if one.kind in _BY_DESK
        ),
        reason=text_of(newest.get(PaperKind.REASON)),
        reply=text_of(newest.get(PaperKind.REPLY)),
        plan=read_plan(paper_value(newest[PaperKind.PLAN]))
        if PaperKind.PLAN in newest
        else plan_for(course.row.kind, wish, records=own),
        changes=tuple(read_change(paper_value(one.paper)) for one in filed if one.kind is PaperKind.CHANGE),
        numbers=tuple(header.number for header in headers),
        identified=course.row.person_id is not None,
    )


def case_records(office: Office, request_id: uuid.UUID, *, actor: Actor, now: datetime) -> tuple[HeldRecord, ...]:
    """Give what is held about whose request it is; that it was shown is recorded first, with each record.

    Raises:
        UnidentifiedError: if nobody was identified.
        ProofMissingError: if who asks is not known well enough yet: until then nobody needs to see it.
        RequestEndedError: if the request has ended: then nobody needs to see it.
    """
    course = _open_course(office, request_id)
    persons = persons_of_request(office, course)
    if not persons:
        raise UnidentifiedError(ground="unidentified")
    if course.request.state in _UNPROVED:
        raise ProofMissingError(ground="proof_missing")
    _record_reading(office, request_id, actor, now)
    return show_held(office.chamber, persons, actor=actor, now=now)


def identify(office: Office, request_id: uuid.UUID, number: str, *, actor: Actor, now: datetime) -> None:
    """Say whose request it is, by a receipt number; another number joins its person with the one before.

    Whoever is named is told at the address that is held under the number: a request that somebody makes in their name, or that is
    only said to have come, does not go by them unseen (requirements H6, H50).

    Raises:
        MalformedError: if it is no receipt number.
        NumberUnknownError: if nothing is held under it.
        ProposedError: if a decision was proposed: who decides has to know whom it concerns.
        RequestEndedError: if the request has ended.
    """
    course = _open_course(office, request_id)
    if course.request.state not in _BEFORE_A_PROPOSAL:
        raise ProposedError(ground="proposed")
    own = own_by_receipt(office.chamber, read_receipt_number(number))
    if own is None:
        raise NumberUnknownError(ground="record_unknown")
    database = office.chamber.database
    with database.transaction() as cursor:
        # First of all, so that nothing is ever done in somebody's name of which no letter tells.
        cases.put_notice(cursor, Notice(request_id, "named", own.record_id), now=now)
    if course.row.person_id is not None:
        join_persons(database, course.row.person_id, own.person_id, basis=STAFF, by=actor.id, now=now)
        return
    with database.transaction() as cursor:
        requests.set_person(cursor, request_id, own.person_id)
        append(cursor, Event.IDENTIFIED, {"request": str(request_id), "by": actor.id}, now=now)


def part(office: Office, request_id: uuid.UUID, number: str, *, actor: Actor, now: datetime) -> None:
    """Take back that a receipt number belongs to whose request it is (requirements H36: joining can be undone).

    Raises:
        MalformedError: if it is no receipt number.
        NumberUnknownError: if it is none of this request's person.
        AloneError: if its person was never joined with another.
        RequestEndedError: if the request has ended.
    """
    course = _open_course(office, request_id)
    own = own_by_receipt(office.chamber, read_receipt_number(number))
    if own is None or own.person_id not in persons_of_request(office, course):
        raise NumberUnknownError(ground="record_unknown")
    part_person(office.chamber.database, own.person_id, by=actor.id, now=now)


def add_paper(
    office: Office, request_id: uuid.UUID, kind: PaperKind, paper: Paper, *, actor: Actor, now: datetime
) -> None:
    """Put a copy of a document, or evidence, into a case.

    Raises:
        MalformedError: if it is of a type or size that is not taken.
        RequestEndedError: if the request has ended.
    """
    _open_course(office, request_id)
    if kind not in _BY_DESK:
        raise PaperUnknownError(ground="paper_kind")
    checked = checked_paper(paper.title, paper.media_type, paper.data)
    sealed = sealed_for(office.chamber, request_id, kind, checked, now=now)
    with office.chamber.database.transaction() as cursor:
        file_paper(cursor, sealed, by=actor.id, now=now)


def show_paper(
    office: Office, request_id: uuid.UUID, paper_id: uuid.UUID, *, actor: Actor, now: datetime
) -> FiledPaper:
    """Give a paper that was handed in; that it was read is recorded first.

    Raises:
        PaperUnknownError: if there is none, or its key was destroyed.
    """
    course_of(office.chamber.database, request_id)
    _record_reading(office, request_id, actor, now)
    for one in read_papers(office.chamber, request_id, _BY_DESK):
        if one.paper_id == paper_id:
            return one
    raise PaperUnknownError(ground="paper_unknown")


def add_proof(office: Office, request_id: uuid.UUID, proof: Proof, *, actor: Actor, now: datetime) -> None:
    """Take down what was shown of who asks: what, how, and until when it counts; no copy and no name.

    Raises:
        MalformedError: if it shows nothing, or has run out.
        RequestEndedError: if the request has ended.
    """
    _open_course(office, request_id)
    checked = CheckedProof(new_id(), checked_proof(proof, today=japan_date(now)), actor.id)
    with office.chamber.database.transaction() as cursor:
        cases.insert_proof(cursor, request_id, checked, now=now)
        facts = {"request": str(request_id), "about": proof.subject.value, "how": proof.method.value, "by": actor.id}
        append(cursor, Event.PROOF_ADDED, facts, now=now)


def prove(office: Office, request_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Say that who asks is known well enough.

    Raises:
        ProofMissingError: if what was shown is not enough for this kind of request and who asks.
        StepRefusedError: if the request's state does not let it.
    """
    course = course_of(office.chamber.database, request_id)
    check_proved(office, course, now=now)
    take_step(office.chamber.database, request_id, Step(Move.PROVE, actor.id), now=now)


def check_proved(office: Office, course: Course, *, now: datetime) -> None:
    """Check that who asks is known well enough, today: a mandate may have run out since.

    Raises:
        ProofMissingError: if not.
    """
    shown = [one.proof for one in cases.select_proofs(office.chamber.database, course.row.request_id)]
    terms = course.request.terms
    if missing(terms.kind, terms.asker, shown, today=japan_date(now)):
        raise ProofMissingError(ground="proof_missing")


def search(office: Office, request_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Make the search plan, and look through what the software keeps; once more, it looks again and keeps what was settled.

    Raises:
        RequestEndedError: if the request has ended.
    """
    course = _open_course(office, request_id)
    persons = persons_of_request(office, course)
    own, outside = _places(office, persons, actor=actor, now=now)
    known = known_places(office.chamber.database, persons) if persons else {}
    before = {one.place: one.state for one in cases.select_places(office.chamber.database, request_id)}
    with office.chamber.database.transaction() as cursor:
        for place in own:
            cases.put_place(cursor, request_id, place, by=actor.id, now=now)
            cases.set_place(cursor, request_id, place, by=actor.id, now=now)
        for name in dict.fromkeys((*outside, *(name for name, state in known.items() if state is PlaceState.FOUND))):
            place = Place(name, known.get(name, PlaceState.OPEN))
            cases.put_place(cursor, request_id, place, by=actor.id, now=now)
            # What somebody said of it stays, unless nothing was said to be there and now something is.
            if before.get(name) is PlaceState.OPEN or (before.get(name), place.state) == _NOW_FOUND:
                cases.set_place(cursor, request_id, place, by=actor.id, now=now)
        append(cursor, Event.SEARCHED, {"request": str(request_id), "by": actor.id}, now=now)


def check_everywhere(office: Office, course: Course, *, actor: Actor, now: datetime) -> None:
    """Check that every place was looked through for all whose request it is by now.

    Raises:
        PlaceOpenError: if not, or if more is held than was found then: look again.
    """
    places = cases.select_places(office.chamber.database, course.row.request_id)
    check_searched(places)
    own, outside = _places(office, persons_of_request(office, course), actor=actor, now=now)
    states = {one.place: one.state for one in places}
    named = {one.place for one in own} | set(outside)
    if not named <= states.keys() or any(
        one.state is PlaceState.FOUND and states[one.place] is PlaceState.NONE for one in own
    ):
        raise PlaceOpenError(ground="place_open")


def settle(
    office: Office, request_id: uuid.UUID, place: str, state: PlaceState, *, actor: Actor, now: datetime
) -> None:
    """Say what was found in a place, or that a recipient was asked or has confirmed.

    Raises:
        MalformedError: if there is no such place, or such a place has no such state.
        RequestEndedError: if the request has ended.
    """
    _open_course(office, request_id)
    check_place(cases.select_places(office.chamber.database, request_id), place, state)
    facts = {"request": str(request_id), "place": place, "state": state.value, "by": actor.id}
    with office.chamber.database.transaction() as cursor:
        cases.set_place(cursor, request_id, Place(place, state), by=actor.id, now=now)
        append(cursor, Event.SETTLED, facts, now=now)


def text_of(paper: Paper | None) -> str:
    """Give the words of a paper, or none."""
    return "" if paper is None else paper.data.decode()


def _places(
    office: Office, persons: tuple[uuid.UUID, ...], *, actor: Actor, now: datetime
) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Look through what the software keeps of some persons, and name the places outside that may have something of them."""
    own = tuple(
        _counted(place, [holding for person in persons for holding in holder.find(person)])
        for place, holder in holders(office.chamber, actor=actor, clock=office.clock)
    )
    statement = office.statement(now)
    services = {header.service for header in own_headers(office.chamber, persons)}
    return own, outside_places(statement, services or {service.id for service in statement.services})


def _counted(place: str, found: Sequence[Holding]) -> Place:
    # What a person would count: the records and requests, and not the keys, tokens and events that go with them.
    count = sum(holding.count for holding in found if holding.kind in _TOLD)
    return Place(place, PlaceState.FOUND if found else PlaceState.NONE, count)


def _record_reading(office: Office, request_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    with office.chamber.database.transaction() as cursor:
        facts = {"request": str(request_id), "by": actor.id, "role": actor.role.value}
        append(cursor, Event.READ, facts, now=now)


def _open_course(office: Office, request_id: uuid.UUID) -> Course:
    course = course_of(office.chamber.database, request_id)
    if course.request.state in ENDED:
        raise RequestEndedError(ground="request_ended")
    return course
