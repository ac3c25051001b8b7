"""From what a caller names to what is stored: a record by its id or number, and a purpose as the record's statement has it."""

import uuid

from azukari.base.errors import MalformedError, NotFoundError
from azukari.base.ids import read_receipt_number
from azukari.statement.purposes import Purpose, Role
from azukari.vault.access import Actor, Ground, may_know
from azukari.vault.errors import PartTamperedError
from azukari.vault.record import Header, StoredRecord
from azukari.vault.services.chamber import Chamber
from azukari.vault.store.opening import Wanted, locate
from azukari.vault.store.rows import Located


def reference(record: uuid.UUID | str) -> tuple[uuid.UUID | None, str | None]:
    """Tell whether a record was named by its id or its receipt number; neither if the text is none of both."""
    if isinstance(record, uuid.UUID):
        return record, None
    try:
        return uuid.UUID(record), None  # which no receipt number is: it has twelve characters
    except ValueError:
        pass
    try:
        return None, read_receipt_number(record)
    except MalformedError:
        return None, None


def located_record(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor) -> StoredRecord:
    """Find a record that an actor may know of.

    Raises:
        NotFoundError: if there is none, or its person was erased.
        TamperedError: if it ought to be there and is not.
    """
    located, _ = locate(chamber.database, Wanted([reference(record)]), chamber.terms)
    return stored_of(known_to(actor, located[0]))


def known_to(actor: Actor, located: Located) -> Located:
    """Give what was located, or nothing at all if the actor may not know of it.

    From there on a record of another service is to a service key as one that never was: the answer, what is recorded of the call
    in the public ledger, and the keys that are fetched are the same. Of what is left of an erased record nobody can tell any more
    whose it was, so a service key learns nothing of it either.
    """
    header = None if located.record is None else located.record.header
    if actor.role is not Role.SERVICE or (
        header is not None and may_know(actor, service=header.service, granted=header.terms.granted)
    ):
        return located
    return Located(record=None, held=False, person_id=None, grave=None)


def stored_of(located: Located) -> StoredRecord:
    """Give the record that was located.

    Raises:
        NotFoundError: if there is none, its person was erased, or its time ran out.
        TamperedError: if it ought to be there and is not.
    """
    if located.error is not None:
        raise located.error
    if located.record is not None:
        return located.record
    if located.grave == "erased":
        raise NotFoundError("This person was erased, and nothing is left of the record.", ground=Ground.PERSON_ERASED)
    if located.grave is not None:
        raise NotFoundError(
            "The retention periods of this record have run out, and nothing is left of it.",
            ground=Ground.COMPARTMENT_DESTROYED,
        )
    if located.person_id is not None:
        raise PartTamperedError("record_missing", "The record is gone, although it was not erased here.")
    raise NotFoundError("There is no such record.", ground=Ground.RECORD_UNKNOWN)


def purpose_of(chamber: Chamber, header: Header, purpose: str) -> Purpose | None:
    """Give a purpose as the statement that binds a record has it; none if it has not."""
    try:
        return chamber.statements(header.statement_hash).purpose(purpose)
    except (NotFoundError, KeyError):
        return None
