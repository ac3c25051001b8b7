"""Opening all records of a service that a purpose may open, page by page, as a mailing or a statistic needs them.

Each record has its access event, as if it had been opened by itself. In the ledger one entry speaks of the whole page: how many
records there were, and the digest of which.
"""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import AzukariError, MalformedError, RefusedError
from azukari.base.ids import new_id
from azukari.ledger.services import entries_for
from azukari.statement.text import Language
from azukari.vault.access import NOBODY, Actor, Ask, Ground, Opened, check_key, check_reason
from azukari.vault.events import Event
from azukari.vault.record import StoredRecord
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.opening import examined, opened_items
from azukari.vault.services.recording import withheld
from azukari.vault.services.suppressing import Reach, reach_of, suppressed
from azukari.vault.services.unsealing import Keys, fetch_keys
from azukari.vault.store import paging as store
from azukari.vault.store.terms import terms_of_service

MOST = 500
_MOST_CHARACTERS = 200_000  # of values in a page, so that its answer always fits into a frame

Name = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be opened: a service's records, for what, why, and by whom."""

    service: str
    purpose: str
    reason: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, those that are damaged as errors, and where the next page begins; none after the last."""

    records: tuple[Opened | AzukariError, ...]
    after: Name | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A record of a page, the event under which it is opened, and what came of it."""

    stored: StoredRecord
    event: uuid.UUID
    outcome: Opened | AzukariError
    reach: Reach | None = None


def open_page(chamber: Chamber, wish: Wish, *, after: Name | None, limit: int, now: datetime) -> Page:
    """Open the next records that the purpose may open today; what it may not is not there.

    Raises:
        MalformedError: if the limit is less than one: such a page would look like the last.
        RefusedError: if the reason, the purpose or the actor is not in order.
        UnavailableError: if it could not be recorded; nothing is shown then.
    """
    if limit < 1:
        raise MalformedError("A page has room for one record at least.", ground="limit")
    reason = check_reason(wish.reason)
    if wish.purpose not in chamber.unlocked.keyring.purposes:
        raise RefusedError("No statement names such a purpose.", ground=Ground.PURPOSE_UNKNOWN)
    check_key(wish.actor, purpose=wish.purpose)
    if wish.actor.services is not None and wish.service not in wish.actor.services:
        return Page((), None)  # as of a service that has no records
    with withheld():
        terms = terms_of_service(chamber.database, wish.service, wish.purpose)
        rows = store.scan_for_purpose(
            chamber.database, terms, after=after or (NOBODY, NOBODY), limit=min(limit, MOST), known=chamber.terms
        )
        keys = fetch_keys(
            chamber,
            sessions={grant.session_id for row in rows if (grant := row.grant(wish.purpose)) is not None},
            persons=[row.header.person_id for row in rows],
        )
        fitting, last = _fitting(opened_rows(chamber, rows, wish, keys=keys, now=now), rows)
        out = suppressed(chamber, [one.reach for one in fitting])
        seen = [one for place, one in enumerate(fitting) if place not in out]
        if seen:
            _record(chamber, seen, wish, reason=reason, now=now)
    return Page(
        tuple([one.outcome for one in seen]),
        last if len(rows) == min(limit, MOST) or last != _name(rows[-1:]) else None,
    )


def _name(rows: Sequence[StoredRecord]) -> Name | None:
    return (rows[0].header.person_id, rows[0].header.record_id) if rows else None


def _fitting(
    all_seen: Iterator[tuple[StoredRecord, Seen | None]], rows: Sequence[StoredRecord]
) -> tuple[list[Seen], Name | None]:
    """Take as many as fit into an answer, and tell the last record that was looked at."""
    taken: list[Seen] = []
    characters = 0
    last = _name(rows[-1:])
    for stored, seen in all_seen:
        if seen is None:
            continue
        taken.append(seen)
        if not isinstance(seen.outcome, AzukariError):
            characters += sum(map(len, seen.outcome.items.values()))
        if characters > _MOST_CHARACTERS:
            return taken, _name([stored])
    return taken, last


def opened_rows(
    chamber: Chamber, rows: Sequence[StoredRecord], wish: Wish, *, keys: Keys, now: datetime
) -> Iterator[tuple[StoredRecord, Seen | None]]:
    """Open rows one after another: each with what came of it, or none where the purpose may not open it today."""
    for stored in rows:
        event = new_id()
        header = stored.header
        ask = Ask(header.record_id, wish.purpose, wish.reason, wish.actor)
        try:
            grant, sight = examined(chamber, stored, ask, now=now)
            values = opened_items(chamber, stored, grant, items=sight.items, keys=keys)
            reach = reach_of(chamber, stored, wish.purpose, sight=sight, values=values)
        except RefusedError:
            yield stored, None  # not for this purpose today: its time has run out, or the use was stopped
            continue
        except AzukariError as error:
            yield stored, Seen(stored, event, error)
            continue
        language: Language = "ja" if header.terms.language == "ja" else "en"
        opened = Opened(
            header.record_id, header.number, header.service, wish.purpose, values, header.statement_hash,
            header.collected_at, language, event,
        )  # fmt: skip
        yield stored, Seen(stored, event, opened, reach)


def _record(chamber: Chamber, seen: Sequence[Seen], wish: Wish, *, reason: str, now: datetime) -> None:
    listed = "".join(f"{one.event} {one.stored.header.record_id}\n" for one in seen)
    facts = {
        "actor": wish.actor.id,
        "role": wish.actor.role.value,
        "purpose": wish.purpose,
        "service": wish.service,
        "count": len(seen),
        "records": hashlib.sha256(listed.encode()).hexdigest(),
    }
    entry = entries_for([(Event.PAGE_OPENED, facts, new_id())], now=now)
    events = [
        store.PageEvent(
            one.event,
            one.stored.header.person_id,
            one.stored.header.record_id,
            one.outcome.ground if isinstance(one.outcome, AzukariError) else None,
        )
        for one in seen
    ]
    store.insert_page_events(chamber.database, events, entry, purpose=wish.purpose, actor=wish.actor, reason=reason)
