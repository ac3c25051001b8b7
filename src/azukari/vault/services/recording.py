"""Recording what was opened, searched for or refused: an access event and a ledger entry, in one transaction."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType

from azukari.base.errors import AzukariError, UnavailableError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor, Database, Run, within
from azukari.ledger.entry import Fact
from azukari.ledger.services import entries_for
from azukari.vault.access import NOBODY, AccessEvent, Actor
from azukari.vault.events import Event
from azukari.vault.person_key import commit_reason, ledger_salt
from azukari.vault.store.opening import insert_events


class NotRecordedError(UnavailableError):
    """This could not be recorded, so nothing was done and nothing is shown."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be recorded; ``purpose`` must be a known one or empty, since the ledger holds no text that anybody typed."""

    kind: Event
    actor: Actor
    purpose: str
    reason: str | None
    ground: str | None = None
    person_id: uuid.UUID | None = None
    record_id: uuid.UUID | None = None
    person_key: bytes | None = field(default=None, repr=False)


def withheld() -> AbstractContextManager[None]:
    """Begin an act whose failure means that nothing may be shown.

    Raises:
        NotRecordedError: at the end of the block, if anything in it failed for whatever reason the driver had.
    """
    return _AnswerWithheld()


class _AnswerWithheld:
    # A room knows no driver and none of its errors: whatever it was that kept an act from being recorded, it is not shown.

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, AzukariError):
            raise NotRecordedError from error


def record(database: Database, happenings: Sequence[Happening], *, now: datetime) -> tuple[uuid.UUID, ...]:
    """Write an access event and a ledger entry for each happening, in one durable statement, and give the events' ids."""
    return _write(database.run, [(new_id(), happening, {}) for happening in happenings], now)


def record_search(database: Database, happening: Happening, *, kind: str, found: int, now: datetime) -> None:
    """Write an access event and a ledger entry for a search: by what, and how many were found."""
    _write(database.run, [(new_id(), happening, {"by": kind, "found": found})], now)


def record_within(cursor: Cursor, happening: Happening, facts: Mapping[str, Fact], *, now: datetime) -> uuid.UUID:
    """Write an access event and a ledger entry with more facts as part of a transaction, and give the id of both."""
    return _write(within(cursor), [(new_id(), happening, facts)], now)[0]


def _write(
    run: Run, acts: Sequence[tuple[uuid.UUID, Happening, Mapping[str, Fact]]], now: datetime
) -> tuple[uuid.UUID, ...]:
    entries = entries_for(
        [(one.kind, {**_facts(one, event_id), **more}, event_id) for event_id, one, more in acts], now=now
    )
    insert_events(run, [_event(one, event_id) for event_id, one, _ in acts], entries)
    return tuple([event_id for event_id, _, _ in acts])


def _facts(happening: Happening, event_id: uuid.UUID) -> dict[str, str | int]:
    facts: dict[str, str | int] = {"actor": happening.actor.id, "role": happening.actor.role.value}
    if happening.purpose:
        facts["purpose"] = happening.purpose
    if happening.record_id is not None:
        facts["record"] = str(happening.record_id)
    if happening.ground is not None:
        facts["ground"] = happening.ground
    if happening.reason is not None and happening.person_key is not None:
        salt = ledger_salt(happening.person_key)
        facts["reason"] = commit_reason(salt, event=event_id, reason=happening.reason)
    return facts


def _event(happening: Happening, event_id: uuid.UUID) -> AccessEvent:
    return AccessEvent(
        event_id=event_id,
        kind=happening.kind,
        person_id=happening.person_id or NOBODY,
        record_id=happening.record_id,
        purpose=happening.purpose,
        actor=happening.actor,
        reason=happening.reason,
        ground=happening.ground,
    )
