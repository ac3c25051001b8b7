"""What the ledger says of a record, to tell which part was changed when something does not open."""

from azukari.base.sql import Database
from azukari.ledger.entry import NonCanonicalEntryError
from azukari.ledger.queries import EntryNotFoundError, entry
from azukari.vault.errors import PartTamperedError
from azukari.vault.events import COMMITTING
from azukari.vault.person_key import commit_record, ledger_salt
from azukari.vault.record import StoredRecord


def blame(
    database: Database, stored: StoredRecord, *, person_key: bytes, suspected: PartTamperedError
) -> PartTamperedError:
    """Tell which part was changed: the record itself, if the ledger committed to another one; or else the part suspected."""
    try:
        check_commitment(database, stored, person_key=person_key)
    except PartTamperedError as error:
        return error
    return suspected


def check_commitment(database: Database, stored: StoredRecord, *, person_key: bytes) -> None:
    """Compare a record with the entry that says what was collected.

    Raises:
        PartTamperedError: if the entry is missing, speaks of another record, or commits to other content (part ``record``).
    """
    try:
        found = entry(database, stored.entry_id)
    except (EntryNotFoundError, NonCanonicalEntryError):
        found = None
    if (
        found is None
        or found.kind not in COMMITTING
        or found.facts.get("record") != str(stored.header.record_id)
        or found.facts.get("commitment") != commit_record(ledger_salt(person_key), stored.header.digest())
    ):
        raise PartTamperedError("record", "The record is not the one that the ledger says was collected.")
