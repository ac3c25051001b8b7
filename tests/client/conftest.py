"""Both clients over answers that are made up, with time that is told; for the rules of sending again only."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeAlias

import httpx
import pytest

from azukari.client import AsyncClient, Client, Retry

Way: TypeAlias = Literal["waiting", "on a loop"]
Answer: TypeAlias = httpx.Response | httpx.RequestError
KEY = "azk_" + "0123456789abcdefghjkmnpqrs"
URL = "https://azukari.example/"


class Server:
    """Answers as it was told, in that order, the last one for good; keeps what it was sent."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, httpx.RequestError):
            answer.request = request
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def keys(self) -> list[str]:
        """List the idempotency keys that were sent."""
        return [request.headers["idempotency-key"] for request in self.requests]


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        """Let time pass on a loop."""
        self.sleep(seconds)

    def retry(self, **more: Any) -> Retry:
        """Make a policy that uses this clock, and whose chance is none."""
        given: dict[str, Any] = {"chance": lambda: 1.0, **more}
        return Retry(clock=self.clock, sleep=self.sleep, asleep=self.asleep, **given)


class Asking(Protocol):
    """Asks one thing of a server by its name, through one of the two clients; lists are gone through to their end."""

    def __call__(self, server: Server, name: str, *args: Any, retry: Retry | None = None, **more: Any) -> Any: ...


@pytest.fixture
def time() -> Time:
    """Make time that is told."""
    return Time()


@pytest.fixture(params=["waiting", "on a loop"])
def way(request: pytest.FixtureRequest) -> Way:
    """Take both clients in turn."""
    chosen: Way = request.param
    return chosen


@pytest.fixture
def ask(way: Way, time: Time) -> Asking:
    """Ask through the client of this turn."""

    def asked(server: Server, name: str, *args: Any, retry: Retry | None = None, **more: Any) -> Any:
        transport, policy = httpx.MockTransport(server), retry or time.retry()
        if way == "waiting":
            with Client(URL, KEY, retry=policy, transport=transport) as client:
                return whole(getattr(client, name)(*args, **more))

        async def on_a_loop() -> Any:
            async with AsyncClient(URL, KEY, retry=policy, transport=transport) as client:
                return await awhole(getattr(client, name)(*args, **more))

        return asyncio.run(on_a_loop())

    return asked


def whole(found: Any) -> Any:
    """Go through an iterator; leave everything else as it is."""
    return list(found) if inspect.isgenerator(found) else found


async def awhole(found: Any) -> Any:
    """Await, or go through an iterator on a loop."""
    return [one async for one in found] if inspect.isasyncgen(found) else await found


def problem(status: int, kind: str, ground: str, **headers: str) -> httpx.Response:
    """Write a problem as the API does."""
    said = {"type": f"/v1/problems/{kind}", "title": "…", "status": status, "detail": "…", "ground": ground}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=said, headers={"content-type": "application/problem+json", **named})


Problem: TypeAlias = Callable[..., httpx.Response]
