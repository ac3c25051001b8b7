"""What acts on requests work with, and whom a request is about."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.clock import Clock, japan_date
from azukari.base.errors import MalformedError, NotFoundError, RefusedError
from azukari.rights.pack import RulePack
from azukari.rights.request import Move
from azukari.rights.services.linking import persons_of
from azukari.rights.services.register import Course, RequestUnknownError, course_of, requests_of
from azukari.rights.services.visiting import Gate, PersonUnknownError, Visit
from azukari.statement.document import Statement
from azukari.vault.record import Header
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.showing import own_headers


class KindNotOfferedError(MalformedError):
    """There is no such right under the rules that this organisation applies."""


class NotYoursError(NotFoundError):
    """There is no such request or record of yours."""


class UnidentifiedError(RefusedError):
    """First say whose request it is, by a receipt number."""


@dataclass(frozen=True, slots=True)
class Office:
    """What acts on requests work with. ``statement`` gives the statement in force; ``packs`` are the rules that apply."""

    gate: Gate
    statement: Callable[[datetime], Statement]
    packs: tuple[RulePack, ...]
    clock: Clock

    @property
    def chamber(self) -> Chamber:
        """Give the vault's chamber."""
        return self.gate.chamber

    def check_kind(self, pack: str, kind: str, *, now: datetime) -> None:
        """Check that a kind of request is offered by rules that are in force.

        Raises:
            KindNotOfferedError: if it is not.
        """
        for one in self.packs:
            if one.id == pack and one.is_in_force(japan_date(now)) and kind in one.kinds:
                return
        raise KindNotOfferedError(ground="request_kind")


def persons_of_visit(office: Office, visit: Visit) -> tuple[uuid.UUID, ...]:
    """Give all who are one and the same with a visitor.

    Raises:
        PersonUnknownError: if it is not known yet who they are.
    """
    if visit.person_id is None:
        raise PersonUnknownError(ground="number_needed")
    return persons_of(office.chamber.database, visit.person_id)


def own_course(office: Office, visit: Visit, request_id: uuid.UUID) -> Course:
    """Give one of a visitor's own requests.

    Raises:
        NotYoursError: if there is no such request, or it is somebody else's; the same in either case.
    """
    persons = persons_of_visit(office, visit)
    try:
        course = course_of(office.chamber.database, request_id)
    except RequestUnknownError:
        raise NotYoursError(ground="not_yours") from None
    if course.row.person_id not in persons or not _was_proved(course):
        raise NotYoursError(ground="not_yours")
    return course


def requests_by(office: Office, persons: Sequence[uuid.UUID]) -> tuple[Course, ...]:
    """Give the requests that some persons are known to have made, newest first.

    Whose number stands in a letter need not be who wrote it: as long as that was never shown, it is not shown on their page.
    """
    return tuple(one for one in requests_of(office.chamber.database, persons) if _was_proved(one))


def _was_proved(course: Course) -> bool:
    return any(taken.step.move is Move.PROVE for taken in course.steps)


def own_header(office: Office, visit: Visit, record_id: uuid.UUID) -> Header:
    """Give one of a visitor's own records.

    Raises:
        NotYoursError: if there is no such record, or it is somebody else's; the same in either case.
    """
    for header in own_headers(office.chamber, persons_of_visit(office, visit)):
        if header.record_id == record_id:
            return header
    raise NotYoursError(ground="not_yours")


def persons_of_request(office: Office, course: Course) -> tuple[uuid.UUID, ...]:
    """Give all whose request it is, who are one and the same; nobody while nobody was identified."""
    person = course.row.person_id
    return () if person is None else persons_of(office.chamber.database, person)
