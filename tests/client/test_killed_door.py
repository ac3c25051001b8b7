"""The door dies while programs collect through the client: each gets its answer, and each person is kept once."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from azukari.client import AsyncClient, Client, Retry
from azukari.client.answers import Collected
from azukari.client.errors import NotFoundError
from azukari.host.database import PsycopgDatabase
from azukari.vault.service_key import NewServiceKey
from tests.client.conftest import Way
from tests.journeys.product import Product, wait_for
from tests.programs import ITEMS

pytestmark = pytest.mark.journey
COUNT, KILLED_AT = 80, 20
PATIENT = Retry(attempts=1000, seconds=90, longest_seconds=0.5)


class Answers:
    """What was collected by now."""

    def __init__(self) -> None:
        self.made: list[Collected] = []

    def enough(self) -> bool:
        """Tell whether the programs are in the midst of it."""
        return len(self.made) > KILLED_AT


@contextmanager
def _killing(product: Product, answers: Answers) -> Iterator[None]:
    """Kill the door once, in the midst of the block."""

    def kill() -> None:
        wait_for(answers.enough)
        os.kill(max(product.pids("azukari.api.asgi")), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    yield
    killer.join(60)
    assert not killer.is_alive()


def _by_threads(product: Product, key: str, answers: Answers) -> None:
    with Client(product.api, key, authority=product.authority, retry=PATIENT) as client, ThreadPoolExecutor(8) as pool:

        def send(_number: int) -> None:
            answers.made.append(client.collect(ITEMS, language="ja"))

        list(pool.map(send, range(COUNT)))


async def _by_tasks(product: Product, key: str, answers: Answers) -> None:
    async with AsyncClient(product.api, key, authority=product.authority, retry=PATIENT) as client:
        gate = asyncio.Semaphore(8)

        async def send() -> None:
            async with gate:
                answers.made.append(await client.collect(ITEMS, language="ja"))

        await asyncio.gather(*(send() for _ in range(COUNT)))


def _records(owner: PsycopgDatabase) -> int:
    with owner.transaction() as cursor:
        cursor.execute("SELECT count(*) FROM vault_record")
        row: tuple[Any, ...] | None = cursor.fetchone()
    assert row is not None
    return int(row[0])


def test_everybody_is_kept_once(
    way: Way, product: Product, new_key: Callable[..., NewServiceKey], owner: PsycopgDatabase
) -> None:
    before, answers, key = _records(owner), Answers(), new_key().secret
    with _killing(product, answers):
        if way == "waiting":
            _by_threads(product, key, answers)
        else:
            asyncio.run(_by_tasks(product, key, answers))
    assert len({one.record for one in answers.made}) == COUNT
    assert _records(owner) == before + COUNT


def test_a_forgotten_erasure_finds_nothing_left(
    product: Product, new_key: Callable[..., NewServiceKey], owner: PsycopgDatabase
) -> None:
    """As if the door had been killed after the keeper had erased, and before it had kept the answer."""
    with Client(product.api, new_key().secret, authority=product.authority) as client:
        made = client.collect(ITEMS, language="ja")
        erased = client.erase(made.record, idempotency_key="erase-0001")
        assert client.erase(made.record, idempotency_key="erase-0001") == erased
        with owner.transaction() as cursor:
            cursor.execute("DELETE FROM api_answer")
        with pytest.raises(NotFoundError):
            client.erase(made.record, idempotency_key="erase-0001")
