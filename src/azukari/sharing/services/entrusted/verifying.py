"""Looking at everything that is stored, our own and each client's: one ledger tells of all, and each chamber answers for its own.

Which records are a client's, the ledger itself says: each was collected under a contract that an entry names.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from azukari.base.errors import NotFoundError
from azukari.base.sql import Database
from azukari.ledger.entry import Entry
from azukari.ledger.queries import history
from azukari.sharing.entrusted_events import EntrustedEvent
from azukari.sharing.services.entrusted.custody import Custody
from azukari.sharing.store.entrusted import engagements as store
from azukari.vault.events import Event
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.chronicle import Belongs
from azukari.vault.services.verifying import Inspection, verify_store

_KEPT = frozenset({"active", "ended"})


def verify_all(chamber: Chamber, custody: Custody | None, *, now: datetime) -> Inspection:
    """Verify our own store and that of each client, and give what was found of all together."""
    contracts = contracts_in_ledger(chamber.database)
    clients = frozenset().union(*contracts.values())
    # An entry that calls a statement of ours a client's contract would hide our own records; it hides nothing.
    theirs = frozenset(one for one in clients if not _is_ours(chamber, one))
    found = verify_store(chamber, now=now, belongs=_not_under(theirs))
    for row in store.engagements(custody.database) if custody is not None else ():
        if custody is not None and row.state in _KEPT:
            kept = custody.chambers.chamber(row.engagement_id, row.contract_id)
            belongs = _of_client(contracts.get(str(row.engagement_id), frozenset()))
            found = _together(found, verify_store(kept, now=now, belongs=belongs))
    return found


def contracts_in_ledger(database: Database) -> Mapping[str, frozenset[str]]:
    """Tell, by engagement, the hashes of all contracts that were agreed on, as the ledger says."""
    found: dict[str, frozenset[str]] = {}
    after = 0
    while page := history(database, prefix="sharing.entrusted.", after=after):
        for _, entry in page:
            if entry is not None and entry.kind in {EntrustedEvent.AGREED, EntrustedEvent.RENEWED}:
                engagement = str(entry.facts.get("engagement"))
                found[engagement] = found.get(engagement, frozenset()) | {str(entry.facts.get("contract"))}
        after = page[-1][0]
    return found


def _is_ours(chamber: Chamber, statement_hash: str) -> bool:
    try:
        chamber.statements(statement_hash)
    except NotFoundError:
        return False
    return True


def _not_under(contracts: frozenset[str]) -> Belongs:
    def belongs(entry: Entry) -> bool:
        return entry.kind != Event.COLLECTED or str(entry.facts.get("statement")) not in contracts

    return belongs


def _of_client(contracts: frozenset[str]) -> Belongs:
    def belongs(entry: Entry) -> bool:
        if entry.kind == Event.ERASED:
            return False  # persons of ours; of a client's nobody is erased alone
        return entry.kind != Event.COLLECTED or str(entry.facts.get("statement")) in contracts

    return belongs


def _together(one: Inspection, other: Inspection) -> Inspection:
    return replace(
        one,
        records=one.records + other.records,
        grants=one.grants + other.grants,
        sessions=one.sessions + other.sessions,
        person_keys=one.person_keys + other.person_keys,
        purpose_keys=one.purpose_keys + other.purpose_keys,
        damages=one.damages + other.damages,
    )
