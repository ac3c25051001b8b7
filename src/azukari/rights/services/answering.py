"""Answering: in words that go with the decision, by the page or by a letter; and the letters that say that something happened."""

import uuid
from datetime import datetime

from azukari.base.canonical import Value
from azukari.base.errors import MalformedError
from azukari.base.sql import Cursor
from azukari.ledger.services import append
from azukari.rights.desk_shapes import LetterContent, NoticeLetter, read_change
from azukari.rights.events import Event
from azukari.rights.paper import Lid, PaperKind, paper_value
from azukari.rights.request import DISCLOSING, Channel, Move, Outcome, State, Step, stepped
from azukari.rights.services.asking import contact_of
from azukari.rights.services.deciding import text_paper
from azukari.rights.services.examining import text_of
from azukari.rights.services.leaving_out import without_left_out
from azukari.rights.services.office import Office, persons_of_request
from azukari.rights.services.papers import destroy_papers, file_paper, newest_value, read_papers, sealed_for
from azukari.rights.services.register import Course, course_of, take_step
from azukari.rights.store import cases
from azukari.rights.store.cases import Notice
from azukari.rights.wish import Contact, Form, Wish, read_contact, read_wish
from azukari.vault.access import Actor
from azukari.vault.services.showing import HeldRecord, show_held

_LONGEST_TEXT = 8000
_GRANTED = frozenset({Outcome.FULL, Outcome.PART})


def answer(office: Office, request_id: uuid.UUID, text: str, *, actor: Actor, now: datetime) -> None:
    """Answer the person; of an erasure that was done nothing that was written stays but where the letter goes, until it is sent.

    Raises:
        MalformedError: if there is nothing in it, or too much.
        StepRefusedError: if what was decided is not done yet, or nothing was decided.
    """
    if not text.strip() or len(text) > _LONGEST_TEXT:
        raise MalformedError(f"Answer in 1 to {_LONGEST_TEXT} characters.", ground="answer_text")
    step = Step(Move.ANSWER, actor.id)
    stepped(course_of(office.chamber.database, request_id).request, step)  # what is refused makes no key anew
    sealed = sealed_for(office.chamber, request_id, PaperKind.REPLY, text_paper(text), now=now)

    def beside(cursor: Cursor) -> None:
        file_paper(cursor, sealed, by=actor.id, now=now)

    take_step(office.chamber.database, request_id, step, now=now, beside=beside)


def letter(office: Office, request_id: uuid.UUID, *, actor: Actor, now: datetime) -> LetterContent:
    """Give what an answer on paper says, and to whom; that it was taken out is recorded first."""
    course = course_of(office.chamber.database, request_id)
    with office.chamber.database.transaction() as cursor:
        facts = {"request": str(request_id), "by": actor.id, "role": actor.role.value}
        append(cursor, Event.READ, facts, now=now)
    filed = read_papers(office.chamber, request_id, tuple(PaperKind))
    newest = {one.kind: one.paper for one in filed}
    return LetterContent(
        contact=_contact(office, course, actor=actor, now=now),
        wish=read_wish(paper_value(newest[PaperKind.WISH])) if PaperKind.WISH in newest else Wish(),
        reason=text_of(newest.get(PaperKind.REASON)),
        reply=text_of(newest.get(PaperKind.REPLY)),
        changes=tuple(read_change(paper_value(one.paper)) for one in filed if one.kind is PaperKind.CHANGE),
        records=_disclosed(office, course, actor=actor, now=now),
    )


def notice_letter(office: Office, notice_id: int, *, actor: Actor, now: datetime) -> NoticeLetter | None:
    """Give a letter that waits to be mailed; none if it was sent, or nobody can be written to: then it is given up.

    What was written then stays for a letter on paper, until its time is over.
    """
    database = office.chamber.database
    found = cases.select_notice(database, notice_id)
    if found is None:
        return None
    course = course_of(database, found.request_id)
    email = _email(office, course, found, actor=actor, now=now)
    if not email:
        cases.finish_notice(database, notice_id, state="given_up", now=now)
        return None
    row = course.row
    return NoticeLetter(email, found.kind, row.number, row.kind, row.pack, row.language, row.answer_by)


def notice_sent(office: Office, notice_id: int, *, now: datetime) -> None:
    """Say that the mail server took a letter; after the last one of an erasure nothing that was written is left.

    Where the answer goes out on paper, it stays for that, until its time is over.
    """
    database = office.chamber.database
    found = cases.select_notice(database, notice_id)
    if found is None:
        return
    # First, and once more if it is cut off here: of a letter that counts as sent nobody would think again.
    _forget_if_erased(office, course_of(database, found.request_id), notice_id, now=now)
    cases.finish_notice(database, notice_id, state="sent", now=now)


def was_erased(course: Course) -> bool:
    """Tell whether whoever asked was erased, by this request or another: nothing is kept of it for longer than its answer needs."""
    row, decision = course.row, course.request.decision
    granted = decision is not None and decision.outcome in _GRANTED
    # What came by the page had a person from the beginning; of other requests nobody may ever have been identified.
    return row.person_id is None and (row.channel == Channel.PAGE or (row.kind == "erasure" and granted))


def _disclosed(office: Office, course: Course, *, actor: Actor, now: datetime) -> tuple[HeldRecord, ...]:
    """Give what a disclosure on paper encloses: everything, but what was decided to be left out."""
    decision = course.request.decision
    decided = course.request.state in {State.DECIDED, State.ANSWERED}
    if decision is None or not decided or decision.outcome not in _GRANTED or course.row.kind not in DISCLOSING:
        return ()
    held = show_held(office.chamber, persons_of_request(office, course), actor=actor, now=now, taken=True)
    return without_left_out(office, course, held)


def _forget_if_erased(office: Office, course: Course, last: int, *, now: datetime) -> None:
    row = course.row
    if course.request.state is not State.ANSWERED or not was_erased(course) or row.form is Form.LETTER:
        return
    if not cases.waits_for_mail(office.chamber.database, row.request_id, but=last):
        destroy_papers(office.chamber, row.request_id, tuple(Lid), now=now)


def _email(office: Office, course: Course, notice: Notice, *, actor: Actor, now: datetime) -> str:
    if notice.record_id is None:
        return _contact(office, course, actor=actor, now=now).email
    # Whoever is named, and not whoever asks: at the address that is held, and at no other.
    persons = persons_of_request(office, course)
    held = show_held(office.chamber, persons, actor=actor, now=now, only=notice.record_id) if persons else ()
    return contact_of(office, held).email


def _contact(office: Office, course: Course, *, actor: Actor, now: datetime) -> Contact:
    """Tell where an answer goes: where the person said, or else what is held."""
    value: Value = newest_value(office.chamber, course.row.request_id, PaperKind.CONTACT)
    said = Contact() if value is None else read_contact(value)
    persons = persons_of_request(office, course)
    if not persons or (said.name and (said.email or said.address)):
        return said
    held = contact_of(office, show_held(office.chamber, persons, actor=actor, now=now))
    return Contact(said.name or held.name, said.address or held.address, said.email or held.email)
