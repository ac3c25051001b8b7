"""What clients entrusted to us, for those who answer for it: the register (requirements R21). No person is named in it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from azukari.base.canonical import Value
from azukari.base.clock import instant_text, japan_date
from azukari.base.errors import NotFoundError
from azukari.base.sql import Database
from azukari.sharing.delivery import Kind, State
from azukari.sharing.entrusted import EntrustedContract, contract_value, statement_of
from azukari.sharing.store.entrusted import engagements as store
from azukari.sharing.store.entrusted.engagements import ClientHandover, EngagementRow, Member
from azukari.statement.document import Statement


@dataclass(frozen=True, slots=True)
class Entrusted:
    """One client's engagement as it stands."""

    row: EngagementRow
    contract: EntrustedContract
    members: tuple[Member, ...]
    handovers: tuple[ClientHandover, ...]

    def standing(self, today: date) -> str:
        """Tell where it stands: active, ended, returned, destroying or destroyed."""
        if self.row.state in {"destroying", "destroyed"}:
            return self.row.state
        if any(one.kind is Kind.RETURN and one.state in {State.HANDED, State.CLOSED} for one in self.handovers):
            return "returned"
        return "ended" if self.row.state == "ended" or self.contract.is_over(today) else "active"

    def report_due_on(self) -> date:
        """Tell when the next report to the client is due."""
        reported = [japan_date(one.proposed_at) for one in self.handovers if one.kind is Kind.REPORT]
        return max(reported, default=japan_date(self.row.begun_at)) + timedelta(days=self.contract.report_every_days)


def all_entrusted(database: Database) -> tuple[Entrusted, ...]:
    """List all engagements, the oldest first."""
    return tuple(_entrusted(database, row) for row in store.engagements(database))


def one_entrusted(database: Database, contract_id: str) -> Entrusted:
    """Give one engagement.

    Raises:
        NotFoundError: if there is none.
    """
    row = store.engagement(database, contract_id)
    if row is None:
        raise NotFoundError("No client has entrusted anything to us under this name.", ground="client_unknown")
    return _entrusted(database, row)


def entrusted_to(database: Database, user: str) -> tuple[Entrusted, ...]:
    """List the engagements that somebody works with."""
    return tuple(one for one in all_entrusted(database) if user in {str(member.user_id) for member in one.members})


def statement_for(database: Database, engagement_id: uuid.UUID, contract_hash: str | None = None) -> Statement:
    """Give a client's contract, in force or of a hash, as the statement that binds records.

    Raises:
        NotFoundError: if there is none of this hash.
    """
    if contract_hash is None:
        return statement_of(store.newest_contract(database, engagement_id))
    found = store.contract(database, engagement_id, contract_hash)
    if found is None:
        raise NotFoundError("This version of the contract is not on record.", ground="contract_unknown")
    return statement_of(found)


def register_value(one: Entrusted, *, now: datetime) -> Value:
    """Write an engagement as the register shows it."""
    row = one.row
    return {
        "engagement": str(row.engagement_id),
        "standing": one.standing(japan_date(now)),
        "contract_hash": one.contract.hash,
        "contract": contract_value(one.contract),
        "begun_at": instant_text(row.begun_at),
        "ended_on": None if row.ended_on is None else row.ended_on.isoformat(),
        "destroyed_at": None if row.destroyed_at is None else instant_text(row.destroyed_at),
        "members": len(one.members),
        "report_due_on": one.report_due_on().isoformat(),
        "deliveries": [
            {
                "number": delivery.number,
                "kind": delivery.kind.value,
                "state": delivery.state.value,
                "rows": delivery.written,
                "at": instant_text(delivery.proposed_at),
                "arrived_at": None if delivery.arrived_at is None else instant_text(delivery.arrived_at),
                "due_on": None if delivery.due_on is None else delivery.due_on.isoformat(),
            }
            for delivery in one.handovers
        ],
    }


def _entrusted(database: Database, row: EngagementRow) -> Entrusted:
    return Entrusted(
        row,
        store.newest_contract(database, row.engagement_id),
        store.members(database, row.engagement_id),
        store.handovers(database, row.engagement_id),
    )
