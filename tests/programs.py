"""The running product, and keys for programs that call its door; one of it for everything that calls."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from azukari.base.clock import system_clock
from azukari.cli.installation import Installation, find_installation
from azukari.host.database import PsycopgDatabase
from azukari.statement import queries
from azukari.vault.service_key import KeyAct, NewServiceKey
from azukari.vault.services.service_keys import KeyWish, issue
from tests.journeys.product import Product, started

ITEMS = {"name": "架空　花子", "email": "hanako@example.co.jp", "topic": "usage", "body": "使い方を教えてください。"}
REASON = "Answering the inquiry"
REPLY = "inquiry.reply"


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Run the example organisation."""
    folder: Path = tmp_path_factory.mktemp("api") / "demo"
    folder.parent.chmod(0o755)
    with started(folder) as running:
        yield running


@pytest.fixture(scope="session")
def installation(product: Product) -> Installation:
    """Find the example organisation's home."""
    return find_installation(product.home.path)


@pytest.fixture(scope="session")
def owner(installation: Installation) -> Iterator[PsycopgDatabase]:
    """Connect as the owner, who issues keys on the command line."""
    database = PsycopgDatabase(installation.environment("owner")["AZUKARI_DATABASE_URL"])
    yield database
    database.close()


@pytest.fixture(scope="session")
def new_key(owner: PsycopgDatabase) -> Callable[..., NewServiceKey]:
    """Issue keys."""

    def make(
        service: str = "inquiry",
        purposes: frozenset[str] = frozenset({REPLY, "inquiry.statistics", "newsletter"}),
        acts: frozenset[KeyAct] = frozenset(KeyAct),
    ) -> NewServiceKey:
        now = system_clock()
        statement = queries.in_force(owner, now).statement
        return issue(owner, KeyWish("test", service, purposes, acts, 30), statement=statement, by="owner", now=now)

    return make


@pytest.fixture(scope="session")
def context(product: Product) -> ssl.SSLContext:
    """Trust the example's own authority."""
    return ssl.create_default_context(cafile=str(product.authority))
