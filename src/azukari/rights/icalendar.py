"""A calendar of due dates that other programs can subscribe to (RFC 5545): all-day events, each with an alarm.

Nothing is in it but what it is given; whoever writes it leaves out everything personal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST_LINE = 75  # octets, without the line break (RFC 5545, 3.1)
_BREAK = "\r\n"
_ALARM = "-PT15H"  # before midnight at the beginning of the day: nine o'clock on the day before
_REFRESH = "PT6H"


@dataclass(frozen=True, slots=True)
class DueEvent:
    """One due date. ``uid`` stays the same whenever it is written, and ``sequence`` grows with each change of what it says."""

    uid: str
    on: date
    summary: str
    description: str
    sequence: int


def calendar_feed(events: Iterable[DueEvent], *, name: str, now: datetime) -> bytes:
    """Write a calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Azukari//Requests//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}",
        *(line for event in events for line in _event(event, now)),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) for line in lines).encode()


def escaped(text: str) -> str:
    """Write a text as the value of a property (RFC 5545, 3.3.11); what cannot stand in one is left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for character, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(character, written)
    return "".join(one for one in plain if one == "\t" or not (one < " " or one == "\x7f"))


def folded(line: str) -> str:
    """Fold a line into pieces of 75 octets at most, none of which ends inside a character."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LONGEST_LINE:
            pieces.append(piece)
            piece, size = "", 1  # the space at the beginning of what goes on
        piece += character
        size += width
    return f"{_BREAK} ".join([*pieces, piece]) + _BREAK


def _event(event: DueEvent, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(event.on)}"
    yield f"DTEND;VALUE=DATE:{_day(event.on + timedelta(days=1))}"  # the day after the last one
    yield f"SEQUENCE:{event.sequence}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:CONFIDENTIAL"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(event.summary)}"
    yield f"TRIGGER:{_ALARM}"
    yield "END:VALARM"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
