"""Records as the public side stores them, and the same persons as plain rows: what is opened, found and erased later."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from azukari.base.clock import instant_text, read_instant, system_clock
from azukari.base.ids import new_receipt_number
from azukari.host.database import PsycopgDatabase
from azukari.host.roles import MAIN_DATABASE
from azukari.ledger.services import append
from azukari.vault.events import Event
from azukari.vault.services.collecting import Submission, collect
from azukari.vault.services.sealed_record import plan_record, seal_record
from azukari.vault.services.sealing import Lease
from azukari.vault.store.sealing import insert_record
from bench.ground import Ground
from bench.people import person
from bench.plain import PlainRecord, copy_in

SERVICE = "order"
PURPOSE = "order.answer"
REASON = "answering the question"


@dataclass(frozen=True, slots=True)
class Held:
    """A record that lies there, and the number of the invented person whose values it holds."""

    record_id: uuid.UUID
    number: str
    person: int


def submission(made: Ground, number: int) -> Submission:
    """Make what an invented person sends in."""
    return Submission(
        record_id=uuid.uuid4(),
        number=new_receipt_number(),
        service=SERVICE,
        statement_hash=made.statement.hash,
        notice_hash="cd" * 32,
        language="ja",
        connection="TLSv1.3",
        values=person(number),
        permissions=frozenset(),
    )


def hand_in(made: Ground, count: int, *, first: int = 0) -> tuple[Held, ...]:
    """Store records of invented persons, each on its own; the server's disk is not waited for, since nothing is timed here."""
    hurried = _hurried(made)
    held = []
    for number in range(first, first + count):
        sent = submission(made, number)
        collect(hurried, sent, sealer=made.sealer, statement=made.statement, now=system_clock())
        held.append(Held(sent.record_id, sent.number, number))
    hurried.close()
    return tuple(held)


def hand_in_plain(made: Ground, held: Sequence[Held]) -> None:
    """Store the same persons as plain rows."""
    at = system_clock()
    copy_in(made.plain, (PlainRecord(one.record_id, uuid.uuid4(), one.number, person(one.person), at) for one in held))


def hand_in_of_one_person(made: Ground, count: int) -> tuple[Held, ...]:
    """Store records that all belong to one person, as they would by an account that a person keeps."""
    lease = made.sealer.lease((PURPOSE, "order.delivery", "order.quality"), now=system_clock())
    hurried = _hurried(made)
    held = tuple(_stored(made, hurried, lease, number) for number in range(count))
    hurried.close()
    return held


def hand_in_of_one_plain_person(made: Ground, held: Sequence[Held]) -> uuid.UUID:
    """Store the same as plain rows of one person, and give that person's id."""
    person_id, at = uuid.uuid4(), system_clock()
    copy_in(made.plain, (PlainRecord(one.record_id, person_id, one.number, person(one.person), at) for one in held))
    return person_id


def _hurried(made: Ground) -> PsycopgDatabase:
    return PsycopgDatabase(made.url("public", MAIN_DATABASE) + "&options=-csynchronous_commit%3Doff")


def _stored(made: Ground, database: PsycopgDatabase, lease: Lease, number: int) -> Held:
    now = read_instant(instant_text(system_clock()))
    sent = submission(made, number)
    plan = plan_record(sent, made.statement.service(SERVICE), sent.values, statement=made.statement)
    new = seal_record(plan, lease, sealer=made.sealer, statement=made.statement, now=now)
    with database.transaction() as cursor:
        facts = {
            "record": str(sent.record_id), "service": SERVICE, "statement": made.statement.hash,
            "notice": sent.notice_hash, "receipt": "0" * 64, "commitment": "0" * 64,
        }  # fmt: skip
        entry = append(cursor, Event.COLLECTED, facts, now=now)
        insert_record(cursor, new, entry_id=entry.entry_id)
    return Held(sent.record_id, sent.number, number)
