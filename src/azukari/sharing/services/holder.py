"""What this room holds about a person: that records of theirs went to recipients, and nothing that says who they are."""

import uuid
from dataclasses import dataclass

from azukari.base.canonical import Value
from azukari.base.clock import Clock
from azukari.base.holder import Holding
from azukari.sharing.queries import count_delivered, held_outside
from azukari.sharing.shapes import outside_value
from azukari.vault.access import Actor
from azukari.vault.services.chamber import Chamber

_PLACE = "deliveries"


@dataclass(frozen=True, slots=True)
class SharingHolder:
    """Finds and exports to whom records of a person were handed."""

    chamber: Chamber
    actor: Actor
    clock: Clock

    def find(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Tell what is held, also of what the person is not told for the time being."""
        count = count_delivered(self.chamber.database, person_id)
        return (Holding(_PLACE, "delivery", count),) if count else ()

    def export(self, person_id: uuid.UUID) -> Value:
        """Give to whom records went; what the law keeps from the person is not in it."""
        found = held_outside(self.chamber.database, [person_id])
        return {"deliveries": [outside_value(one) for one in found]}

    def erase(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Destroy nothing.

        The record of a provision is kept for its own time (APPI Art. 29; `sharing.services.keeping`), and with the person's key and
        records gone, its ids lead to nobody. The recipients are told of the erasure by the database itself.
        """
        del person_id
        return ()
