"""What can go wrong, as exceptions; their texts are our own, so that whatever an answer holds gets into no log by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


class ClientError(Exception):
    """Something that was asked for did not come."""


class UnreachableError(ClientError):
    """No answer came.

    ``sent`` tells whether the request may have arrived, so that it may have been done.
    """

    def __init__(self, *, sent: bool, attempts: int) -> None:
        """Keep whether it may have been done, and how often it was tried."""
        super().__init__(sent, attempts)
        self.sent = sent
        self.attempts = attempts

    def __str__(self) -> str:
        done = "it may have been done" if self.sent else "nothing was sent"
        return f"No answer came (attempts: {self.attempts}); {done}."

    def __reduce__(self) -> tuple[object, ...]:
        return _unreachable, (self.sent, self.attempts)


class UntrustedError(ClientError):
    """The server's certificate is not one that is trusted here; nothing was sent."""

    def __str__(self) -> str:
        return "The server's certificate is not one that is trusted here; nothing was sent."


class UnreadableError(ClientError):
    """An answer came that is not of the form that the API gives; is it the API that answers at this address?"""

    def __init__(self, status: int, place: str = "") -> None:
        """Keep the status, and where in the answer it is."""
        super().__init__(status, place)
        self.status = status
        self.place = place

    def __str__(self) -> str:
        return f"An answer with status {self.status} is not of the form that the API gives{self.place and ': '}{self.place}."


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in what was sent: where (RFC 6901), and what."""

    pointer: str
    detail: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong (RFC 9457). Decide by ``status`` and ``ground``, which stay; show nobody ``detail``, which may change."""

    kind: str
    status: int
    ground: str
    title: str = field(repr=False)
    detail: str = field(repr=False)
    errors: tuple[Fault, ...] = field(default=(), repr=False)


class ProblemError(ClientError):
    """A problem of a kind that this client does not know."""

    def __init__(self, problem: Problem, attempts: int = 1, maybe_done: bool = False) -> None:
        """Keep the problem, how often the request had been sent by then, and whether an earlier sending may have done it."""
        super().__init__(problem, attempts, maybe_done)
        self.problem = problem
        self.attempts = attempts
        self.maybe_done = maybe_done

    @property
    def status(self) -> int:
        """Give the status of HTTP."""
        return self.problem.status

    @property
    def ground(self) -> str:
        """Give the stable code to decide by."""
        return self.problem.ground

    @property
    def title(self) -> str:
        """Give the title of the kind."""
        return self.problem.title

    @property
    def detail(self) -> str:
        """Give the sentence for developers; it may change."""
        return self.problem.detail

    @property
    def errors(self) -> tuple[Fault, ...]:
        """List what is wrong in the body, each by its place."""
        return self.problem.errors

    def __str__(self) -> str:
        said = (type(self).__doc__ or "").strip().splitlines()[0]
        return f"{said} ({self.status}, {self.ground})"


class MalformedError(ProblemError):
    """The request is not of the form that is asked for."""


class UnauthenticatedError(ProblemError):
    """The service key is missing, unknown, expired or revoked."""


class RefusedError(ProblemError):
    """This is not allowed; the refusal is recorded."""


class NotFoundError(ProblemError):
    """There is no such thing."""


class MethodError(ProblemError):
    """This address does not take this method."""


class NotAcceptableError(ProblemError):
    """The door does not answer in the media type that was asked for."""


class ConflictError(ProblemError):
    """This was changed or done already."""


class ExpiredError(ProblemError):
    """This is no longer there."""


class TooLargeError(ProblemError):
    """More was sent than this address takes."""


class MediaTypeError(ProblemError):
    """The door does not read this media type."""


class MisdirectedError(ProblemError):
    """The host name is not answered there."""


class UnprocessableError(ProblemError):
    """The form is right, but what it says cannot be taken; ``errors`` says where."""


class TooManyError(ProblemError):
    """Too much was asked in a short time."""


class TamperedError(ProblemError):
    """Stored bytes are not what was written; tell the operator."""


class InternalError(ProblemError):
    """Something went wrong on the server's side; tell the operator."""


class UnavailableError(ProblemError):
    """A part that is needed cannot be reached now."""


# By the last part of a problem's ``type``.
KINDS: Final[Mapping[str, type[ProblemError]]] = {
    "malformed": MalformedError,
    "unauthenticated": UnauthenticatedError,
    "refused": RefusedError,
    "not_found": NotFoundError,
    "method": MethodError,
    "not_acceptable": NotAcceptableError,
    "conflict": ConflictError,
    "expired": ExpiredError,
    "too_large": TooLargeError,
    "media_type": MediaTypeError,
    "misdirected": MisdirectedError,
    "unprocessable": UnprocessableError,
    "too_many": TooManyError,
    "tampered": TamperedError,
    "internal": InternalError,
    "unavailable": UnavailableError,
}


def _unreachable(sent: bool, attempts: int) -> UnreachableError:
    return UnreachableError(sent=sent, attempts=attempts)
