"""The calendar feed: due dates for a program that shows nothing but the address, and only as long as its owner may read them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from azukari.base.clock import system_clock
from azukari.statement.purposes import Role
from azukari.web.staff.models import StaffUser
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.requests import SAID, do, page_of, taken_in, typed

ABOUT = "/en/requests/calendar/"


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def address(person: Person, page: str = ABOUT) -> str:
    found = re.search(r"https://testserver(/\S+?\.ics)", page_of(person, page))
    assert found
    return found[1]


def fetched(url: str) -> tuple[int, str]:
    answer = Client().get(url, secure=True)
    return answer.status_code, answer.content.decode() if answer.status_code == 200 else ""


def test_a_program_without_a_session_reads_the_due_dates_and_nothing_else(running: Door, clerk: Person) -> None:
    path = taken_in(clerk, arrived_at=typed(system_clock() - timedelta(hours=1)))
    [(number, answer_by)] = running.house.sql("SELECT number, answer_by FROM rights_request")
    answer = Client().get(address(clerk), secure=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    text = answer.content.decode().replace("\r\n ", "")
    assert f"SUMMARY:Answer {number} (Be shown what is held)" in text
    assert f"SUMMARY:Acknowledge {number}" in text
    assert f"DTSTART;VALUE=DATE:{answer_by:%Y%m%d}" in text
    assert text.count("BEGIN:VALARM") == 2
    uids = re.findall(r"UID:(\S+)", text)
    assert [uid.partition("@")[0] for uid in uids] == [
        f"{path.split('/')[3]}.{what}" for what in ("acknowledge", "answer")
    ]
    assert SAID not in text
    assert "山田" not in text
    before = re.findall(r"SEQUENCE:(\d+)", text)
    do(clerk, path, "step", move="ask_proof")
    text = fetched(address(clerk))[1]
    assert re.findall(r"UID:(\S+)", text) == uids[1:]
    assert int(re.findall(r"SEQUENCE:(\d+)", text)[0]) > int(before[1])
    do(clerk, path, "step", move="withdraw", sure="on")
    assert "BEGIN:VEVENT" not in fetched(address(clerk))[1]


def test_it_speaks_the_language_of_its_address(running: Door, clerk: Person) -> None:
    taken_in(clerk)
    assert "保有個人データの開示" in fetched(address(clerk, "/ja/requests/calendar/"))[1].replace("\r\n ", "")


def test_another_password_another_role_and_a_closed_account_end_it(door: Door, clerk: Person) -> None:
    url = address(clerk)
    assert fetched(url)[0] == 200
    user = StaffUser.objects.get(pk=clerk.user.pk)
    for changed, back in (
        ({"password": make_password("another quiet heron")}, {"password": user.password}),
        ({"role": Role.AUDITOR.value}, {"role": user.role}),
        ({"is_active": False}, {"is_active": True}),
    ):
        StaffUser.objects.filter(pk=user.pk).update(**changed)
        assert fetched(url)[0] == 404, changed
        StaffUser.objects.filter(pk=user.pk).update(**back)
        assert fetched(url)[0] == 200


def test_it_is_for_those_who_see_the_queue(door: Door, clerk: Person, auditor: Person, administrator: Person) -> None:
    assert administrator.get(ABOUT).status_code == 403
    urls = {address(person) for person in (clerk, auditor)}
    assert len(urls) == 2
    assert all(fetched(url)[0] == 200 for url in urls)
    StaffUser.objects.filter(pk=clerk.user.pk).update(role=Role.ADMINISTRATOR.value)
    assert fetched(address(auditor))[0] == 200
    assert {fetched(url)[0] for url in urls} == {200, 404}


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1tY5Qx:AAAA"])
def test_an_address_that_was_made_up_is_not_there(door: Door, token: str) -> None:
    assert fetched(f"/en/requests/calendar/{token}.ics")[0] == 404


def test_one_changed_character_ends_it(door: Door, clerk: Person) -> None:
    url = address(clerk)
    for place in (30, 60, len(url) - 6):
        other = "B" if url[place] == "A" else "A"
        assert fetched(url[:place] + other + url[place + 1 :])[0] == 404


def test_the_page_says_what_the_address_is(door: Door, clerk: Person) -> None:
    page = page_of(clerk, ABOUT)
    assert "Whoever has this address can read the calendar" in page
    assert "It ends when your password or your role changes" in page
