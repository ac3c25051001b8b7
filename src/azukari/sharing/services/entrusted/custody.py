"""What the acts on a client's data work with, and who may enter: members alone, and only as long as the contract lasts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from azukari.base.clock import japan_date
from azukari.base.errors import NotFoundError, RefusedError
from azukari.base.sql import Cursor, Database
from azukari.ledger.entry import Entry, Fact
from azukari.ledger.services import append
from azukari.sharing.entrusted import EntrustedContract
from azukari.sharing.entrusted_events import EntrustedEvent
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.entrusted.chambers import Chambers
from azukari.sharing.store.entrusted import engagements as store
from azukari.sharing.store.entrusted.engagements import EngagementRow
from azukari.vault.access import Actor
from azukari.vault.services.chamber import Chamber


class ClientUnknownError(NotFoundError):
    """No client has entrusted anything to us under this name."""


class NotMemberError(RefusedError):
    """You are not among those who work with this client's data."""


class ContractOverError(RefusedError):
    """The contract with this client is over: its data can only be returned and destroyed."""


class ContractRunsError(RefusedError):
    """The contract with this client still runs."""


@dataclass(frozen=True, slots=True)
class Custody:
    """What acts on clients' data work with; only the keeper's process ever makes one.

    ``next_open`` gives the first day on which offices are open, from a day on.
    """

    dispatch: Dispatch
    chambers: Chambers
    next_open: Callable[[date], date]

    @property
    def database(self) -> Database:
        """Give where engagements and hand-overs are on record."""
        return self.dispatch.chamber.database


@dataclass(frozen=True, slots=True)
class Inbound:
    """One client's engagement with the contract in force."""

    row: EngagementRow
    contract: EntrustedContract

    def is_over(self, now: datetime) -> bool:
        """Tell whether the contract is over, by its term or because it was ended."""
        return self.row.state != "active" or self.contract.is_over(japan_date(now))


def inbound_of(database: Database, contract_id: str) -> Inbound:
    """Give a client's engagement.

    Raises:
        ClientUnknownError: if there is none.
    """
    row = store.engagement(database, contract_id)
    if row is None:
        raise ClientUnknownError(ground="client_unknown")
    return Inbound(row, store.newest_contract(database, row.engagement_id))


def entered(custody: Custody, contract_id: str, *, actor: Actor, now: datetime) -> tuple[Inbound, Chamber]:
    """Let a member in while the contract lasts.

    Raises:
        ClientUnknownError, NotMemberError, ContractOverError: if they may not.
    """
    inbound = as_member(custody, contract_id, actor=actor)
    if inbound.is_over(now):
        raise ContractOverError(ground="contract_over")
    return inbound, custody.chambers.chamber(inbound.row.engagement_id, contract_id)


def as_member(custody: Custody, contract_id: str, *, actor: Actor) -> Inbound:
    """Let a member in, whether or not the contract lasts.

    Raises:
        ClientUnknownError, NotMemberError: if they may not.
    """
    inbound = inbound_of(custody.database, contract_id)
    if not store.is_member(custody.database, inbound.row.engagement_id, actor.id):
        raise NotMemberError(ground="not_member")
    return inbound


def noted(
    cursor: Cursor,
    event: EntrustedEvent,
    inbound: EngagementRow,
    actor: Actor,
    facts: dict[str, Fact],
    *,
    now: datetime,
) -> Entry:
    """Append what was done to the ledger, in the transaction in which it is done."""
    who: dict[str, Fact] = {"actor": actor.id, "role": actor.role.value, "engagement": str(inbound.engagement_id)}
    return append(cursor, event, {**who, **facts}, now=now)
