"""Joining what one person sent at several times, and parting it again: never by itself, always shown, and reversible (H36).

Each sending makes a person of its own in the vault, and stays one: keys, purposes and permissions are not put together. Only what
somebody is shown, asks for and has erased goes over all of them.
"""

import uuid
from datetime import datetime

from azukari.base.errors import RefusedError
from azukari.base.ids import new_id
from azukari.base.sql import Database, within
from azukari.ledger.services import append
from azukari.rights.events import Event
from azukari.rights.store import linking as store

OWN_NUMBER = "own_number"
STAFF = "staff"


class AloneError(RefusedError):
    """This was not joined with anything, so it cannot be parted."""


def persons_of(database: Database, person_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """Give all persons who are one and the same with a person, themselves included."""
    return store.group_of(database.run, person_id)[1]


def join_persons(database: Database, one: uuid.UUID, other: uuid.UUID, *, basis: str, by: str, now: datetime) -> None:
    """Take two persons for one and the same; done twice it changes nothing."""
    if other in persons_of(database, one):
        return
    with database.transaction() as cursor:
        store.join(cursor, one, other, new_id(), store.Basis(basis, by, now))
        append(cursor, Event.JOINED, {"persons": (str(one), str(other)), "basis": basis, "by": by}, now=now)


def part_person(database: Database, person_id: uuid.UUID, *, by: str, now: datetime) -> None:
    """Let a person be one by themselves again.

    Raises:
        AloneError: if they are already.
    """
    with database.transaction() as cursor:
        if store.group_of(within(cursor), person_id)[1] == (person_id,):  # or was left alone by others who were parted
            raise AloneError(ground="not_joined")
        store.part(cursor, [person_id])
        append(cursor, Event.PARTED, {"persons": (str(person_id),), "by": by}, now=now)
