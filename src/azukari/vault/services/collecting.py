"""Taking in what a person sends: sealed, indexed and recorded in one durable transaction."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import ConflictError
from azukari.base.sql import Cursor, Database
from azukari.statement.document import Statement
from azukari.statement.text import Language
from azukari.vault.receipt import ReceiptFacts
from azukari.vault.services.sealing import Sealer


class AlreadyCollectedError(ConflictError):
    """This was received already; nothing was stored a second time."""

    def __init__(self, number: str) -> None:
        """Keep the receipt number under which it was received."""
        super().__init__(f"This was received already, under the number {number}.", ground="already_collected")
        self.number = number


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person sends: values as `normalise.stored` gives them, and the optional purposes agreed to, each by itself."""

    record_id: uuid.UUID
    number: str
    service: str
    statement_hash: str
    notice_hash: str
    language: Language
    connection: str
    values: Mapping[str, str]
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collected:
    """What was done: the number to show, the ledger entry to prove it by, and the facts that a receipt is built from."""

    number: str
    record_id: uuid.UUID
    entry_id: uuid.UUID
    collected_at: datetime
    receipt: ReceiptFacts


def collect(
    database: Database,
    submission: Submission,
    *,
    sealer: Sealer,
    statement: Statement,
    now: datetime,
    beside: Callable[[Cursor], None] | None = None,
) -> Collected:
    """Seal a submission and store it with its grants, index, consents and ledger entry, or store nothing.

    ``beside`` runs in the same transaction, for a door's own row such as a letter to send.

    Raises:
        MalformedError: if an item is unknown, missing, too long, or a permission is not one that was asked for.
        AlreadyCollectedError: if the same record was collected before; it carries the number.
        UnavailableError: if a purpose has no key to seal to.
    """
    raise NotImplementedError
