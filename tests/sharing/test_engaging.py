"""Taking a recipient on: what is put on record, and what is refused with how to mend it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from azukari.base.errors import AzukariError, ConflictError, MalformedError, NotFoundError
from azukari.sharing.engagement import CRITERIA, POINTS, Method, Scope, Sftp
from azukari.sharing.queries import engagement
from azukari.sharing.services.engaging import (
    Desk,
    Findings,
    change_desk,
    decide_subcontractor,
    end_engagement,
    engagement_of,
)
from tests.sharing.yard import BEN, IDENTITY, KEY, MAILER, SCOPE, Yard, named

SFTP = Sftp("sftp.mailer.example", 22, "azukari", "/in", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5")


def test_everything_that_is_put_on_record_is_read_back(yard: Yard) -> None:
    yard.take_on(sftp=SFTP, certificate_days=14)
    yard.inspect()
    found = engagement(yard.dispatch.chamber.database, MAILER)
    assert found is not None
    assert (found.contact, found.age_key, found.sftp, found.certificate_days) == ("desk@mailer.example", KEY, SFTP, 14)
    contract = found.contract_on(yard.today)
    assert contract is not None
    assert (contract.scope, contract.open_points, contract.document) == (SCOPE, (), yard.document())
    assert found.assessment is not None
    assert (found.assessment.score, found.assessment.passed, found.assessment.countries) == (80, True, ("JP",))
    assert found.inspection is not None
    assert found.inspection.method is Method.VISIT
    assert set(found.approved) == {"carrier"}
    kinds = ("engagement.begun", "contract.filed", "assessment.made", "subcontractor.decided", "inspection.made")
    for kind in kinds:
        assert [entry["recipient"] for entry in yard.world.entries(f"sharing.{kind}")] == [MAILER], kind


def test_the_ledger_holds_no_address(yard: Yard) -> None:
    yard.take_on()
    bodies = yard.world.sql("SELECT body FROM ledger_entry WHERE kind LIKE 'sharing.%'")
    assert bodies
    assert not any(b"desk@mailer.example" in bytes(row[0]) for row in bodies)


def test_who_is_not_named_is_not_taken_on(yard: Yard) -> None:
    with pytest.raises(NotFoundError) as caught:
        yard.engage("stranger")
    assert caught.value.ground == "recipient_unknown"
    yard.name_recipients(named("asagiri", "client"))
    with pytest.raises(NotFoundError):
        yard.engage("asagiri")  # a client's data is entrusted to us; nothing of ours is handed to it


def test_a_recipient_is_taken_on_once(yard: Yard) -> None:
    yard.engage()
    with pytest.raises(ConflictError):
        yard.engage()


@pytest.mark.parametrize(
    ("more", "ground"),
    [
        ({"contact": "nobody"}, "contact"),
        ({"contact": "a b@mailer.example"}, "contact"),
        ({"age_key": "age1short"}, "age_key"),
        ({"age_key": str(IDENTITY)}, "age_secret"),
        ({"certificate_days": 0}, "certificate_days"),
        ({"sftp": replace(SFTP, host_key="AAAA")}, "sftp"),
        ({"sftp": replace(SFTP, port=0)}, "sftp"),
    ],
)
def test_a_desk_of_no_such_form_is_refused(yard: Yard, more: dict[str, Any], ground: str) -> None:
    with pytest.raises(MalformedError) as caught:
        yard.engage(**more)
    assert caught.value.ground == ground
    assert str(IDENTITY) not in str(caught.value)


def test_a_contract_covers_no_more_than_the_statement_says(yard: Yard) -> None:
    yard.engage()
    for wider in (
        Scope(("inquiry", "brochure"), ("email",), ("newsletter",)),
        Scope(("inquiry",), ("phone",), ("newsletter",)),
        Scope(("inquiry",), ("email",), ("inquiry.quality",)),
    ):
        with pytest.raises(MalformedError) as caught:
            yard.contract(scope=wider)
        assert caught.value.ground == "scope"


@pytest.mark.parametrize(
    ("more", "ground"),
    [
        ({"scope": Scope((), ("email",), ("newsletter",))}, "scope_empty"),
        ({"pages": {"z": 1}}, "pages"),
        ({"pages": dict.fromkeys(POINTS, -1)}, "pages"),
        ({"document": "ab" * 32}, "document_missing"),
    ],
)
def test_a_contract_of_no_such_form_is_refused(yard: Yard, more: dict[str, Any], ground: str) -> None:
    yard.engage()
    with pytest.raises(AzukariError) as caught:
        yard.contract(**more)
    assert caught.value.ground == ground


def test_a_term_ends_after_it_begins(yard: Yard) -> None:
    yard.engage()
    with pytest.raises(MalformedError) as caught:
        yard.contract(to_on=yard.today - timedelta(days=11))
    assert caught.value.ground == "term"


@pytest.mark.parametrize("scores", [{}, dict.fromkeys(CRITERIA, 6), dict.fromkeys((*CRITERIA, "charm"), 5)])
def test_an_assessment_marks_each_criterion(yard: Yard, scores: dict[str, int]) -> None:
    yard.engage()
    with pytest.raises(MalformedError) as caught:
        yard.assess(scores=scores)
    assert caught.value.ground == "scores"


def test_days_that_have_not_come_are_not_taken_down(yard: Yard) -> None:
    yard.engage()
    with pytest.raises(MalformedError) as caught:
        yard.assess(made_on=yard.today + timedelta(days=1))
    assert caught.value.ground == "day_future"
    with pytest.raises(MalformedError) as caught:
        yard.inspect(next_on=yard.today)
    assert caught.value.ground == "next_on"


def test_only_subcontractors_that_the_statement_names_are_approved(yard: Yard) -> None:
    yard.engage()
    with pytest.raises(NotFoundError):
        decide_subcontractor(yard.dispatch, MAILER, "stranger", approved=True, actor=BEN, now=yard.now)


def test_an_approval_is_taken_back(yard: Yard) -> None:
    yard.take_on()
    yard.later(seconds=1)
    yard.approve_carrier(approved=False)
    assert engagement_of(yard.dispatch, MAILER).approved == {}


def test_work_is_ended_and_taken_up_again(yard: Yard) -> None:
    yard.take_on()
    end_engagement(yard.dispatch, MAILER, yard.today, actor=BEN, now=yard.now)
    assert engagement_of(yard.dispatch, MAILER).ended_on == yard.today
    with pytest.raises(MalformedError):
        end_engagement(yard.dispatch, MAILER, yard.today - timedelta(days=400), actor=BEN, now=yard.now)
    change_desk(yard.dispatch, MAILER, Desk("en", "new@mailer.example", KEY), actor=BEN, now=yard.now)
    found = engagement_of(yard.dispatch, MAILER)
    assert (found.ended_on, found.contact, found.language) == (None, "new@mailer.example", "en")


def test_what_waits_keeps_the_address_and_key_that_it_was_made_for(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    change_desk(yard.dispatch, MAILER, Desk("en", "thief@elsewhere.example", KEY), actor=BEN, now=yard.now)
    yard.work()
    assert yard.row(row).contact == "desk@mailer.example"


def test_what_was_put_on_record_is_changed_by_nobody(yard: Yard) -> None:
    yard.take_on()
    for table in ("contract", "assessment", "approval", "document"):
        with pytest.raises(Exception, match="only grows"):
            yard.world.sql(f"TRUNCATE sharing_{table} CASCADE")


def test_findings_are_on_record(yard: Yard) -> None:
    yard.take_on()
    yard.inspect(findings=2, method=Method.QUESTIONNAIRE)
    assert engagement_of(yard.dispatch, MAILER).inspections[-1].findings == 2
    assert Findings(yard.today, Method.VISIT, 0, yard.today).findings == 0
