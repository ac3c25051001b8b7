"""Whether a hand-over is possible: asked when it is counted, proposed, approved, made and given; a refusal is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError, RefusedError
from azukari.ledger.entry import Fact
from azukari.sharing.condition import Condition, Wanted, items_for, missing, named_recipient, outside
from azukari.sharing.delivery import Kind, State, Wish
from azukari.sharing.engagement import Engagement
from azukari.sharing.events import Event
from azukari.sharing.exit import BY_KIND, Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.steps import decide, named_facts, noted
from azukari.sharing.store import engagements, handovers
from azukari.statement.document import Statement
from azukari.vault.access import Actor, allowed_items

MISSING = "missing:"  # how a ground begins that names conditions


class ConditionsMissingError(RefusedError):
    """Nothing may be handed over now, since a condition is missing."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        """Name them."""
        super().__init__(ground=MISSING + ",".join(conditions))
        self.conditions = tuple(conditions)


@dataclass(frozen=True, slots=True)
class Possible:
    """A wish that is possible today: with whom we work, by which way it leaves, and which items it holds."""

    engagement: Engagement
    exit: Exit
    items: tuple[str, ...]


def check_wish(dispatch: Dispatch, recipient: str, wish: Wish, *, actor: Actor, now: datetime) -> Possible:
    """Check a wish before anything of it is counted.

    Raises:
        ConditionsMissingError: if it is not possible today; it is recorded which condition was missing.
        RefusedError: if the purpose is not open to the actor's role.
        MalformedError: if it asks for answers to something that is not handed over.
    """
    statement = dispatch.statement(now)
    engagement = engagements.engagement_with(dispatch.chamber.database, recipient)
    found = conditions_for(statement, engagement, recipient, wish, now=now)
    named = named_recipient(statement, recipient)
    if found or engagement is None or named is None:
        with dispatch.chamber.database.transaction() as cursor:
            facts: dict[str, Fact] = {"ground": ",".join(found) or "unknown"}
            if named is not None:  # what nobody named is a text that somebody typed, which the ledger does not hold
                facts["recipient"] = recipient
            noted(cursor, Event.REFUSED, actor, facts, now=now)
        raise ConditionsMissingError(found)
    allowed_items(statement.service(wish.service), statement.purpose(wish.purpose), actor)
    items = items_for(statement, engagement, Wanted(wish.service, wish.purpose), today=japan_date(now))
    _check_answers(statement, wish, items)
    return Possible(engagement, BY_KIND[named.kind], items)


def check_conditions(dispatch: Dispatch, row: HandoverRow, *, actor: Actor, now: datetime) -> None:
    """Check once more that a hand-over of records is possible; whatever happened since it was proposed counts.

    Raises:
        ConditionsMissingError: if it is not; the hand-over is refused for good then, and it is recorded why.
    """
    if row.kind is not Kind.RECORDS or row.wish is None:
        return
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    found = conditions_for(dispatch.statement(now), engagement, row.recipient, row.wish, now=now)
    if found:
        refuse(dispatch, row, found, actor=actor, now=now)
        raise ConditionsMissingError(found)


def refuse(dispatch: Dispatch, row: HandoverRow, grounds: Sequence[Condition], *, actor: Actor, now: datetime) -> None:
    """Refuse a hand-over for good, and put on record why.

    Raises:
        StepRefusedError: if it does not stand there any more.
    """
    with dispatch.chamber.database.transaction() as cursor:
        decide(cursor, row, State.REFUSED, by=None, now=now, grounds=grounds)
        handovers.forget_delivered(cursor, row.handover_id)
        noted(cursor, Event.REFUSED, actor, {**named_facts(row), "ground": ",".join(grounds)}, now=now)


def conditions_for(
    statement: Statement, engagement: Engagement | None, recipient: str, wish: Wish, *, now: datetime
) -> tuple[Condition, ...]:
    """Name all that is missing for a wish today."""
    today = japan_date(now)
    found = missing(statement, engagement, recipient, today=today)
    if engagement is None or Condition.NAMED in found:
        return found
    return found + outside(statement, engagement, Wanted(wish.service, wish.purpose), today=today)


def _check_answers(statement: Statement, wish: Wish, items: Sequence[str]) -> None:
    # By an answer that the recipient may not see, it could read from the file which of the rows gave it.
    choices = {one.id: {choice.id for choice in one.choices} for one in statement.service(wish.service).items}
    for item, answer in wish.sieve.answers.items():
        if item not in items or answer not in choices.get(item, ()):
            raise MalformedError(
                "A filter names one of the answers to a choice, and only of an item that is handed over.",
                ground="sieve",
            )
