"""The keeper's client: each verb asks for what the specification says, and reads nothing else."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from azukari.base.errors import RefusedError
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from azukari.vault.keeper_frames import Request, encode_answer, encode_error
from azukari.vault.keeper_shapes import (
    AnswerError,
    found_value,
    inspection_value,
    opened_value,
    read_inspection,
    run_out_value,
    status_value,
)
from azukari.vault.services.ending import RunOut
from azukari.vault.services.verifying import Damage, Inspection
from tests.vault.keeper_peer import EVENT, FOUND, NOW, OPENED, RECORD, STATUS, hear, peer

DAMAGES = (Damage("grant", RECORD, "inquiry.reply", "Changed."), Damage("session", None, "", "Gone."))
INSPECTION = Inspection(1, 2, 3, 4, 5, DAMAGES, NOW)
WHY = {"purpose": "p", "reason": "r"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keeper.sock"


def ask(path: Path, answer: bytes, call: Callable[[KeeperClient], Any]) -> tuple[Request | None, Any]:
    heard: list[Request | None] = []

    def turn(connection: socket.socket) -> None:
        heard.append(hear(connection))
        connection.sendall(answer)

    with peer(path, turn):
        given = call(KeeperClient(path, Credential(CredentialKind.TOKEN, "t")))
    return heard[0], given


@dataclass(frozen=True)
class Verb:
    """What a method of the client sends, and what it makes of the answer."""

    name: str
    call: Callable[[KeeperClient], Any]
    arguments: dict[str, str]
    value: Any
    given: Any

    def __str__(self) -> str:
        return self.name


VERBS = [
    Verb("open", lambda c: c.open(RECORD, **WHY), {"record": str(RECORD), **WHY}, opened_value(OPENED), OPENED),
    Verb(
        "find",
        lambda c: c.find("email", "v", **WHY),
        {"kind": "email", "value": "v", **WHY},
        [found_value(FOUND)],
        (FOUND,),
    ),
    Verb("close", lambda c: c.close_record("N"), {"record": "N"}, None, None),
    Verb("stop", lambda c: c.stop("N", purpose="p"), {"record": "N", "purpose": "p"}, None, None),
    Verb(
        "hold",
        lambda c: c.hold("N", matter="m", review_on=date(2027, 3, 31)),
        {"record": "N", "matter": "m", "review_on": "2027-03-31"},
        str(EVENT),
        EVENT,
    ),
    Verb("lift", lambda c: c.lift(EVENT), {"hold": str(EVENT)}, None, None),
    Verb("erase", lambda c: c.erase("N"), {"record": "N"}, str(EVENT), EVENT),
    Verb("rotate", lambda c: c.rotate("p"), {"purpose": "p"}, 2, 2),
    Verb("retain", lambda c: c.retain(), {}, run_out_value(RunOut(1, 2, 3)), RunOut(1, 2, 3)),
    Verb("verify", lambda c: c.verify(), {}, inspection_value(INSPECTION), INSPECTION),
    Verb("prepare", lambda c: c.prepare(), {}, 3, 3),
    Verb("status", lambda c: c.status(), {}, status_value(STATUS), STATUS),
]


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_each_verb_says_what_it_wants_and_reads_what_it_gets(path: Path, verb: Verb) -> None:
    request, got = ask(path, encode_answer(verb.value), verb.call)
    assert got == verb.given
    assert request == Request(verb.name, Credential(CredentialKind.TOKEN, "t"), verb.arguments)


WRONG: dict[str, Any] = {
    "nothing": None,
    "an empty list": [],
    "an empty object": {},
    "a text": "x",
    "a number": 1,
    "a negative number": -1,
    "true": True,
    "a list of texts": ["x"],
    "another object": {"record_id": 1},
    "a list of objects": [{}],
    "a list of nothing": [None],
}
RIGHT = {
    "close": "nothing",
    "stop": "nothing",
    "lift": "nothing",
    "find": "an empty list",
    "erase": "an empty list",
    "rotate": "a number",
    "prepare": "a number",
}


@pytest.mark.parametrize("verb", VERBS, ids=str)
def test_an_answer_of_another_shape_is_refused(tmp_path: Path, verb: Verb) -> None:
    for number, name in enumerate(sorted(WRONG.keys() - {RIGHT.get(verb.name, "")})):
        with pytest.raises(AnswerError):
            ask(tmp_path / f"{number}.sock", encode_answer(WRONG[name]), verb.call)


@pytest.mark.parametrize(
    "changed",
    [{"language": "fr"}, {"items": {"a": 1}}, {"collected_at": "now"}, {"event_id": "x"}, {"number": 7}],
    ids=str,
)
def test_an_opening_with_a_wrong_part_is_refused(path: Path, changed: dict[str, Any]) -> None:
    value = opened_value(OPENED)
    assert isinstance(value, dict)
    with pytest.raises(AnswerError):
        ask(path, encode_answer({**value, **changed}), lambda client: client.open(RECORD, **WHY))


def test_an_error_is_raised_as_what_it_is(path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        ask(path, encode_error(RefusedError("No grant.", ground="no_grant")), lambda client: client.retain())
    assert (caught.value.ground, caught.value.message) == ("no_grant", "No grant.")


def test_a_long_list_of_damages_is_counted_beyond_its_end() -> None:
    value: Any = inspection_value(INSPECTION, most=1)
    assert [damage.message for damage in read_inspection(value).damages] == ["Changed.", "1 more parts are damaged."]


def test_a_keeper_is_ready_only_when_all_of_it_is() -> None:
    assert STATUS.ready
    assert not replace(STATUS, database=False).ready
    assert not replace(STATUS, person_keys=False).ready
    assert not replace(STATUS, ledger_writable=False).ready
    assert not replace(STATUS, erasures=False).ready
    assert not replace(STATUS, epochs={}).ready
