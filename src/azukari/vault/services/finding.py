"""Finding records by what a person says of themselves, for a purpose."""

from datetime import datetime

from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError, NotFoundError, RefusedError
from azukari.base.ids import read_receipt_number
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Clue, Found, Ground, allowed_items, check_key, check_reason
from azukari.vault.events import Event
from azukari.vault.index import LookupKind
from azukari.vault.normalise import folded
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.recording import Happening, record, record_search, withheld
from azukari.vault.store import finding as store
from azukari.vault.store.finding import FoundRow

BY_NUMBER = "number"
MOST_FOUND = 100
_SEARCHING = frozenset({Role.PRIVACY_MANAGER, Role.SERVICE_STAFF, Role.SERVICE})


def find_for(
    chamber: Chamber, clue: Clue, *, purpose: str, reason: str, actor: Actor, now: datetime
) -> tuple[Found, ...]:
    """Find the records that a purpose may open, by ``number``, ``email``, ``phone``, ``name`` or ``kana``; newest first.

    What was looked for is recorded nowhere; that something was looked for, by what, for which purpose and why, is.

    Raises:
        RefusedError: after it was recorded, if the purpose or role may not.
        MalformedError: if the kind is unknown or the value has no such form.
        UnavailableError: if it could not be recorded.
    """
    wanted = _folded(clue.kind, clue.value)
    known = purpose if purpose in chamber.unlocked.keyring.purposes else ""
    with withheld():
        refused = _refusal(known, reason, actor)
        if refused is not None:
            record(chamber.database, [Happening(Event.REFUSED, actor, known, None, ground=refused.ground)], now=now)
            found: tuple[FoundRow, ...] = ()
        else:
            rows = _rows(chamber, clue.kind, wanted=wanted, purpose=known, now=now)
            found = tuple(row for row in rows if _may_know(chamber, row, known, actor))
            searched = Happening(Event.SEARCHED, actor, known, check_reason(reason))
            record_search(chamber.database, searched, kind=clue.kind, found=len(found), now=now)
    if refused is not None:
        raise refused
    return tuple(Found(row.record_id, row.number, row.service, row.collected_at) for row in found)


def _folded(kind: str, value: str) -> str:
    if kind == BY_NUMBER:
        return read_receipt_number(value)
    if kind not in set(LookupKind):
        raise MalformedError("Records are found by number, email, phone, name or kana.", ground="lookup_kind")
    wanted = folded(LookupKind(kind), value)
    if not wanted:
        raise MalformedError("Say what to look for.", ground="lookup_empty")
    return wanted


def _refusal(purpose: str, reason: str, actor: Actor) -> RefusedError | None:
    try:
        check_reason(reason)
    except RefusedError as error:
        return error
    if not purpose:
        return RefusedError("No statement names such a purpose.", ground=Ground.PURPOSE_UNKNOWN)
    if actor.role not in _SEARCHING:
        return RefusedError(f"The role {actor.role} may not look records up.", ground=Ground.ROLE_NOT_ALLOWED)
    try:
        check_key(actor, purpose=purpose)
    except RefusedError as error:
        return error
    return None


def _rows(chamber: Chamber, kind: str, *, wanted: str, purpose: str, now: datetime) -> tuple[FoundRow, ...]:
    today = japan_date(now)
    if kind == BY_NUMBER:
        return store.find_by_number(chamber.database, wanted, purpose=purpose, today=today)
    token = chamber.unlocked.index.token(LookupKind(kind), wanted)
    return store.find_by_token(chamber.database, token, purpose=purpose, today=today, limit=MOST_FOUND)


def _may_know(chamber: Chamber, row: FoundRow, purpose: str, actor: Actor) -> bool:
    try:
        statement = chamber.statements(row.statement_hash)
        return bool(allowed_items(statement.service(row.service), statement.purpose(purpose), actor))
    except (RefusedError, NotFoundError, KeyError):
        return False
