"""Opening a record through a real keeper: what a purpose may see, and what is refused and recorded."""

import uuid

import pytest

from azukari.statement.purposes import Role
from azukari.vault.access import Actor, ByRequest
from azukari.vault.services.annotating import annotate_for_person
from tests.keeper.house import CANARY
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person

REASON = "call of this morning"
OPEN = "/en/open/inquiry.reply/"


@pytest.fixture
def keeper(door: Door) -> Door:
    door.house.start()
    return door


def test_only_purposes_of_the_role_are_offered(clerk: Person, auditor: Person, administrator: Person) -> None:
    page = clerk.get("/en/open/")
    assert "/en/open/inquiry.reply/" in page.content.decode()
    assert auditor.get("/en/open/").status_code == 403
    assert administrator.get("/en/open/").status_code == 403
    assert clerk.get("/en/open/nothing.such/").status_code == 404


def test_a_record_is_found_and_opened_and_that_is_recorded(keeper: Door, clerk: Person) -> None:
    sent = keeper.house.collect()
    for kind, value in (("email", "CANARY@example.jp"), ("name", CANARY)):
        found = clerk.post(f"{OPEN}find/", kind=kind, value=value, reason=REASON)
        assert found.status_code == 200
        assert sent.number in found.content.decode()
        assert CANARY not in found.content.decode()
        assert found.request["QUERY_STRING"] == ""
    shown = clerk.post(f"{OPEN}show/", record=found.context["found"][0].record_id, reason=REASON)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert page.count(CANARY) == 2
    assert keeper.house.statement.hash in page
    assert str(shown.context["opened"].event_id) in page
    assert shown.headers["Cache-Control"] == "no-store"
    keeper.sequence()
    entry = clerk.get(f"/en/ledger/{shown.context['entry_id']}/")
    assert "c2sp.org/tlog-proof@v1" in entry.content.decode()
    assert CANARY not in entry.content.decode()


def test_what_the_person_says_of_an_item_is_shown_beneath_it(keeper: Door, clerk: Person) -> None:
    sent = keeper.house.collect()
    by = ByRequest(uuid.uuid4(), Actor("staff:1", Role.PRIVACY_MANAGER))
    chamber = keeper.house.strongroom().chamber
    annotate_for_person(chamber, sent.number, "email", "Write in <Japanese>, please.", by=by, now=keeper.house.now())
    shown = clerk.post(f"{OPEN}show/", record=str(sent.record_id), reason=REASON)
    page = shown.content.decode()
    assert "The person's statement" in page or "The person&#x27;s statement" in page
    assert "Write in &lt;Japanese&gt;, please." in page
    (line,) = [line for line in shown.context["lines"] if line.statement]
    assert (line.value, line.statement) == ("canary@example.jp", "Write in <Japanese>, please.")
    assert shown.context["left_out"] + len(shown.context["lines"]) == len(
        keeper.house.statement.service("inquiry").items
    )
    japanese = clerk.post(OPEN.replace("/en/", "/ja/") + "show/", record=str(sent.record_id), reason=REASON)
    assert "ご本人のご意見" in japanese.content.decode()


def test_another_purpose_is_refused_and_the_refusal_is_recorded(
    keeper: Door, clerk: Person, manager: Person, auditor: Person
) -> None:
    sent = keeper.house.collect()
    opened = clerk.post(f"{OPEN}find/", kind="number", value=sent.number, reason=REASON)
    assert CANARY in opened.content.decode()  # a receipt number names one record, which is opened at once
    record = str(opened.context["opened"].record_id)
    answer = clerk.post("/en/open/newsletter/show/", record=record, reason=REASON)
    assert answer.status_code == 403
    assert clerk.post("/en/open/newsletter/find/", kind="number", value=sent.number, reason=REASON).status_code == 403
    page = answer.content.decode()
    assert CANARY not in page
    assert "This refusal has been recorded" in page
    assert answer.context["ground"] in page
    for looks in (manager, auditor):
        seen = looks.get("/en/events/", kind="vault.record.refused").content.decode()
        assert "/en/open/newsletter/" not in seen
        assert keeper.house.statement.purpose("newsletter").title.en in seen
        assert REASON in seen
        assert "The service_staff" in seen
    assert clerk.get("/en/events/").status_code == 403
    assert "Refused" in clerk.get("/en/").content.decode()


def test_an_unknown_record_is_refused(keeper: Door, clerk: Person) -> None:
    answer = clerk.post(f"{OPEN}show/", record="00000000-0000-4000-8000-000000000000", reason=REASON)
    assert answer.status_code in (403, 404)
    assert "This refusal has been recorded" in answer.content.decode()


def test_a_mistyped_number_is_asked_for_again_or_refused(keeper: Door, clerk: Person) -> None:
    answer = clerk.post(f"{OPEN}find/", kind="number", value="7K3M-92QF-0TBB", reason=REASON)
    assert answer.status_code in (400, 403, 404)
    assert keeper.house.entries("vault.record.opened") == []


@pytest.mark.parametrize("reason", ["", "ab", "call 03-1234-5678 back", "a" * 201])
def test_a_reason_that_may_not_be_recorded_is_asked_for_again(keeper: Door, clerk: Person, reason: str) -> None:
    answer = clerk.post(f"{OPEN}find/", kind="number", value="7K3M-92QF-0TBX", reason=reason)
    assert answer.status_code == 400
    assert keeper.house.entries("vault.record.searched") == []


def test_what_cannot_be_searched_for_is_asked_for_again(keeper: Door, clerk: Person) -> None:
    answer = clerk.post(f"{OPEN}find/", kind="email", value="no address", reason=REASON)
    assert answer.status_code == 400


def test_without_a_keeper_nothing_is_shown(door: Door, clerk: Person) -> None:
    answer = clerk.post(f"{OPEN}find/", kind="number", value="7K3M-92QF-0TBX", reason=REASON)
    assert answer.status_code == 503
    assert "The keeper is not available" in answer.content.decode()


def test_auditor_and_administrator_open_nothing(keeper: Door, auditor: Person, administrator: Person) -> None:
    sent = keeper.house.collect()
    for person in (auditor, administrator):
        for act in ("find", "show"):
            answer = person.post(
                f"{OPEN}{act}/", kind="number", value=sent.number, record=sent.record_id, reason=REASON
            )
            assert answer.status_code == 403
            assert CANARY not in answer.content.decode()


def test_a_matter_is_closed_once(keeper: Door, clerk: Person, auditor: Person) -> None:
    sent = keeper.house.collect()
    assert auditor.post("/en/records/close/", record=sent.number, sure="on").status_code == 403
    assert clerk.post("/en/records/close/", record=sent.number).status_code == 400
    assert clerk.post("/en/records/close/", record=sent.number, sure="on").status_code == 302
    assert "The matter is closed" in clerk.get("/en/records/close/").content.decode()
    assert clerk.post("/en/records/close/", record=sent.number, sure="on").status_code == 409
    assert clerk.post("/en/records/close/", record="AAAA", sure="on").status_code == 400
