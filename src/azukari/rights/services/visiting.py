"""Coming in: a code is mailed, shown, and opens a visit. Every answer is the same whether anybody is known or not."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from azukari.base.errors import MalformedError, UnauthenticatedError
from azukari.base.ids import new_id, read_receipt_number
from azukari.base.sql import Database
from azukari.ledger.services import append
from azukari.rights.events import Event
from azukari.rights.store import visiting as store
from azukari.rights.store.visiting import VisitRow
from azukari.rights.visit import read_said, target_of
from azukari.sharing.code import code_fits, code_of, digest_of, new_token
from azukari.statement.purposes import Role
from azukari.statement.service import ItemKind
from azukari.statement.text import Language
from azukari.vault.access import Actor
from azukari.vault.held_shapes import CodeLetter
from azukari.vault.index import LookupKind
from azukari.vault.normalise import folded
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.showing import HeldRecord, own_by_address, own_by_receipt, show_held


class CodeRefusedError(UnauthenticatedError):
    """This code does not fit, or is no longer valid: ask for a new one."""


class VisitEndedError(UnauthenticatedError):
    """Your visit has ended: come in again."""


class PersonUnknownError(UnauthenticatedError):
    """Name the receipt number of something that you sent."""


class NumberRefusedError(UnauthenticatedError):
    """This receipt number does not belong to what was sent from your address."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Where persons come in. ``key`` is random and lives as long as the process: after it, all codes that were mailed are void."""

    chamber: Chamber
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who came in; ``person_id`` is known once a receipt number was named."""

    visit_id: uuid.UUID
    person_id: uuid.UUID | None
    language: Language
    contact: bytes | None = None  # the token of the address by which they came; none if they named a number at once

    @property
    def actor(self) -> Actor:
        """Tell as whom the visitor acts."""
        return Actor(str(self.visit_id), Role.PERSON)


def begin_entrance(gate: Gate, text: str, *, language: Language, now: datetime) -> uuid.UUID:
    """Take in what somebody says of themselves, a receipt number or an address, and give the entrance's id.

    Whether anything is held is not told, and the same is done in either case.

    Raises:
        MalformedError: if it is neither a number nor an address.
    """
    said = read_said(text)
    contact = None if said.by_number else _token(gate, said.value)
    own = own_by_receipt(gate.chamber, said.value) if contact is None else own_by_address(gate.chamber, contact)
    entrance_id = new_id()
    entrance = store.NewEntrance(target_of(gate.key, said), contact, own, language)
    store.insert_entrance(gate.chamber.database, entrance_id, entrance, now=now)
    return entrance_id


def letter_of(gate: Gate, entrance_id: uuid.UUID, *, now: datetime) -> CodeLetter | None:
    """Give the letter with an entrance's code; none if it leads nowhere. That the address was opened is recorded first.

    Raises:
        UnavailableError: if it could not be recorded.
    """
    found = store.entrance_for_letter(gate.chamber.database, entrance_id, now=now)
    if found is None:
        return None
    actor = Actor(str(entrance_id), Role.SYSTEM)
    held = show_held(gate.chamber, [found.person_id], actor=actor, now=now, only=found.record_id)
    addresses = [
        address
        for one in held
        for address in _addresses(gate, one)
        if found.contact in {None, _token(gate, folded(LookupKind.EMAIL, address))}
    ]
    if not addresses:
        return None
    return CodeLetter(addresses[0], code_of(gate.key, entrance_id.bytes), found.language)


def show_code(gate: Gate, entrance_id: uuid.UUID, code: str, *, now: datetime) -> str:
    """Begin a visit for whoever shows an entrance's code, once, and give the token that their browser keeps.

    Raises:
        CodeRefusedError: in every other case, with one text: a wrong code, a used or old one, an entrance that leads nowhere or
            never was.
    """
    fits = code_fits(code, code_of(gate.key, entrance_id.bytes))
    token = new_token()
    with gate.chamber.database.transaction() as cursor:
        entrance = store.try_entrance(cursor, entrance_id, now=now)
        if entrance is not None and entrance.person_id is not None and fits:
            person = entrance.person_id if entrance.contact is None else None
            visit = VisitRow(new_id(), person, entrance.language, entrance.contact)
            store.begin_visit(cursor, entrance_id, visit, digest=digest_of(token), now=now)
            append(cursor, Event.VISIT_BEGUN, {"visit": str(visit.visit_id)}, now=now)
            if person is not None:
                append(cursor, Event.VISIT_PROVED, {"visit": str(visit.visit_id)}, now=now)
            return token
    raise CodeRefusedError(ground="code_refused")


def visit_of(database: Database, token: str, *, now: datetime) -> Visit:
    """Tell whose visit a token is.

    Raises:
        VisitEndedError: if there is none, or it has ended.
    """
    row = store.see_visit(database, digest_of(token), now=now)
    if row is None:
        raise VisitEndedError(ground="visit_ended")
    return Visit(row.visit_id, row.person_id, row.language, row.contact)


def name_receipt(gate: Gate, visit: Visit, number: str, *, now: datetime) -> None:
    """Take a visitor who came by an address for the person of a record that holds this address, by its receipt number.

    Raises:
        VisitEndedError: if there were too many tries, with which the visit ends.
        NumberRefusedError: if there is no such record, or it holds another address; the same in either case.
    """
    if visit.person_id is not None:
        return
    with gate.chamber.database.transaction() as cursor:
        left = store.try_visit(cursor, visit.visit_id, now=now)
    if not left:
        raise VisitEndedError(ground="visit_ended")
    own = own_by_receipt(gate.chamber, _number(number), contact=visit.contact)
    if own is None:
        raise NumberRefusedError(ground="number_refused")
    with gate.chamber.database.transaction() as cursor:
        store.set_person(cursor, visit.visit_id, own.person_id)
        append(cursor, Event.VISIT_PROVED, {"visit": str(visit.visit_id)}, now=now)


def leave(gate: Gate, visit: Visit, *, now: datetime) -> None:
    """End a visit."""
    store.end_visit(gate.chamber.database, visit.visit_id, now=now)


def held_for(gate: Gate, visit: Visit, *, now: datetime) -> tuple[HeldRecord, ...]:
    """Give what is held about a visitor, recorded first.

    Raises:
        PersonUnknownError: if it is not known yet which person of the address they are.
        TamperedError, UnavailableError: as `show_held` says.
    """
    if visit.person_id is None:
        raise PersonUnknownError(ground="number_needed")
    return show_held(gate.chamber, [visit.person_id], actor=visit.actor, now=now)


def sweep_visits(database: Database, *, now: datetime) -> None:
    """Keep nothing of entrances and visits that are over for a day."""
    store.sweep(database, now=now)


def _token(gate: Gate, address: str) -> bytes:
    return gate.chamber.unlocked.index.token(LookupKind.EMAIL, address)


def _number(text: str) -> str:
    try:
        return read_receipt_number(text)
    except MalformedError:
        return ""  # a typing error is answered like any other number that does not fit


def _addresses(gate: Gate, held: HeldRecord) -> list[str]:
    service = gate.chamber.statements(held.statement_hash).service(held.service)
    return [held.values[item.id] for item in service.items if item.kind is ItemKind.EMAIL and item.id in held.values]
