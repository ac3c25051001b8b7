"""Opening a record for a purpose: checked in one order, recorded durably, and only then answered."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from azukari.base.errors import AzukariError
from azukari.vault.access import Actor, Ask, Opened
from azukari.vault.services.chamber import Chamber


def open_for(
    chamber: Chamber, record: uuid.UUID | str, *, purpose: str, reason: str, actor: Actor, now: datetime
) -> Opened:
    """Open what a purpose may see of a record, named by its id or receipt number.

    Raises:
        RefusedError, NotFoundError, TamperedError: each after it was recorded, with a ground (`access.Ground`).
        UnavailableError: if it could not be recorded; nothing is shown then.
    """
    raise NotImplementedError


def open_group(chamber: Chamber, asks: Sequence[Ask], *, now: datetime) -> tuple[Opened | AzukariError, ...]:
    """Open for several callers with one round trip and one durable commit; each gets an answer or its own refusal.

    Raises:
        UnavailableError: if the group could not be recorded; nobody is shown anything then.
    """
    raise NotImplementedError
