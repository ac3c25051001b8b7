"""Registering a client's contract, renewing and ending it, and saying who works with its data."""

import uuid
from datetime import date, datetime

from azukari.base.clock import japan_date
from azukari.base.errors import ConflictError, MalformedError
from azukari.base.ids import new_id
from azukari.base.sql import Database
from azukari.sharing.entrusted import EntrustedContract, contract_bytes
from azukari.sharing.entrusted_events import EntrustedEvent
from azukari.sharing.services.entrusted.chambers import Chambers
from azukari.sharing.services.entrusted.custody import ContractOverError, Custody, inbound_of, noted
from azukari.sharing.store.entrusted import engagements as store
from azukari.vault.access import Actor


class AgreedBeforeError(ConflictError):
    """This version of the contract is on record already."""


def agree(
    database: Database, chambers: Chambers, contract: EntrustedContract, *, actor: Actor, now: datetime
) -> uuid.UUID:
    """Register a client's contract with keys of its own, or a new version of it, and give the engagement's id.

    The keys are durable first; should the process die before the contract is, they are used the next time.

    Raises:
        AgreedBeforeError: if nothing in it changed.
        ContractOverError: if the engagement was ended before.
        MalformedError: if the term is over already.
    """
    if contract.to_on < japan_date(now):
        raise MalformedError("The contract's term is over already.", ground="contract_over")
    row = store.engagement(database, contract.id)
    if row is not None and row.state != "active":
        raise ContractOverError(ground="contract_over")
    if row is not None and store.contract(database, row.engagement_id, contract.hash) is not None:
        raise AgreedBeforeError(ground="agreed_before")
    engagement_id = new_id() if row is None else row.engagement_id
    values = {
        "engagement_id": engagement_id,
        "contract_id": contract.id,
        "hash": contract.hash,
        "contract": contract_bytes(contract),
        "now": now,
        "by": actor.id,
    }
    chambers.prepare(engagement_id, contract, now=now)
    with database.transaction() as cursor:
        if row is None:
            store.change(cursor, "insert_engagement", values)
        store.change(cursor, "insert_contract", values)
        event = EntrustedEvent.AGREED if row is None else EntrustedEvent.RENEWED
        noted(cursor, event, row or _new(values), actor, {"contract": contract.hash}, now=now)
    return engagement_id


def end(custody: Custody, contract_id: str, ended_on: date, *, actor: Actor, now: datetime) -> None:
    """End an engagement; from then on its data can only be returned and destroyed.

    Raises:
        ContractOverError: if it was ended before.
        MalformedError: if the day is still to come.
    """
    inbound = inbound_of(custody.database, contract_id)
    if ended_on > japan_date(now):
        raise MalformedError("The day on which it ended is still to come.", ground="ended_on")
    values = {"engagement_id": inbound.row.engagement_id, "on": ended_on, "now": now, "by": actor.id}
    with custody.database.transaction() as cursor:
        if not store.change(cursor, "end", values):
            raise ContractOverError(ground="contract_over")
        noted(cursor, EntrustedEvent.ENDED, inbound.row, actor, {"on": ended_on.isoformat()}, now=now)


def add_member(custody: Custody, contract_id: str, user_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Let somebody work with a client's data."""
    _member(custody, contract_id, user_id, EntrustedEvent.MEMBER_ADDED, actor=actor, now=now)


def remove_member(custody: Custody, contract_id: str, user_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Let somebody no longer work with a client's data; it holds from the next act on."""
    _member(custody, contract_id, user_id, EntrustedEvent.MEMBER_REMOVED, actor=actor, now=now)


def _member(
    custody: Custody, contract_id: str, user_id: uuid.UUID, event: EntrustedEvent, *, actor: Actor, now: datetime
) -> None:
    inbound = inbound_of(custody.database, contract_id)
    name = "add_member" if event is EntrustedEvent.MEMBER_ADDED else "remove_member"
    values = {"engagement_id": inbound.row.engagement_id, "user": user_id, "now": now, "by": actor.id}
    with custody.database.transaction() as cursor:
        if store.change(cursor, name, values):
            noted(cursor, event, inbound.row, actor, {"user": str(user_id)}, now=now)


def _new(values: dict[str, object]) -> store.EngagementRow:
    engagement_id, now = values["engagement_id"], values["now"]
    if not isinstance(engagement_id, uuid.UUID) or not isinstance(now, datetime):
        raise TypeError
    return store.EngagementRow(
        engagement_id, str(values["contract_id"]), "active", now, str(values["by"]), None, None, None, None, None, None
    )
