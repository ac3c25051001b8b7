"""How a wish goes: what was heard decides whether it is done, failed, or to be sent again, and after how long. No I/O."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from azukari.client.errors import (
    KINDS,
    ClientError,
    Problem,
    ProblemError,
    UnreachableError,
    UnreadableError,
    UntrustedError,
)
from azukari.client.reading import FormError, read, read_json
from azukari.client.wish import Again, Heard, Lost, Reply, Wish

T = TypeVar("T")
_PROBLEM = "application/problem+json"
_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_SECONDS = re.compile(r"[0-9]{1,9}")
_TOO_MANY, _UNAVAILABLE, _CONFLICT = 429, 503, 409
# Of what is answered with 409, this alone is over in a second.
_SOON: Final = frozenset({"idempotency_in_progress", "not_yet_placed"})
# A key that is known is let pass, so waiting does not help one that is not.
_NEVER: Final = frozenset({"too_many_failures"})


@dataclass(frozen=True, slots=True)
class Retry:
    """How often something is sent in all, and within which time a sending may begin.

    Between two sendings lies what ``Retry-After`` says, and a wait that doubles each time and is partly random. ``asleep`` is for
    programs that run on another event loop than that of `asyncio`.
    """

    attempts: int = 5
    seconds: float = 30.0
    first_seconds: float = 0.2
    longest_seconds: float = 5.0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    chance: Callable[[], float] = field(default=random.random, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    asleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep, repr=False)

    def __post_init__(self) -> None:
        if self.attempts < 1 or min(self.seconds, self.first_seconds, self.longest_seconds) < 0:
            raise ValueError("Something is sent once at least, and no span of time is negative.")


class Course(Generic[T]):
    """One wish from its first sending to its end."""

    def __init__(self, wish: Wish[T], retry: Retry) -> None:
        """Begin now."""
        self._wish = wish
        self._retry = retry
        self._began = retry.clock()
        self._attempts = 0
        self._maybe_done = False  # whether a sending that went wrong may have been carried out
        self._reply: Reply | None = None

    def after(self, heard: Heard) -> float | None:
        """Tell how many seconds to wait before the wish is sent again; none if it was answered.

        Raises:
            UnreachableError: if no answer came, and it is not to be sent again.
            UntrustedError: if the certificate of the server is not trusted.
            ProblemError: of the problem's own class.
            UnreadableError: if the answer is not one of the API.
        """
        self._attempts += 1
        if isinstance(heard, Reply) and heard.status in self._wish.good:
            self._reply = heard
            return None
        if isinstance(heard, Lost):
            if not heard.trusted:
                raise UntrustedError
            self._maybe_done = self._maybe_done or heard.sent
            error: ClientError = UnreachableError(sent=self._maybe_done, attempts=self._attempts)
            return self._wait(error, 0, may=self._wish.again is Again.ALWAYS or not heard.sent)
        error = _error(heard, self._attempts, maybe_done=self._maybe_done)
        self._maybe_done = self._maybe_done or heard.status != _TOO_MANY
        return self._wait(error, _retry_after(heard), may=_passes_by(heard, error))

    def answer(self) -> T:
        """Read the answer.

        Raises:
            UnreadableError: if it is not of its form.
        """
        if self._reply is None:
            raise RuntimeError("There is no answer yet.")
        try:
            return self._wish.read(self._reply)
        except FormError as error:
            place = str(error)
        raise UnreadableError(self._reply.status, place)

    def _wait(self, error: ClientError, least: int, *, may: bool) -> float:
        """Tell how long to wait; raise the error if it may not be sent again, was sent often enough, or would be too late."""
        retry = self._retry
        if not may or self._attempts >= retry.attempts:
            raise error
        longest = min(retry.longest_seconds, retry.first_seconds * 2.0 ** (self._attempts - 1))
        wait = least + longest * (1 + retry.chance()) / 2
        if retry.clock() - self._began + wait > retry.seconds:
            raise error
        return wait


def read_problem(found: object) -> Problem:
    """Read a problem.

    Raises:
        FormError: if it is none.
    """
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise FormError("Problem.type")
    problem = read(Problem, {"errors": [], **found, "kind": found["type"].rpartition("/")[2]})
    if not (_CODE.fullmatch(problem.kind) and _CODE.fullmatch(problem.ground)):
        raise FormError("Problem.ground")
    return problem


def _error(reply: Reply, attempts: int, *, maybe_done: bool) -> ClientError:
    if reply.headers.get("content-type", "").partition(";")[0].strip() != _PROBLEM:
        return UnreadableError(reply.status)
    try:
        problem = read_problem(read_json(reply.content))
    except FormError as error:
        return UnreadableError(reply.status, str(error))
    return KINDS.get(problem.kind, ProblemError)(problem, attempts, maybe_done)


def _passes_by(reply: Reply, error: ClientError) -> bool:
    ground = error.ground if isinstance(error, ProblemError) else ""
    if reply.status == _CONFLICT:
        return ground in _SOON
    return reply.status in (_TOO_MANY, _UNAVAILABLE) and ground not in _NEVER


def _retry_after(reply: Reply) -> int:
    said = reply.headers.get("retry-after", "")
    return int(said) if _SECONDS.fullmatch(said) else 0
