"""One thing that is asked of the API, and what came back; plain values, which know nothing of how they are sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, Literal, TypeAlias, TypeVar

from azukari.client.answers import Page

M = TypeVar("M")
T = TypeVar("T")
Method: TypeAlias = Literal["GET", "POST"]


class Again(Enum):
    """When a wish may be sent again although it may have arrived.

    ``ALWAYS``: it changes nothing, or its idempotency key sees to it that it is done once. ``UNSENT``: each time is recorded by
    itself, as an opening is, so that only what certainly did not arrive, or was answered by "not now", is sent again.
    """

    ALWAYS = "always"
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of HTTP."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lost:
    """That no answer came; ``sent`` if the request may have arrived, ``trusted`` unless the certificate was not."""

    sent: bool
    trusted: bool = True


Heard: TypeAlias = Reply | Lost


@dataclass(frozen=True, slots=True)
class Wish(Generic[T]):
    """One thing that is asked.

    ``read`` reads the answer; ``good`` are the statuses that it can read. ``once`` is the idempotency key. ``rest`` makes the wish
    for what comes after a cursor. A ``public`` wish is sent without the service key.
    """

    operation: str
    method: Method
    path: str
    read: Callable[[Reply], T] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    once: str | None = field(default=None, repr=False)
    again: Again = Again.ALWAYS
    good: frozenset[int] = frozenset({200})
    accept: str = "application/json"
    public: bool = False
    rest: "Callable[[str], Wish[T]] | None" = field(default=None, repr=False)

    def headers(self, key: str) -> dict[str, str]:
        """Write the headers of the request."""
        written = {"Accept": f"{self.accept}, application/problem+json"}
        if key and not self.public:
            written["Authorization"] = f"Bearer {key}"
        if self.body is not None:
            written["Content-Type"] = "application/json"
        if self.once is not None:
            written["Idempotency-Key"] = self.once
        return written


def following(wish: Wish[Page[M]], page: Page[M]) -> Wish[Page[M]] | None:
    """Give the wish for the page after one; none after the last."""
    return None if page.cursor is None or wish.rest is None else wish.rest(page.cursor)
