"""Taking in many records at once, as an import does: the same records as `collecting` makes, in one durable transaction.

Sealing and storing are two steps, so that several processes can seal while one stores: what passes between them is sealed.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.clock import instant_text, read_instant
from azukari.base.ids import new_id
from azukari.base.sql import BulkCursor, BulkDatabase
from azukari.ledger.services import append_written, entries_for
from azukari.statement.document import Statement
from azukari.vault.events import Event
from azukari.vault.person_key import commit_record, ledger_salt
from azukari.vault.services.sealed_record import Plan, plan_record, seal_record
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.submission import Submission, checked_values, service_of
from azukari.vault.store import bulk as store
from azukari.vault.store.rows import NewRecord


@dataclass(frozen=True, slots=True)
class CollectedInBulk:
    """A record that was taken in with others; nobody was there to be given a receipt."""

    number: str
    record_id: uuid.UUID
    entry_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class SealedBatch:
    """Records that were sealed together and wait to be stored, with their entries in the ledger."""

    taken: tuple[CollectedInBulk, ...]
    rows: store.Rows
    entries: Mapping[str, object]


NOTHING = SealedBatch((), store.Rows("", "", ""), {})


def seal_all(submissions: Iterable[Submission], *, sealer: Sealer, statement: Statement, now: datetime) -> SealedBatch:
    """Seal submissions, and write their rows and their entries.

    Thousands at a time are quickest; what is held in memory grows with their number.

    Raises:
        MalformedError: if a submission is not in order.
        UnavailableError: if a purpose has no key to seal to.
    """
    at = read_instant(instant_text(now))
    plans = [_plan(submission, statement) for submission in submissions]
    if not plans:
        return NOTHING
    sealed = _sealed(plans, sealer=sealer, statement=statement, now=at)
    entries = entries_for(
        [(Event.COLLECTED, _facts(plan, commitment), new_id()) for plan, _, commitment in sealed], now=at
    )
    records = [new for _, new, _ in sealed]
    ids = [entry.entry_id for entry in entries.entries]
    taken = [
        CollectedInBulk(new.header.number, new.header.record_id, entry_id)
        for new, entry_id in zip(records, ids, strict=True)
    ]
    return SealedBatch(tuple(taken), store.rows_of(records, ids), entries.parameters)


def store_all(
    database: BulkDatabase, batch: SealedBatch, *, beside: Callable[[BulkCursor], None] | None = None
) -> tuple[CollectedInBulk, ...]:
    """Store sealed records with their grants, index, consents and ledger entries, or store nothing.

    ``beside`` runs in the same transaction, for the caller's own rows such as how far an import has come.

    Raises:
        ConflictError: if a record, or its number, was collected before.
    """
    with database.transaction() as cursor:
        if batch.taken:
            store.copy_records(cursor, batch.rows)
            append_written(cursor, batch.entries)
        if beside is not None:
            beside(cursor)
    return batch.taken


def _plan(submission: Submission, statement: Statement) -> Plan:
    service = service_of(submission, statement=statement)
    return plan_record(submission, service, checked_values(submission, service), statement=statement)


def _sealed(
    plans: Sequence[Plan], *, sealer: Sealer, statement: Statement, now: datetime
) -> list[tuple[Plan, NewRecord, str]]:
    purposes = sorted({purpose for plan in plans for purpose in plan.purposes})
    leases = sealer.leases(len(plans), purposes, now=now)
    done = []
    for plan, lease in zip(plans, leases, strict=True):
        sealer.know(plan.terms)
        new = seal_record(plan, lease, sealer=sealer, statement=statement, now=now)
        done.append((plan, new, commit_record(ledger_salt(lease.person_key), new.header_digest)))
    return done


def _facts(plan: Plan, commitment: str) -> dict[str, str]:
    submission = plan.submission
    return {
        "record": str(submission.record_id),
        "service": submission.service,
        "statement": submission.statement_hash,
        "notice": submission.notice_hash,
        "commitment": commitment,
    }
