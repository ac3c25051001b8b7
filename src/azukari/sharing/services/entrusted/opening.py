"""Opening, finding and counting a client's data: as the vault does it, in the client's chamber, for the contract's purposes.

What the contract in force no longer lets us see is not shown, even of records that came under an earlier one.
"""

from dataclasses import replace
from datetime import datetime

from azukari.base.errors import AzukariError, RefusedError
from azukari.sharing.entrusted import EntrustedContract
from azukari.sharing.entrusted_events import EntrustedEvent
from azukari.sharing.services.entrusted.custody import Custody, as_member, entered, noted
from azukari.vault.access import Actor, Ask, Clue, Found, Ground, Opened
from azukari.vault.services.finding import find_for
from azukari.vault.services.opening import open_for
from azukari.vault.services.paging import Name, Page, Wish, open_page
from azukari.vault.services.usage import count_records


class OutsideContractError(RefusedError):
    """The contract with this client names no such purpose."""


def open_one(custody: Custody, contract_id: str, ask: Ask, *, now: datetime) -> Opened:
    """Open a record of a client for a purpose of its contract.

    Raises:
        RefusedError, NotFoundError, TamperedError: as `open_for` says; also if the actor is no member or the contract is over.
    """
    inbound, chamber = entered(custody, contract_id, actor=ask.actor, now=now)
    _check_purpose(inbound.contract, ask.purpose)
    opened = open_for(chamber, ask.record, purpose=ask.purpose, reason=ask.reason, actor=ask.actor, now=now)
    return _narrowed(opened, inbound.contract)


def find(custody: Custody, clue: Clue, wish: Wish, *, now: datetime) -> tuple[Found, ...]:
    """Find records of the client whose contract the wish's service names.

    Those of another, and our own, have other tokens and lie elsewhere.

    Raises:
        RefusedError, MalformedError: as `find_for` says; also if the actor is no member or the contract is over.
    """
    inbound, chamber = entered(custody, wish.service, actor=wish.actor, now=now)
    _check_purpose(inbound.contract, wish.purpose)
    return find_for(chamber, clue, purpose=wish.purpose, reason=wish.reason, actor=wish.actor, now=now)


def page(custody: Custody, wish: Wish, *, after: Name | None, limit: int, now: datetime) -> Page:
    """Open the next records of a client; the wish's service is the contract's id.

    Raises:
        RefusedError, MalformedError: as `open_page` says; also if the actor is no member or the contract is over.
    """
    inbound, chamber = entered(custody, wish.service, actor=wish.actor, now=now)
    _check_purpose(inbound.contract, wish.purpose)
    _check_role(inbound.contract, wish)
    opened = open_page(chamber, wish, after=after, limit=limit, now=now)
    records = tuple(
        one if isinstance(one, AzukariError) else _narrowed(one, inbound.contract) for one in opened.records
    )
    return Page(records, opened.after)


def count(custody: Custody, contract_id: str, *, actor: Actor, now: datetime) -> int:
    """Tell a member how many records of a client there are; that it was counted is recorded."""
    inbound = as_member(custody, contract_id, actor=actor)
    found = count_records(custody.chambers.rows(inbound.row.engagement_id).database)
    with custody.database.transaction() as cursor:
        noted(cursor, EntrustedEvent.COUNTED, inbound.row, actor, {"count": found}, now=now)
    return found


def _check_purpose(contract: EntrustedContract, purpose: str) -> None:
    if purpose not in contract.purpose_ids:
        raise OutsideContractError(ground=Ground.PURPOSE_UNKNOWN)


def _check_role(contract: EntrustedContract, wish: Wish) -> None:
    allowed = {contract.purpose_id(one.id): one.roles for one in contract.purposes}
    if wish.actor.role not in allowed[wish.purpose]:
        raise OutsideContractError("Your role may not open for this purpose.", ground=Ground.ROLE_NOT_ALLOWED)


def _narrowed(opened: Opened, contract: EntrustedContract) -> Opened:
    seen = contract.items_for(opened.purpose)
    return replace(
        opened, items={item: value for item, value in opened.items.items() if item.partition(".")[0] in seen}
    )
