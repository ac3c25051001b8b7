"""Fetching a hand-over: by a link and a code that is mailed to the recipient's desk, once; or put by SFTP.

Whoever shows the code reads the recipient's mailbox; what they get is encrypted to the recipient's key all the same. Conditions are
asked again at that moment: a contract that lapsed meanwhile, or a person who stopped the use, counts (requirements H20, S6.2). With
its first part a file is handed over, whichever part that is: what somebody has a part of, they have.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.base.errors import ExpiredError, RefusedError, UnauthenticatedError
from azukari.base.ids import new_id
from azukari.sharing.code import CODE_LIVES, TOKEN_LIVES, code_fits, code_of, digest_of, new_token
from azukari.sharing.delivery import Channel, Kind, State, StepRefusedError
from azukari.sharing.engagement import Sftp
from azukari.sharing.events import Event
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.checking import check_conditions
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.files import read_part
from azukari.sharing.services.passing_on import pass_on
from azukari.sharing.services.steps import actor_of, handover_of, noted
from azukari.sharing.store import handovers
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.vault.access import Actor
from azukari.vault.services.standing import suppressed_since

_TRIES = 5
_CODES_AN_HOUR = 5
_OPEN_AFTER = timedelta(days=90)  # how long a recipient may still look at what is closed
_RECIPIENT = Actor("recipient", Role.SYSTEM)
# These hold nothing that comes back: once they are handed over, nothing is waited for.
_NOTHING_DUE = frozenset({Kind.REPORT, Kind.REQUEST, Kind.BREACH, Kind.CERTIFICATE, Kind.RETURN})


class PickupRefusedError(UnauthenticatedError):
    """This code does not fit, or is no longer valid: ask for a new one."""


class PickupEndedError(UnauthenticatedError):
    """Your time to fetch has ended: ask for a new code."""


class FetchedBeforeError(RefusedError):
    """This file was fetched before; it is given once."""


class MadeAnewError(ExpiredError):
    """Something changed since the file was made, so it is being made anew: come back in some minutes."""


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """What the worker writes to a recipient: that something waits for it, or the code with which it is fetched."""

    address: str
    language: Language
    number: str
    door_id: uuid.UUID
    kind: Kind
    code: str = ""


@dataclass(frozen=True, slots=True)
class Putting:
    """A file that is put by SFTP: where, and how long it is."""

    handover_id: uuid.UUID
    number: str
    sftp: Sftp
    size: int


def begin_pickup(dispatch: Dispatch, door_id: uuid.UUID, *, language: Language, now: datetime) -> uuid.UUID:
    """Have a code mailed to the recipient's desk, and give the id of the try; the same if the link leads nowhere."""
    pickup_id = new_id()
    row = handovers.handover_of_door(dispatch.chamber.database, door_id)
    if row is None or not _is_open(row, now):
        return pickup_id
    asked = handovers.count_pickups(dispatch.chamber.database, row.handover_id, since=now - timedelta(hours=1))
    if asked < _CODES_AN_HOUR:
        handovers.insert_pickup(dispatch.chamber.database, pickup_id, row.handover_id, language=language, now=now)
    return pickup_id


def _is_open(row: HandoverRow, now: datetime) -> bool:
    if row.state is State.CLOSED:
        return row.closed_at is not None and now - row.closed_at < _OPEN_AFTER
    return row.state in {State.MADE, State.HANDED}


def code_letter(dispatch: Dispatch, pickup_id: uuid.UUID, *, now: datetime) -> ReadyLetter | None:
    """Give the letter with the code of a try; none if it leads nowhere."""
    found = handovers.pickup_for_letter(dispatch.chamber.database, pickup_id, since=now - CODE_LIVES)
    if found is None:
        return None
    row = handover_of(dispatch, found.handover_id)
    code = code_of(dispatch.key, pickup_id.bytes)
    return ReadyLetter(found.contact, found.language, row.number, row.door_id, row.kind, code)


def ready_letter(dispatch: Dispatch, handover_id: uuid.UUID) -> ReadyLetter | None:
    """Give the letter that says that something waits, or was put by SFTP; none if neither is so."""
    row = handover_of(dispatch, handover_id)
    if row.state is not State.MADE and row.channel is not Channel.SFTP:
        return None
    return ReadyLetter(row.contact, row.language, row.number, row.door_id, row.kind)


def show_pickup_code(dispatch: Dispatch, pickup_id: uuid.UUID, code: str, *, now: datetime) -> str:
    """Let whoever shows the code in, once, and give the token that their browser keeps.

    Raises:
        PickupRefusedError: in every other case, with one text.
    """
    fits = code_fits(code, code_of(dispatch.key, pickup_id.bytes))
    token = new_token()
    with dispatch.chamber.database.transaction() as cursor:
        handover_id = handovers.try_pickup(cursor, pickup_id, since=now - CODE_LIVES, most=_TRIES)
        if handover_id is not None and fits:
            handovers.show_pickup(cursor, pickup_id, token=digest_of(token), now=now)
            return token
    raise PickupRefusedError(ground="code_refused")


def picked_up(dispatch: Dispatch, token: str, *, now: datetime) -> HandoverRow:
    """Give the hand-over that a token opens.

    Raises:
        PickupEndedError: if it opens none, or not any more.
    """
    handover_id = handovers.pickup_of(dispatch.chamber.database, digest_of(token), since=now - TOKEN_LIVES)
    if handover_id is None:
        raise PickupEndedError(ground="pickup_ended")
    return handover_of(dispatch, handover_id)


def fetch_part(dispatch: Dispatch, row: HandoverRow, offset: int, *, channel: Channel, now: datetime) -> bytes:
    """Give a part of a file, `PART_SIZE` bytes at most; with the first one that is given the recipient has it.

    Raises:
        MadeAnewError: if something changed since it was made.
        FetchedBeforeError: if it was fetched, longer ago than one fetching lasts.
        ConditionsMissingError: if a contract, an assessment or an inspection lapsed since; the file is not handed over any more.
        StepRefusedError: if it is not ready, or is not given this way.
    """
    if channel is Channel.SFTP and row.sftp is None:
        raise StepRefusedError(ground="step")
    if row.state is State.MADE:
        row = _still_true(dispatch, row, now=now)
        part = read_part(dispatch.folder, row.handover_id, offset)
        _hand(dispatch, row, channel, now=now)
        return part
    if row.state is State.APPROVED:
        raise MadeAnewError(ground="made_anew")
    if row.state not in {State.HANDED, State.CLOSED} or row.handed_at is None:
        raise StepRefusedError(ground="step")
    if now - row.handed_at > TOKEN_LIVES or _is_gone(row):
        raise FetchedBeforeError(ground="fetched_before")
    return read_part(dispatch.folder, row.handover_id, offset)


def _still_true(dispatch: Dispatch, row: HandoverRow, *, now: datetime) -> HandoverRow:
    """Give a file's hand-over if nothing happened since it was made that it should have known of."""
    pass_on(dispatch, now=now)
    database = dispatch.chamber.database
    # An address that was suppressed stands in no record by its name: that the list has grown is enough.
    if row.kind is Kind.RECORDS and row.made_at is not None and suppressed_since(database, row.made_at):
        with database.transaction() as cursor:
            handovers.step(cursor, "make_anew", {"handover_id": row.handover_id})
    row = handover_of(dispatch, row.handover_id)
    if row.state is State.APPROVED:
        raise MadeAnewError(ground="made_anew")
    if row.state is not State.MADE:
        raise StepRefusedError(ground="step")
    check_conditions(dispatch, row, actor=_RECIPIENT, now=now)
    return row


def _is_gone(row: HandoverRow) -> bool:
    # Whoever certified that it is gone does not get it once more.
    return row.state is State.CLOSED and row.certificate is not None


def put_next(dispatch: Dispatch, handover_id: uuid.UUID, *, now: datetime) -> Putting | None:
    """Tell where a file is to be put, if it still is; none if there is nothing to put.

    Raises:
        ConditionsMissingError: as `fetch_part` says.
    """
    row = handover_of(dispatch, handover_id)
    if row.sftp is None or row.size is None:
        return None
    # Handed over with its first part, and the line broke before the server had the last: it is put once more.
    again = row.channel is Channel.SFTP and row.handed_at is not None and now - row.handed_at <= TOKEN_LIVES
    if row.state is not State.MADE and not again:
        return None
    if not again:
        check_conditions(dispatch, row, actor=_RECIPIENT, now=now)
    return Putting(handover_id, row.number, row.sftp, row.size)


def _hand(dispatch: Dispatch, row: HandoverRow, channel: Channel, *, now: datetime) -> None:
    ends = row.exit is Exit.EXCEPTION or row.kind in _NOTHING_DUE
    values = {
        "handover_id": row.handover_id,
        "state": (State.CLOSED if ends else State.HANDED).value,
        "now": now,
        "channel": channel.value,
        "closed_at": now if ends else None,
        "file_digest": row.file_digest,
    }
    with dispatch.chamber.database.transaction() as cursor:
        if not handovers.step(cursor, "handed_handover", values):
            raise MadeAnewError(ground="made_anew")  # a moment ago; or somebody else has it, who asks again
        facts = {"handover": str(row.handover_id), "channel": channel.value, "file": row.file_digest or ""}
        noted(cursor, Event.HANDED, actor_of(row), facts, now=now)
