"""`azukari open` and `azukari find`: what they ask the keeper, and what they show."""

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from azukari.base.errors import RefusedError, UnauthenticatedError, UnavailableError
from azukari.cli.open import KEY_VARIABLE, find_records, open_record
from azukari.vault.access import Opened
from azukari.vault.keeper_client import Credential, CredentialKind
from azukari.vault.keeper_frames import Request, encode_answer, encode_error
from azukari.vault.keeper_shapes import found_value, opened_value
from tests.vault.keeper_peer import FOUND, OPENED, hear, peer

KEY = "aza_example"
WHY = ["--purpose", "inquiry.reply", "--reason", "answering"]

app = typer.Typer()
app.command("open")(open_record)
app.command("find")(find_records)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keeper.sock"


def run(path: Path, *arguments: str, key: str | None = KEY, typed: str | None = None) -> Result:
    environment = {"AZUKARI_KEEPER_SOCKET": str(path), KEY_VARIABLE: key, "COLUMNS": "200"}
    return CliRunner().invoke(app, [*arguments], env=environment, input=typed)


def asked(path: Path, answer: bytes, call: Callable[[], Result]) -> tuple[Request | None, Result]:
    heard: list[Request | None] = []

    def turn(connection: socket.socket) -> None:
        heard.append(hear(connection))
        connection.sendall(answer)

    with peer(path, turn):
        result = call()
    return heard[0], result


def opens(path: Path, opened: Opened, *options: str, **more: Any) -> tuple[Request | None, Result]:
    return asked(
        path, encode_answer(opened_value(opened)), lambda: run(path, "open", "7k3m 92qf 0tbx", *WHY, *options, **more)
    )


def test_a_record_is_asked_for_and_shown(path: Path) -> None:
    request, result = opens(path, OPENED)
    assert request == Request(
        "open",
        Credential(CredentialKind.KEY, KEY),
        {"record": "7k3m 92qf 0tbx", "purpose": "inquiry.reply", "reason": "answering"},
    )
    assert result.exit_code == 0
    for shown in ("7K3M-92QF-0TBX", "name", OPENED.items["name"], "2026-11-23 18:15 JST", str(OPENED.event_id)):
        assert shown in result.output
    assert KEY not in result.output


def test_as_json_it_is_for_programs(path: Path) -> None:
    _, result = opens(path, OPENED, "--json")
    shown = json.loads(result.stdout)
    assert (shown["items"], shown["number"], shown["collected_at"]) == (
        OPENED.items,
        OPENED.number,
        "2026-11-23T09:15:02.123Z",
    )


def test_what_a_stranger_typed_does_not_act_upon_the_terminal(path: Path) -> None:
    typed = "a\x1b[31mred\x9b0m\u202egnp.exe\u2066\r[bold]b[/bold]\nsecond 👩\u200d🚀"
    _, result = opens(path, replace(OPENED, items={"body": typed}))
    for harmful in ("\x1b[31m", "\x9b", "\u202e", "\u2066", "\r"):
        assert harmful not in result.output
    assert "[bold]b[/bold]" in result.output
    assert "👩\u200d🚀" in result.output


def test_the_key_is_asked_for_and_not_shown(path: Path) -> None:
    request, result = opens(path, OPENED, key=None, typed=f"{KEY}\n")
    assert request is not None
    assert request.credential == Credential(CredentialKind.KEY, KEY)
    assert KEY not in result.output


def test_without_a_key_nothing_is_asked(path: Path) -> None:
    result = run(path, "open", "x", *WHY, key="  ")
    assert isinstance(result.exception, UnauthenticatedError)


def test_a_refusal_comes_through(path: Path) -> None:
    refusal = encode_error(RefusedError("There is no grant.", ground="no_grant"))
    _, result = asked(path, refusal, lambda: run(path, "open", "x", *WHY))
    assert isinstance(result.exception, RefusedError)
    assert result.exception.message == "There is no grant."


def test_no_keeper_is_unavailable_in_the_home_as_well(tmp_path: Path) -> None:
    environment = {"AZUKARI_KEEPER_SOCKET": None, KEY_VARIABLE: KEY}
    result = CliRunner().invoke(app, ["open", "x", *WHY, "--home", str(tmp_path)], env=environment)
    assert isinstance(result.exception, UnavailableError)


def test_records_are_found_and_nothing_of_them_is_shown(path: Path) -> None:
    answer = encode_answer([found_value(FOUND)])
    request, result = asked(path, answer, lambda: run(path, "find", "email", "somebody@example.jp", *WHY))
    assert request is not None
    assert request.arguments["value"] == "somebody@example.jp"
    assert FOUND.number in result.output
    assert "somebody@example.jp" not in result.output


def test_a_value_may_be_typed_so_that_no_history_keeps_it(path: Path) -> None:
    request, result = asked(path, encode_answer([]), lambda: run(path, "find", "phone", *WHY, typed="03-1234-5678\n"))
    assert request is not None
    assert request.arguments["value"] == "03-1234-5678"
    assert "No record that this purpose may open." in result.output


def test_what_was_found_as_json(path: Path) -> None:
    answer = encode_answer([found_value(FOUND)])
    _, result = asked(path, answer, lambda: run(path, "find", "email", "x", *WHY, "--json"))
    assert [one["number"] for one in json.loads(result.stdout)] == [FOUND.number]
