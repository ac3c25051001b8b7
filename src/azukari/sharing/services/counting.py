"""Counting what a hand-over would hold: a figure, and never who (requirements S6.2)."""

from collections.abc import Callable
from datetime import datetime

from azukari.base.canonical import canonical_bytes
from azukari.base.clock import japan_date
from azukari.ledger.entry import Fact
from azukari.sharing.delivery import Wish, wish_value
from azukari.sharing.events import Event
from azukari.sharing.manifest import digest_of
from azukari.sharing.services.checking import check_wish
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.steps import noted
from azukari.vault.access import Actor
from azukari.vault.services import paging
from azukari.vault.services.handing_out import Leaving, count_out
from azukari.vault.services.standing import count_usable

FEW = 10  # with a filter, smaller counts are not told: they would answer questions about one person


def count_handover(dispatch: Dispatch, recipient: str, wish: Wish, *, actor: Actor, now: datetime) -> int | None:
    """Tell how many records a hand-over would hold, and nothing of any of them; that it was counted is recorded.

    None says that a filter leaves fewer than `FEW`, be it not one.

    Raises:
        ConditionsMissingError: if it is not possible today.
    """
    check_wish(dispatch, recipient, wish, actor=actor, now=now)
    found = count(dispatch, wish, actor=actor, now=now)
    told = None if wish.sieve.is_filter and found < FEW else found
    facts: dict[str, Fact] = {
        "recipient": recipient,
        "service": wish.service,
        "purpose": wish.purpose,
        "wish": digest_of(canonical_bytes(wish_value(wish))),
        "count": "few" if told is None else told,
    }
    with dispatch.chamber.database.transaction() as cursor:
        noted(cursor, Event.COUNTED, actor, facts, now=now)
    return told


def count(dispatch: Dispatch, wish: Wish, *, actor: Actor, now: datetime) -> int:
    """Count the records that a wish reaches today."""
    if not wish.sieve.is_filter:
        return count_usable(dispatch.chamber.database, wish.service, wish.purpose, now=now)
    return count_out(dispatch.chamber, page_wish(wish, "count", actor), wanted=passes(wish), now=now)


def page_wish(wish: Wish, reason: str, actor: Actor) -> paging.Wish:
    """Give a wish as the vault takes it."""
    return paging.Wish(wish.service, wish.purpose, reason, actor)


def passes(wish: Wish, *, until: datetime | None = None) -> Callable[[Leaving], bool]:
    """Give what tells whether a record is wanted; none that was collected after an instant is."""

    def wanted(one: Leaving) -> bool:
        if until is not None and one.collected_at > until:
            return False
        return wish.sieve.passes(one.values, japan_date(one.collected_at))

    return wanted
