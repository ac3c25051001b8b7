"""Counting, proposing, approving and cancelling a hand-over; each missing condition is named, and a refusal is on record."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from azukari.base.canonical import Value
from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError, NotFoundError, RefusedError
from azukari.base.ids import new_id, new_receipt_number
from azukari.base.sql import Cursor
from azukari.ledger.entry import Fact
from azukari.ledger.services import append
from azukari.sharing.condition import Condition, Wanted, missing, named_recipient, outside
from azukari.sharing.delivery import Kind, SamePersonError, State, Wish, check_step, wish_value
from azukari.sharing.dossier import Dossier, check_dossier
from azukari.sharing.engagement import Engagement
from azukari.sharing.events import Event
from azukari.sharing.exit import BY_KIND, PROVISIONS, Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.engaging import read_age_key, read_contact
from azukari.sharing.store import engagements, handovers
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.vault.access import Actor, allowed_items, check_reason
from azukari.vault.services import paging
from azukari.vault.services.handing_out import Leaving, count_out
from azukari.vault.services.standing import count_usable, records_named

MISSING = "missing:"  # how a ground begins that names conditions


class ConditionsMissingError(RefusedError):
    """Nothing may be handed over now, since a condition is missing."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        """Name them."""
        super().__init__(ground=MISSING + ",".join(conditions))
        self.conditions = tuple(conditions)


class HandoverUnknownError(NotFoundError):
    """There is no such hand-over."""


class NobodyError(RefusedError):
    """No record would be in it."""


@dataclass(frozen=True, slots=True)
class NewHandover:
    """A hand-over as it is proposed."""

    exit: Exit
    kind: Kind
    engagement_id: uuid.UUID | None
    recipient: str
    language: Language
    contact: str
    age_key: str
    wish: Value
    reason: str
    counted: int
    second: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives something without being named in the statement, such as an authority."""

    contact: str
    age_key: str
    language: Language


def count_handover(dispatch: Dispatch, recipient: str, wish: Wish, *, actor: Actor, now: datetime) -> int:
    """Tell how many records a hand-over would hold, and nothing of any of them; that it was counted is recorded.

    Raises:
        ConditionsMissingError: if it is not possible today.
    """
    _checked(dispatch, recipient, wish, actor=actor, now=now)
    found = _count(dispatch, wish, actor=actor, now=now)
    facts = {"recipient": recipient, "service": wish.service, "purpose": wish.purpose, "count": found}
    with dispatch.chamber.database.transaction() as cursor:
        _append(cursor, Event.COUNTED, actor, facts, now=now)
    return found


def propose(dispatch: Dispatch, recipient: str, wish: Wish, *, reason: str, actor: Actor, now: datetime) -> HandoverRow:
    """Propose a hand-over; a small one by a privacy manager needs nobody else, unless it is a provision to a third party.

    Raises:
        ConditionsMissingError: if it is not possible today; it is recorded which condition was missing.
        NobodyError: if no record would be in it.
        RefusedError: if the reason holds personal data, or the purpose is not open to the actor's role.
    """
    said = check_reason(reason)
    engagement, exit_ = _checked(dispatch, recipient, wish, actor=actor, now=now)
    found = _count(dispatch, wish, actor=actor, now=now)
    if found == 0:
        raise NobodyError(ground="nobody")
    new = NewHandover(
        exit=exit_,
        kind=Kind.RECORDS,
        engagement_id=engagement.engagement_id,
        recipient=recipient,
        language=engagement.language,
        contact=engagement.contact,
        age_key=engagement.age_key,
        wish=wish_value(wish),
        reason=said,
        counted=found,
        second=exit_ in PROVISIONS or found > dispatch.second_above or actor.role is not Role.PRIVACY_MANAGER,
    )
    with dispatch.chamber.database.transaction() as cursor:
        handover_id = insert_new(dispatch, cursor, new, actor=actor, now=now)
    return handover_of(dispatch, handover_id)


def propose_provision(
    dispatch: Dispatch,
    dossier: Dossier,
    receiver: Receiver,
    items: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
) -> HandoverRow:
    """Propose a provision under an exception of APPI Art. 27(1); it is always decided by a second person.

    Raises:
        MalformedError: if the dossier is not complete.
        NotFoundError: if it names a record that is not there.
    """
    checked = check_dossier(dossier)
    for text in (checked.necessity, checked.told_why):
        if text:
            _check_free(text)
    if not items:
        raise MalformedError("Name the items: the fewest that will do.", ground="dossier_items")
    records = records_named(dispatch.chamber.database, checked.records)
    wish: Value = {"items": list(items)}
    new = NewHandover(
        exit=Exit.EXCEPTION,
        kind=Kind.RECORDS,
        engagement_id=None,
        recipient=checked.authority,
        language=receiver.language,
        contact=read_contact(receiver.contact),
        age_key=read_age_key(receiver.age_key),
        wish={"exception": wish},
        reason=f"APPI 27(1) {checked.code}",
        counted=len(records),
        second=True,
    )
    with dispatch.chamber.database.transaction() as cursor:
        handover_id = insert_new(dispatch, cursor, new, actor=actor, now=now)
        handovers.insert_dossier(cursor, handover_id, replace(checked, records=records))
    return handover_of(dispatch, handover_id)


def approve(dispatch: Dispatch, handover_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Approve what somebody else proposed.

    Raises:
        HandoverUnknownError, StepRefusedError: if there is none, or it does not wait for this.
        SamePersonError: if it was proposed by the same person.
        ConditionsMissingError: if it is not possible any more.
    """
    row = handover_of(dispatch, handover_id)
    check_step(row.state, State.APPROVED)
    if row.proposed_by == actor.id:
        raise SamePersonError(ground="same_person")
    check_conditions(dispatch, row, actor=actor, now=now)
    with dispatch.chamber.database.transaction() as cursor:
        decide(cursor, row, State.APPROVED, by=actor, now=now)
        _append(cursor, Event.APPROVED, actor, {"handover": str(handover_id), "recipient": row.recipient}, now=now)


def cancel(dispatch: Dispatch, handover_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Give up a hand-over that its recipient does not have yet.

    Raises:
        HandoverUnknownError, StepRefusedError: if there is none, or it is too late.
    """
    row = handover_of(dispatch, handover_id)
    check_step(row.state, State.CANCELLED)
    with dispatch.chamber.database.transaction() as cursor:
        decide(cursor, row, State.CANCELLED, by=None, now=now)
        handovers.forget_delivered(cursor, handover_id)
        _append(cursor, Event.CANCELLED, actor, {"handover": str(handover_id), "recipient": row.recipient}, now=now)


def check_conditions(dispatch: Dispatch, row: HandoverRow, *, actor: Actor, now: datetime) -> None:
    """Check once more that a hand-over of records is possible; whatever happened since it was proposed counts.

    Raises:
        ConditionsMissingError: if it is not; the hand-over is refused for good then, and it is recorded why.
    """
    if row.kind is not Kind.RECORDS or row.wish is None:
        return
    statement = dispatch.statement(now)
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    found = conditions_for(statement, engagement, row.recipient, row.wish, now=now)
    if not found:
        return
    with dispatch.chamber.database.transaction() as cursor:
        decide(cursor, row, State.REFUSED, by=None, now=now, grounds=found)
        handovers.forget_delivered(cursor, row.handover_id)
        facts: dict[str, Fact] = {
            "handover": str(row.handover_id),
            "recipient": row.recipient,
            "ground": ",".join(found),
        }
        _append(cursor, Event.REFUSED, actor, facts, now=now)
    raise ConditionsMissingError(found)


def conditions_for(
    statement: Statement, engagement: Engagement | None, recipient: str, wish: Wish, *, now: datetime
) -> tuple[Condition, ...]:
    """Name all that is missing for a wish today."""
    today = japan_date(now)
    found = missing(statement, engagement, recipient, today=today)
    if engagement is None or Condition.NAMED in found:
        return found
    return found + outside(statement, engagement, Wanted(wish.service, wish.purpose), today=today)


def handover_of(dispatch: Dispatch, handover_id: uuid.UUID) -> HandoverRow:
    """Give a hand-over.

    Raises:
        HandoverUnknownError: if there is none.
    """
    found = handovers.handover(dispatch.chamber.database, handover_id)
    if found is None:
        raise HandoverUnknownError(ground="handover_unknown")
    return found


def insert_new(dispatch: Dispatch, cursor: Cursor, new: NewHandover, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Store a new hand-over with its entry, as part of a transaction, and give its id."""
    handover_id = new_id()
    values: dict[str, Any] = {
        "handover_id": handover_id,
        "number": new_receipt_number(),
        "exit": new.exit.value,
        "kind": new.kind.value,
        "engagement_id": new.engagement_id,
        "recipient": new.recipient,
        "language": new.language,
        "contact": new.contact,
        "age_key": new.age_key,
        "wish": json.dumps(new.wish),
        "reason": new.reason,
        "statement_hash": dispatch.statement(now).hash,
        "state": (State.PROPOSED if new.second else State.APPROVED).value,
        "second": new.second,
        "counted": new.counted,
        "now": now,
        "by": actor.id,
        "role": actor.role.value,
    }
    handovers.insert_handover(cursor, values)
    facts: dict[str, Fact] = {
        "handover": str(handover_id),
        "exit": new.exit.value,
        "kind": new.kind.value,
        "count": new.counted,
        "second": "yes" if new.second else "no",
    }
    if new.engagement_id is not None:
        facts["recipient"] = new.recipient
    _append(cursor, Event.PROPOSED, actor, facts, now=now)
    return handover_id


def decide(
    cursor: Cursor,
    row: HandoverRow,
    after: State,
    *,
    by: Actor | None,
    now: datetime,
    grounds: Sequence[Condition] = (),
) -> None:
    """Move a hand-over on, unless somebody else did a moment ago.

    Raises:
        StepRefusedError: if it does not stand there any more.
    """
    values = {
        "handover_id": row.handover_id,
        "before": row.state.value,
        "state": after.value,
        "grounds": [one.value for one in grounds],
        "now": None if by is None else now,
        "by": None if by is None else by.id,
    }
    if not handovers.step(cursor, "decide_handover", values):
        check_step(State.CLOSED, after)


def _checked(dispatch: Dispatch, recipient: str, wish: Wish, *, actor: Actor, now: datetime) -> tuple[Engagement, Exit]:
    statement = dispatch.statement(now)
    engagement = engagements.engagement_with(dispatch.chamber.database, recipient)
    found = conditions_for(statement, engagement, recipient, wish, now=now)
    named = named_recipient(statement, recipient)
    if found or engagement is None or named is None:
        with dispatch.chamber.database.transaction() as cursor:
            facts: dict[str, Fact] = {"ground": ",".join(found) or "unknown"}
            if named is not None:  # what nobody named is a text that somebody typed, which the ledger does not hold
                facts["recipient"] = recipient
            _append(cursor, Event.REFUSED, actor, facts, now=now)
        raise ConditionsMissingError(found)
    _check_answers(statement, wish)
    allowed_items(statement.service(wish.service), statement.purpose(wish.purpose), actor)
    return engagement, BY_KIND[named.kind]


def _check_answers(statement: Statement, wish: Wish) -> None:
    service = statement.service(wish.service)
    for item_id, answer in wish.sieve.answers.items():
        item = next((one for one in service.items if one.id == item_id), None)
        if item is None or wish.purpose not in item.purposes or answer not in {one.id for one in item.choices}:
            raise MalformedError("A filter names a choice that the purpose may see.", ground="sieve")


def _count(dispatch: Dispatch, wish: Wish, *, actor: Actor, now: datetime) -> int:
    sieve = wish.sieve
    if not sieve.answers and sieve.from_on is None and sieve.to_on is None:
        return count_usable(dispatch.chamber.database, wish.service, wish.purpose, now=now)
    return count_out(dispatch.chamber, page_wish(wish, "count", actor), wanted=passes(wish), now=now)


def page_wish(wish: Wish, reason: str, actor: Actor) -> paging.Wish:
    """Give a wish as the vault takes it."""
    return paging.Wish(wish.service, wish.purpose, reason, actor)


def passes(wish: Wish) -> Any:
    """Give what tells whether a record is wanted."""

    def wanted(one: Leaving) -> bool:
        return wish.sieve.passes(one.values, one.collected_on)

    return wanted


def _check_free(text: str) -> None:
    try:
        check_reason(text[:200])
    except RefusedError:
        raise MalformedError(
            "A dossier names nobody: leave out addresses, telephone numbers and the like.", ground="dossier_personal"
        ) from None


def _append(cursor: Cursor, kind: Event, actor: Actor, facts: dict[str, Any], *, now: datetime) -> None:
    append(cursor, kind, {"actor": actor.id, "role": actor.role.value, **facts}, now=now)
