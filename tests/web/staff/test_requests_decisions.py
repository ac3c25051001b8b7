"""Proposing, deciding by another, carrying out, answering: through the pages, over a real keeper, for each kind of outcome."""

from typing import Any

import pytest

from azukari.statement.purposes import Role
from tests.keeper.house import CANARY
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person, hired
from tests.web.staff.requests import (
    SAID,
    decided,
    do,
    examined,
    identified,
    page_of,
    proposed,
    proved,
    state_of,
    taken_in,
)

REASON = "調べた結果です。"
ANSWER = "ご請求のとおりにしました。"


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def plan_of(door: Door, person: Person, path: str) -> Any:
    return person.get(f"{path}propose/").context["sheet"]


def record_of(door: Door) -> str:
    [(record_id,)] = door.house.sql("SELECT record_id FROM vault_record")
    return str(record_id)


def test_a_disclosure_goes_its_whole_way(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk)
    page = page_of(clerk, f"{path}propose/")
    assert CANARY in page
    assert "Granted in full" in page
    assert "It might harm the life" in page
    assert "33(2)i" in page
    proposed(clerk, path)
    page = page_of(clerk, path)
    assert "Only a privacy manager decides." in page
    assert f"{path}decide/" not in page
    manager.prove()
    page = page_of(manager, f"{path}decide/")
    assert "proposed by The service_staff" in page
    assert SAID in page
    decided(manager, path)
    page = page_of(clerk, f"{path}answer/")
    assert "開示します" in page  # in the person's language
    do(clerk, path, "answer", text=ANSWER)
    page = page_of(clerk, path)
    assert ANSWER in page
    assert "Answered" in page
    assert state_of(running) == "answered"
    moves = [move for (move,) in running.house.sql("SELECT move FROM rights_step ORDER BY place")]
    assert moves == ["receive", "prove", "propose", "decide", "answer"]
    for hidden in (SAID, ANSWER, CANARY):
        assert hidden.encode() not in running.house.everything_in_the_ledger()


def test_who_proposed_a_refusal_does_not_decide_it_and_another_does(running: Door, manager: Person) -> None:
    path = examined(running, manager)
    sent = {"outcome": "refused", "grounds": ["harm"], "reason": REASON}
    proposed(manager, path, **sent)
    page = page_of(manager, path)
    assert "another privacy manager has to decide it" in page
    assert f'href="{path}decide/"' not in page
    manager.prove()
    refused = manager.post(f"{path}decide/")
    assert refused.status_code == 403
    assert "Another privacy manager has to." in refused.content.decode()
    assert state_of(running) == "proposed"
    other = hired(running.house, Role.PRIVACY_MANAGER, "second-manager")
    other.prove()
    page = page_of(other, f"{path}decide/")
    for words in ("Not granted", "It might harm the life", REASON, "This is decided by two"):
        assert words in page
    decided(other, path)
    assert state_of(running) == "decided"
    assert "carry-out/" not in page_of(other, path)


def test_deciding_wants_a_fresh_proof_and_is_not_for_others(
    running: Door, clerk: Person, manager: Person, auditor: Person
) -> None:
    path = examined(running, clerk)
    proposed(clerk, path)
    for person in (clerk, auditor):
        person.prove()
        assert person.get(f"{path}decide/").status_code == 403
        assert person.post(f"{path}decide/").status_code == 403
    stale = hired(running.house, Role.PRIVACY_MANAGER, "stale-manager")
    session = stale.browser.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 600} for one in session["account_authentication_methods"]
    ]
    session.save()
    for answer in (stale.get(f"{path}decide/"), stale.post(f"{path}decide/")):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/en/confirm/")
    assert state_of(running) == "proposed"
    decided(manager, path)


def test_what_was_proposed_is_sent_back_and_proposed_otherwise(running: Door, clerk: Person) -> None:
    path = examined(running, clerk)
    proposed(clerk, path)
    do(clerk, path, "step", move="return")
    assert state_of(running) == "examining"
    assert "Sent the proposal back" in page_of(clerk, path)
    proposed(clerk, path, outcome="not_held")
    assert "Nothing is held" in page_of(clerk, path)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choose one."),
        ({"outcome": "refused", "reason": REASON}, "names one ground or more"),
        ({"outcome": "refused", "grounds": ["harm"], "reason": " "}, "Say why, in words"),
        ({"outcome": "full", "grounds": ["harm"]}, "Grounds go with a refusal only"),
        ({"outcome": "refused", "grounds": ["factual"], "reason": REASON}, "Select a valid choice"),
        ({"outcome": "full", "reason": "x" * 4001}, "4000"),
    ],
)
def test_what_is_wrong_in_a_proposal_stands_at_its_field(
    running: Door, clerk: Person, sent: dict[str, Any], told: str
) -> None:
    path = examined(running, clerk)
    answer = clerk.post(f"{path}propose/", **sent)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert state_of(running) == "examining"


def test_before_every_place_has_its_answer_nothing_is_proposed(running: Door, clerk: Person) -> None:
    path = identified(running, clerk)
    proved(clerk, path)
    do(clerk, path, "search")
    answer = clerk.post(f"{path}propose/", outcome="full", reason="")
    assert answer.status_code == 409
    assert "First say of every place" in answer.content.decode()


def test_who_has_not_proved_who_they_are_can_only_be_refused(running: Door, clerk: Person, manager: Person) -> None:
    path = taken_in(clerk)
    do(clerk, path, "step", move="ask_proof")
    assert "it can only be refused" in page_of(clerk, f"{path}propose/")
    refused = clerk.post(f"{path}propose/", outcome="full", reason="")
    assert refused.status_code in (403, 409)
    proposed(clerk, path, outcome="refused", grounds=["identity"], reason=REASON)
    decided(manager, path)
    page = page_of(clerk, f"{path}answer/")
    assert "応じられません" in page


def test_a_passage_about_somebody_else_is_left_out_with_its_ground(
    running: Door, clerk: Person, manager: Person
) -> None:
    path = examined(running, clerk)
    row = {"passage-0-item": f"{record_of(running)}|body", "passage-0-text": CANARY, "passage-0-ground": "harm"}
    sent = {"outcome": "part", "grounds": ["harm"], "reason": REASON, **row}
    for changed, told in (
        ({"passage-0-text": "not there"}, "These words do not stand there."),
        ({"passage-0-ground": ""}, "Choose a ground."),
        ({"outcome": "full", "grounds": [], "reason": ""}, "is granted in part"),
    ):
        answer = clerk.post(f"{path}propose/", **{**sent, **changed})
        assert answer.status_code == 400
        assert told in answer.content.decode()
    proposed(clerk, path, **sent)
    manager.prove()
    page = page_of(manager, f"{path}decide/")
    assert "What is left out" in page
    assert f"<del>{CANARY}</del>" in page


def test_a_correction_is_proposed_with_before_and_after_and_done(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk, kind="jp-appi-2022/correction")
    record = record_of(running)
    row = {"item-0-item": f"{record}|name", "item-0-mode": "correct", "item-0-text": "山田　花子"}
    for changed, told in (
        ({"item-0-text": ""}, "required and cannot be taken away"),
        ({"item-0-item": ""}, "Choose an item."),
        ({"item-0-mode": ""}, "Say what is to be done"),
        ({"item-0-item": f"{record}|email", "item-0-text": "nowhere"}, "not of the form that this item"),
    ):
        answer = clerk.post(f"{path}propose/", outcome="full", reason="", **{**row, **changed})
        assert answer.status_code == 400
        assert told in answer.content.decode(), told
    note = {"item-1-item": f"{record}|body", "item-1-mode": "annotate", "item-1-text": "そうは言っていません。"}
    proposed(clerk, path, **row, **note)
    manager.prove()
    page = page_of(manager, f"{path}decide/")
    for words in (
        f"<del>{CANARY}</del> → <ins>山田　花子</ins>",
        "Attach the person’s statement",
        "そうは言っていません。",
    ):
        assert words in page
    decided(manager, path)
    assert f"{path}answer/" not in page_of(clerk, path)
    do(clerk, path, "carry-out")
    page = page_of(clerk, path)
    assert "<ins>山田　花子</ins>" in page
    assert state_of(running) == "done"
    held = clerk.post(f"{path}records/").content.decode()
    for words in ("山田　花子", "そうは言っていません。"):
        assert words in held


def test_a_stop_waits_for_those_outside_who_hold_a_copy(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk, kind="jp-appi-2022/stop-use")
    [place] = [one for (one,) in running.house.sql("SELECT place FROM rights_place") if one.startswith("recipient:")][
        :1
    ]
    do(clerk, path, "places", place=place, state="asked")
    acts = f"stop|{record_of(running)}|inquiry.reply"
    assert acts in page_of(clerk, f"{path}propose/")
    refused = clerk.post(f"{path}propose/", outcome="full", reason="")
    assert "Say what is to be done if the request is granted." in refused.content.decode()
    proposed(clerk, path, acts=[acts])
    decided(manager, path)
    do(clerk, path, "carry-out")
    page = page_of(clerk, path)
    assert "Still waited for:" in page
    assert state_of(running) == "acting"
    do(clerk, path, "places", place=place, state="confirmed")
    do(clerk, path, "carry-out")
    assert state_of(running) == "done"
    assert "no longer" in clerk.post(f"{path}records/").content.decode()
    do(clerk, path, "answer", text=ANSWER)
    assert state_of(running) == "answered"


def test_an_erasure_takes_two_and_leaves_nothing(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk, kind="jp-appi-2022/erasure")
    assert "Erase all that is held, for good" in page_of(clerk, f"{path}propose/")
    proposed(clerk, path, acts=["erase||"])
    decided(manager, path)
    do(clerk, path, "carry-out")
    assert running.house.sql("SELECT count(*) FROM vault_record") == [(0,)]
    page = page_of(clerk, path)
    assert CANARY not in page.replace(SAID, "")
    do(clerk, path, "answer", text=ANSWER)
    assert state_of(running) == "answered"
    assert page_of(clerk, path)


def test_what_is_not_its_turn_leads_back_to_the_request(running: Door, clerk: Person, manager: Person) -> None:
    path = taken_in(clerk)
    manager.prove()
    for person, act in ((clerk, "propose"), (clerk, "answer"), (manager, "decide")):
        for answer in (person.get(f"{path}{act}/"), person.post(f"{path}{act}/", outcome="full", text="x")):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(path)
    refused = clerk.post(f"{path}carry-out/")
    assert refused.status_code == 409
    assert "has moved on meanwhile" in refused.content.decode()
    assert state_of(running) == "received"


def test_an_answer_says_something(running: Door, clerk: Person, manager: Person) -> None:
    path = examined(running, clerk)
    proposed(clerk, path)
    decided(manager, path)
    answer = clerk.post(f"{path}answer/", text="  ")
    assert answer.status_code == 400
    assert "This field is required." in answer.content.decode()
    assert state_of(running) == "decided"
