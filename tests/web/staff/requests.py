"""Requests for the tests of the desk: taken in through the pages, by people who are signed in."""

import re
from datetime import datetime, timedelta
from typing import Any

from azukari.base.clock import JAPAN, system_clock
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person

QUEUE = "/en/requests/"
ADD = "/en/requests/add/"
SAID = "カナリア4711: please show me all you hold."
WANTED: dict[str, Any] = {
    "kind": "jp-appi-2022/disclosure",
    "channel": "letter",
    "asker": "person",
    "arrived_at": "",
    "language": "ja",
    "text": SAID,
    "form": "page",
    "name": "山田　花子",
    "address": "",
    "email": "",
    "number": "",
}
_ADDRESS = re.compile(r"^/en/requests/(?P<id>[0-9a-f-]{36})/$")
OUTSIDE = ("mailboxes", "paper", "backups")


def typed(at: datetime) -> str:
    return at.astimezone(JAPAN).strftime("%Y-%m-%dT%H:%M")


def taken_in(person: Person, **changed: Any) -> str:
    """Take a request in, and give the path of its page."""
    sent = {**WANTED, "arrived_at": typed(system_clock() - timedelta(hours=1)), **changed}
    answer = person.post(ADD, **sent)
    assert answer.status_code == 302, answer.content.decode()
    assert _ADDRESS.match(answer.headers["Location"])
    return str(answer.headers["Location"])


def identified(door: Door, person: Person, **changed: Any) -> str:
    """Take in a request of somebody of whom something is held, and say so."""
    number = door.house.collect().number
    return taken_in(person, number=number, **changed)


def do(person: Person, path: str, act: str, **sent: Any) -> Any:
    """Do something on a request's page that is expected to be done."""
    answer = person.post(f"{path}{act}/", **sent)
    assert answer.status_code == 302, (act, answer.status_code, answer.content.decode())
    return answer


def proved(person: Person, path: str, shown: str = "person:in_person") -> None:
    do(person, path, "proofs", shown=shown, until_on="")
    do(person, path, "step", move="prove")


def searched(door: Door, person: Person, path: str) -> None:
    """Make the search plan, and give every place its answer."""
    do(person, path, "search")
    for (place,) in door.house.sql("SELECT place FROM rights_place WHERE state = 'open'"):
        do(person, path, "places", place=place, state="confirmed" if place.startswith("recipient:") else "none")


def examined(door: Door, person: Person, **changed: Any) -> str:
    """Bring a request to where a decision can be proposed."""
    path = identified(door, person, **changed)
    proved(person, path)
    searched(door, person, path)
    return path


def proposed(person: Person, path: str, **sent: Any) -> None:
    do(person, path, "propose", **{"outcome": "full", "reason": "", **sent})


def decided(manager: Person, path: str) -> None:
    """Read what was proposed, and decide it."""
    manager.prove()
    [steps] = re.findall(r'name="steps" value="(\d+)"', page_of(manager, f"{path}decide/"))
    do(manager, path, "decide", steps=steps)


def page_of(person: Person, path: str) -> str:
    answer = person.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def state_of(door: Door) -> str:
    [(state,)] = door.house.sql("SELECT state FROM rights_request")
    return str(state)
