"""Giving everything back to a client, and destroying it with its keys, with a certificate of what was done."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.clock import instant_text
from azukari.base.errors import RefusedError
from azukari.base.sql import Cursor
from azukari.ledger.entry import Fact
from azukari.sharing.delivery import Kind, State
from azukari.sharing.entrusted_events import EntrustedEvent
from azukari.sharing.services.entrusted import delivering
from azukari.sharing.services.entrusted.custody import ContractRunsError, Custody, Inbound, as_member, noted
from azukari.sharing.services.entrusted.delivering import Parcel
from azukari.sharing.services.steps import actor_of, handover_of
from azukari.sharing.store.entrusted import engagements as store
from azukari.vault.access import Actor
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.showing import HeldRecord, show_held
from azukari.vault.services.usage import all_persons, count_records

_AT_ONCE = 2_000  # records deleted in one transaction


class NotReturnedError(RefusedError):
    """The client wants everything back first, and has not fetched it yet."""


class AlreadyDestroyedError(RefusedError):
    """All of this client's data was destroyed."""


def begin_return(custody: Custody, contract_id: str, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Put on record that everything is returned; `write_return` makes the file.

    Raises:
        ContractRunsError, AlreadyDestroyedError: if it is too early, or too late.
    """
    inbound = _over(custody, contract_id, actor=actor, now=now)
    counted = count_records(custody.chambers.rows(inbound.row.engagement_id).database)

    def beside(cursor: Cursor, handover_id: uuid.UUID) -> None:
        facts: dict[str, Fact] = {"handover": str(handover_id), "count": counted}
        noted(cursor, EntrustedEvent.RETURNING, inbound.row, actor, facts, now=now)

    parcel = Parcel(Kind.RETURN, "return of everything", counted, inbound.contract.client.contact)
    return delivering.begin(custody, inbound, parcel, beside, actor=actor, now=now)


def write_return(custody: Custody, contract_id: str, handover_id: uuid.UUID, *, now: datetime) -> None:
    """Write all of a client's records into the file, a page at a time; that each leaves is recorded before it is written.

    Raises:
        AzukariError: if a record is damaged, or a part is away; nothing was made then.
    """
    row = handover_of(custody.dispatch, handover_id)
    inbound_row = store.engagement(custody.database, contract_id)
    if inbound_row is None:
        raise AlreadyDestroyedError(ground="destroyed")
    chamber = custody.chambers.chamber(inbound_row.engagement_id, contract_id)
    lines = _Lines(chamber, actor_of(row), now)
    delivering.write(custody, handover_id, lines.chunks(), lambda: lines.count, now=now)


def destroy(custody: Custody, contract_id: str, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Destroy all of a client's data and its keys, and give the delivery of the certificate. Cut off, it is called again.

    The keys of persons go first, then the client's keyring and index key: from then on no copy anywhere can be opened. The rows,
    which say nothing to anybody by then, follow.

    Raises:
        ContractRunsError, NotReturnedError, AlreadyDestroyedError: if it is too early, or too late.
    """
    inbound = _over(custody, contract_id, actor=actor, now=now)
    rows = custody.chambers.rows(inbound.row.engagement_id)
    before = count_records(rows.database)
    if inbound.contract.returned and not _was_returned(custody, inbound, before):
        raise NotReturnedError(ground="not_returned")
    with custody.database.transaction() as cursor:
        store.change(cursor, "begin_destroying", {"engagement_id": inbound.row.engagement_id})
        begun = noted(cursor, EntrustedEvent.DESTROYING, inbound.row, actor, {"count": before}, now=now)
    keys = store.destroy_keys(rows.person_keys)
    custody.chambers.destroy(inbound.row.engagement_id, contract_id)
    records = 0
    while (gone := store.destroy_some(rows.database, most=_AT_ONCE)) == _AT_ONCE:
        records += gone
    records += gone
    certificate: dict[str, Value] = {
        "format": "azukari destruction certificate 1",
        "contract": contract_id,
        "contract_hash": inbound.contract.hash,
        "records_destroyed": records,
        "person_keys_destroyed": keys,
        "records_left": count_records(rows.database),
        "keyring_destroyed": True,
        "begun_by_entry": str(begun.entry_id),
        "destroyed_at": instant_text(now),
        "left_over": "who opened what, where files came from, and what was delivered: none of it names a person",
    }
    data = canonical_bytes(certificate)

    def beside(cursor: Cursor, handover_id: uuid.UUID) -> None:
        values = {"engagement_id": inbound.row.engagement_id, "now": now, "by": actor.id, "certificate": data}
        if not store.change(cursor, "end_destroying", values):
            raise AlreadyDestroyedError(ground="destroyed")
        facts: dict[str, Fact] = {"handover": str(handover_id), "count": records, "keys": keys}
        noted(cursor, EntrustedEvent.DESTROYED, inbound.row, actor, facts, now=now)

    parcel = Parcel(Kind.CERTIFICATE, "destruction certificate", 1, inbound.contract.client.contact)
    handover_id = delivering.begin(custody, inbound, parcel, beside, actor=actor, now=now)
    delivering.write(custody, handover_id, [data, b"\n"], lambda: 1, now=now)
    return handover_id


def _over(custody: Custody, contract_id: str, *, actor: Actor, now: datetime) -> Inbound:
    inbound = as_member(custody, contract_id, actor=actor)
    if inbound.row.state == "destroyed":
        raise AlreadyDestroyedError(ground="destroyed")
    if not inbound.is_over(now):
        raise ContractRunsError(ground="contract_runs")
    return inbound


def _was_returned(custody: Custody, inbound: Inbound, count: int) -> bool:
    # An earlier contract's return does not hold what came since it was renewed.
    if inbound.row.state == "destroying":
        return True
    since = store.newest_filed_at(custody.database, inbound.row.engagement_id)
    return any(
        one.kind is Kind.RETURN
        and one.state in {State.HANDED, State.CLOSED}
        and one.proposed_at >= since
        and one.written >= count
        for one in store.handovers(custody.database, inbound.row.engagement_id)
    )


class _Lines:
    """All records as JSON lines, in constant memory, and how many there were."""

    def __init__(self, chamber: Chamber, actor: Actor, now: datetime) -> None:
        self._chamber, self._actor, self._now = chamber, actor, now
        self.count = 0

    def chunks(self) -> Iterator[bytes]:
        for persons in all_persons(self._chamber):
            held = show_held(self._chamber, persons, actor=self._actor, now=self._now, taken=True)
            self.count += len(held)
            yield b"".join([canonical_bytes(_line(one)) + b"\n" for one in held])


def _line(one: HeldRecord) -> Value:
    return {
        "number": one.number,
        "received_at": instant_text(one.collected_at),
        "contract_hash": one.statement_hash,
        "values": dict(one.values),
    }
