"""Proposing, approving and cancelling a hand-over; what was proposed is what is made, and no more."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.errors import MalformedError, RefusedError
from azukari.sharing.delivery import Kind, SamePersonError, State, StepRefusedError, Wish, check_step, wish_value
from azukari.sharing.dossier import Dossier, check_dossier
from azukari.sharing.events import Event
from azukari.sharing.exit import PROVISIONS, Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.checking import check_conditions, check_wish
from azukari.sharing.services.counting import FEW, count
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.engaging import read_age_key, read_contact
from azukari.sharing.services.steps import NewHandover, decide, handover_of, insert_new, named_facts, noted
from azukari.sharing.store import handovers
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.vault.access import Actor, check_reason
from azukari.vault.guard import find_personal
from azukari.vault.services.standing import records_named


class NobodyError(RefusedError):
    """No record would be in it."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives something without being named in the statement, such as an authority."""

    contact: str
    age_key: str
    language: Language


def propose(dispatch: Dispatch, recipient: str, wish: Wish, *, reason: str, actor: Actor, now: datetime) -> HandoverRow:
    """Propose a hand-over; a small one by a privacy manager needs nobody else, unless it could be meant for one person.

    Raises:
        ConditionsMissingError: if it is not possible today; it is recorded which condition was missing.
        NobodyError: if no record would be in it.
        RefusedError: if the reason holds personal data, or the purpose is not open to the actor's role.
    """
    said = check_reason(reason)
    possible = check_wish(dispatch, recipient, wish, actor=actor, now=now)
    found = count(dispatch, wish, actor=actor, now=now)
    if found == 0:
        raise NobodyError(ground="nobody")
    engagement = possible.engagement
    picked = wish.sieve.is_filter and found < FEW
    alone = actor.role is Role.PRIVACY_MANAGER and found <= dispatch.second_above and not picked
    new = NewHandover(
        exit=possible.exit,
        kind=Kind.RECORDS,
        engagement_id=engagement.engagement_id,
        recipient=recipient,
        language=engagement.language,
        contact=engagement.contact,
        age_key=engagement.age_key,
        sftp=engagement.sftp,
        wish=wish_value(wish),
        items=possible.items,
        reason=said,
        counted=found,
        second=possible.exit in PROVISIONS or not alone,
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
        MalformedError: if the dossier is not complete, or names somebody.
        NotFoundError: if it names a record that is not there.
    """
    checked = check_dossier(dossier)
    _check_free(checked)
    if not items:
        raise MalformedError("Name the items: the fewest that will do.", ground="dossier_items")
    records = records_named(dispatch.chamber.database, checked.records)
    new = NewHandover(
        exit=Exit.EXCEPTION,
        kind=Kind.RECORDS,
        engagement_id=None,
        recipient=checked.authority,
        language=receiver.language,
        contact=read_contact(receiver.contact),
        age_key=read_age_key(receiver.age_key),
        sftp=None,
        wish={},
        items=items,
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
        noted(cursor, Event.APPROVED, actor, named_facts(row), now=now)


def cancel(dispatch: Dispatch, handover_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Give up a hand-over of records of which its recipient has nothing yet.

    Raises:
        HandoverUnknownError, StepRefusedError: if there is none, or it is too late; or if it is a file of changes, which the
            recipient has to be told, or a delivery to a client, which only its members see to.
    """
    row = handover_of(dispatch, handover_id)
    if not row.may_be_cancelled:
        raise StepRefusedError(ground="step")
    with dispatch.chamber.database.transaction() as cursor:
        decide(cursor, row, State.CANCELLED, by=None, now=now)
        handovers.forget_delivered(cursor, handover_id)
        noted(cursor, Event.CANCELLED, actor, named_facts(row), now=now)


def _check_free(dossier: Dossier) -> None:
    texts = (dossier.authority, dossier.address, dossier.representative, dossier.necessity, dossier.told_why)
    if any(find_personal(text) is not None for text in texts):
        raise MalformedError(
            "A dossier names nobody: leave out addresses, telephone numbers and the like.", ground="dossier_personal"
        )
