"""What the vault holds about a person, for those who answer requests about everything that is held."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import Value
from azukari.base.clock import Clock, instant_text
from azukari.base.errors import NotFoundError
from azukari.base.holder import Holding
from azukari.base.sql import Cursor
from azukari.vault.access import Actor
from azukari.vault.events import Event
from azukari.vault.record import StoredRecord
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.ending import erase_person
from azukari.vault.services.recording import Happening, record, recorded
from azukari.vault.services.unsealing import data_keys, fetch_keys, person_key, values_of
from azukari.vault.store.ending import select_grants
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
        with self.chamber.database.transaction() as cursor:
            counted = count_holdings(cursor, person_id)
        return tuple(Holding(_PLACE, kind, count) for kind, count in counted.items() if count)

    def export(self, person_id: uuid.UUID) -> Value:
        """Give everything that is still sealed, for the person; each record's export is recorded first.

        Raises:
            TamperedError: if a part is not what was written.
            UnavailableError: if it could not be recorded.
        """
        now = self.clock()
        with recorded(self.chamber.database) as cursor:
            exported = [self._exported(cursor, stored, now) for stored in records_of_person(cursor, person_id)]
        return {"records": exported}

    def erase(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Destroy what is held, and tell what was destroyed; access events and consents stay, which say nothing of anybody then.

        Raises:
            RefusedError: if a record is on hold.
        """
        before = {holding.kind: holding for holding in self.find(person_id)}
        with self.chamber.database.transaction() as cursor:
            records = records_of_person(cursor, person_id)
        if not records:
            raise NotFoundError("The vault holds no record of this person.")
        erase_person(self.chamber, records[0].header.record_id, actor=self.actor, now=self.clock())
        return tuple(before[kind] for kind in ("record", "lookup", "contact_point") if kind in before)

    def _exported(self, cursor: Cursor, stored: StoredRecord, now: datetime) -> Value:
        header = stored.header
        grants = select_grants(cursor, header)
        keys = fetch_keys(self.chamber, cursor, sessions=(one.session_id for one in grants), persons=[header.person_id])
        key = person_key(self.chamber.unlocked, keys, header.person_id)
        opened: dict[str, bytes] = {}
        for grant in grants:
            opened |= data_keys(self.chamber.unlocked, keys, stored, grant)
        values, _ = values_of(stored, opened, person_key=key)
        happening = Happening(
            Event.EXPORTED, self.actor, "", None, person_id=header.person_id, record_id=header.record_id
        )
        record(cursor, [happening], now=now)
        return {
            "number": header.number,
            "service": header.service,
            "collected_at": instant_text(header.collected_at),
            "statement": header.statement_hash,
            "purposes": [grant.purpose for grant in grants],
            "values": values,
        }


HOLDER = VaultHolder
