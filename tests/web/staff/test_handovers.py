"""Hand-overs: counted, proposed, approved by another, certified; and provisions under an exception of the law."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest

from azukari.statement.purposes import Role
from tests.journeys.product import wait_for
from tests.keeper.test_process import wait_until
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person, hired
from tests.web.staff.recipients import (
    KEY,
    NEW,
    OF,
    WISH,
    moved,
    paper,
    permitted,
    proposed,
    sent,
    start,
    state_of,
    taken_on,
    tampered,
    today,
)
from tests.web.staff.requests import page_of

HANDOVERS = "/en/handovers/"
PROVIDE = "/en/provisions/new/"
DOSSIER: dict[str, Any] = {
    "code": "i",
    "authority": "Kakuu District Court",
    "address": "1-1 Kakuu, Tokyo",
    "representative": "Chief judge",
    "instrument": "court_order",
    "checked": "called_back",
    "records": str(uuid.uuid4()),
    "items": ["name"],
    "necessity": "The order names one record, and the name settles who the parties are.",
    "told": "told",
    "told_why": "",
    "contact": "clerk@court.example",
    "age_key": KEY,
    "language": "ja",
}


@pytest.fixture
def running(door: Door) -> Door:
    start(door)
    return door


@pytest.fixture
def engaged(running: Door, manager: Person) -> Door:
    taken_on(manager)
    permitted(running.house)
    return running


def test_only_what_lies_in_scope_is_offered_and_counted_before_it_is_proposed(
    engaged: Door, manager: Person, clerk: Person
) -> None:
    page = page_of(clerk, NEW)
    assert f"?of={OF}" in page
    assert "registration" not in page
    form = clerk.get(NEW, of=OF).content.decode()
    assert "Put a control row in" in form
    assert 'value="propose"' not in form
    answer = clerk.post(NEW, **WISH, act="count")
    counted = answer.content.decode()
    assert answer.status_code == 200, counted
    assert "1 record<" in counted
    assert 'value="propose"' in counted
    assert "カナリア" not in counted
    assert engaged.house.entries("sharing.handover.counted")[0]["count"] == 1
    later = clerk.post(NEW, **{**WISH, "from_on": today() + timedelta(days=1)}, act="count").content.decode()
    assert "Fewer than 10 records" in later


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reason": ""}, "Give a reason of 3 to 200 characters"),
        ({"reason": "call 03-1234-5678"}, "It seems to hold an e-mail address or a number"),
        ({"reason": "letter", "from_on": "2026-02-01", "to_on": "2026-01-01"}, "The last day comes before the first."),
        ({"reason": "letter", "form": "xls"}, "Select a valid choice"),
    ],
)
def test_a_proposal_needs_a_reason_and_days_in_order(
    engaged: Door, clerk: Person, wrong: dict[str, str], words: str
) -> None:
    answer = clerk.post(NEW, **{**WISH, **wrong}, act="propose")
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_what_lies_outside_the_scope_is_not_taken(engaged: Door, clerk: Person) -> None:
    assert clerk.post(NEW, **{**WISH, "of": "registration/registration.safety"}, act="count").status_code == 403


def test_missing_conditions_stand_where_one_wanted_to_hand_over(running: Door, clerk: Person) -> None:
    page = page_of(clerk, NEW)
    assert "The work with this recipient is not on record yet." in page
    assert "/en/recipients/yunagi/#desk" in page
    assert clerk.post(NEW, **WISH, act="count").status_code == 403
    assert "Yunagi Letters" in page_of(clerk, "/en/handovers/new/")


def test_what_a_clerk_proposes_is_approved_by_a_manager_made_and_certified(
    engaged: Door, manager: Person, clerk: Person, auditor: Person
) -> None:
    path = proposed(clerk)
    assert "Waits for a second person" in page_of(clerk, path)
    assert clerk.get(f"{path}approve/").status_code == 403
    assert path in page_of(auditor, HANDOVERS)
    assert "Approve a hand-over" in page_of(manager, "/en/recipients/")
    manager.prove()
    before = page_of(manager, f"{path}approve/")
    assert "autumn letter" in before
    assert "E-mail address" in before  # what would go out
    assert "The service_staff" in before
    sent(manager, f"{path}approve/")
    wait_for(lambda: state_of(engaged) == "made")
    page = page_of(auditor, path)
    for words in ("Waits to be fetched", "Download as JSON", "The privacy_manager", "plain_sha256"):
        assert words in page
    assert "Refresh" not in auditor.get(path).headers
    manifest = json.loads(auditor.get(f"{path}manifest.json").content)
    assert manifest["rows"] == 1  # the control row is not told of
    _certified(engaged, manager, auditor, path)


def _certified(door: Door, manager: Person, auditor: Person, path: str) -> None:
    moved(door, "handed")
    page = page_of(manager, "/en/recipients/")
    assert "<picture" not in page  # one band says no more than the table
    assert "No contractor holds anything" not in page
    assert b"<svg" in manager.get("/en/recipients/outside.light.wide.svg").content
    said = {"ended": "destroyed", "on": today(), "method": "shredded", "signed_as": "head of dispatch"}
    for wrong in ({"on": today() + timedelta(days=1)}, {"method": ""}, {"paper": paper(b"\0\1")}):
        assert manager.post(f"{path}certificate/", **{**said, **wrong}).status_code == 400
    assert auditor.post(f"{path}certificate/", **said).status_code == 403
    sent(manager, f"{path}certificate/", **said, paper=paper(b"destroyed, all of it", "certificate.txt"))
    page = page_of(auditor, path)
    for words in ("head of dispatch", "Destroyed", "Completed"):
        assert words in page
    assert path in auditor.get(HANDOVERS, ended="").content.decode()
    assert "No contractor holds anything" in page_of(manager, "/en/recipients/")
    again = manager.post(f"{path}certificate/", **said)
    assert again.status_code == 403
    assert "has moved on meanwhile" in again.content.decode()


def test_while_it_is_made_the_page_shows_how_far_it_is(engaged: Door, clerk: Person) -> None:
    path = proposed(clerk)
    engaged.house.sql(
        "UPDATE sharing_handover SET state = 'approved', decided_by = 'somebody', decided_at = now(), written = 1"
    )
    answer = clerk.get(path)
    assert answer.headers["Refresh"] == f"5; url={path}"
    page = answer.content.decode()
    assert "<progress" in page
    assert "Refresh" not in clerk.get(path, still="").headers
    assert 'value="1"' in page


def test_who_proposed_cannot_approve_and_can_cancel(engaged: Door, manager: Person) -> None:
    path = proposed(hired(engaged.house, Role.SERVICE_STAFF, "sato"))
    tampered(engaged, f"proposed_by = '{manager.user.pk}'")
    manager.prove()
    assert "another privacy manager has to approve it" in page_of(manager, path)
    answer = manager.post(f"{path}approve/")
    assert answer.status_code == 403
    assert "You proposed this, so another" in answer.content.decode()
    assert f'href="{path}cancel/"' in page_of(manager, path)
    asked = page_of(manager, f"{path}cancel/")
    assert "It cannot be undone." in asked
    assert "already written to" not in asked
    assert state_of(engaged) == "proposed"
    sent(manager, f"{path}cancel/")
    assert "It was given up. Nothing has left." in page_of(manager, path)
    assert manager.post(f"{path}cancel/").status_code == 403
    assert manager.get(f"{path}cancel/").headers["Location"] == path


def test_cancelling_what_waits_says_that_the_recipient_was_written_to(engaged: Door, manager: Person) -> None:
    path = proposed(manager)
    wait_for(lambda: state_of(engaged) == "made")
    assert "The recipient was already written to" in page_of(manager, f"{path}cancel/")
    assert state_of(engaged) == "made"


def test_what_became_impossible_meanwhile_is_refused_in_words(engaged: Door, manager: Person, clerk: Person) -> None:
    path = proposed(clerk)
    manager.prove()
    sent(manager, "/en/recipients/yunagi/end/", ended_on=today() - timedelta(days=1), sure="on")
    answer = manager.post(f"{path}approve/")
    assert answer.status_code == 403
    assert "The work with this recipient has ended." in answer.content.decode()
    page = page_of(clerk, path)
    assert "Refused" in page
    assert "The work with this recipient has ended." in page


def test_stops_that_were_passed_on_are_acknowledged(engaged: Door, manager: Person) -> None:
    proposed(manager)
    wait_for(lambda: state_of(engaged) == "made")
    moved(engaged, "handed")
    tampered(engaged, "kind = 'changes', wish = '{}'")
    [(handover,)] = engaged.house.sql("SELECT handover_id FROM sharing_handover")
    path = f"/en/handovers/{handover}/"
    assert "The recipient did as it was told" in page_of(manager, path)
    sent(manager, f"{path}acknowledge/")
    assert state_of(engaged) == "closed"


def test_a_provision_needs_a_whole_dossier_and_two_persons(
    running: Door, manager: Person, clerk: Person, auditor: Person
) -> None:
    assert "A voluntary inquiry is no warrant" in page_of(clerk, PROVIDE)
    dossier = {**DOSSIER, "records": running.house.collect().number}
    for wrong, words in (
        ({"instrument": "academic"}, "is not asked for by such an instrument"),
        ({"necessity": "because"}, "Say in 20 characters or more"),
        ({"told": "not"}, "Say why the person is not told"),
        ({"records": "7K3M"}, "These are receipt numbers"),
        ({"records": str(uuid.uuid4())}, "is not held"),
        ({"items": []}, "Name the items"),
        ({"authority": ""}, "This field is required"),
        ({"age_key": "AGE-SECRET-KEY-1"}, "This is a secret key!"),
        ({"contact": "x"}, "This is not an e-mail address"),
        ({"necessity": "Call them at 03-1234-5678 before it goes out, please."}, "A dossier names no person"),
    ):
        answer = clerk.post(PROVIDE, **{**dossier, **wrong})
        assert answer.status_code in (400, 404), wrong
        assert words in answer.content.decode(), wrong
        assert "AGE-SECRET-KEY" not in answer.content.decode()
    path = str(sent(clerk, PROVIDE, **dossier).headers["Location"])
    manager.prove()
    for page in (page_of(auditor, path), page_of(manager, f"{path}approve/")):
        for words in ("Kakuu District Court", "Order of a court", "settles who the parties are", "Called back"):
            assert words in page
        assert "i – a law or ordinance says so" in page
        assert "APPI 27(1)" not in page
    sent(manager, f"{path}cancel/")


def test_hand_overs_are_not_for_everybody(door: Door, auditor: Person, administrator: Person, clerk: Person) -> None:
    one = f"{HANDOVERS}{uuid.uuid4()}/"
    for url in (HANDOVERS, "/en/handovers/new/", NEW, one, f"{one}manifest.json", PROVIDE):
        assert administrator.get(url).status_code == 403, url
    for url in ("/en/handovers/new/", NEW, PROVIDE):
        assert auditor.get(url).status_code == 403, url
        assert auditor.post(url).status_code in (403, 405), url
    for act in ("approve", "cancel", "certificate", "acknowledge"):
        for person in (auditor, clerk):
            assert person.post(f"{one}{act}/").status_code == 403
    assert auditor.get(one).status_code == 404
    assert "No hand-over is open." in page_of(auditor, HANDOVERS)


def test_a_row_that_was_found_is_traced_by_its_reference(engaged: Door, manager: Person, clerk: Person) -> None:
    path = "/en/handovers/trace/"
    assert clerk.get(path).status_code == 403
    assert "Trace a row" in page_of(manager, path)
    wrong = manager.post(path, ref="nothing")
    assert wrong.status_code == 400
    assert "16 letters and digits" in wrong.content.decode()
    assert "No hand-over has this reference" in manager.post(path, ref="a" * 16).content.decode()
    made = sent(manager, NEW, **WISH | {"reason": "autumn letter", "act": "propose"}).headers["Location"]
    wait_until(lambda: bool(engaged.house.sql("SELECT 1 FROM sharing_handover WHERE state = 'made'")))
    ref = engaged.house.sql("SELECT ref FROM sharing_delivered")[0][0]
    assert str(made) in manager.post(path, ref=ref.lower()).content.decode()
