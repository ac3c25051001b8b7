"""Figures: numbers in a table, and the same as a picture that a process of its own draws; and the dry run of the coming law."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from azukari.base.clock import system_clock
from azukari.rights.queries import AnsweredRequest, Figures
from azukari.web.staff import pictures
from azukari.web.staff.figures import Table, drawing, tables
from azukari.web.staff.pictures import NotDrawnError, drawn
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.requests import do, page_of, taken_in, typed

FIGURES = "/en/requests/figures/"
COMING = "/en/requests/coming/"
TODAY = date(2026, 12, 1)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    pictures._KEPT.clear()
    yield
    pictures._KEPT.clear()


def made(**changed: Any) -> dict[str, Table]:
    values: dict[str, Any] = {"open": {}, "overdue": 0, "answered": (), "arrived": {}}
    found = tables(Figures(**{**values, **changed}), titles=str.upper, today=TODAY)
    return {one.name: one for one in found}


@pytest.mark.parametrize(
    ("days", "group"), [(-1, 0), (0, 1), (3, 1), (4, 2), (7, 2), (8, 3), (14, 3), (15, 4), (90, 4)]
)
def test_days_left_fall_into_groups(days: int, group: int) -> None:
    assert [one["n"] for one in made(open={days: 2})["left"].data] == [2 * (place == group) for place in range(5)]


def test_days_taken_are_told_with_whether_it_was_in_time_and_the_longest_together() -> None:
    ended = (AnsweredRequest("x", 3, True), AnsweredRequest("x", 3, True), AnsweredRequest("x", 45, False))
    assert [(one["days"], one["n"], one["late"]) for one in made(answered=ended)["taken"].data] == [
        (3, 2, False),
        (31, 1, True),
    ]
    assert made(answered=ended)["taken"].rows[-1][0] == "31+"


def test_half_a_year_of_weeks_is_shown_for_each_kind_that_there_was() -> None:
    table = made(arrived={(MONDAY, "erasure"): 3, (MONDAY - timedelta(weeks=30), "objection"): 9})["arrived"]
    assert {one["kind"] for one in table.data} == {"ERASURE"}
    assert len(table.data) == 26
    assert table.data[-1] == {"week": "2026-11-30", "kind": "ERASURE", "n": 3}
    assert table.rows == (("2026-11-30", "ERASURE", "3"),)


def test_a_picture_is_drawn_by_a_process_of_its_own_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    table = made(open={2: 4})["left"]
    [light, dark] = drawn([drawing(table, "light"), drawing(table, "dark")])
    assert light.startswith(b"<svg")
    assert b"#1d4577" in light
    assert b"#a5c4ea" in dark
    for forbidden in (b"<script", b"<style", b"javascript:", b'href="http', b"<image"):
        assert forbidden not in light
    assert "vl_convert" not in sys.modules

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise subprocess.SubprocessError

    monkeypatch.setattr(subprocess, "run", refuse)
    assert drawn([drawing(table, "light")]) == [light]
    with pytest.raises(NotDrawnError):
        drawn([drawing(made(open={2: 5})["left"], "light")])


def test_no_more_pictures_are_kept_than_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(wanted: list[dict[str, Any]]) -> list[bytes]:
        return [b"<svg/>" for _one in wanted]

    monkeypatch.setattr(pictures, "_draw", fake)
    for number in range(60):
        drawn([{"number": number}])
    assert len(pictures._KEPT) == 48


def test_the_page_shows_pictures_with_their_numbers(running: Door, clerk: Person, auditor: Person) -> None:
    taken_in(clerk, arrived_at=typed(system_clock() - timedelta(days=30)))
    ended = taken_in(clerk, kind="jp-appi-2022/erasure")
    do(clerk, ended, "step", move="withdraw", sure="on")
    page = page_of(auditor, FIGURES)
    assert page.count("<figure") == page.count("<figcaption") == page.count("<picture") == 3
    assert "▲" in page
    for words in ("Open requests by days left", "Be shown what is held", "the numbers stand in the table below"):
        assert words in page
    for name in ("left", "taken", "arrived"):
        for theme in ("light", "dark"):
            answer = auditor.get(f"{FIGURES}{name}.{theme}.wide.svg")
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "image/svg+xml"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert auditor.get(f"{FIGURES}left.light.huge.svg").status_code == 404
    assert auditor.get(f"{FIGURES}left.neon.wide.svg").status_code == 404
    assert auditor.get(f"{FIGURES}secrets.light.wide.svg").status_code == 404


def test_before_there_is_anything_nothing_is_drawn(door: Door, manager: Person) -> None:
    page = page_of(manager, FIGURES)
    assert page.count("There is nothing to draw yet.") == 3
    assert "<img" not in page.partition("<main")[2]
    assert manager.get(f"{FIGURES}left.light.narrow.svg").status_code == 404


def test_figures_are_not_for_administrators(door: Door, administrator: Person) -> None:
    for url in (FIGURES, f"{FIGURES}left.light.narrow.svg", COMING):
        assert administrator.get(url).status_code == 403


def test_the_coming_law_is_tried_out_and_changes_nothing(running: Door, clerk: Person, auditor: Person) -> None:
    touched = taken_in(clerk, kind="jp-appi-2022/stop-use", asker="statutory_agent")
    untouched = taken_in(clerk)
    before = running.house.sql("SELECT * FROM rights_request ORDER BY request_id")
    for person in (clerk, auditor):
        page = page_of(person, COMING)
        for words in (
            "A dry run",
            "A new right: Stop uses of what is held about somebody under 16",
            "who is under 16",
            "It could rest on a right that there is not yet.",
            "Whether a guardian acts",
            "Deadlines would stay as they are.",
        ):
            assert words in page
        assert touched in page
        assert untouched not in page
    assert running.house.sql("SELECT * FROM rights_request ORDER BY request_id") == before
    assert clerk.post(COMING).status_code == 405
