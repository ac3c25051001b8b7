"""The portal under its own database role, with a real keeper and a real mail server, on databases of each test's own."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connections
from django.test import override_settings

from azukari.host.database import PsycopgDatabase
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import new_signer
from azukari.ledger.services import Sequencer, create_log
from azukari.web import settings as written
from azukari.web.mailbox import Keep
from azukari.web.portal import desk
from azukari.web.portal.limits import limits
from azukari.web.settings import database
from azukari.web.turnstile import Turnstile
from tests.conftest import Server
from tests.keeper.example import Example, example, postgres
from tests.keeper.house import House
from tests.web.portal.door import Door

__all__ = ["example", "postgres"]
MIDDLEWARE = [
    "azukari.web.access_log.AccessLogMiddleware",
    "azukari.web.portal.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]


@pytest.fixture
def told_to_keeper() -> dict[str, str]:
    """Say what the keeper is told besides; tests put something else in its place."""
    return {}


@pytest.fixture
def house(postgres: Server, example: Example, tmp_path: Path, told_to_keeper: dict[str, str]) -> Iterator[House]:
    made = House(postgres, tmp_path)
    made.furnish(example.statement)
    made.start(made.environment(AZUKARI_LEDGER_KEY=_ledger(tmp_path), **told_to_keeper))
    yield made
    made.close()


def _ledger(folder: Path) -> str:
    """Begin a log, whose entries a package proves, and give its public key."""
    signer = new_signer("azukari.example/ledger", bytes(32))
    for name in ("ledger", "ledger-head"):
        (folder / name).mkdir()
    create_log(TileDirectory(folder / "ledger"), HeadFile(folder / "ledger-head"), signer)
    return signer.verifier.text


@pytest.fixture
def sequenced(house: House) -> Iterator[None]:
    """Give every entry its place meanwhile, as the sequencer does."""
    database = PsycopgDatabase(house.postgres.url("ledger"))
    tiles, head = TileDirectory(house.folder / "ledger"), HeadFile(house.folder / "ledger-head")
    sequencer = Sequencer(database, tiles, head, new_signer("azukari.example/ledger", bytes(32)))
    stop = threading.Event()

    def live() -> None:
        while not stop.wait(0.05):
            sequencer.run_once()

    thread = threading.Thread(target=live)
    thread.start()
    yield
    stop.set()
    thread.join(10)
    database.close()


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Run a mail server that keeps what it is handed, and give its folder and port."""
    folder = tmp_path / "mail"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    server = Controller(Keep(folder), hostname="127.0.0.1", port=port)
    server.start()
    yield folder, port
    server.stop()


@pytest.fixture
def door(
    house: House, mail: tuple[Path, int], django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Door]:
    folder, port = mail
    worker = PsycopgDatabase(house.postgres.url("worker"))
    connection = connections["default"]
    held = connection.settings_dict.copy()
    monkeypatch.setattr(desk, "TURNSTILE", Turnstile(limits(300)))
    with (
        django_db_blocker.unblock(),
        override_settings(
            ROOT_URLCONF="azukari.web.portal.urls",
            MIDDLEWARE=MIDDLEWARE,
            ALLOWED_HOSTS=["testserver"],
            AZUKARI_KEEPER_SOCKET=str(house.socket),
            AZUKARI_PUBLIC_URL="https://public.example",
            AZUKARI_DEMO=False,
            STATICFILES_DIRS=written.STATICFILES_DIRS,
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
        ),
    ):
        connection.close()
        connection.settings_dict.update(_parts(house.postgres.url("portal")))
        yield Door(house, worker, folder)
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(held)
    worker.close()


def _parts(url: str) -> dict[str, Any]:
    return {**database(url), "CONN_MAX_AGE": None, "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "TIME_ZONE": None}
