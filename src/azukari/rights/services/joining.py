"""Joining on the person's page: another receipt number is theirs, too, if its record holds the address whose mailbox they read.

An address that merely stands in a record of theirs is a claim: anybody may send one in, or ask to have it corrected.
"""

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
    """Take another sending for the visitor's, too: its record must hold the address to which the visitor's code was mailed.

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
    own = _with_address(office, visit, _number(number), now=now)
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


def _with_address(office: Office, visit: Visit, number: str, *, now: datetime) -> Own | None:
    tokens = {visit.contact} if visit.contact is not None else _mailed_to(office, visit, now)
    found = [own_by_receipt(office.chamber, number, contact=token) for token in sorted(tokens)]
    return next((own for own in found if own is not None), None)


def _mailed_to(office: Office, visit: Visit, now: datetime) -> set[bytes]:
    """Give the tokens of the addresses to which `visiting.letter_of` mails who came by a number: the first of a record."""
    chamber = office.chamber
    tokens = set()
    for one in show_held(chamber, [visit.person_id] if visit.person_id else [], actor=visit.actor, now=now):
        service = chamber.statements(one.statement_hash).service(one.service)
        items = [item for item in service.items if item.kind is ItemKind.EMAIL and item.id in one.values]
        tokens |= {
            chamber.unlocked.index.token(LookupKind.EMAIL, folded(LookupKind.EMAIL, one.values[item.id]))
            for item in items[:1]
        }
    return tokens


def _number(text: str) -> str:
    try:
        return read_receipt_number(text)
    except MalformedError:
        return ""  # a typing error is answered like any other number that does not fit
