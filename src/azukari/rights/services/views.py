"""What a person is shown: everything that is held, who used it, and how their requests stand."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from azukari.rights.pack import Ground
from azukari.rights.paper import PaperKind, paper_value
from azukari.rights.request import State
from azukari.rights.services.office import Office, own_course, persons_of_visit, requests_by
from azukari.rights.services.papers import read_papers
from azukari.rights.services.register import Course
from azukari.rights.services.visiting import Visit
from azukari.rights.shapes import AccessUse, CaseView, OwnRequest, PersonPage, TakenMove
from azukari.rights.wish import Wish, read_wish
from azukari.sharing.queries import held_outside
from azukari.statement.document import Statement
from azukari.statement.service import ItemKind
from azukari.statement.text import Language, Text
from azukari.vault.queries import AccessEvent, events_of_persons
from azukari.vault.services.showing import HeldRecord, Source, show_held

_TOLD = frozenset({State.ANSWERED})

# What somebody else brought may speak of others: only a request for disclosure, which somebody looks through, gives it out.
UNREVIEWED = Ground(
    "unreviewed",
    "33(2)i",
    Text(
        ja="ほかの方のことが書かれているかもしれないため、ここには載せていません。開示をご請求いただければ、確かめてお渡しします",
        en="It may speak of somebody else, so it is not shown here. Ask for disclosure: we look through it and give it to you",
    ),
    frozenset(),
)


def person_page(office: Office, visit: Visit, *, now: datetime) -> PersonPage:
    """Give everything for a visitor's page, recorded first.

    Raises:
        PersonUnknownError: if it is not known yet who they are.
        TamperedError, UnavailableError: as `show_held` says.
    """
    persons = persons_of_visit(office, visit)
    uses = events_of_persons(office.chamber.database, persons)
    held = tuple(
        reviewed(office, one, visit.language) for one in show_held(office.chamber, persons, actor=visit.actor, now=now)
    )
    requests = requests_by(office, persons)
    return PersonPage(
        held,
        tuple(map(access_use, uses)),
        tuple(own_request(one) for one in requests),
        len(persons),
        held_outside(office.chamber.database, persons),
    )


def case_view(office: Office, visit: Visit, request_id: uuid.UUID) -> CaseView:
    """Give one of a visitor's own requests.

    Raises:
        NotYoursError: if there is no such request, or it is somebody else's; the same in either case.
    """
    course = own_course(office, visit, request_id)
    told = case_told(course)
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


def case_told(course: Course) -> bool:
    """Tell whether the person has been told what was decided: with the answer, and not before."""
    return course.request.state in _TOLD


def third_party_items(statements: Callable[[str], Statement], held: HeldRecord) -> tuple[str, ...]:
    """List the items of a record that may speak of somebody else: free text that the person did not send in by themselves."""
    if held.source is Source.PAGE:
        return ()
    service = statements(held.statement_hash).service(held.service)
    return tuple(item.id for item in service.items if item.kind is ItemKind.PARAGRAPH and held.values.get(item.id))


def own_request(course: Course) -> OwnRequest:
    """Give a request as its person sees it in a list."""
    row, request = course.row, course.request
    told = request.decision if case_told(course) else None
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


def reviewed(office: Office, held: HeldRecord, language: Language) -> HeldRecord:
    """Give a record as its person sees it: without what may speak of somebody else and was not looked through."""
    left_out = dict.fromkeys(third_party_items(office.chamber.statements, held), UNREVIEWED.title.in_language(language))
    return replace(held, values={**held.values, **left_out})
