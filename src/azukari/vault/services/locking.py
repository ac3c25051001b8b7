"""One record, found for an actor and locked for an act on it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from azukari.base.errors import NotFoundError
from azukari.base.sql import Cursor
from azukari.vault.access import Actor, Ground
from azukari.vault.record import StoredRecord
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.naming import located_record
from azukari.vault.store import ending as store


@contextmanager
def locked_record(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor) -> Iterator[tuple[Cursor, StoredRecord]]:
    """Begin a transaction in which nobody else ends or changes anything of a record.

    Raises:
        NotFoundError: if there is no such record, or none that the actor may know of.
    """
    header = located_record(chamber, record, actor=actor).header
    with chamber.database.transaction() as cursor:
        stored = store.lock_record(cursor, header.person_id, header.record_id, chamber.terms)
        if stored is None:
            raise NotFoundError("There is no such record.", ground=Ground.RECORD_UNKNOWN)
        yield cursor, stored
