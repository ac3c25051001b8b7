"""What the vault holds about a person, for those who answer requests about everything that is held."""

import uuid
from dataclasses import dataclass

from azukari.base.canonical import Value
from azukari.base.clock import Clock
from azukari.base.holder import Holding
from azukari.vault.access import Actor
from azukari.vault.held_shapes import held_value
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.ending import begin_erasure, clear_erased, end_erasure
from azukari.vault.services.showing import show_held
from azukari.vault.store.holding import KEY, count_holdings, is_erased, records_of_person

_PLACE = "vault"
_DESTROYED = ("record", "lookup", KEY)


@dataclass(frozen=True, slots=True)
class VaultHolder:
    """Finds, exports and erases what the vault holds about a person, as one actor."""

    chamber: Chamber
    actor: Actor
    clock: Clock

    def find(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Tell what is held, kind by kind: records, tokens of the index, what was said to permissions, holds, events, the key."""
        counted = count_holdings(self.chamber.database, self.chamber.person_keys, person_id)
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

        May be done again: then it ends what was cut off, and tells what it found of it.

        Raises:
            RefusedError: if a record is on hold.
        """
        before = {holding.kind: holding for holding in self.find(person_id)}
        self.begin(person_id)
        self.end(person_id)
        return tuple(before[kind] for kind in _DESTROYED if kind in before)

    def begin(self, person_id: uuid.UUID) -> None:
        """Take the first step of an erasure, if there is anything to erase: from then on nothing of the person is opened or found.

        The key stays for what else has to be done first; should the keeper start anew before `end`, it ends the erasure by itself.

        Raises:
            RefusedError: if a record is on hold.
        """
        if is_erased(self.chamber.database, person_id):
            return
        records = records_of_person(self.chamber.database, person_id, self.chamber.terms)
        if records:
            record_id = records[0].header.record_id
            begin_erasure(self.chamber, person_id, record_id, actor=self.actor, now=self.clock())

    def end(self, person_id: uuid.UUID) -> None:
        """Take the second step: destroy the key, and clear away what nobody can open any more. Nothing is done where none began."""
        if is_erased(self.chamber.database, person_id):
            end_erasure(self.chamber, person_id, now=self.clock())
            clear_erased(self.chamber, now=self.clock())


HOLDER = VaultHolder
