"""What every room that keeps personal data must be able to do with it."""

import uuid
from dataclasses import dataclass
from typing import Protocol

from azukari.base.canonical import Value


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that is held about a person: where, which kind, and how many."""

    place: str
    kind: str
    count: int


class Holder(Protocol):
    """Finds, exports and erases one kind of personal data of one person."""

    def find(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Tell what is held."""

    def export(self, person_id: uuid.UUID) -> Value:
        """Give what is held, for the person."""

    def erase(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Destroy what is held, and tell what was destroyed."""
