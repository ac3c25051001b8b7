"""A hand-over as it is on record: what leaves, to whom, by whose decision, and what became of it."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from azukari.sharing.delivery import Channel, Kind, State, Wish, goes
from azukari.sharing.engagement import Sftp
from azukari.sharing.exit import Exit
from azukari.statement.text import Language


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One hand-over; it holds nothing of a person."""

    handover_id: uuid.UUID
    number: str
    exit: Exit
    kind: Kind
    engagement_id: uuid.UUID | None
    recipient: str
    language: Language
    contact: str = field(repr=False)
    age_key: str
    wish: Wish | None
    reason: str
    statement_hash: str
    state: State
    second: bool
    counted: int
    written: int
    grounds: tuple[str, ...]
    proposed_at: datetime
    proposed_by: str
    proposer_role: str
    decided_at: datetime | None
    decided_by: str | None
    made_at: datetime | None
    manifest: bytes | None
    file_digest: str | None
    size: int | None
    handed_at: datetime | None
    channel: Channel | None
    due_on: date | None
    closed_at: datetime | None
    certificate: Any
    document: str | None
    door_id: uuid.UUID  # stands in the link by which it is fetched
    items: tuple[str, ...]  # which may be in it at most
    sftp: Sftp | None  # where it is put, if it is put

    @property
    def may_be_cancelled(self) -> bool:
        """Tell whether it may be given up: records of which the recipient has nothing yet.

        What changed has to be told in any case, and what goes to a client is for its members to see to.
        """
        return self.kind is Kind.RECORDS and self.exit is not Exit.CLIENT and goes(self.state, State.CANCELLED)
