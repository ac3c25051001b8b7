"""Destroying what nobody may open any more."""

from datetime import datetime

from azukari.base.errors import NotFoundError
from azukari.base.sql import Cursor
from azukari.ledger.services import append
from azukari.statement.matrix import compartments
from azukari.vault.events import Event
from azukari.vault.record import StoredRecord
from azukari.vault.services.chamber import Chamber
from azukari.vault.store import ending as store


def store_what_is_left(chamber: Chamber, cursor: Cursor, stored: StoredRecord, *, now: datetime) -> tuple[int, bool]:
    """Store a record some of whose grants have ended: compartments that no grant covers any more are destroyed.

    A record that holds nothing ends. The record must be locked. Gives how many compartments were destroyed, and whether the record
    ended.
    """
    header = stored.header
    left = {grant.purpose for grant in stored.grants}
    present = [one for one, sealed in zip(header.terms.compartments, stored.sealed, strict=True) if sealed is not None]
    covering = _purposes_of(chamber, stored, left)
    gone = [one for one in present if not left & covering.get(one, left)]
    if gone:
        append(cursor, Event.DESTROYED, {"record": str(header.record_id), "compartments": gone}, now=now)
    if len(gone) < len(present):
        store.set_record(cursor, store.without_parts(stored, gone))
        return len(gone), False
    _bury(chamber, cursor, stored, now=now)
    return len(gone), True


def _bury(chamber: Chamber, cursor: Cursor, stored: StoredRecord, *, now: datetime) -> None:
    """End a record that holds nothing any more; with a person's last record the person's key goes too."""
    header = stored.header
    append(cursor, Event.ENDED, {"record": str(header.record_id)}, now=now)
    store.bury_records(cursor, header.person_id, [header.record_id], cause="run_out", at=now)
    if not store.has_records(cursor, header.person_id):
        store.delete_person_keys(chamber.person_keys, [header.person_id])


def _purposes_of(chamber: Chamber, stored: StoredRecord, left: set[str]) -> dict[str, set[str]]:
    header = stored.header
    try:
        service = chamber.statements(header.statement_hash).service(header.service)
    except (NotFoundError, KeyError):
        # Without the matrix nobody can tell what a grant covers, so nothing is destroyed while there is one.
        return dict.fromkeys(header.terms.compartments, left)
    return {compartment.id: set(compartment.purposes) for compartment in compartments(service)}
