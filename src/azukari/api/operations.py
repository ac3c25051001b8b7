"""One thing that can be asked of this door; routes, document and page are made from the same list of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

import msgspec
from litestar import Request

from azukari.api.desk import Desk
from azukari.api.idempotency import Attempt
from azukari.api.keys import Known
from azukari.base.errors import UnauthenticatedError

Method: TypeAlias = Literal["GET", "POST"]
Tag: TypeAlias = Literal["records", "statement", "ledger", "door"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in and read."""

    desk: Desk
    request: Request[Any, Any, Any]
    now: datetime
    asker: Known | None
    body: Any = field(repr=False)
    attempt: Attempt | None = None

    @property
    def key(self) -> Known:
        """Tell whose key it is.

        Raises:
            UnauthenticatedError: if the operation asks for none.
        """
        if self.asker is None:
            raise UnauthenticatedError
        return self.asker


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a call: something to be written as JSON, or bytes that are written already."""

    content: msgspec.Struct | bytes | None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


Act: TypeAlias = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address.

    ``act`` is what a key must have been issued for, none if any key will do; a ``public`` operation asks for no key.
    ``problems`` are those that it can end with beside the ones that every operation of its sort can.
    """

    name: str
    method: Method
    path: str
    tag: Tag
    answer: Act
    act: str | None = None
    takes: type[msgspec.Struct] | None = None
    asks: type[msgspec.Struct] | None = None  # in the query
    gives: type[msgspec.Struct] | None = None
    status: int = 200
    idempotent: bool = False
    public: bool = False
    cacheable: bool = False
    problems: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ("application/json",)

    @property
    def methods(self) -> tuple[Literal["GET", "HEAD", "POST"], ...]:
        """List the methods of HTTP that ask for it."""
        return ("GET", "HEAD") if self.method == "GET" else (self.method,)

    @property
    def all_problems(self) -> tuple[str, ...]:
        """List every kind of problem that the operation can end with."""
        found = {"internal", "misdirected", "too_large", *self.problems}
        if "application/json" in self.media_types:
            found.add("not_acceptable")
        if not self.public:
            found |= {"unauthenticated", "too_many", "unavailable"}
        if self.act is not None:
            found.add("refused")
        if self.takes is not None:
            found |= {"malformed", "media_type", "unprocessable"}
        if self.asks is not None:
            found.add("malformed")
        if self.idempotent:
            found |= {"malformed", "conflict", "unprocessable"}
        return tuple(sorted(found))
