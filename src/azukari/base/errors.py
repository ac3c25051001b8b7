"""The one family of errors, with a closed list of kinds."""

from enum import StrEnum


class Kind(StrEnum):
    """What went wrong, as far as a caller needs to know; doors turn a kind into a status or an exit code, once."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    EXPIRED = "expired"
    TAMPERED = "tampered"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class AzukariError(Exception):
    """Something went wrong inside Azukari.

    The first line of a subclass's docstring is its default message. A message never holds personal data: it may reach a log, a
    person who is not concerned, or a ledger entry.
    """

    kind = Kind.INTERNAL

    def __init__(self, message: str | None = None, *, ground: str | None = None) -> None:
        """Keep a message for people and a ground, a short stable code that programs and ledger entries may rely on."""
        default = (type(self).__doc__ or "Something went wrong.").strip().splitlines()[0]
        super().__init__(message or default)
        self.message = message or default
        self.ground = ground or self.kind.value


class MalformedError(AzukariError):
    """The input is not of the form that is asked for."""

    kind = Kind.MALFORMED


class UnauthenticatedError(AzukariError):
    """Nobody known is asking."""

    kind = Kind.UNAUTHENTICATED


class RefusedError(AzukariError):
    """This is not allowed."""

    kind = Kind.REFUSED


class NotFoundError(AzukariError):
    """There is no such thing."""

    kind = Kind.NOT_FOUND


class ConflictError(AzukariError):
    """This was changed or done already."""

    kind = Kind.CONFLICT


class ExpiredError(AzukariError):
    """This is no longer valid."""

    kind = Kind.EXPIRED


class TamperedError(AzukariError):
    """Stored bytes are not what was written."""

    kind = Kind.TAMPERED


class UnavailableError(AzukariError):
    """A part that is needed cannot be reached now."""

    kind = Kind.UNAVAILABLE
