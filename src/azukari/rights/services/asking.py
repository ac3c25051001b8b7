"""Asking: by the person on their page, or taken down by the desk; numbered, dated and sealed in one transaction."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.errors import MalformedError, NotFoundError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor
from azukari.rights.identity import CheckedProof, Method, Proof, Subject
from azukari.rights.paper import PaperKind
from azukari.rights.request import Asker, Channel, Move, Step
from azukari.rights.services.office import NotYoursError, Office, own_course, own_header, persons_of_visit
from azukari.rights.services.papers import file_paper, sealed_value
from azukari.rights.services.register import Arrival, check_arrival, receive, take_step
from azukari.rights.services.visiting import Visit
from azukari.rights.shapes import Taken
from azukari.rights.store.cases import NewPaper, insert_proof
from azukari.rights.store.register import RequestRow
from azukari.rights.wish import Contact, Wish, checked_wish, contact_value, wish_value
from azukari.statement.service import ItemKind, Service
from azukari.statement.text import Language
from azukari.vault.access import Actor
from azukari.vault.annotation import read_statement
from azukari.vault.normalise import stored
from azukari.vault.services.ending import stop_use
from azukari.vault.services.showing import HeldRecord, show_held


@dataclass(frozen=True, slots=True)
class Written:
    """A request that came by mail, telephone, letter or at the counter, as the desk takes it down."""

    pack: str
    kind: str
    channel: Channel
    asker: Asker
    language: Language
    arrived_at: datetime
    wish: Wish
    contact: Contact


def ask(office: Office, visit: Visit, wish: Wish, *, right: tuple[str, str], now: datetime) -> Taken:
    """Ask for something by a right (a rule pack and a kind of it); what is done at once is done at once.

    Raises:
        KindNotOfferedError: if there is no such right here.
        NotYoursError: if a record is not the visitor's.
        MalformedError: if an item or purpose is unknown, or a value is not in a form that can be kept.
    """
    pack, kind = right
    office.check_kind(pack, kind, now=now)
    held = show_held(office.chamber, persons_of_visit(office, visit), actor=visit.actor, now=now)
    wanted = _checked(office, checked_wish(wish), held)
    arrival = Arrival(
        pack, kind, Channel.PAGE, Asker.PERSON, visit.language, now, person_id=visit.person_id, form=wish.form
    )
    contact = contact_of(office, held)
    proof = CheckedProof(new_id(), Proof(Subject.PERSON, Method.NUMBER), str(visit.visit_id))
    row = _received(office, arrival, (wanted, contact), proof=proof, by=str(visit.visit_id), now=now)
    take_step(office.chamber.database, row.request_id, Step(Move.PROVE, str(visit.visit_id)), now=now)
    _do_at_once(office, visit, row, wanted, now=now)
    return Taken(row.request_id, row.number)


def take_in(office: Office, written: Written, *, actor: Actor, now: datetime) -> Taken:
    """Take in a request that did not come by the page.

    Raises:
        KindNotOfferedError: if there is no such right here.
        MalformedError: if it is said to come by the page, or to arrive later than now.
    """
    office.check_kind(written.pack, written.kind, now=now)
    if written.channel is Channel.PAGE:
        raise MalformedError("Only the person's page takes in requests of the page.", ground="request_channel")
    wish = checked_wish(written.wish)
    arrival = Arrival(
        written.pack,
        written.kind,
        written.channel,
        written.asker,
        written.language,
        written.arrived_at,
        form=wish.form,
    )
    row = _received(office, arrival, (wish, written.contact), proof=None, by=actor.id, now=now)
    return Taken(row.request_id, row.number)


def take_back(office: Office, visit: Visit, request_id: uuid.UUID, *, now: datetime) -> None:
    """No longer ask.

    Raises:
        NotYoursError: if it is not the visitor's.
        StepRefusedError: if it was decided already.
    """
    own_course(office, visit, request_id)
    take_step(office.chamber.database, request_id, Step(Move.WITHDRAW, str(visit.visit_id)), now=now)


def stop_mine(office: Office, visit: Visit, record_id: uuid.UUID, purpose: str, *, now: datetime) -> None:
    """Stop a use of one's own record, at once and without being asked why; a permission is withdrawn with it.

    Raises:
        NotYoursError: if the record is not the visitor's.
        NotFoundError: if it has no such use any more.
    """
    own_header(office, visit, record_id)
    stop_use(office.chamber, record_id, purpose=purpose, actor=visit.actor, now=now)


def contact_of(office: Office, held: Sequence[HeldRecord]) -> Contact:
    """Tell where an answer goes by what is held: the newest name and addresses."""
    found: dict[ItemKind, str] = {}
    for one in held:
        service = office.chamber.statements(one.statement_hash).service(one.service)
        for item in service.items:
            if item.id in one.values and item.kind in {ItemKind.NAME, ItemKind.EMAIL}:
                found[item.kind] = one.values[item.id]
    postal = [lines for one in held if (lines := _postal(office, one))]
    return Contact(found.get(ItemKind.NAME, ""), "\n".join(postal[-1]) if postal else "", found.get(ItemKind.EMAIL, ""))


def _postal(office: Office, held: HeldRecord) -> list[str]:
    service = office.chamber.statements(held.statement_hash).service(held.service)
    wanted = (ItemKind.POSTAL_CODE, ItemKind.ADDRESS)
    lines = [held.values[item.id] for item in service.items if item.kind in wanted and item.id in held.values]
    return lines if any(item.kind is ItemKind.ADDRESS and item.id in held.values for item in service.items) else []


def _received(
    office: Office,
    arrival: Arrival,
    written: tuple[Wish, Contact],
    *,
    proof: CheckedProof | None,
    by: str,
    now: datetime,
) -> RequestRow:
    check_arrival(arrival, now=now)  # before a key is made
    chamber, wish, contact = office.chamber, *written
    papers: list[NewPaper] = [
        sealed_value(chamber, arrival.request_id, PaperKind.WISH, wish_value(wish), now=now),
        sealed_value(chamber, arrival.request_id, PaperKind.CONTACT, contact_value(contact), now=now),
    ]

    def beside(cursor: Cursor) -> None:
        for paper in papers:
            file_paper(cursor, paper, by=by, now=now)
        if proof is not None:
            insert_proof(cursor, arrival.request_id, proof, now=now)

    return receive(chamber.database, arrival, by=by, now=now, beside=beside)


def _do_at_once(office: Office, visit: Visit, row: RequestRow, wish: Wish, *, now: datetime) -> None:
    pack = next(one for one in office.packs if one.id == row.pack)
    if not pack.kinds[row.kind].at_once:
        return
    for record, purposes in wish.purposes.items():
        for purpose in purposes:
            with suppress(NotFoundError):  # stopped already
                stop_use(office.chamber, record, purpose=purpose, actor=visit.actor, now=now)


def _checked(office: Office, wish: Wish, held: Sequence[HeldRecord]) -> Wish:
    own = {one.record_id: one for one in held}
    if not (wish.items.keys() | wish.purposes.keys() | wish.opinions.keys()) <= own.keys():
        raise NotYoursError(ground="not_yours")
    items = {
        record: _stored(office.chamber.statements(own[record].statement_hash).service(own[record].service), values)
        for record, values in wish.items.items()
    }
    for record, purposes in wish.purposes.items():
        if not set(purposes) <= {use.purpose for use in own[record].uses}:
            raise MalformedError("There is no such use of this record.", ground="purpose_unknown")
    for record, statements in wish.opinions.items():
        if not statements.keys() <= own[record].values.keys():
            raise MalformedError("There is no such item.", ground="item_unknown")
    opinions = {
        record: {name: read_statement(text) for name, text in statements.items()}
        for record, statements in wish.opinions.items()
    }
    return replace(wish, items=items, opinions=opinions)


def _stored(service: Service, values: Mapping[str, str]) -> Mapping[str, str]:
    known = {item.id: item for item in service.items}
    if not values.keys() <= known.keys():
        raise MalformedError("There is no such item.", ground="item_unknown")
    return {name: stored(known[name], value) if value else "" for name, value in values.items()}
