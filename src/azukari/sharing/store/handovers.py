"""Hand-overs, dossiers, pick-ups, and which records went out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azukari.base.sql import BulkCursor, Cursor, Database
from azukari.sharing.delivery import State
from azukari.sharing.dossier import Checked, Code, Dossier, Instrument, Told
from azukari.sharing.handover import HandoverRow
from azukari.sharing.store.rows import QUERIES, handover_of, read_language
from azukari.statement.text import Language

_COPY_DELIVERED = "COPY sharing_delivered (person_id, handover_id, record_id, ref, entry_id) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Delivered:
    """One record that goes out: whose, under which reference, and what the ledger says of it then."""

    person_id: uuid.UUID
    record_id: uuid.UUID
    ref: str
    entry_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class PickupLetter:
    """A pick-up whose code is to be mailed: to which address, in which language, for what."""

    handover_id: uuid.UUID
    language: Language
    contact: str
    number: str
    recipient: str


def insert_handover(cursor: Cursor, values: Mapping[str, Any]) -> None:
    """Store a proposal."""
    cursor.execute(QUERIES["insert_handover"], values)


def insert_dossier(cursor: Cursor, handover_id: uuid.UUID, dossier: Dossier) -> None:
    """Store what stands behind a provision."""
    cursor.execute(
        QUERIES["insert_dossier"],
        {
            "handover_id": handover_id,
            "code": dossier.code.value,
            "authority": dossier.authority,
            "address": dossier.address,
            "representative": dossier.representative,
            "instrument": dossier.instrument.value,
            "checked": dossier.checked.value,
            "necessity": dossier.necessity,
            "told": dossier.told.value,
            "told_why": dossier.told_why,
            "records": list(dossier.records),
        },
    )


def dossier_of(database: Database, handover_id: uuid.UUID) -> Dossier | None:
    """Read the dossier of a hand-over, or none."""
    rows = database.run(QUERIES["dossier"], {"handover_id": handover_id})
    if not rows:
        return None
    row = rows[0]
    return Dossier(
        Code(row[0]), row[1], row[2], row[3], Instrument(row[4]), Checked(row[5]), row[6], Told(row[7]), row[8],
        tuple(row[9]),
    )  # fmt: skip


def handover(database: Database, handover_id: uuid.UUID) -> HandoverRow | None:
    """Read a hand-over, or none."""
    rows = database.run(QUERIES["handover"], {"handover_id": handover_id})
    return handover_of(rows[0]) if rows else None


def handover_of_door(database: Database, door_id: uuid.UUID) -> HandoverRow | None:
    """Read the hand-over that a link leads to, or none."""
    rows = database.run(QUERIES["handover_of_door"], {"door_id": door_id})
    return handover(database, rows[0][0]) if rows else None


def lock(cursor: Cursor, handover_id: uuid.UUID) -> HandoverRow | None:
    """Read a hand-over and keep everybody else from moving it on."""
    cursor.execute(QUERIES["lock_handover"], {"handover_id": handover_id})
    row = cursor.fetchone()
    return None if row is None else handover_of(row)


def handovers(database: Database, *, recipient: str | None = None) -> tuple[HandoverRow, ...]:
    """List hand-overs, the newest first."""
    return tuple(handover_of(row) for row in database.run(QUERIES["handovers"], {"recipient": recipient}))


def handovers_in(database: Database, state: State) -> tuple[HandoverRow, ...]:
    """List the hand-overs in a state, the oldest first."""
    return tuple(handover_of(row) for row in database.run(QUERIES["handovers_in"], {"state": state.value}))


def step(cursor: Cursor, name: str, values: Mapping[str, Any]) -> bool:
    """Run one of the statements that move a hand-over on; false if it does not stand where that could be done."""
    cursor.execute(QUERIES[name], values)
    return cursor.rowcount == 1


def forget_delivered(cursor: Cursor, handover_id: uuid.UUID) -> None:
    """Forget what an earlier try wrote."""
    cursor.execute(QUERIES["forget_delivered"], {"handover_id": handover_id})


def copy_delivered(cursor: BulkCursor, handover_id: uuid.UUID, rows: Iterable[Delivered]) -> None:
    """Store which records go out."""
    with cursor.copy(_COPY_DELIVERED) as copying:
        copying.write(
            "".join([f"{one.person_id}\t{handover_id}\t{one.record_id}\t{one.ref}\t{one.entry_id}\n" for one in rows])
        )


def found_by_ref(database: Database, ref: str) -> tuple[tuple[uuid.UUID, str, str, uuid.UUID], ...]:
    """Tell from which hand-over a reference is: its id, number and recipient, and the record."""
    return tuple((row[0], row[1], row[2], row[3]) for row in database.run(QUERIES["delivered_of_ref"], {"ref": ref}))


def put_letter(cursor: Cursor, task: str, name: str, of: uuid.UUID, *, priority: int = 0) -> None:
    """Tell the worker to write to a recipient, in the transaction of what it tells of."""
    cursor.execute(QUERIES["put_letter"], {"task": task, "name": name, "id": of, "priority": priority})


def insert_pickup(
    database: Database, pickup_id: uuid.UUID, handover_id: uuid.UUID, *, language: str, now: datetime
) -> None:
    """Store that somebody wants to fetch a hand-over, and have the code mailed."""
    with database.transaction() as cursor:
        cursor.execute(
            QUERIES["insert_pickup"],
            {"pickup_id": pickup_id, "handover_id": handover_id, "language": language, "now": now},
        )
        put_letter(cursor, "sharing.code", "pickup", pickup_id, priority=10)


def count_pickups(database: Database, handover_id: uuid.UUID, *, since: datetime) -> int:
    """Tell how often a code was asked for lately."""
    return int(database.run(QUERIES["count_pickups"], {"handover_id": handover_id, "since": since})[0][0])


def pickup_for_letter(database: Database, pickup_id: uuid.UUID, *, since: datetime) -> PickupLetter | None:
    """Give the pick-up whose code is to be mailed, or none."""
    rows = database.run(QUERIES["pickup_for_letter"], {"pickup_id": pickup_id, "since": since})
    if not rows:
        return None
    handover_id, language, contact, number, recipient = rows[0]
    return PickupLetter(handover_id, read_language(language), contact, number, recipient)


def try_pickup(cursor: Cursor, pickup_id: uuid.UUID, *, since: datetime, most: int) -> uuid.UUID | None:
    """Count one more try at a code, and tell what it would open; none if it is over."""
    cursor.execute(QUERIES["try_pickup"], {"pickup_id": pickup_id, "since": since, "most": most})
    row = cursor.fetchone()
    return None if row is None else row[0]


def show_pickup(cursor: Cursor, pickup_id: uuid.UUID, *, token: bytes, now: datetime) -> None:
    """Let whoever has a token in."""
    cursor.execute(QUERIES["show_pickup"], {"pickup_id": pickup_id, "token": token, "now": now})


def pickup_of(database: Database, token: bytes, *, since: datetime) -> uuid.UUID | None:
    """Tell which hand-over a token opens, or none."""
    rows = database.run(QUERIES["pickup_of"], {"token": token, "since": since})
    return rows[0][0] if rows else None


def files_kept(database: Database, *, since: datetime) -> frozenset[uuid.UUID]:
    """Tell which files have to lie in the folder."""
    return frozenset(row[0] for row in database.run(QUERIES["files"], {"since": since}))


def sweep(database: Database, *, pickups_before: datetime, delivered_before: datetime) -> None:
    """Forget what need not be kept any more."""
    with database.transaction() as cursor:
        cursor.execute(QUERIES["sweep_pickups"], {"before": pickups_before})
        cursor.execute(QUERIES["sweep_delivered"], {"before": delivered_before})
        cursor.execute(QUERIES["sweep_passing"], {"before": delivered_before})


def recipients_of_persons(database: Database, persons: Sequence[uuid.UUID]) -> Mapping[str, bool]:
    """Tell which recipients have records of some persons, and whether each was told everything and has acknowledged it."""
    rows = database.run(QUERIES["outside_of_persons"], {"persons": list(persons)})
    return {row[0]: row[1] for row in rows}
