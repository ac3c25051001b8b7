"""Looking at everything that is stored, and naming each part that is damaged."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.canonical import sha256_hex
from azukari.base.errors import AzukariError
from azukari.vault.access import NOBODY
from azukari.vault.envelope import Session, open_person_key
from azukari.vault.errors import PartTamperedError
from azukari.vault.keys import publish, verify_public
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.chronicle import Belongs, Chronicle, everything, read_chronicle
from azukari.vault.services.inspecting import Damage, Exhibit, Inspector
from azukari.vault.store import scanning as store
from azukari.vault.store.sealing import all_public_keys

__all__ = ["Damage", "Inspection", "verify_store"]


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


@dataclass(slots=True)
class _Counts:
    records: int = 0
    grants: int = 0


def verify_store(chamber: Chamber, *, now: datetime, belongs: Belongs = everything) -> Inspection:
    """Open everything in memory and compare it with the ledger, without showing any of it.

    ``belongs`` tells which entries of the ledger are of this chamber.

    What is stored goes on changing meanwhile. So whatever looks damaged is looked at again, and only what is damaged both times is
    named.
    """
    first = _inspect(chamber, now, belongs)
    if not first.damages:
        return first
    again = _inspect(chamber, now, belongs)
    lasting = tuple(damage for damage in again.damages if damage in set(first.damages))
    return replace(again, damages=lasting)


def _inspect(chamber: Chamber, now: datetime, belongs: Belongs) -> Inspection:
    # Nothing that was remembered from before counts: each session is opened from what is stored now.
    afresh = chamber.afresh()
    chronicle = read_chronicle(afresh.database, belongs)
    damages: list[Damage] = []
    purpose_keys = _purpose_keys(afresh, chronicle, damages)
    sessions = _sessions(afresh, damages)
    persons = _persons(afresh, damages)
    counts = _Counts()
    seen: set[str] = set()
    inspector = Inspector(afresh, chronicle, sessions)
    waiting = _erasures(afresh, chronicle, damages)
    for exhibit in _exhibits(afresh, persons, damages):
        counts.records += 1
        counts.grants += len(exhibit.record.grants)
        seen.add(str(exhibit.record.header.record_id))
        damages += inspector.damages(exhibit)
    unreadable = {str(damage.record_id) for damage in damages}
    for record in sorted(set(chronicle.collected) - chronicle.gone - waiting - unreadable - seen):
        damages.append(
            Damage(
                "record", uuid.UUID(record), record, "The ledger says that this record was collected, but it is gone."
            )
        )
    return Inspection(counts.records, counts.grants, len(sessions), len(persons), purpose_keys, tuple(damages), now)


def _purpose_keys(chamber: Chamber, chronicle: Chronicle, damages: list[Damage]) -> int:
    keyring = chamber.unlocked.keyring
    with chamber.database.transaction() as cursor:
        published = {(key.purpose, key.epoch): key for key in all_public_keys(cursor)}
    for (purpose, epoch), key in published.items():
        name = f"{purpose}/{epoch}"
        try:
            verify_public(key, verifier=keyring.verifier)
        except PartTamperedError as error:
            damages.append(Damage("purpose_key", None, name, error.message))
            continue
        if sha256_hex(key.public) not in chronicle.keys.get((purpose, epoch), set()):
            damages.append(Damage("purpose_key", None, name, "The ledger does not say that this key was published."))
    for private in keyring.keys:
        there = published.get((private.purpose, private.epoch))
        if there is None and (private.purpose, private.epoch) in chronicle.keys:
            damages.append(
                Damage("purpose_key", None, f"{private.purpose}/{private.epoch}", "The published key is missing.")
            )
        elif there is not None and there.public != publish(keyring, private).public:
            damages.append(
                Damage("purpose_key", None, f"{private.purpose}/{private.epoch}", "The published key is another one.")
            )
    return len(published)


def _sessions(chamber: Chamber, damages: list[Damage]) -> Mapping[uuid.UUID, Session]:
    opened: dict[uuid.UUID, Session] = {}
    after = NOBODY
    while True:
        with chamber.database.transaction() as cursor:
            page = store.scan_sessions(cursor, after=after)
        for sealed in page:
            try:
                opened[sealed.session_id] = chamber.unlocked.open(sealed)
            except AzukariError as error:
                damages.append(Damage("session", None, str(sealed.session_id), error.message))
        if len(page) < store.PAGE:
            return opened
        after = page[-1].session_id


def _persons(chamber: Chamber, damages: list[Damage]) -> Mapping[uuid.UUID, bytes]:
    keys: dict[uuid.UUID, bytes] = {}
    after = NOBODY
    while True:
        with chamber.person_keys.transaction() as cursor:
            page = store.scan_person_keys(cursor, after=after)
        for one in page:
            try:
                keys[one.person_id] = _person_key(chamber, one)
            except AzukariError as error:
                damages.append(Damage("person_key", None, str(one.person_id), error.message))
        if len(page) < store.PAGE:
            return keys
        after = page[-1].person_id


def _person_key(chamber: Chamber, one: store.ScannedKey) -> bytes:
    session = chamber.unlocked.remembered(one.session_id)
    if session is None:
        if one.session is None:
            raise PartTamperedError("session", f"The sealing session {one.session_id} is missing.")
        session = chamber.unlocked.open(one.session)
    return open_person_key(one.sealed, person=one.person_id, session=session)


def _erasures(chamber: Chamber, chronicle: Chronicle, damages: list[Damage]) -> set[str]:
    """Compare erasures with the ledger, and list the records of erased persons that wait to be cleared away."""
    with chamber.database.transaction() as cursor:
        stored = {str(entry): str(person) for person, entry in store.scan_erasures(cursor)}
        waiting = store.scan_waiting(cursor)
    told = {(entry, person) for entry, person in chronicle.erased.items() if person}
    unknown, undone = (
        "A person is erased here, of which the ledger does not know.",
        "The ledger says that this person was erased.",
    )
    damages += [Damage("record", None, person, unknown) for _, person in sorted(set(stored.items()) - told)]
    damages += [Damage("record", None, person, undone) for _, person in sorted(told - set(stored.items()))]
    return {str(record_id) for record_id in waiting}


def _exhibits(chamber: Chamber, persons: Mapping[uuid.UUID, bytes], damages: list[Damage]) -> Iterator[Exhibit]:
    after: store.Name | None = (NOBODY, NOBODY)
    while after is not None:
        with chamber.database.transaction() as cursor:
            page = store.scan_records(cursor, after=after, terms=chamber.terms)
        for _, record_id in page.unreadable:
            message = "The terms under which the record was collected are missing, or not what was written."
            damages.append(Damage("record", record_id, str(record_id), message))
        for record in page.records:
            yield Exhibit(
                record=record,
                directory=page.directory.get(record.header.record_id),
                person_key=persons.get(record.header.person_id),
            )
        after = page.after
