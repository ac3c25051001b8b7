"""The running product, and programs that call its door with keys that were issued for them."""

import ssl
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
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


@dataclass
class Program:
    """A program of the organisation, with its key."""

    client: httpx.Client
    secret: str

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Ask with the key."""
        return self.client.get(path, headers={"Authorization": f"Bearer {self.secret}"}, **more)

    def post(
        self, path: str, body: Any, *, once: str | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send with the key; ``once`` is the idempotency key."""
        shown = {"Authorization": f"Bearer {self.secret}", **({} if once is None else {"Idempotency-Key": once})}
        return self.client.post(path, json=body, headers={**shown, **(headers or {})})

    def collect(self, once: str | None = None, **changed: Any) -> httpx.Response:
        """Collect an invented person's inquiry."""
        items = {**ITEMS, **changed.pop("items", {})}
        return self.post("/v1/records", {"items": items, "language": "ja", **changed}, once=once or str(uuid.uuid4()))

    def open(self, record: str, *, purpose: str = REPLY, reason: str = REASON) -> httpx.Response:
        """Open a record."""
        return self.post("/v1/records/open", {"record": record, "purpose": purpose, "reason": reason})


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


@pytest.fixture
def new_program(
    product: Product, context: ssl.SSLContext, new_key: Callable[..., NewServiceKey]
) -> Iterator[Callable[..., Program]]:
    """Make programs, each with a key of its own."""
    clients: list[httpx.Client] = []

    def make(**rights: Any) -> Program:
        clients.append(httpx.Client(base_url=product.api, verify=context, timeout=30))
        return Program(clients[-1], new_key(**rights).secret)

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def program(new_program: Callable[..., Program]) -> Program:
    """Make a program that may do everything for one service."""
    return new_program()
