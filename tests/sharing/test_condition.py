"""Every condition that may be missing is named; each is missing once, and everything else is in order."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from azukari.sharing.condition import Condition, Wanted, inspection_due_on, items_for, missing, outside, party_of
from azukari.sharing.engagement import POINTS, Assessment, Contract, Engagement, Inspection, Method
from azukari.statement.document import Statement
from tests.sharing.yard import MAILER, PARTNER, SCOPE, named, recipients
from tests.vault.world import NOW, STATEMENT, text

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
PARTY = party_of(recipients()[0])
CONTRACT = Contract(
    uuid.UUID(int=1), "ab" * 32, TODAY - timedelta(days=30), TODAY, dict.fromkeys(POINTS, 1), SCOPE, PARTY, NOW
)
ASSESSMENT = Assessment(TODAY - timedelta(days=30), {}, 80, 60, ("JP",), TODAY)
INSPECTION = Inspection(TODAY - timedelta(days=30), Method.VISIT, 0, TODAY)
WHOLE = Engagement(
    engagement_id=CONTRACT.contract_id,
    recipient=MAILER,
    language="ja",
    contact="desk@mailer.example",
    age_key="age1",
    sftp=None,
    certificate_days=30,
    begun_at=NOW,
    party=PARTY,
    contracts=(CONTRACT,),
    assessments=(ASSESSMENT,),
    inspections=(INSPECTION,),
    approved={"carrier": party_of(recipients()[0].subcontractors[0])},
)
NAMED = replace(STATEMENT, recipients=recipients())
WANTED = Wanted("inquiry", "newsletter")


def mailer(**more: object) -> Statement:
    return replace(NAMED, recipients=(replace(recipients()[0], **more),))  # type: ignore[arg-type]  # any field of it


def test_everything_is_in_order_on_the_last_day_of_all() -> None:
    assert missing(NAMED, WHOLE, MAILER, today=TODAY) == ()
    assert outside(NAMED, WHOLE, WANTED, today=TODAY) == ()
    assert items_for(NAMED, WHOLE, WANTED, today=TODAY) == ("name", "email")


CASES: list[tuple[Condition, Statement, Engagement | None]] = [
    (Condition.NAMED, replace(NAMED, recipients=()), WHOLE),
    (Condition.ENGAGED, NAMED, None),
    (Condition.NOT_ENDED, NAMED, replace(WHOLE, ended_on=YESTERDAY)),
    (Condition.PARTY, mailer(name=text("Another company")), WHOLE),
    (Condition.PARTY, NAMED, replace(WHOLE, party="00" * 32)),
    (Condition.PARTY, NAMED, replace(WHOLE, contracts=(replace(CONTRACT, party="00" * 32),))),
    (Condition.NAMED_TERM, mailer(contract_to=YESTERDAY), WHOLE),
    (Condition.NAMED_TERM, mailer(contract_from=TODAY + timedelta(days=1)), WHOLE),
    (Condition.CONTRACT, NAMED, replace(WHOLE, contracts=())),
    (Condition.TERM, NAMED, replace(WHOLE, contracts=(replace(CONTRACT, to_on=YESTERDAY),))),
    (Condition.TERM, NAMED, replace(WHOLE, contracts=(replace(CONTRACT, from_on=TODAY + timedelta(days=1)),))),
    (Condition.POINTS, NAMED, replace(WHOLE, contracts=(replace(CONTRACT, pages={**CONTRACT.pages, "h": 0}),))),
    (Condition.ASSESSED, NAMED, replace(WHOLE, assessments=())),
    (Condition.PASSED, NAMED, replace(WHOLE, assessments=(replace(ASSESSMENT, score=59),))),
    (Condition.ASSESSMENT_DUE, NAMED, replace(WHOLE, assessments=(replace(ASSESSMENT, next_on=YESTERDAY),))),
    (Condition.COUNTRIES, mailer(countries=("JP", "VN")), WHOLE),
    (
        Condition.COUNTRIES,
        mailer(subcontractors=(replace(recipients()[0].subcontractors[0], countries=("SG",)),)),
        WHOLE,
    ),
    (Condition.INSPECTION_DUE, NAMED, replace(WHOLE, inspections=(replace(INSPECTION, next_on=YESTERDAY),))),
    (Condition.SUBCONTRACTORS, NAMED, replace(WHOLE, approved={})),
]


@pytest.mark.parametrize(("condition", "statement", "engagement"), CASES)
def test_one_missing_condition_is_named(
    condition: Condition, statement: Statement, engagement: Engagement | None
) -> None:
    assert missing(statement, engagement, MAILER, today=TODAY) == (condition,)


def test_every_condition_has_its_case() -> None:
    of_a_wish = {Condition.SERVICE, Condition.PURPOSE, Condition.ITEMS, Condition.PERMISSION, Condition.GROWN}
    assert {case[0] for case in CASES} | of_a_wish == set(Condition)


def test_all_that_is_missing_is_named_at_once() -> None:
    bare = replace(WHOLE, contracts=(), assessments=(), inspections=(), approved={}, ended_on=YESTERDAY)
    assert missing(mailer(contract_to=YESTERDAY), bare, MAILER, today=TODAY) == (
        Condition.NOT_ENDED,
        Condition.NAMED_TERM,
        Condition.CONTRACT,
        Condition.ASSESSED,
        Condition.SUBCONTRACTORS,
    )


@pytest.mark.parametrize(
    ("condition", "change"),
    [
        (Condition.SERVICE, lambda scope: replace(scope, services=("brochure",))),
        (Condition.PURPOSE, lambda scope: replace(scope, purposes=("inquiry.reply",))),
        (Condition.ITEMS, lambda scope: replace(scope, items=("phone",))),
    ],
)
def test_a_contract_bounds_what_goes_out(condition: Condition, change: Callable[..., object]) -> None:
    narrowed = replace(CONTRACT, scope=change(SCOPE))  # type: ignore[arg-type]  # a scope
    assert outside(NAMED, replace(WHOLE, contracts=(narrowed,)), WANTED, today=TODAY) == (condition,)


def test_the_statement_bounds_it_too() -> None:
    assert outside(mailer(services=()), WHOLE, WANTED, today=TODAY) == (Condition.SERVICE,)
    assert outside(mailer(purposes=()), WHOLE, WANTED, today=TODAY) == (Condition.PURPOSE,)
    assert outside(mailer(items=("phone",)), WHOLE, WANTED, today=TODAY) == (Condition.ITEMS,)


def test_a_provision_needs_a_purpose_that_the_person_permits() -> None:
    partner = named(PARTNER, "third_party", purposes=("inquiry.reply",))
    statement = replace(NAMED, recipients=(partner,))
    engagement = replace(WHOLE, recipient=PARTNER, contracts=())
    found = outside(statement, engagement, Wanted("inquiry", "inquiry.reply"), today=TODAY)
    assert found == (Condition.PERMISSION,)


def test_of_two_contracts_the_one_filed_last_counts() -> None:
    newer = replace(CONTRACT, scope=replace(SCOPE, items=("name",)))
    assert items_for(NAMED, replace(WHOLE, contracts=(CONTRACT, newer)), WANTED, today=TODAY) == ("name",)


def test_the_first_inspection_is_due_a_year_after_the_contract_began() -> None:
    old = replace(CONTRACT, from_on=TODAY - timedelta(days=366))
    engagement = replace(WHOLE, contracts=(old,), inspections=())
    assert inspection_due_on(engagement, TODAY) == YESTERDAY
    assert missing(NAMED, engagement, MAILER, today=TODAY) == (Condition.INSPECTION_DUE,)
