"""Looking at everything that is stored, and naming each part that is damaged."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from azukari.vault.services.chamber import Chamber


@dataclass(frozen=True, slots=True)
class Damage:
    """One part that is not what was written: which part, of which record if of one, which name, and what is wrong with it.

    ``part`` is ``record``, ``compartment``, ``grant``, ``session``, ``person_key``, ``purpose_key``, ``lookup`` or ``ledger``.
    """

    part: str
    record_id: uuid.UUID | None
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was looked at, and what was wrong."""

    records: int
    grants: int
    sessions: int
    person_keys: int
    purpose_keys: int
    damages: tuple[Damage, ...]
    at: datetime


def verify_store(chamber: Chamber, *, now: datetime) -> Inspection:
    """Open everything in memory and compare it with the ledger, without showing any of it."""
    raise NotImplementedError
