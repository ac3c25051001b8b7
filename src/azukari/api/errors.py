"""What only this door can refuse; everything else is raised where it belongs and passed on."""

from collections.abc import Sequence
from dataclasses import dataclass

from azukari.base.errors import AzukariError, ConflictError, Kind, MalformedError, RefusedError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a body: where (RFC 6901), and what; never what stands there."""

    pointer: str
    detail: str


class BodyError(MalformedError):
    """The body is not of the form that is described for this address."""

    def __init__(self, message: str | None = None, *, ground: str = "body", faults: Sequence[Fault] = ()) -> None:
        """Keep what is wrong, and where."""
        super().__init__(message, ground=ground)
        self.faults = tuple(faults)


class UnprocessableError(MalformedError):
    """The body is in form, but what it says cannot be taken."""

    def __init__(self, message: str | None = None, *, ground: str, faults: Sequence[Fault] = ()) -> None:
        """Keep what is wrong, and where."""
        super().__init__(message, ground=ground)
        self.faults = tuple(faults)


class KeyReusedError(UnprocessableError):
    """This idempotency key was used before, for something else; take a new one for each act."""

    def __init__(self) -> None:
        """Name the ground."""
        super().__init__(ground="idempotency_key_reused")


class InProgressError(ConflictError):
    """The same act, under the same idempotency key, is being done at this moment; ask again in a second."""

    retry_seconds = 1

    def __init__(self) -> None:
        """Name the ground."""
        super().__init__(ground="idempotency_in_progress")


class TooManyError(RefusedError):
    """More was asked than this key may ask in a minute."""

    def __init__(self, message: str | None = None, *, ground: str, retry_seconds: int) -> None:
        """Keep when to come again."""
        super().__init__(message, ground=ground)
        self.retry_seconds = retry_seconds


class RequestError(AzukariError):
    """HTTP itself was not spoken as it should be: a method, a media type, a length, a host."""

    kind = Kind.MALFORMED

    def __init__(self, problem: str, message: str, *, ground: str, allow: str = "") -> None:
        """Name the problem by its page, such as ``too_large``."""
        super().__init__(message, ground=ground)
        self.problem = problem
        self.allow = allow
