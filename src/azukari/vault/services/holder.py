"""What the vault holds about a person, for those who answer requests about everything that is held."""

import uuid
from dataclasses import dataclass

from azukari.base.canonical import Value
from azukari.base.clock import Clock
from azukari.base.errors import NotFoundError
from azukari.base.holder import Holding
from azukari.vault.access import Actor
from azukari.vault.held_shapes import held_value
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.ending import clear_erased, erase_person
from azukari.vault.services.showing import show_held
from azukari.vault.store.holding import count_holdings, records_of_person

_PLACE = "vault"


@dataclass(frozen=True, slots=True)
class VaultHolder:
    """Finds, exports and erases what the vault holds about a person, as one actor."""

    chamber: Chamber
    actor: Actor
    clock: Clock

    def find(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Tell what is held."""
        counted = count_holdings(self.chamber.database, person_id)
        return tuple(Holding(_PLACE, kind, count) for kind, count in counted.items() if count)

    def export(self, person_id: uuid.UUID) -> Value:
        """Give everything that is still sealed, for the person; each record's export is recorded first.

        Raises:
            TamperedError: if a part is not what was written.
            UnavailableError: if it could not be recorded.
        """
        held = show_held(self.chamber, [person_id], actor=self.actor, now=self.clock(), taken=True)
        return {"records": [held_value(one) for one in held]}

    def erase(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Destroy what is held, and tell what was destroyed; access events and consents stay, which say nothing of anybody then.

        Raises:
            RefusedError: if a record is on hold.
        """
        before = {holding.kind: holding for holding in self.find(person_id)}
        records = records_of_person(self.chamber.database, person_id, self.chamber.terms)
        if not records:
            raise NotFoundError("The vault holds no record of this person.")
        erase_person(self.chamber, records[0].header.record_id, actor=self.actor, now=self.clock())
        clear_erased(self.chamber, now=self.clock())
        return tuple(before[kind] for kind in ("record", "lookup") if kind in before)


HOLDER = VaultHolder
