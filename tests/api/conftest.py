"""Programs that call the running product's door with keys that were issued for them."""

import ssl
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from azukari.vault.service_key import NewServiceKey
from tests.journeys.product import Product
from tests.programs import ITEMS, REASON, REPLY


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
