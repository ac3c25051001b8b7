"""Doing again what a restore of an older database has undone, before anything is opened (requirements H28, X-20).

Three places know of an erasure: the main database, the database of person keys, and the published ledger. Each is restored by
itself, or not at all; whatever one of them knows is done again in the others.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from azukari.base.clock import instant_text
from azukari.base.errors import NotFoundError
from azukari.ledger.entry import Entry, decode
from azukari.ledger.lookup import Lookup
from azukari.ledger.queries import entries
from azukari.ledger.services import append
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.events import Event
from azukari.vault.retention import has_run_out
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.ending import end_use
from azukari.vault.services.locking import locked_record
from azukari.vault.store import ending, replaying

KEEPER = Actor("keeper", Role.SYSTEM)
_TOLD = frozenset({Event.ERASED, Event.CLEARED, Event.STOPPED})
_MARKS = tuple(f'"{kind.value}"'.encode() for kind in _TOLD)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was done again: persons erased, keys destroyed, records of one service cleared away, and uses stopped."""

    persons: int = 0
    keys: int = 0
    records: int = 0
    uses: int = 0


def replay(chamber: Chamber, published: Lookup | None, *, now: datetime) -> Replayed:
    """Do again what was undone: erasures by whatever still knows of them, and, by the published ledger, stops of use.

    ``published`` is the ledger as it was published, if there is one. All of it may be done again after a crash.

    Raises:
        TamperedError: if an entry that the main database lacks is not what was signed.
    """
    done = _Doing(chamber, now)
    for entry in _lost(chamber, published):
        done.told(entry)
    for page in replaying.key_tombstones(chamber.person_keys):
        for person_id in replaying.come_back(chamber.database, page):
            done.erase(person_id, page[person_id])
    for page in replaying.erased_persons(chamber.database):
        done.keys += ending.destroy_person_keys(chamber.person_keys, page)
    for persons in replaying.ended_persons(chamber.database):
        ending.delete_person_keys(chamber.person_keys, persons)
    return Replayed(done.persons, done.keys, done.records, done.uses)


def _lost(chamber: Chamber, published: Lookup | None) -> Iterator[Entry]:
    """Give what was published of erasures and stops, and has no place in the main database's ledger."""
    if published is None:
        return
    newest = entries(chamber.database, limit=1)
    first = 0 if not newest or newest[0].index is None else newest[0].index + 1
    for data in published.since(first):
        if any(mark in data for mark in _MARKS):
            entry = decode(data)
            if entry.kind in _TOLD:
                yield entry


@dataclass(slots=True)
class _Doing:
    chamber: Chamber
    now: datetime
    persons: int = 0
    keys: int = 0
    records: int = 0
    uses: int = 0

    def told(self, entry: Entry) -> None:
        """Do again what an entry says was done."""
        facts = entry.facts
        match entry.kind:
            case Event.STOPPED:
                self.stop(uuid.UUID(str(facts["record"])), str(facts["purpose"]), entry.at)
            case Event.ERASED:
                persons = _persons(self.chamber, entry)
                for person_id in persons:
                    self.erase(person_id, entry.at)
                self.keys += ending.destroy_person_keys(self.chamber.person_keys, dict.fromkeys(persons, entry.at))
            case _ if "person" not in facts:  # by a service key, of its service alone: the person's key stays
                for record_id, person_id in replaying.persons_of_records(self.chamber.database, _ids(entry)).items():
                    self.clear(person_id, record_id, entry.at)

    def erase(self, person_id: uuid.UUID, erased_at: datetime) -> None:
        """Erase a person again, whatever holds there are: they had been lifted when it was done."""
        with self.chamber.database.transaction() as cursor:
            stands = ending.lock_person(cursor, person_id)
            record_id = replaying.a_record_of(cursor, person_id)
            if not stands or record_id is None:
                return
            facts = _facts(record_id, erased_at) | {"person": str(person_id)}
            entry = append(cursor, Event.ERASED, facts, now=self.now)
            replaying.insert_erasure_again(cursor, person_id, entry_id=entry.entry_id, at=self.now)
        self.keys += ending.destroy_person_keys(self.chamber.person_keys, {person_id: erased_at})
        self.persons += 1

    def clear(self, person_id: uuid.UUID, record_id: uuid.UUID, cleared_at: datetime) -> None:
        """Clear a record away again."""
        with self.chamber.database.transaction() as cursor:
            if not ending.lock_person(cursor, person_id):
                return
            facts = {**_facts(record_id, cleared_at), "records": [str(record_id)]}
            append(cursor, Event.CLEARED, facts, now=self.now)
            ending.bury_records(cursor, person_id, [record_id], cause="erased", at=self.now)
        self.records += 1

    def stop(self, record_id: uuid.UUID, purpose: str, stopped_at: datetime) -> None:
        """Stop a use again."""
        try:
            with locked_record(self.chamber, record_id, actor=KEEPER) as (cursor, stored):
                grant = stored.grant(purpose)
                if grant is None or has_run_out(grant.until_on, now=self.now):
                    return
                facts = _facts(record_id, stopped_at) | {"purpose": purpose}
                append(cursor, Event.STOPPED, facts, now=self.now)
                end_use(self.chamber, cursor, stored, purpose, now=self.now)
        except NotFoundError:
            return
        self.uses += 1


def _persons(chamber: Chamber, entry: Entry) -> tuple[uuid.UUID, ...]:
    if "person" in entry.facts:
        return (uuid.UUID(str(entry.facts["person"])),)
    # As it was written before erasing cost the same for any number of records (spec/vault-entries.md).
    return tuple(set(replaying.persons_of_records(chamber.database, _ids(entry)).values()))


def _ids(entry: Entry) -> list[uuid.UUID]:
    records = entry.facts.get("records")
    return [uuid.UUID(str(one)) for one in records] if isinstance(records, tuple) else []


def _facts(record_id: uuid.UUID, at: datetime) -> dict[str, str]:
    return {
        "record": str(record_id),
        "actor": KEEPER.id,
        "role": KEEPER.role.value,
        "replayed": instant_text(at),
    }
