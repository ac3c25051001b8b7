"""The queue: the most urgent first, told by words and shapes, for those who handle requests and those who check."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from azukari.base.clock import JAPAN, system_clock
from azukari.rights.calendar import Calendar
from azukari.web.packs import offered_packs
from azukari.web.staff import packs
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.requests import QUEUE, SAID, do, page_of, taken_in, typed


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def ago(days: int) -> str:
    return typed(datetime.now(JAPAN) - timedelta(days=days))


def test_before_anything_is_asked_the_page_says_what_will_stand_there(door: Door, manager: Person) -> None:
    page = page_of(manager, QUEUE)
    assert "No request is open." in page
    assert "Take in a request" in page
    assert "<table" not in page


def test_what_is_due_first_stands_first_with_words_and_a_shape(running: Door, clerk: Person) -> None:
    late = taken_in(clerk, arrived_at=ago(40), kind="jp-appi-2022/erasure")
    soon = taken_in(clerk, arrived_at=ago(12), kind="jp-appi-2022/correction")
    calm = taken_in(clerk, arrived_at=ago(0))
    page = page_of(clerk, QUEUE)
    assert page.index(late) < page.index(soon) < page.index(calm)
    for words in ("days late", "▲", "◆", "○", "days left", "Erase", "Correct, add or delete", "Letter"):
        assert words in page
    assert SAID not in page
    assert "カナリア" not in page


def test_what_nobody_has_acknowledged_says_until_when(running: Door, clerk: Person) -> None:
    path = taken_in(clerk, arrived_at=ago(0))
    assert "Acknowledge by" in page_of(clerk, QUEUE)
    do(clerk, path, "step", move="ask_proof")
    assert "Acknowledge by" not in page_of(clerk, QUEUE)


def test_the_queue_is_filtered_by_state_and_kind(running: Door, clerk: Person) -> None:
    disclosure = taken_in(clerk)
    erasure = taken_in(clerk, kind="jp-appi-2022/erasure")
    do(clerk, erasure, "step", move="ask_proof")
    found = clerk.get(QUEUE, state="identifying").content.decode()
    assert erasure in found
    assert disclosure not in found
    found = clerk.get(QUEUE, kind="disclosure").content.decode()
    assert disclosure in found
    assert erasure not in found
    assert "Nothing fits this filter." in clerk.get(QUEUE, kind="disclosure", state="identifying").content.decode()
    assert disclosure in clerk.get(QUEUE, kind="nonsense").content.decode()


def test_what_has_ended_stands_in_its_own_list(running: Door, clerk: Person) -> None:
    path = taken_in(clerk)
    assert "No request has ended yet." in page_of(clerk, f"{QUEUE}ended/")
    do(clerk, path, "step", move="withdraw", sure="on")
    assert path not in page_of(clerk, QUEUE)
    ended = page_of(clerk, f"{QUEUE}ended/")
    assert path in ended
    assert "Withdrawn" in ended
    assert "days left" not in ended


def test_auditors_read_it_and_administrators_do_not(
    running: Door, clerk: Person, auditor: Person, administrator: Person
) -> None:
    path = taken_in(clerk)
    page = page_of(auditor, QUEUE)
    assert path in page
    assert "Take in a request" not in page
    for where in (QUEUE, f"{QUEUE}ended/", path):
        assert administrator.get(where).status_code == 403
    assert QUEUE not in administrator.get("/en/").content.decode()
    assert QUEUE in auditor.get("/en/").content.decode()


def test_when_the_table_of_holidays_ends_soon_everybody_sees_it(
    door: Door, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The table of holidays" not in page_of(manager, QUEUE)
    until = system_clock().date() + timedelta(days=80)

    def ends_soon(_calendar: Any, _today: date) -> date:
        return until

    monkeypatch.setattr(Calendar, "ends_soon", ends_soon)
    page = page_of(manager, QUEUE)
    assert "The table of holidays ends soon" in page
    assert until.isoformat() in page


def test_the_alarm_looks_at_every_pack_that_is_offered(settings: Any) -> None:
    settings.AZUKARI_GDPR = False
    assert packs.holidays_end(date(2027, 9, 1)) is None
    assert packs.holidays_end(date(2027, 10, 2)) == date(2027, 12, 31)
    settings.AZUKARI_GDPR = True
    assert [pack.id for pack in offered_packs()] == ["jp-appi-2022", "eu-gdpr"]
    assert packs.holidays_end(date(2027, 10, 2)) == date(2027, 12, 31)


def test_the_queue_speaks_japanese(running: Door, clerk: Person) -> None:
    taken_in(clerk)
    page = page_of(clerk, "/ja/requests/")
    for words in ("ご請求", "保有個人データの開示"):
        assert words in page
