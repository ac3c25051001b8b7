"""Fetching a hand-over: by a link and a code that is mailed to the recipient's desk, once; or put by SFTP.

Whoever shows the code reads the recipient's mailbox; what they get is encrypted to the recipient's key all the same. Conditions are
asked again at that moment: a contract that lapsed meanwhile, or a person who stopped the use, counts (requirements H20, S6.2).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.base.errors import ExpiredError, RefusedError, UnauthenticatedError
from azukari.base.ids import new_id
from azukari.ledger.services import append
from azukari.sharing.code import CODE_LIVES, TOKEN_LIVES, code_fits, code_of, digest_of, new_token
from azukari.sharing.delivery import Channel, Kind, State, StepRefusedError
from azukari.sharing.engagement import Sftp
from azukari.sharing.events import Event
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.files import read_part
from azukari.sharing.services.making import actor_of
from azukari.sharing.services.passing_on import pass_on
from azukari.sharing.services.proposing import check_conditions, handover_of
from azukari.sharing.store import engagements, handovers
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.vault.access import Actor

_TRIES = 5
_CODES_AN_HOUR = 5
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
    handover_id: uuid.UUID
    kind: Kind
    code: str = ""


@dataclass(frozen=True, slots=True)
class Putting:
    """A file that is put by SFTP: where, and how long it is."""

    handover_id: uuid.UUID
    number: str
    sftp: Sftp
    size: int


def begin_pickup(dispatch: Dispatch, handover_id: uuid.UUID, *, language: Language, now: datetime) -> uuid.UUID:
    """Have a code mailed to the recipient's desk, and give the id of the try; the same if there is no such hand-over."""
    pickup_id = new_id()
    row = handovers.handover(dispatch.chamber.database, handover_id)
    if row is None or row.state not in {State.MADE, State.HANDED, State.CLOSED}:
        return pickup_id
    asked = handovers.count_pickups(dispatch.chamber.database, handover_id, since=now - timedelta(hours=1))
    if asked < _CODES_AN_HOUR:
        handovers.insert_pickup(dispatch.chamber.database, pickup_id, handover_id, language=language, now=now)
    return pickup_id


def code_letter(dispatch: Dispatch, pickup_id: uuid.UUID, *, now: datetime) -> ReadyLetter | None:
    """Give the letter with the code of a try; none if it leads nowhere."""
    found = handovers.pickup_for_letter(dispatch.chamber.database, pickup_id, since=now - CODE_LIVES)
    if found is None:
        return None
    row = handover_of(dispatch, found.handover_id)
    code = code_of(dispatch.key, pickup_id.bytes)
    return ReadyLetter(found.contact, found.language, row.number, row.handover_id, row.kind, code)


def ready_letter(dispatch: Dispatch, handover_id: uuid.UUID) -> ReadyLetter | None:
    """Give the letter that says that something waits, or was put by SFTP; none if neither is so."""
    row = handover_of(dispatch, handover_id)
    if row.state is not State.MADE and row.channel is not Channel.SFTP:
        return None
    return ReadyLetter(row.contact, row.language, row.number, row.handover_id, row.kind)


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
    """Give a part of a file, `PART_SIZE` bytes at most; with the last part the recipient has it.

    Raises:
        MadeAnewError: if something changed since it was made.
        FetchedBeforeError: if it was fetched, longer ago than one fetching lasts.
        ConditionsMissingError: if a contract, an assessment or an inspection lapsed since; the file is not handed over any more.
        StepRefusedError: if it is not ready.
    """
    if row.state is State.HANDED or row.state is State.CLOSED:
        if row.handed_at is None or now - row.handed_at > TOKEN_LIVES:
            raise FetchedBeforeError(ground="fetched_before")
    elif offset == 0:
        pass_on(dispatch, now=now)
        row = handover_of(dispatch, row.handover_id)
        if row.state is State.APPROVED:
            raise MadeAnewError(ground="made_anew")
        check_conditions(dispatch, row, actor=_RECIPIENT, now=now)
    if row.state not in {State.MADE, State.HANDED, State.CLOSED} or row.size is None:
        raise StepRefusedError(ground="step")
    part = read_part(dispatch.folder, row.handover_id, offset)
    if row.state is State.MADE and offset + len(part) >= row.size:
        _hand(dispatch, row, channel, now=now)
    return part


def put_next(dispatch: Dispatch, handover_id: uuid.UUID, *, now: datetime) -> Putting | None:
    """Tell where a file is to be put, if it still is; none if there is nothing to put.

    Raises:
        ConditionsMissingError: as `fetch_part` says.
    """
    row = handover_of(dispatch, handover_id)
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    if engagement is None or engagement.sftp is None or row.size is None:
        return None
    # Handed over with its last part, and the line broke before the server had it: it is put once more.
    again = row.channel is Channel.SFTP and row.handed_at is not None and now - row.handed_at <= TOKEN_LIVES
    if row.state is not State.MADE and not again:
        return None
    if not again:
        check_conditions(dispatch, row, actor=_RECIPIENT, now=now)
    return Putting(handover_id, row.number, engagement.sftp, row.size)


def _hand(dispatch: Dispatch, row: HandoverRow, channel: Channel, *, now: datetime) -> None:
    ends = row.exit is Exit.EXCEPTION or row.kind in _NOTHING_DUE
    values = {
        "handover_id": row.handover_id,
        "state": (State.CLOSED if ends else State.HANDED).value,
        "now": now,
        "channel": channel.value,
        "closed_at": now if ends else None,
    }
    with dispatch.chamber.database.transaction() as cursor:
        if not handovers.step(cursor, "handed_handover", values):
            return  # it was handed over a moment ago
        facts = {"handover": str(row.handover_id), "channel": channel.value, "file": row.file_digest or ""}
        who = actor_of(row)
        append(cursor, Event.HANDED, {"actor": who.id, "role": who.role.value, **facts}, now=now)
