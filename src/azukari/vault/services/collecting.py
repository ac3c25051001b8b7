"""Taking in what a person sends: sealed, indexed and recorded in one durable transaction."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from azukari.base.canonical import sha256_hex
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import ConflictError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor, Database, within
from azukari.ledger.services import entries_for
from azukari.statement.document import Statement
from azukari.vault.consent import ConsentState
from azukari.vault.events import Event
from azukari.vault.person_key import commit_record, ledger_salt
from azukari.vault.receipt import ReceiptFacts, build
from azukari.vault.services.sealed_record import Plan, plan_record, seal_record
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.submission import Submission, checked_values, service_of
from azukari.vault.store import sealing as store
from azukari.vault.store.sealing import Also

__all__ = ["AlreadyCollectedError", "Also", "AlsoInserted", "Collected", "Submission", "collect"]


class AlreadyCollectedError(ConflictError):
    """This was received already; nothing was stored a second time."""

    def __init__(self, number: str) -> None:
        """Keep the receipt number under which it was received."""
        super().__init__(f"This was received already, under the number {number}.", ground="already_collected")
        self.number = number


@dataclass(frozen=True, slots=True)
class Collected:
    """What was done: the number to show, the receipt to give, and the ledger entry to prove it by."""

    number: str
    record_id: uuid.UUID
    entry_id: uuid.UUID
    entry: bytes  # as it stands in the ledger, for `receipt.attach_proof`
    collected_at: datetime
    receipt: bytes  # without its proof


@dataclass(frozen=True, slots=True)
class AlsoInserted:
    """What a door inserts in the statement that stores a record, made of what the collection gives."""

    of: Callable[[Collected], Also]


def collect(
    database: Database,
    submission: Submission,
    *,
    sealer: Sealer,
    statement: Statement,
    now: datetime,
    beside: Callable[[Cursor, Collected], None] | AlsoInserted | None = None,
) -> Collected:
    """Seal a submission and store it with its grants, index, consents and ledger entry, or store nothing.

    ``beside`` runs in the same transaction, for a door's own rows such as a letter to send; or it gives what is inserted in the
    very same statement (`AlsoInserted`), which costs no round trip. This must not be called inside a transaction of the caller:
    what the record is sealed with becomes durable before the record (`sealing.NotDurableError`).

    Raises:
        MalformedError: if an item is unknown, missing or not in stored form, or a permission is not one that was asked for.
        AlreadyCollectedError: if the same record was collected before; it carries the number.
        UnavailableError: if a purpose has no key to seal to.
    """
    service = service_of(submission, statement=statement)
    plan = plan_record(submission, service, checked_values(submission, service), statement=statement)
    at = read_instant(instant_text(now))
    receipt = build(_receipt_facts(plan, at), statement=statement)
    lease = sealer.lease(plan.purposes, now=now)
    sealer.know(plan.terms)
    new = seal_record(plan, lease, sealer=sealer, statement=statement, now=at)
    commitment = commit_record(ledger_salt(lease.person_key), new.header_digest)
    entry = entries_for([(Event.COLLECTED, _facts(plan, receipt, commitment), new_id())], now=at)
    done = Collected(submission.number, submission.record_id, entry.entries[0].entry_id, entry.bodies[0], at, receipt)
    keep = partial(store.keep_record, new=new, entry=entry)
    if beside is None:
        earlier = keep(database.run)
    elif isinstance(beside, AlsoInserted):
        earlier = keep(database.run, also=beside.of(done))
    else:
        with database.transaction() as cursor:
            earlier = keep(within(cursor))
            if earlier is None:
                beside(cursor, done)
    if earlier is not None:
        raise AlreadyCollectedError(earlier)
    return done


def _facts(plan: Plan, receipt: bytes, commitment: str) -> dict[str, str]:
    submission = plan.submission
    return {
        "record": str(submission.record_id),
        "service": submission.service,
        "statement": submission.statement_hash,
        "notice": submission.notice_hash,
        "receipt": sha256_hex(receipt),
        "commitment": commitment,
    }


def _receipt_facts(plan: Plan, at: datetime) -> ReceiptFacts:
    submission = plan.submission
    return ReceiptFacts(
        record_id=submission.record_id,
        number=submission.number,
        service=submission.service,
        statement_hash=submission.statement_hash,
        notice_hash=submission.notice_hash,
        language=submission.language,
        collected_at=at,
        items=plan.items,
        permissions=tuple(sorted(purpose for purpose, state in plan.consents.items() if state is ConsentState.GIVEN)),
    )
