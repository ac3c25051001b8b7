"""Taking in what came by mail, telephone, letter or at the counter."""

from datetime import timedelta
from typing import Any

import pytest

from azukari.base.clock import system_clock
from azukari.base.ids import new_receipt_number
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.requests import ADD, QUEUE, SAID, WANTED, page_of, taken_in, typed


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def test_the_form_offers_the_kinds_of_the_law_that_applies(door: Door, clerk: Person, settings: Any) -> None:
    settings.AZUKARI_GDPR = False
    page = page_of(clerk, ADD)
    assert '<optgroup label="Act on the Protection of Personal Information (in force since 1 April 2022)">' in page
    assert 'value="jp-appi-2022/disclosure"' in page
    assert "eu-gdpr" not in page
    assert "Does it have to be called a request?" in page
    settings.AZUKARI_GDPR = True
    assert 'value="eu-gdpr/portability"' in page_of(clerk, ADD)


@pytest.mark.parametrize("channel", ["mail", "telephone", "letter", "counter"])
def test_it_gets_its_number_and_its_days_at_once(running: Door, clerk: Person, channel: str) -> None:
    path = taken_in(clerk, channel=channel)
    page = page_of(clerk, path)
    [(number, arrived_at, answer_by)] = running.house.sql("SELECT number, arrived_at, answer_by FROM rights_request")
    assert f"Its number is {number}." in page
    assert SAID in page
    assert answer_by.isoformat() in page
    assert 10 <= (answer_by - arrived_at.date()).days <= 14
    assert SAID.encode() not in running.house.everything_in_the_ledger()


def test_with_a_receipt_number_it_is_known_whose_it_is(running: Door, clerk: Person) -> None:
    number = running.house.collect().number
    path = taken_in(clerk, number=number.lower().replace("-", " "))
    assert number in page_of(clerk, path)


def test_a_number_that_does_not_fit_does_not_keep_it_out(running: Door, clerk: Person) -> None:
    path = taken_in(clerk, number=new_receipt_number())
    page = page_of(clerk, path)
    assert "It was taken in." in page
    assert "Nothing is held under this number." in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "x" * 4001}, "4000"),
        ({"kind": "jp-appi-2026/stop-use-minor"}, "Select a valid choice"),
        ({"channel": "page"}, "Select a valid choice"),
        ({"form": "letter"}, "A letter needs a name and an address."),
        ({"email": "nowhere"}, "Enter a valid email address."),
        ({"arrived_at": typed(system_clock() + timedelta(hours=2))}, "cannot have arrived in the future"),
        ({"arrived_at": "yesterday"}, "Enter a valid date/time."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_taken_in(
    running: Door, clerk: Person, changed: dict[str, Any], told: str
) -> None:
    answer = clerk.post(ADD, **{**WANTED, "arrived_at": typed(system_clock()), **changed})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert 'class="errorlist"' in page
    assert running.house.sql("SELECT count(*) FROM rights_request") == [(0,)]


def test_while_the_keeper_is_away_nothing_is_lost_and_nothing_half_done(door: Door, clerk: Person) -> None:
    answer = clerk.post(ADD, **{**WANTED, "arrived_at": typed(system_clock() - timedelta(hours=1))})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "The keeper does not answer" in page
    assert SAID in page  # as it was typed, to be sent again
    assert door.house.sql("SELECT count(*) FROM rights_request") == [(0,)]


def test_it_is_the_task_of_those_who_handle_requests(
    running: Door, manager: Person, auditor: Person, administrator: Person
) -> None:
    taken_in(manager)
    for person in (auditor, administrator):
        assert person.get(ADD).status_code == 403
        assert person.post(ADD, **WANTED).status_code == 403
    assert running.house.sql("SELECT count(*) FROM rights_request") == [(1,)]
    assert ADD not in page_of(auditor, QUEUE)
