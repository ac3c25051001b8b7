"""Joining on the person's page: another receipt number is theirs, too, if its record holds an address that theirs hold."""

import uuid
from datetime import datetime

from azukari.base.errors import MalformedError
from azukari.base.ids import read_receipt_number
from azukari.rights.services.linking import OWN_NUMBER, join_persons, part_person
from azukari.rights.services.office import Office, own_header, persons_of_visit
from azukari.rights.services.visiting import NumberRefusedError, Visit, VisitEndedError
from azukari.rights.store import visiting as store
from azukari.statement.service import ItemKind
from azukari.vault.index import LookupKind
from azukari.vault.normalise import folded
from azukari.vault.services.showing import Own, own_by_receipt, show_held


def join_own(office: Office, visit: Visit, number: str, *, now: datetime) -> None:
    """Take another sending for the visitor's, too: its record must hold an address that the visitor's records hold.

    Raises:
        VisitEndedError: if there were too many tries, with which the visit ends.
        NumberRefusedError: if there is no such record, or it holds another address; the same in either case.
    """
    chamber = office.chamber
    persons = persons_of_visit(office, visit)
    with chamber.database.transaction() as cursor:
        left = store.try_visit(cursor, visit.visit_id, now=now)
    if not left:
        raise VisitEndedError(ground="visit_ended")
    own = _with_address(office, visit, persons, _number(number), now)
    if own is None:
        raise NumberRefusedError(ground="number_refused")
    join_persons(chamber.database, persons[0], own.person_id, basis=OWN_NUMBER, by=str(visit.visit_id), now=now)


def separate_own(office: Office, visit: Visit, record_id: uuid.UUID, *, now: datetime) -> None:
    """Take back that a record is the visitor's, too.

    Raises:
        NotYoursError: if it is not.
        AloneError: if it was never joined.
    """
    header = own_header(office, visit, record_id)
    part_person(office.chamber.database, header.person_id, by=str(visit.visit_id), now=now)


def _with_address(
    office: Office, visit: Visit, persons: tuple[uuid.UUID, ...], number: str, now: datetime
) -> Own | None:
    chamber = office.chamber
    tokens = {visit.contact} if visit.contact is not None else set()
    for one in show_held(chamber, persons, actor=visit.actor, now=now):
        service = chamber.statements(one.statement_hash).service(one.service)
        tokens |= {
            chamber.unlocked.index.token(LookupKind.EMAIL, folded(LookupKind.EMAIL, one.values[item.id]))
            for item in service.items
            if item.kind is ItemKind.EMAIL and item.id in one.values
        }
    for token in sorted(tokens):
        found = own_by_receipt(chamber, number, contact=token)
        if found is not None:
            return found
    return None


def _number(text: str) -> str:
    try:
        return read_receipt_number(text)
    except MalformedError:
        return ""  # a typing error is answered like any other number that does not fit
