"""What the acts of sharing work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from azukari.base.sql import BulkDatabase
from azukari.statement.document import Statement
from azukari.vault.services.chamber import Chamber

SECOND_PERSON_ABOVE = 100  # records; more than that leave only if two persons say so


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What acts of sharing work with; only the keeper's process ever makes one.

    ``statement`` gives the statement in force; ``folder`` is where encrypted files wait; ``key`` is random and lives as long as the
    process: after it, all codes that were mailed are void. ``bulk`` is the chamber's database, by which many rows are copied.
    """

    chamber: Chamber
    bulk: BulkDatabase
    statement: Callable[[datetime], Statement]
    folder: Path
    key: bytes = field(repr=False)
    second_above: int = SECOND_PERSON_ABOVE
