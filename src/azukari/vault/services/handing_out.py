"""Opening a service's records for a purpose so that they can leave in an encrypted file: page by page, in constant memory.

A page is given only after whoever hands it out has recorded, durably and in a way of their own, which records are in it.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from azukari.base.errors import AzukariError
from azukari.vault.access import NOBODY
from azukari.vault.record import StoredRecord
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.paging import Wish, opened_rows
from azukari.vault.services.recording import withheld
from azukari.vault.services.suppressing import suppressed
from azukari.vault.services.unsealing import fetch_keys
from azukari.vault.store import paging as store
from azukari.vault.store.terms import terms_of_service

PAGE = 500  # each record of a page is locked while it is put on record


@dataclass(frozen=True, slots=True)
class Leaving:
    """A record that is about to leave: whose, what the ledger says of it, and what the purpose may see."""

    person_id: uuid.UUID
    record_id: uuid.UUID
    entry_id: uuid.UUID
    collected_at: datetime
    values: Mapping[str, str] = field(repr=False)


Wanted = Callable[[Leaving], bool]
Record = Callable[[Sequence[Leaving]], Sequence[Leaving]]


def hand_out(
    chamber: Chamber, wish: Wish, *, wanted: Wanted, record: Record, now: datetime
) -> Iterator[tuple[Leaving, ...]]:
    """Give the records that a purpose may open today, and that are wanted, a page at a time; those on hold are not among them.

    ``record`` is called with each page before it is given, and gives back those that may still leave.

    Raises:
        TamperedError: if a record is not what was written: a file that leaves must not lack it unnoticed.
        UnavailableError: if a page could not be recorded; it is not given then.
    """
    for page in _pages(chamber, wish, now=now):
        leaving = tuple([one for one in page if wanted(one)])
        if leaving:
            with withheld():
                kept = tuple(record(leaving))
            if kept:
                yield kept


def count_out(chamber: Chamber, wish: Wish, *, wanted: Wanted, now: datetime) -> int:
    """Tell how many records `hand_out` would give, and nothing else of them."""
    return sum(1 for page in _pages(chamber, wish, now=now) for one in page if wanted(one))


def _pages(chamber: Chamber, wish: Wish, *, now: datetime) -> Iterator[list[Leaving]]:
    after = (NOBODY, NOBODY)
    while True:
        with withheld():
            # Looked up anew for each page: records of other terms may have come meanwhile.
            terms = terms_of_service(chamber.database, wish.service, wish.purpose)
            rows = store.scan_for_purpose(chamber.database, terms, after=after, limit=PAGE, known=chamber.terms)
            page = _opened(chamber, wish, rows, now=now)
        if page:
            yield page
        if len(rows) < PAGE:
            return
        after = (rows[-1].header.person_id, rows[-1].header.record_id)


def _opened(chamber: Chamber, wish: Wish, rows: Sequence[StoredRecord], *, now: datetime) -> list[Leaving]:
    keys = fetch_keys(
        chamber,
        sessions={grant.session_id for row in rows if (grant := row.grant(wish.purpose)) is not None},
        persons=[row.header.person_id for row in rows],
    )
    seen = [one for _, one in opened_rows(chamber, rows, wish, keys=keys, now=now) if one is not None]
    out = suppressed(chamber, [one.reach for one in seen])
    leaving = []
    for place, one in enumerate(seen):
        if isinstance(one.outcome, AzukariError):
            raise one.outcome
        if place not in out:
            header = one.stored.header
            at = header.collected_at
            leaving.append(Leaving(header.person_id, header.record_id, one.stored.entry_id, at, one.outcome.items))
    return leaving
