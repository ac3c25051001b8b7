"""One request: who asks, whose it is, what is held, where it is looked for, papers, and the steps that its state allows."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from azukari.base.ids import new_receipt_number
from tests.keeper.house import CANARY
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.requests import SAID, do, identified, page_of, proved, searched, state_of, taken_in

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def paper(data: bytes = PNG, name: str = "licence.png") -> dict[str, Any]:
    return {"kind": "identity", "title": "driving licence", "file": SimpleUploadedFile(name, data)}


def test_clocks_course_and_what_is_asked(running: Door, clerk: Person) -> None:
    path = taken_in(clerk)
    page = page_of(clerk, path)
    for words in (SAID, "Acknowledge by", "Answer by", "Last day", "Arrived and given its number", "The service_staff"):
        assert words in page
    assert "No search plan was made yet." in page


def test_an_auditor_sees_steps_and_nothing_that_was_written(running: Door, clerk: Person, auditor: Person) -> None:
    path = identified(running, clerk)
    page = page_of(auditor, path)
    assert "Course so far" in page
    assert "Search plan" in page
    for hidden in (SAID, CANARY, "山田", "<form", 'id="asked"', 'id="held"', "Papers"):
        assert hidden not in page.partition("<main")[2], hidden
    for act in ("records", "step", "search", "identify", "proofs", "papers", "carry-out"):
        assert auditor.post(f"{path}{act}/").status_code == 403
    for act in ("letter", "propose", "answer", "decide"):
        assert auditor.get(f"{path}{act}/").status_code == 403
    read = running.house.entries("rights.request.read")
    assert {one["by"] for one in read} <= {str(clerk.user.pk)}


def test_what_is_missing_of_who_asks_is_told_until_it_was_shown(running: Door, clerk: Person) -> None:
    path = taken_in(clerk, asker="mandated_agent")
    page = page_of(clerk, path)
    for words in ("Who the person is", "Who the agent is", "That the agent may act for the person"):
        assert words in page
    assert "Take the identity as proved" not in page
    refused = clerk.post(f"{path}step/", move="prove")
    assert refused.status_code == 403
    assert "More has to be shown first" in refused.content.decode()
    until = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 - a mandate's last day
    for shown in ("person:call_back", "agent:document", "relation:mandate"):
        do(clerk, path, "proofs", shown=shown, until_on=until)
    page = page_of(clerk, path)
    assert "Nothing is missing." in page
    assert f"until {until}" in page
    do(clerk, path, "step", move="prove")
    assert state_of(running) == "examining"
    assert "The identity counts as proved." in page_of(clerk, path)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"shown": "person:mandate", "until_on": ""}, "Select a valid choice"),
        ({"shown": "person:mailbox", "until_on": ""}, "Select a valid choice"),
        ({"shown": "agent:document", "until_on": ""}, "Select a valid choice"),
        ({"shown": "person:document", "until_on": "2020-01-01"}, "has run out"),
        ({"shown": "person:document", "until_on": "soon"}, "Enter a valid date."),
    ],
)
def test_what_shows_nothing_is_not_taken_down(running: Door, clerk: Person, sent: dict[str, str], told: str) -> None:
    path = taken_in(clerk)
    answer = clerk.post(f"{path}proofs/", **sent)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert running.house.sql("SELECT count(*) FROM rights_proof") == [(0,)]


def test_whose_it_is_is_said_by_a_receipt_number(running: Door, clerk: Person) -> None:
    path, number = taken_in(clerk), running.house.collect().number
    assert "It is not known yet whose request this is." in page_of(clerk, path)
    for wrong, told in (
        (new_receipt_number(), "Nothing is held under this number."),
        ("hello", "twelve letters and digits"),
        ("", "This field is required."),
    ):
        answer = clerk.post(f"{path}identify/", number=wrong)
        assert answer.status_code in (400, 404)
        assert told in answer.content.decode()
    do(clerk, path, "identify", number=number)
    assert number in page_of(clerk, path)
    other = running.house.collect().number
    do(clerk, path, "identify", number=other)
    page = page_of(clerk, path)
    assert "2 records of this person:" in page
    assert other in page


def test_what_is_held_is_shown_on_demand_and_recorded_with_the_person(running: Door, clerk: Person) -> None:
    path = identified(running, clerk)
    page = page_of(clerk, path)
    assert CANARY not in page.replace(SAID, "")
    assert f"{path}records/" not in page
    refused = clerk.post(f"{path}records/")
    assert refused.status_code == 403
    assert CANARY not in refused.content.decode().replace(SAID, "")
    proved(clerk, path)
    assert f"{path}records/" in page_of(clerk, path)
    answer = clerk.post(f"{path}records/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert CANARY in page
    assert "has been recorded" in page
    assert answer.headers["Cache-Control"] == "no-store"
    shown = running.house.entries("vault.record.shown")
    assert [(one["actor"], one["role"]) for one in shown] == [(str(clerk.user.pk), "service_staff")]
    assert clerk.get(f"{path}records/").status_code == 405


def test_the_search_plan_lists_every_place_and_each_gets_its_answer(running: Door, clerk: Person) -> None:
    path = identified(running, clerk)
    do(clerk, path, "search")
    page = page_of(clerk, path)
    for words in (
        "Sealed records (looked through by Azukari)",
        "Mailboxes and attachments",
        "Paper",
        "Backups",
        "Recipient:",
    ):
        assert words in page
    assert "places have not been looked through." in page
    do(clerk, path, "places", place="paper", state="not_personal")
    assert "Nothing there can be told to be this person" in page_of(clerk, path)
    refused = clerk.post(f"{path}places/", place="paper", state="confirmed")
    assert refused.status_code == 400
    assert "Only somebody outside can be asked and confirm." in refused.content.decode()
    refused = clerk.post(f"{path}places/", place="attic", state="none")
    assert "There is no such place" in refused.content.decode()
    assert clerk.post(f"{path}places/", place="paper", state="burnt").status_code == 400
    searched(running, clerk, path)
    assert "Every place has its answer." in page_of(clerk, path)


def test_a_paper_is_sealed_into_the_case_and_shown_as_it_is(running: Door, clerk: Person, manager: Person) -> None:
    path = taken_in(clerk)
    do(clerk, path, "papers", **paper())
    page = page_of(manager, path)
    assert "driving licence" in page
    [(paper_id,)] = running.house.sql("SELECT paper_id FROM rights_paper WHERE kind = 'identity'")
    answer = manager.get(f"{path}papers/{paper_id}/")
    assert answer.content == PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "licence" not in answer.headers["Content-Disposition"]
    assert manager.get(f"{path}papers/{uuid.uuid4()}/").status_code == 404
    assert str(manager.user.pk) in {one["by"] for one in running.house.entries("rights.request.read")}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (paper(b"MZ" + b"0" * 50), "is of another kind"),
        (paper(b"<svg/>", "x.png"), "is of another kind"),
        (paper(PNG + b"0" * 512 * 1024), "A file has 512 KiB at most."),
        ({"kind": "identity", "title": "x"}, "This field is required."),
        ({**paper(), "kind": "wish"}, "Select a valid choice"),
        (paper(b""), "empty"),
    ],
)
def test_what_is_no_paper_is_told_beside_its_field(
    running: Door, clerk: Person, sent: dict[str, Any], told: str
) -> None:
    path = taken_in(clerk)
    if "file" in sent:
        sent["file"].seek(0)
    answer = clerk.post(f"{path}papers/", **sent)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert running.house.sql("SELECT count(*) FROM rights_paper WHERE kind = 'identity'") == [(0,)]


def test_a_file_gets_in_nowhere_else_and_never_two_at_once(running: Door, clerk: Person) -> None:
    path = taken_in(clerk)
    for where in (f"{path}step/", f"{path}proofs/", "/en/requests/add/", "/en/open/inquiry.reply/find/"):
        answer = clerk.post(where, move="withdraw", sure="on", file=SimpleUploadedFile("a.png", PNG))
        assert answer.status_code == 400, where
    two = [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.png", PNG)]
    assert clerk.post(f"{path}papers/", kind="identity", title="x", file=two).status_code == 400
    huge = SimpleUploadedFile("a.png", PNG + b"0" * 3 * 1024 * 1024)
    assert clerk.post(f"{path}papers/", kind="identity", title="x", file=huge).status_code == 400
    assert state_of(running) == "received"
    assert running.house.sql("SELECT count(*) FROM rights_paper WHERE kind = 'identity'") == [(0,)]


def test_only_the_steps_that_the_state_allows_are_offered(running: Door, clerk: Person) -> None:
    path = identified(running, clerk)
    page = page_of(clerk, path)
    assert 'value="ask_proof"' in page
    assert 'value="withdraw"' in page
    for absent in ("propose/", "decide/", "carry-out/", "answer/", 'value="extend"', 'value="return"'):
        assert absent not in page, absent
    do(clerk, path, "step", move="ask_proof")
    page = page_of(clerk, path)
    assert "Propose to refuse" in page
    assert 'value="ask_proof"' not in page
    proved(clerk, path)
    assert "Propose a decision" in page_of(clerk, path)


def test_what_ends_the_matter_wants_it_said_that_it_is_meant(running: Door, clerk: Person) -> None:
    path = taken_in(clerk)
    for move in ("withdraw", "forward"):
        answer = clerk.post(f"{path}step/", move=move)
        assert answer.status_code == 400
        assert "Say that you are sure" in answer.content.decode()
    assert clerk.post(f"{path}step/", move="decide").status_code == 400
    do(clerk, path, "step", move="forward", sure="on")
    page = page_of(clerk, path)
    assert "the client whose data it is answers" in page
    assert state_of(running) == "forwarded"
    assert "<details" not in page.partition('id="do"')[2].partition("</section>")[0]
    refused = clerk.post(f"{path}search/")
    assert "This request has ended." in refused.content.decode()


def test_a_deadline_is_extended_once_where_the_law_lets_it(running: Door, clerk: Person, settings: Any) -> None:
    home = taken_in(clerk)
    refused = clerk.post(f"{home}step/", move="extend")
    assert refused.status_code == 409
    assert "the law does not let it be" in refused.content.decode()


def test_of_two_at_once_the_second_is_told_that_it_has_moved_on(running: Door, clerk: Person) -> None:
    path = taken_in(clerk)
    do(clerk, path, "step", move="ask_proof")
    refused = clerk.post(f"{path}step/", move="ask_proof")
    assert refused.status_code == 409
    assert "has moved on meanwhile" in refused.content.decode()


def test_while_the_keeper_is_away_where_it_stands_is_shown_still(running: Door, clerk: Person) -> None:
    path = taken_in(clerk)
    running.house.processes[-1].terminate()
    running.house.processes[-1].wait(20)
    page = page_of(clerk, path)
    assert "The case cannot be read now" in page
    assert "Course so far" in page
    answer = clerk.post(f"{path}step/", move="ask_proof")
    assert answer.status_code == 503
    assert "The keeper does not answer" in answer.content.decode()


def test_what_is_not_there_is_not_found(running: Door, clerk: Person) -> None:
    nowhere = f"/en/requests/{uuid.uuid4()}/"
    assert clerk.get(nowhere).status_code == 404
    for act, sent in (("step", {"move": "ask_proof"}), ("search", {}), ("records", {}), ("identify", {"number": "x"})):
        assert clerk.post(f"{nowhere}{act}/", **sent).status_code == 404
    for act in ("propose", "answer", "letter"):
        assert clerk.get(f"{nowhere}{act}/").status_code == 404
