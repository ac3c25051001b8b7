"""The same client for programs on an event loop."""

from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import httpx

from azukari.client import wishes
from azukari.client.answers import Page
from azukari.client.connection import Authority, Place, lost, place, reply
from azukari.client.course import Course, Retry
from azukari.client.wish import Heard, Wish, following

P = ParamSpec("P")
T = TypeVar("T")


def _asks(make: Callable[P, Wish[T]]) -> "Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]":
    """Make a method of an operation."""

    @wraps(make)
    async def ask(self: "AsyncClient", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._ask(make(*args, **kwargs))

    return ask


def _goes_through(make: Callable[P, Wish[Page[T]]]) -> "Callable[Concatenate[AsyncClient, P], AsyncIterator[T]]":
    """Make a method that goes through all pages of an operation."""

    @wraps(make)
    async def go(self: "AsyncClient", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        wish: Wish[Page[T]] | None = make(*args, **kwargs)
        while wish is not None:
            page = await self._ask(wish)
            for one in page.members:
                yield one
            wish = following(wish, page)

    return go


class AsyncClient:
    """An API, and the service key that is shown to it. What each operation takes stands in `wishes`.

    Use it in an ``async with`` block, or `disconnect` it. Tasks of one event loop may share it.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        authority: Authority = None,
        timeout: float = 30.0,
        retry: Retry | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Connect when something is asked.

        ``authority`` is a file with the certificate of the one authority that is trusted, or a context; without it, those are
        trusted that httpx knows. Connecting, sending and reading may each take ``timeout`` seconds. A ``transport``, such as one
        through a proxy, sees to certificates itself.

        Raises:
            ValueError: if the address is not one of HTTPS, or the key could not be sent.
        """
        self._place: Place = place(url, key, authority, timeout)
        self._retry = Retry() if retry is None else retry
        self._http = httpx.AsyncClient(**self._place.options(), transport=transport)

    collect = _asks(wishes.collect)
    open = _asks(wishes.open_one)
    open_many = _asks(wishes.open_many)
    open_page = _asks(wishes.open_page)
    open_all = _goes_through(wishes.open_page)
    find = _asks(wishes.find)
    correct = _asks(wishes.correct)
    close = _asks(wishes.close)
    stop = _asks(wishes.stop)
    erase = _asks(wishes.erase)
    statement = _asks(wishes.statement)
    matrix = _asks(wishes.matrix)
    key = _asks(wishes.key)
    checkpoint = _asks(wishes.checkpoint)
    entries = _asks(wishes.entries)
    all_entries = _goes_through(wishes.entries)
    proof_at = _asks(wishes.proof_at)
    proof_of = _asks(wishes.proof_of)
    health = _asks(wishes.health)
    document = _asks(wishes.document)
    page = _asks(wishes.page)
    problem = _asks(wishes.problem)
    look = _asks(wishes.look)

    async def disconnect(self) -> None:
        """End all connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.disconnect()

    def __repr__(self) -> str:
        return f"AsyncClient({str(self._place.url)!r})"

    async def _ask(self, wish: Wish[T]) -> T:
        course = Course(wish, self._retry)
        while (wait := course.after(await self._send(wish))) is not None:
            await self._retry.asleep(wait)
        return course.answer()

    async def _send(self, wish: Wish[T]) -> Heard:
        try:
            return reply(await self._http.request(**self._place.request(wish)))
        except httpx.RequestError as error:
            return lost(error)
