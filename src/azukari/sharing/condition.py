"""When a hand-over is possible at all: active contract ∩ assessment in date ∩ inspection in date ∩ scope (requirements S6, S14.1).

The grants of each record come on top, when it is made. Each condition that is missing is named, so that somebody can mend it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from azukari.base.canonical import canonical_bytes
from azukari.sharing.engagement import Engagement
from azukari.statement.document import Statement
from azukari.statement.matrix import visible_items
from azukari.statement.service import Recipient, Subcontractor

FIRST_INSPECTION = timedelta(days=365)


class Condition(StrEnum):
    """What may be missing; stable codes that stand in the ledger, in the order in which they are asked."""

    NAMED = "not_named"  # the statement in force does not name the recipient
    ENGAGED = "not_engaged"
    NOT_ENDED = "ended"
    PARTY = "recipient_changed"  # the statement names somebody else than when this was put on record
    NAMED_TERM = "term_published"  # the days that the statement says are over, or have not come
    CONTRACT = "no_contract"
    TERM = "contract_lapsed"
    POINTS = "contract_points"
    ASSESSED = "not_assessed"
    PASSED = "assessment_failed"
    ASSESSMENT_DUE = "assessment_overdue"
    COUNTRIES = "countries_not_assessed"
    INSPECTION_DUE = "inspection_overdue"
    SUBCONTRACTORS = "subcontractor_not_approved"
    SERVICE = "service_out_of_scope"
    PURPOSE = "purpose_out_of_scope"
    ITEMS = "no_items_in_scope"
    PERMISSION = "purpose_without_permission"  # a provision needs a purpose that the person permits by itself
    GROWN = "more_than_approved"  # found when the file is made: more records than were proposed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hand over: a service's records, for a purpose."""

    service: str
    purpose: str


def missing(
    statement: Statement, engagement: Engagement | None, recipient_id: str, *, today: date
) -> tuple[Condition, ...]:
    """Name what is missing before anything may be handed to a recipient today; ``statement`` is the one in force."""
    named = named_recipient(statement, recipient_id)
    if named is None:
        return (Condition.NAMED,)
    if engagement is None:
        return (Condition.ENGAGED,)
    found: list[Condition] = []
    if engagement.ended_on is not None and engagement.ended_on < today:
        found.append(Condition.NOT_ENDED)
    if _is_somebody_else(engagement, named, today):
        found.append(Condition.PARTY)
    if not _in_published_term(named, today):
        found.append(Condition.NAMED_TERM)
    if named.kind == "contractor":
        found += [*_contract(engagement, today), *_assessment(engagement, named, today)]
        found += [*_inspection(engagement, today), *_subcontractors(engagement, named)]
    return tuple(found)


def outside(statement: Statement, engagement: Engagement, wanted: Wanted, *, today: date) -> tuple[Condition, ...]:
    """Name what of a wish lies outside the scope: of the statement, and of the contract, where there has to be one."""
    named = named_recipient(statement, engagement.recipient)
    if named is None:
        return (Condition.NAMED,)
    contract = engagement.contract_on(today)
    if named.kind == "contractor" and contract is None:
        return ()  # named by `missing`
    found: list[Condition] = []
    services, purposes = set(named.services), set(named.purposes)
    if contract is not None:
        services &= set(contract.scope.services)
        purposes &= set(contract.scope.purposes)
    if wanted.service not in services:
        found.append(Condition.SERVICE)
    if wanted.purpose not in purposes:
        found.append(Condition.PURPOSE)
    elif not items_for(statement, engagement, wanted, today=today):
        found.append(Condition.ITEMS)
    if named.kind == "third_party" and not _needs_permission(statement, wanted.purpose):
        found.append(Condition.PERMISSION)
    return tuple(found)


def items_for(statement: Statement, engagement: Engagement, wanted: Wanted, *, today: date) -> tuple[str, ...]:
    """List what goes out of each record: what the purpose may see ∩ the statement's scope ∩ the contract's, in the form's order."""
    named = named_recipient(statement, engagement.recipient)
    try:
        service = statement.service(wanted.service)
    except KeyError:
        return ()
    if named is None:
        return ()
    allowed = set(named.items)
    contract = engagement.contract_on(today)
    if contract is not None:
        allowed &= set(contract.scope.items)
    elif named.kind == "contractor":
        return ()
    return tuple(item for item in visible_items(service, wanted.purpose) if item in allowed)


def named_recipient(statement: Statement, recipient_id: str) -> Recipient | None:
    """Give a recipient that a statement names, or none."""
    return next((one for one in statement.recipients if one.id == recipient_id), None)


def party_of(named: Recipient | Subcontractor) -> str:
    """Say in one digest who that is, by both names: an id of the statement may come to name somebody else."""
    return hashlib.sha256(canonical_bytes({"ja": named.name.ja, "en": named.name.en})).hexdigest()


def _is_somebody_else(engagement: Engagement, named: Recipient, today: date) -> bool:
    contract = engagement.contract_on(today)
    known = {engagement.party} if contract is None else {engagement.party, contract.party}
    return known != {party_of(named)}


def _in_published_term(named: Recipient, today: date) -> bool:
    begun = named.contract_from is None or named.contract_from <= today
    return begun and (named.contract_to is None or today <= named.contract_to)


def _contract(engagement: Engagement, today: date) -> tuple[Condition, ...]:
    if not engagement.contracts:
        return (Condition.CONTRACT,)
    contract = engagement.contract_on(today)
    if contract is None:
        return (Condition.TERM,)
    return (Condition.POINTS,) if contract.open_points else ()


def _assessment(engagement: Engagement, named: Recipient, today: date) -> tuple[Condition, ...]:
    assessment = engagement.assessment
    if assessment is None:
        return (Condition.ASSESSED,)
    found = []
    if not assessment.passed:
        found.append(Condition.PASSED)
    if assessment.next_on < today:
        found.append(Condition.ASSESSMENT_DUE)
    if countries_of(named) - set(assessment.countries):
        found.append(Condition.COUNTRIES)
    return tuple(found)


def countries_of(named: Recipient) -> frozenset[str]:
    """List the countries of a recipient and of those who work for it."""
    return frozenset(named.countries) | {code for one in named.subcontractors for code in one.countries}


def _inspection(engagement: Engagement, today: date) -> tuple[Condition, ...]:
    due_on = inspection_due_on(engagement, today)
    return (Condition.INSPECTION_DUE,) if due_on is not None and due_on < today else ()


def inspection_due_on(engagement: Engagement, today: date) -> date | None:
    """Tell when the next inspection is due; the first one a year after the contract began. None where there is no contract."""
    if engagement.inspection is not None:
        return engagement.inspection.next_on
    contract = engagement.contract_on(today)
    return None if contract is None else contract.from_on + FIRST_INSPECTION


def _subcontractors(engagement: Engagement, named: Recipient) -> tuple[Condition, ...]:
    unapproved = any(engagement.approved.get(one.id) != party_of(one) for one in named.subcontractors)
    return (Condition.SUBCONTRACTORS,) if unapproved else ()


def _needs_permission(statement: Statement, purpose_id: str) -> bool:
    try:
        return statement.purpose(purpose_id).consent
    except KeyError:
        return False
