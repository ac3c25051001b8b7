"""The keeper's start and stop, in this process: a helper asks it to stop as a supervisor would."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from azukari.base.errors import UnavailableError
from azukari.keeper.__main__ import main
from azukari.statement.purposes import Role
from tests.keeper.house import CANARY, OPEN, House, answers


@pytest.fixture(autouse=True)
def unconfined(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave this process as it is: it has other tests to run."""
    monkeypatch.setattr("azukari.keeper.__main__.confine", lambda: None)
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def test_it_serves_until_it_is_asked_to_stop(house: House) -> None:
    shown: list[str] = []

    def visit() -> None:
        try:
            deadline = time.monotonic() + 20
            while not answers(house.client()) and time.monotonic() < deadline:
                threading.Event().wait(0.02)
            collected = house.collect()
            client = house.client(house.signed_in(Role.SERVICE_STAFF))
            shown.append(client.open(collected.number, **OPEN).items["name"])
            assert client.status().ready
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    visitor = threading.Thread(target=visit)
    visitor.start()
    assert main(house.environment()) == 0
    visitor.join(20)
    assert shown == [CANARY]
    assert not house.socket.exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AZUKARI_KEYS", "", "AZUKARI_KEYS is not set"),
        ("AZUKARI_PERSON_KEYS_URL", "canary ?!", "no connection URL"),
        ("AZUKARI_DATABASE_URL", "postgresql://azukari_keeper:canary@/nowhere?host=/nowhere", "cannot be reached"),
    ],
)
def test_what_stops_the_start_is_said(
    house: House, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    assert main(house.environment(**{name: value})) == 1
    error = capsys.readouterr().err
    assert f"The keeper cannot start: {said}" in error or said in error
    assert "canary" not in error


def test_a_wrong_role_stops_the_start(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(house.environment(AZUKARI_DATABASE_URL=house.postgres.url("public"))) == 1
    assert "must work as the database role azukari_keeper" in capsys.readouterr().err


def test_a_database_that_goes_away_at_the_start_stops_it(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object, **_more: object) -> None:
        raise UnavailableError("The database cannot be reached.")

    monkeypatch.setattr("azukari.keeper.__main__.Strongroom", gone)
    assert main(house.environment()) == 1
    assert "The database cannot be reached." in capsys.readouterr().err
