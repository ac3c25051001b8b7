"""The public door in this process, under its own database role and keys, on a database of each test's own."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import pytest
from django.db import connections

from azukari.cli.new import make_home
from azukari.host.database import PsycopgDatabase
from azukari.host.home import Home
from azukari.host.settings import Settings
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import Signer, read_signer
from azukari.ledger.services import Sequencer
from azukari.statement.bundle import read_folder
from azukari.statement.queries import Published
from azukari.statement.services import publish
from azukari.vault.keyring_file import unlock
from azukari.vault.services.rotating import publish_keys
from azukari.web import settings as written
from azukari.web.public import desk
from azukari.web.public.limits import limits
from azukari.web.turnstile import Turnstile
from tests.conftest import Server, copied
from tests.web.public.door import Door, Stopwatch

django.setup()

MIDDLEWARE = [
    "azukari.web.access_log.AccessLogMiddleware",
    "azukari.web.public.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]
TODAY = datetime.now(UTC).replace(microsecond=123000)


@dataclass(frozen=True)
class Prepared:
    """The example organisation with its statement published and its keys made."""

    server: Server
    home: Home
    published: Published
    signer: Signer


@pytest.fixture
def door(
    postgres: Server, tmp_path: Path, settings: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Door]:
    """Open the public door of the example organisation on a database of this test's own."""
    with django_db_blocker.unblock(), _opened(_prepared(postgres, tmp_path), settings, monkeypatch) as opened:
        yield opened


@pytest.fixture(scope="session")
def example(templates: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Prepare the example organisation once, for tests that send nothing."""
    with copied(templates) as server:
        yield _prepared(server, tmp_path_factory.mktemp("example"))


@pytest.fixture
def quiet_door(
    example: Prepared, settings: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Door]:
    """Open a public door at which nothing is sent; its database is shared."""
    with django_db_blocker.unblock(), _opened(example, settings, monkeypatch) as opened:
        yield opened


def _prepared(server: Server, folder: Path) -> Prepared:
    home = make_home(folder / "home", Settings(name="hibari.example"), edition="modern")
    owner, keeper = PsycopgDatabase(server.url("owner")), PsycopgDatabase(server.url("keeper"))
    published = publish(owner, read_folder(home.statement), approver="空野 朗", now=TODAY)
    keys = home.keys("keeper")
    keyring = unlock((keys / "keyring.age").read_bytes(), unlock_key=(keys / "unlock.key").read_bytes())
    publish_keys(keeper, keyring, now=TODAY)
    for used in (owner, keeper):
        used.close()
    return Prepared(
        server, home, published, read_signer((home.keys("ledger") / "signer.key").read_text(encoding="utf-8"))
    )


@contextmanager
def _opened(prepared: Prepared, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    clock = Stopwatch(TODAY)
    monkeypatch.setattr(desk, "now", clock)
    monkeypatch.setattr(desk, "TURNSTILE", Turnstile(limits(30)))
    for kept in (desk.drafts_key, desk.sealer):
        kept.cache_clear()
    home, server = prepared.home, prepared.server
    _configure(settings, home.path, prepared.signer.verifier.text)
    owner, ledger = PsycopgDatabase(server.url("owner")), PsycopgDatabase(server.url("ledger"))
    sequencer = Sequencer(ledger, TileDirectory(home.ledger), HeadFile(home.ledger_head), prepared.signer)
    with _connected(server):
        yield Door(home.path, prepared.published.statement, clock, owner, sequencer)
    for used in (owner, ledger):
        used.close()


def _configure(settings: Any, home: Path, vkey: str) -> None:
    settings.MIDDLEWARE = MIDDLEWARE
    settings.ROOT_URLCONF = "azukari.web.public.urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.AZUKARI_HOME = home
    settings.AZUKARI_KEYS = home / "keys" / "public"
    settings.AZUKARI_LEDGER_KEY = vkey
    settings.AZUKARI_PUBLIC_URL = "https://testserver"
    settings.STATICFILES_DIRS = written.STATICFILES_DIRS


@contextmanager
def _connected(postgres: Server) -> Iterator[None]:
    """Point Django's connections at this test's databases, as the public side's role."""
    before = dict(connections.settings)
    urls = {"default": postgres.url("public"), "person_keys": postgres.url("public", "azukari_person_keys")}
    for alias, url in urls.items():
        connections.settings[alias] = connections.configure_settings({"default": written.database(url)})["default"]
        _forget(alias)
    try:
        yield
    finally:
        for alias in urls:
            connections[alias].close()
            _forget(alias)
        connections.settings.update(before)


def _forget(alias: str) -> None:
    with suppress(AttributeError):
        del connections[alias]
