"""An act that is sent twice is done once: the second time it gets the first answer again.

What an act came to is kept in the statement of the act (collecting), or in one that is open while the keeper acts. A process that
dies in between leaves no trace of the attempt, and the next one does the act: the record's id of a collection follows from the
idempotency key, so it cannot be stored twice, and the keeper's acts leave the same behind when they are done again.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from azukari.api import store
from azukari.api.errors import InProgressError, KeyReusedError
from azukari.api.store import AnswerRow
from azukari.base.sql import Cursor, Database
from azukari.vault.services.collecting import Also

LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of an act: whose, under which token, and the name of what was sent."""

    key_id: uuid.UUID
    token: bytes = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act came to, without personal data, and whether that was some time ago."""

    status: int
    answer: bytes
    replayed: bool = False


def earlier(database: Database, attempt: Attempt) -> Outcome | None:
    """Give what the act came to when it was sent before, if it was.

    Raises:
        KeyReusedError: if something else was sent under the same idempotency key.
    """
    with database.transaction() as cursor:
        return _earlier(cursor, attempt)


def keep(cursor: Cursor, attempt: Attempt, outcome: Outcome, *, now: datetime) -> None:
    """Keep what an act came to, in the transaction of the act."""
    store.keep(cursor, _row(attempt, outcome, now))


def kept_also(attempt: Attempt, outcome: Outcome, *, now: datetime) -> Also:
    """Give what keeps the outcome of a collection in the very statement that stores the record."""
    return store.kept_also(_row(attempt, outcome, now))


def once(database: Database, attempt: Attempt, act: Callable[[], Outcome], *, now: datetime) -> Outcome:
    """Do an act of another process once; an act that fails is not kept, and may be sent again.

    Raises:
        KeyReusedError: if something else was sent under the same idempotency key.
        InProgressError: if somebody else is at it.
        AzukariError: as the act says.
    """
    with database.transaction() as cursor:
        if not store.claim(cursor, attempt.token):
            raise InProgressError
        found = _earlier(cursor, attempt)
        if found is not None:
            return found
        done = act()
        keep(cursor, attempt, done, now=now)
    return done


def forget(database: Database, *, now: datetime, most: int = 2000) -> None:
    """Forget what has expired."""
    while True:
        with database.transaction() as cursor:
            if store.drop_expired(cursor, now=now, most=most) < most:
                return


def _row(attempt: Attempt, outcome: Outcome, now: datetime) -> AnswerRow:
    return AnswerRow(attempt.token, attempt.key_id, attempt.body, outcome.status, outcome.answer, now + LIFE)


def _earlier(cursor: Cursor, attempt: Attempt) -> Outcome | None:
    found = store.find(cursor, attempt.token)
    if found is None:
        return None
    if found.body != attempt.body:
        raise KeyReusedError
    return Outcome(found.status, found.answer, replayed=True)
