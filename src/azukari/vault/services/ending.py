"""Ending: a use stopped, a record closed, a person erased, a time run out."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from azukari.vault.access import Actor
from azukari.vault.services.chamber import Chamber


@dataclass(frozen=True, slots=True)
class RunOut:
    """What retention ended in one run."""

    grants: int
    compartments: int
    records: int


def stop_use(chamber: Chamber, record: uuid.UUID | str, *, purpose: str, actor: Actor, now: datetime) -> None:
    """Stop one purpose's use of a record: its grant is deleted, and a consent is withdrawn.

    Raises:
        NotFoundError: if there is no such record, or the purpose has no grant for it.
    """
    raise NotImplementedError


def close_record(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor, now: datetime) -> None:
    """Close a record's matter, which starts the retention periods that run from its closing.

    Raises:
        NotFoundError: if there is no such record.
        ConflictError: if it is closed already.
    """
    raise NotImplementedError


def erase_person(chamber: Chamber, record: uuid.UUID | str, *, actor: Actor, now: datetime) -> tuple[uuid.UUID, ...]:
    """Erase the person of a record from every copy, and give the ids of the records that went.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if one of the person's records is on hold.
    """
    raise NotImplementedError


def run_out(chamber: Chamber, *, now: datetime) -> RunOut:
    """Delete the grants whose last day is past, destroy what nobody may open any more, and end records that hold nothing."""
    raise NotImplementedError
