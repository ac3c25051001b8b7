"""Service keys: issued, renewed, revoked, listed, and checked when they are shown. Each change stands in the ledger."""

import unicodedata
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from azukari.base.clock import japan_date
from azukari.base.errors import ConflictError, ExpiredError, MalformedError, NotFoundError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor, Database
from azukari.ledger.services import append
from azukari.statement.document import Statement
from azukari.vault.events import Event
from azukari.vault.guard import find_personal
from azukari.vault.randomness import Draw, system_draw
from azukari.vault.service_key import (
    KeyAct,
    KeyRights,
    NewServiceKey,
    ServiceKey,
    ServiceKeyRefusedError,
    digest_of,
    new_secret,
)
from azukari.vault.store import service_keys as store

LONGEST_LIFE_DAYS = 400
OVERLAP_HOURS = 24  # how long the old key works beside the new one
OVERLAP = timedelta(hours=OVERLAP_HOURS)
LONGEST_OVERLAP = timedelta(days=30)
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class KeyWish:
    """A service key as somebody wants it."""

    label: str
    service: str
    purposes: frozenset[str]
    acts: frozenset[KeyAct]
    days: int


def issue(
    database: Database, wish: KeyWish, *, statement: Statement, by: str, now: datetime, draw: Draw = system_draw
) -> NewServiceKey:
    """Make a service key for what the statement in force says of its service, as whom ``by`` names (an opaque id).

    Raises:
        MalformedError: if the service, a purpose, the acts, the label or the days are not as they have to be.
    """
    rights = KeyRights(new_id(), wish.service, wish.purposes, wish.acts, now + timedelta(days=_days(wish)))
    _check_rights(rights, statement)
    key = ServiceKey(rights, _label(wish.label), now, by, None, None, None)
    with database.transaction() as cursor:
        return _put(cursor, key, event=Event.SERVICE_KEY_ISSUED, draw=draw)


def renew(
    database: Database,
    key_id: uuid.UUID,
    *,
    by: str,
    now: datetime,
    overlap: timedelta = OVERLAP,
    draw: Draw = system_draw,
) -> NewServiceKey:
    """Make a new key with the rights and the length of life of an old one, which expires after the overlap.

    Raises:
        NotFoundError: if there is no such key.
        ExpiredError: if it has expired or was revoked: then issue another.
        ConflictError: if it was renewed before.
        MalformedError: if the overlap is too long.
    """
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise MalformedError(f"An old key works on for at most {LONGEST_OVERLAP.days} days.", ground="overlap")
    with database.transaction() as cursor:
        old = _locked(cursor, key_id)
        if not old.works(now):
            raise ExpiredError("This key has expired or was revoked; issue another.", ground="service_key_ended")
        if old.replaced_by is not None:
            raise ConflictError("This key was renewed already; renew the new one.", ground="service_key_renewed")
        rights = replace(old.rights, key_id=new_id(), expires_at=now + (old.rights.expires_at - old.made_at))
        key = ServiceKey(rights, old.label, now, by, None, key_id, None)
        store.end_key(cursor, key_id, at=now + overlap)
        return _put(cursor, key, event=Event.SERVICE_KEY_RENEWED, draw=draw)


def revoke(database: Database, key_id: uuid.UUID, *, now: datetime) -> ServiceKey:
    """End a key at once.

    Raises:
        NotFoundError: if there is no such key.
        ConflictError: if it was revoked before.
    """
    with database.transaction() as cursor:
        key = _locked(cursor, key_id)
        if key.revoked_at is not None:
            raise ConflictError("This key was revoked already.", ground="service_key_revoked")
        store.revoke_key(cursor, key_id, at=now)
        append(cursor, Event.SERVICE_KEY_REVOKED, _facts(key), now=now)
    return replace(key, revoked_at=now)


def listing(database: Database) -> tuple[ServiceKey, ...]:
    """List all keys, the newest first; those that have ended stay, so that their ids in the ledger keep a meaning."""
    with database.transaction() as cursor:
        return store.list_keys(cursor)


def check(database: Database, secret: str, *, now: datetime) -> KeyRights:
    """Tell what a key may that somebody shows.

    Raises:
        ServiceKeyRefusedError: if it is mistyped, unknown, revoked or expired; the ground tells which.
    """
    digest = digest_of(secret)
    with database.transaction() as cursor:
        found = store.rights_of(cursor, digest)
    if found is None:
        raise ServiceKeyRefusedError("This service key is not known here.", ground="service_key_unknown")
    rights, revoked_at = found
    if revoked_at is not None:
        raise ServiceKeyRefusedError(
            "This service key was revoked.", ground="service_key_revoked", key_id=rights.key_id
        )
    if rights.expires_at <= now:
        raise ServiceKeyRefusedError(
            "This service key has expired.", ground="service_key_expired", key_id=rights.key_id
        )
    return rights


def _put(cursor: Cursor, key: ServiceKey, *, event: Event, draw: Draw) -> NewServiceKey:
    secret = new_secret(draw)
    if not store.insert_key(cursor, key, digest=digest_of(secret)):
        raise ConflictError("This key was renewed already; renew the new one.", ground="service_key_renewed")
    append(cursor, event, _facts(key), now=key.made_at)
    return NewServiceKey(key, secret)


def _locked(cursor: Cursor, key_id: uuid.UUID) -> ServiceKey:
    key = store.lock_key(cursor, key_id)
    if key is None:
        raise NotFoundError("There is no such service key.", ground="service_key_unknown")
    return key


def _facts(key: ServiceKey) -> dict[str, str | list[str]]:
    rights = key.rights
    facts: dict[str, str | list[str]] = {
        "key": str(rights.key_id),
        "service": rights.service,
        "purposes": sorted(rights.purposes),
        "acts": sorted(rights.acts),
        "expires_on": japan_date(rights.expires_at).isoformat(),
    }
    return facts if key.replaces is None else {**facts, "replaces": str(key.replaces)}


def _check_rights(rights: KeyRights, statement: Statement) -> None:
    try:
        service = statement.service(rights.service)
    except KeyError:
        known = ", ".join(one.id for one in statement.services)
        raise MalformedError(f"The statement in force has these services: {known}.", ground="service_unknown") from None
    purposes = {purpose for item in service.items for purpose in item.purposes}
    if not rights.purposes <= purposes:
        raise MalformedError(
            f"The statement in force names these purposes of {service.id}: {', '.join(sorted(purposes))}.",
            ground="purpose_unknown",
        )
    if not rights.acts:
        raise MalformedError("Name at least one act that the key is for.", ground="acts_missing")
    if rights.acts - {KeyAct.COLLECT} and not rights.purposes:
        raise MalformedError("Only a key that does no more than collect needs no purpose.", ground="purposes_missing")


def _days(wish: KeyWish) -> int:
    if not 1 <= wish.days <= LONGEST_LIFE_DAYS:
        raise MalformedError(f"A key works for 1 to {LONGEST_LIFE_DAYS} days.", ground="days")
    return wish.days


def _label(text: str) -> str:
    label = unicodedata.normalize("NFC", text).strip()
    if not 0 < len(label) <= _LONGEST_LABEL or any(unicodedata.category(one).startswith("C") for one in label):
        raise MalformedError(
            f"A label has 1 to {_LONGEST_LABEL} characters, such as the name of the program.", ground="label"
        )
    if find_personal(label) is not None:
        raise MalformedError("Name the program, without personal data.", ground="label")
    return label
