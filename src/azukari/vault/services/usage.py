"""How a vault was used in a time, in figures; and all persons in it, a page at a time."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.sql import Database
from azukari.vault.access import NOBODY
from azukari.vault.events import Event
from azukari.vault.services.chamber import Chamber
from azukari.vault.store import usage as store

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Usage:
    """What came in, what was opened for which purpose, what was refused, and who was erased."""

    received: int
    opened: Mapping[str, int]
    searched: int
    refused: int
    erased: int


def usage(database: Database, since: datetime, until: datetime) -> Usage:
    """Count what happened between two instants."""
    opened: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    for kind, purpose, number in store.events(database, since, until):
        by_kind[kind] = by_kind.get(kind, 0) + number
        if kind == Event.OPENED:
            opened[purpose] = number
    return Usage(
        received=store.count(database, "count_received", since, until),
        opened=opened,
        searched=by_kind.get(Event.SEARCHED, 0),
        refused=by_kind.get(Event.REFUSED, 0),
        erased=store.count(database, "count_erased", since, until),
    )


def count_records(database: Database) -> int:
    """Tell how many records there are."""
    return store.count(database, "count_records")


def all_persons(chamber: Chamber) -> Iterator[tuple[uuid.UUID, ...]]:
    """Give all persons who have records, a page at a time."""
    after = NOBODY
    while page := store.persons_after(chamber.database, after, limit=_PAGE):
        yield page
        after = page[-1]
