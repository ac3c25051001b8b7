"""Showing persons what is held about them: all of it, by whatever grant is left, recorded first.

A person may see what no single purpose sees, so this asks no matrix. It is for the person alone, and for the answer to what
they ask.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from azukari.statement.text import Language
from azukari.vault.access import Actor
from azukari.vault.consent import ConsentState
from azukari.vault.errors import PartTamperedError
from azukari.vault.events import Event
from azukari.vault.record import Header, StoredRecord
from azukari.vault.retention import has_run_out
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.evidence import blame
from azukari.vault.services.recording import Happening, record, withheld
from azukari.vault.services.unsealing import Keys, data_keys, fetch_keys, person_key, values_of
from azukari.vault.store.showing import HeldRow, Said, held_of_persons, newest_own, own_by_number
from azukari.vault.terms import Terms


class Source(StrEnum):
    """From whom we have it."""

    PAGE = "page"  # the person, by a form of ours
    PROGRAM = "program"  # a program of the service, by the API
    FILE = "file"  # a file of what was kept elsewhere


@dataclass(frozen=True, slots=True)
class Use:
    """One purpose that a record was collected for: whether it may still be used so, until when, and what was said to it."""

    purpose: str
    living: bool
    until_on: date | None
    consent: ConsentState | None  # none: no permission was asked for


@dataclass(frozen=True, slots=True)
class Own:
    """A record that somebody at the entrance may mean, and its person."""

    person_id: uuid.UUID
    record_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """What is held in one record, as its person sees it."""

    record_id: uuid.UUID
    person_id: uuid.UUID
    number: str
    service: str
    collected_at: datetime
    closed_at: datetime | None
    statement_hash: str
    notice_hash: str
    entry_id: uuid.UUID
    values: Mapping[str, str] = field(repr=False)
    uses: tuple[Use, ...]
    said: tuple[Said, ...]
    on_hold: bool
    source: Source
    language: Language
    restricted: bool = False  # on a hold that the person asked for


def show_held(
    chamber: Chamber,
    persons: Sequence[uuid.UUID],
    *,
    actor: Actor,
    now: datetime,
    taken: bool = False,
    only: uuid.UUID | None = None,
) -> tuple[HeldRecord, ...]:
    """Give everything that is held about some persons, who are one and the same; oldest first, nothing of who was erased.

    ``taken`` says that it leaves the house, and is not only looked at; ``only`` leaves out all records but one. What nobody may
    open any more is not there.

    Raises:
        TamperedError: if a part is not what was written; the ledger's and the record's own evidence are compared first.
        UnavailableError: if it could not be recorded; nothing is shown then.
    """
    with withheld():
        held = _opened(chamber, persons, now=now, only=only)
        kind = Event.EXPORTED if taken else Event.SHOWN
        happenings = [
            Happening(kind, actor, "", None, person_id=one.person_id, record_id=one.record_id) for one in held
        ]
        if happenings:
            record(chamber.database, happenings, now=now)
    return held


def show_one(
    chamber: Chamber,
    person_id: uuid.UUID,
    record_id: uuid.UUID,
    *,
    record_first: Callable[[HeldRecord], None],
    now: datetime,
) -> HeldRecord | None:
    """Give all of one record, after the caller has put it on record in a way of their own; none if it is not there.

    For what must not stand under the record's name where its person could read it (requirements H60).

    Raises:
        TamperedError: if a part is not what was written.
        UnavailableError: if it could not be recorded; nothing is shown then.
    """
    with withheld():
        for one in _opened(chamber, [person_id], now=now, only=record_id):
            record_first(one)
            return one
    return None


def _opened(
    chamber: Chamber, persons: Sequence[uuid.UUID], *, now: datetime, only: uuid.UUID | None
) -> tuple[HeldRecord, ...]:
    rows = [
        row
        for row in held_of_persons(chamber.database, persons, chamber.terms)
        if only in {None, row.record.header.record_id}
    ]
    keys = fetch_keys(
        chamber,
        sessions=[grant.session_id for row in rows for grant in row.record.grants],
        persons=[row.record.header.person_id for row in rows],
    )
    return tuple(_held(chamber, row, keys, now) for row in rows)


def own_headers(chamber: Chamber, persons: Sequence[uuid.UUID]) -> tuple[Header, ...]:
    """Give which records there are of some persons, oldest first, and nothing of what they hold; nothing of who was erased."""
    return tuple(row.record.header for row in held_of_persons(chamber.database, persons, chamber.terms))


def records_on_hold(chamber: Chamber, persons: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Tell which records of some persons are on hold."""
    held = held_of_persons(chamber.database, persons, chamber.terms)
    return frozenset(row.record.header.record_id for row in held if row.held)


def own_by_address(chamber: Chamber, token: bytes) -> Own | None:
    """Find the newest record that has an address, by the address's token in the blind index."""
    found = newest_own(chamber.database, token)
    return None if found is None else Own(*found)


def own_by_receipt(chamber: Chamber, number: str, *, contact: bytes | None = None) -> Own | None:
    """Find the record with a receipt number in its one form; only if it has an address, where its token is given."""
    found = own_by_number(chamber.database, number, contact=contact)
    return None if found is None else Own(*found)


def source_of(terms: Terms) -> Source:
    """Tell from whom what was collected under some terms came."""
    if terms.connection.startswith("import:"):
        return Source.FILE
    return Source.PROGRAM if terms.connection == "API" else Source.PAGE


def _held(chamber: Chamber, row: HeldRow, keys: Keys, now: datetime) -> HeldRecord:
    stored = row.record
    header = stored.header
    return HeldRecord(
        record_id=header.record_id,
        person_id=header.person_id,
        number=header.number,
        service=header.service,
        collected_at=header.collected_at,
        closed_at=stored.closed_at,
        statement_hash=header.statement_hash,
        notice_hash=header.terms.notice_hash,
        entry_id=stored.entry_id,
        values=_values(chamber, stored, keys),
        uses=_uses(row, now),
        said=row.said,
        on_hold=row.held,
        restricted=row.restricted,
        source=source_of(header.terms),
        language="ja" if header.terms.language == "ja" else "en",
    )


def _values(chamber: Chamber, stored: StoredRecord, keys: Keys) -> Mapping[str, str]:
    key = person_key(chamber.unlocked, keys, stored.header.person_id)
    try:
        opened: dict[str, bytes] = {}
        for grant in stored.grants:
            opened |= data_keys(chamber.unlocked, keys, stored, grant)
        return values_of(stored, opened, person_key=key)[0]
    except PartTamperedError as error:
        raise blame(chamber.database, stored, person_key=key, suspected=error) from None


def _uses(row: HeldRow, now: datetime) -> tuple[Use, ...]:
    living = {grant.purpose: grant for grant in row.record.grants}
    last_said = {said.purpose: said.state for said in row.said}
    uses = []
    for purpose in dict.fromkeys((*row.record.header.terms.granted, *last_said)):
        grant = living.get(purpose)
        uses.append(
            Use(
                purpose,
                living=grant is not None and not has_run_out(grant.until_on, now=now),
                until_on=None if grant is None else grant.until_on,
                consent=last_said.get(purpose),
            )
        )
    return tuple(uses)
