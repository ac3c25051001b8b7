"""What a person is shown: everything that is held, who used it, and how their requests stand."""

import uuid
from datetime import datetime

from azukari.rights.paper import PaperKind, paper_value
from azukari.rights.request import State
from azukari.rights.services.office import Office, own_course, persons_of_visit
from azukari.rights.services.papers import read_papers
from azukari.rights.services.register import Course, requests_of
from azukari.rights.services.visiting import Visit
from azukari.rights.shapes import AccessUse, CaseView, OwnRequest, PersonPage, TakenMove
from azukari.rights.wish import Wish, read_wish
from azukari.vault.queries import AccessEvent, events_of_persons
from azukari.vault.services.showing import show_held

_TOLD = frozenset({State.ANSWERED})  # a decision is told with the answer, and not before


def person_page(office: Office, visit: Visit, *, now: datetime) -> PersonPage:
    """Give everything for a visitor's page, recorded first.

    Raises:
        PersonUnknownError: if it is not known yet who they are.
        TamperedError, UnavailableError: as `show_held` says.
    """
    persons = persons_of_visit(office, visit)
    uses = events_of_persons(office.chamber.database, persons)
    held = show_held(office.chamber, persons, actor=visit.actor, now=now)
    requests = requests_of(office.chamber.database, persons)
    return PersonPage(held, tuple(map(access_use, uses)), tuple(own_request(one) for one in requests), len(persons))


def case_view(office: Office, visit: Visit, request_id: uuid.UUID) -> CaseView:
    """Give one of a visitor's own requests.

    Raises:
        NotYoursError: if there is no such request, or it is somebody else's; the same in either case.
    """
    course = own_course(office, visit, request_id)
    told = course.request.state in _TOLD
    kinds = (PaperKind.WISH, PaperKind.REASON, PaperKind.REPLY) if told else (PaperKind.WISH,)
    newest = {one.kind: one.paper for one in read_papers(office.chamber, request_id, kinds)}
    words = {kind: paper.data.decode() for kind, paper in newest.items()}
    return CaseView(
        request=own_request(course),
        wish=read_wish(paper_value(newest[PaperKind.WISH])) if PaperKind.WISH in newest else Wish(),
        reason=words.get(PaperKind.REASON, ""),
        reply=words.get(PaperKind.REPLY, ""),
        steps=tuple(TakenMove(taken.step.move.value, taken.at) for taken in course.steps),
    )


def own_request(course: Course) -> OwnRequest:
    """Give a request as its person sees it in a list."""
    row, request = course.row, course.request
    told = request.decision if request.state in _TOLD else None
    return OwnRequest(
        request_id=row.request_id,
        number=row.number,
        pack=row.pack,
        kind=row.kind,
        state=request.state,
        form=row.form,
        arrived_at=row.arrived_at,
        acknowledge_by=row.acknowledge_by,
        answer_by=row.answer_by,
        latest_on=row.latest_on,
        outcome=None if told is None else told.outcome.value,
        grounds=() if told is None else tuple(sorted(told.grounds)),
    )


def access_use(event: AccessEvent) -> AccessUse:
    """Give an access as the person sees it: as what, never who."""
    return AccessUse(event.record_id, event.kind, event.purpose, event.role, event.ground, event.at)
