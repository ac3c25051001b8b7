"""Never again: addresses that are not to be used for what needs a permission, whoever brings them anew (requirements H20).

What is kept of an address is a keyed hash, which outlives the erasure of the record that it was in. A permission that the person
gives afterwards, by a form of ours, counts for the record that it came with; a list that somebody takes in does not.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import RefusedError
from azukari.ledger.services import append
from azukari.vault.access import ByRequest, Ground, Sight
from azukari.vault.events import Event
from azukari.vault.index import CONTACTS, LookupKind
from azukari.vault.normalise import folded, lookup_kind
from azukari.vault.record import StoredRecord
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.resealing import content_of
from azukari.vault.services.showing import Source, source_of
from azukari.vault.store.showing import held_of_persons
from azukari.vault.store.suppressing import suppress as store_tokens
from azukari.vault.store.suppressing import suppressions


class SuppressedError(RefusedError):
    """The person asked never to be reached at this address for what needs a permission, and has given none since."""

    def __init__(self) -> None:
        """Name the ground."""
        super().__init__(ground=Ground.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Reach:
    """An opening for a purpose that needs a permission: of which record, and the tokens of the addresses in it."""

    stored: StoredRecord
    purpose: str
    tokens: tuple[bytes, ...]


def suppress(chamber: Chamber, contacts: Iterable[tuple[LookupKind, str]], *, by: ByRequest, now: datetime) -> int:
    """Keep e-mail addresses and telephone numbers as not to be used, and tell how many this request had not named before.

    Raises:
        MalformedError: if one is of no such form.
    """
    index = chamber.unlocked.index
    tokens = sorted({index.suppression(kind, folded(kind, text)) for kind, text in contacts})
    if not tokens:
        return 0
    with chamber.database.transaction() as cursor:
        count = store_tokens(cursor, tokens, request_id=by.request, at=now)
        if count:
            facts = {
                "actor": by.actor.id,
                "role": by.actor.role.value,
                "request": str(by.request),
                "count": count,
            }
            append(cursor, Event.SUPPRESSED, facts, now=now)
    return count


def suppress_for_person(chamber: Chamber, persons: Sequence[uuid.UUID], *, by: ByRequest, now: datetime) -> int:
    """Keep every address in the records of some persons, who are one and the same, as `suppress` does; before an erasure.

    Raises:
        TamperedError: if a part is not what was written.
    """
    contacts: list[tuple[LookupKind, str]] = []
    for row in held_of_persons(chamber.database, persons, chamber.terms):
        stored = row.record
        service = chamber.statements(stored.header.statement_hash).service(stored.header.service)
        values = content_of(chamber, stored).values
        for item in service.items:
            kind = lookup_kind(item)
            if kind in CONTACTS and item.id in values:
                contacts.append((kind, values[item.id]))
    return suppress(chamber, contacts, by=by, now=now)


def reach_of(
    chamber: Chamber, stored: StoredRecord, purpose: str, *, sight: Sight, values: Mapping[str, str]
) -> Reach | None:
    """Tell how an opening would reach a person, if its purpose needs a permission and sees an address."""
    index = chamber.unlocked.index
    tokens = tuple(
        index.suppression(kind, folded(kind, values[item])) for item, kind in sight.contacts if item in values
    )
    return Reach(stored, purpose, tokens) if tokens else None


def suppressed(chamber: Chamber, reaches: Sequence[Reach | None]) -> frozenset[int]:
    """Tell the places of those that may not be used; nothing is asked of the database where nothing needs a permission."""
    wanted = [
        (place, reach, token) for place, reach in enumerate(reaches) if reach is not None for token in reach.tokens
    ]
    if not wanted:
        return frozenset()
    found = suppressions(
        chamber.database,
        [
            (token, reach.stored.header.person_id, reach.stored.header.record_id, reach.purpose)
            for _, reach, token in wanted
        ],
    )
    return frozenset(
        wanted[at][0]
        for at, since, given_at in found
        if given_at is None or given_at <= since or source_of(wanted[at][1].stored.header.terms) is not Source.PAGE
    )
