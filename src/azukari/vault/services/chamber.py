"""What the keeper's acts work with: both databases, the unlocked keyring, and the statements that bind records."""

from collections.abc import Callable
from dataclasses import dataclass

from azukari.base.sql import Database
from azukari.statement.document import Statement
from azukari.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Chamber:
    """Everything that opening needs; only the keeper's process ever makes one.

    ``statements`` gives the statement of a hash, and raises NotFoundError if there is none.
    """

    database: Database
    person_keys: Database
    unlocked: Unlocked
    statements: Callable[[str], Statement]
