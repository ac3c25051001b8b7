"""The calendar is what other programs read: folded, escaped, and with events that keep their names (RFC 5545)."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.clock import JAPAN
from azukari.rights.icalendar import DueEvent, calendar_feed, escaped, folded

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=JAPAN)
EVENT = DueEvent(
    uid="0190.answer@azukari.example",
    on=date(2026, 12, 31),
    summary="7K3M-92QF-0TBX 訂正・追加・削除",
    description="回答の期限; 2027-01-04 まで,\nそれより後は遅れです。",
    sequence=3,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)

WRITTEN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Azukari//Requests//EN
CALSCALE:GREGORIAN
NAME:ご請求
X-WR-CALNAME:ご請求
REFRESH-INTERVAL;VALUE=DURATION:PT6H
BEGIN:VEVENT
UID:0190.answer@azukari.example
DTSTAMP:20261201T003000Z
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270101
SEQUENCE:3
SUMMARY:7K3M-92QF-0TBX 訂正・追加・削除
DESCRIPTION:回答の期限\\; 2027-01-04 まで\\,\\nそれより後は遅れ
 です。
TRANSP:TRANSPARENT
CLASS:CONFIDENTIAL
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:7K3M-92QF-0TBX 訂正・追加・削除
TRIGGER:-PT15H
END:VALARM
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def unfolded(text: str) -> str:
    return re.sub(r"\r\n[ \t]", "", text)


def read(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), value)


def test_a_calendar_is_written_to_the_octet() -> None:
    assert calendar_feed([EVENT], name="ご請求", now=NOW).decode() == WRITTEN


def test_without_events_it_is_a_calendar_still() -> None:
    lines = calendar_feed([], name="x", now=NOW).decode().split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert "BEGIN:VEVENT" not in lines


def test_an_event_keeps_its_name_whenever_it_is_written() -> None:
    later = calendar_feed([EVENT], name="x", now=datetime(2027, 5, 1, tzinfo=UTC)).decode()
    assert "UID:0190.answer@azukari.example\r\n" in later
    assert "DTSTAMP:20270501T000000Z\r\n" in later


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("one\r\ntwo\rthree\nfour", "one\\ntwo\\nthree\\nfour"),
        ("tab\there", "tab\there"),
        ("no\x00control\x1b\x7f", "nocontrol"),
    ],
)
def test_what_has_a_meaning_of_its_own_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


@given(TEXTS)
def test_no_line_is_longer_than_75_octets_and_each_is_whole_characters(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    written = folded(line)
    assert written.endswith("\r\n")
    for piece in written.encode()[:-2].split(b"\r\n"):
        assert len(piece) <= 75
        piece.decode()
    assert unfolded(written)[:-2] == line


@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one in "\t\n" or not (one < " " or one == "\x7f"))
    assert read(escaped(text)) == kept


@given(st.lists(TEXTS, max_size=4))
def test_nothing_in_a_text_can_end_its_event(texts: list[str]) -> None:
    events = [DueEvent(f"{n}@x", date(2027, 1, 1), text, text, 0) for n, text in enumerate(texts)]
    lines = unfolded(calendar_feed(events, name="x", now=NOW).decode()).split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(texts)
    assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines[:-1])
