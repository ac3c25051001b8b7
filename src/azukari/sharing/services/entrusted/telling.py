"""What we tell a client: what persons asked us, how its data was used, and that something happened to it."""

import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.clock import JAPAN, instant_text, japan_date
from azukari.base.errors import MalformedError
from azukari.base.sql import Cursor
from azukari.sharing.delivery import Kind
from azukari.sharing.entrusted_events import EntrustedEvent
from azukari.sharing.services.entrusted import delivering
from azukari.sharing.services.entrusted.custody import Custody, Inbound, as_member, noted
from azukari.sharing.services.entrusted.delivering import Parcel
from azukari.sharing.store.entrusted import engagements as store
from azukari.vault.access import Actor
from azukari.vault.services.usage import count_records, usage

LONGEST = 20_000  # characters of what a person asked
_FORWARDED_IN = timedelta(days=1)  # the first open day from the day after


@dataclass(frozen=True, slots=True)
class Breach:
    """What has happened, in the nine items that the client has to report in its turn (APPI rule 8(1))."""

    outline: str
    items: str
    persons: str
    cause: str
    damage: str
    response: str
    publication: str
    prevention: str
    other: str


def forward_request(
    custody: Custody, contract_id: str, text: str, *, arrived_at: datetime, actor: Actor, now: datetime
) -> uuid.UUID:
    """Forward what a person asked to the client whose data it is; we keep that it came, and not what it says.

    Raises:
        MalformedError: if there is no text, or it came later than now.
    """
    inbound = as_member(custody, contract_id, actor=actor)
    if not 0 < len(text.strip()) <= LONGEST:
        raise MalformedError("Write what the person asks, in 20,000 characters at most.", ground="request_text")
    if arrived_at > now:
        raise MalformedError("It cannot have arrived later than now.", ground="arrived_at")
    due_on = custody.next_open(japan_date(arrived_at) + _FORWARDED_IN)

    def beside(cursor: Cursor, handover_id: uuid.UUID) -> None:
        values = {
            "handover_id": handover_id,
            "engagement_id": inbound.row.engagement_id,
            "arrived_at": arrived_at,
            "due_on": due_on,
        }
        store.change(cursor, "insert_request", values)
        facts = {"handover": str(handover_id), "arrived_at": instant_text(arrived_at), "due_on": due_on.isoformat()}
        noted(cursor, EntrustedEvent.FORWARDED, inbound.row, actor, dict(facts), now=now)

    parcel = Parcel(Kind.REQUEST, "request of a person", 1, inbound.contract.client.contact)
    handover_id = delivering.begin(custody, inbound, parcel, beside, actor=actor, now=now)
    delivering.write(custody, handover_id, [text.strip().encode(), b"\n"], lambda: 1, now=now)
    return handover_id


def tell_breach(custody: Custody, contract_id: str, breach: Breach, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Tell a client what has happened to its data, at the address that it named for that.

    Raises:
        MalformedError: if one of the nine items is empty.
    """
    inbound = as_member(custody, contract_id, actor=actor)
    said = {one.name: str(getattr(breach, one.name)).strip() for one in fields(breach)}
    if any(not 0 < len(text) <= LONGEST for text in said.values()):
        raise MalformedError("Say something to each of the nine items, even that it is not known yet.", ground="breach")
    value: Value = {
        "format": "azukari breach notice 1",
        "contract": inbound.contract.id,
        "told_at": instant_text(now),
        "items": {**said},
    }
    parcel = Parcel(Kind.BREACH, "breach notice", 1, inbound.contract.client.breach_contact)
    return _deliver(custody, inbound, parcel, (EntrustedEvent.BREACH_TOLD, value), actor=actor, now=now)


def report(custody: Custody, contract_id: str, since: date, until: date, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Report to a client how its data was used from a day to a day, both inside.

    Raises:
        MalformedError: if the days are not in order.
    """
    inbound = as_member(custody, contract_id, actor=actor)
    if not since <= until <= japan_date(now):
        raise MalformedError("A report goes from a day to a later one, up to today.", ground="report_days")
    value = figures(custody, inbound, since, until)
    parcel = Parcel(Kind.REPORT, "report", 1, inbound.contract.client.contact)
    return _deliver(custody, inbound, parcel, (EntrustedEvent.REPORTED, value), actor=actor, now=now)


def figures(custody: Custody, inbound: Inbound, since: date, until: date) -> dict[str, Value]:
    """Count what a report says; there is nothing of a person in it."""
    rows = custody.chambers.rows(inbound.row.engagement_id)
    begin, end = _midnight(since), _midnight(until + timedelta(days=1))
    used = usage(rows.database, begin, end)
    handed = [
        one for one in store.handovers(custody.database, inbound.row.engagement_id) if begin <= one.proposed_at < end
    ]
    return {
        "format": "azukari entrusted report 1",
        "contract": inbound.contract.id,
        "contract_hash": inbound.contract.hash,
        "from": since.isoformat(),
        "to": until.isoformat(),
        "records": count_records(rows.database),
        "received": used.received,
        "opened": dict(used.opened),
        "searched": used.searched,
        "refused": used.refused,
        "erased": used.erased,
        "requests_forwarded": sum(one.kind is Kind.REQUEST for one in handed),
        "deliveries": len(handed),
        "members": len(store.members(custody.database, inbound.row.engagement_id)),
    }


def _deliver(
    custody: Custody,
    inbound: Inbound,
    parcel: Parcel,
    told: tuple[EntrustedEvent, Value],
    *,
    actor: Actor,
    now: datetime,
) -> uuid.UUID:
    event, value = told

    def beside(cursor: Cursor, handover_id: uuid.UUID) -> None:
        noted(cursor, event, inbound.row, actor, {"handover": str(handover_id)}, now=now)

    handover_id = delivering.begin(custody, inbound, parcel, beside, actor=actor, now=now)
    delivering.write(custody, handover_id, [canonical_bytes(value), b"\n"], lambda: 1, now=now)
    return handover_id


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, JAPAN)
