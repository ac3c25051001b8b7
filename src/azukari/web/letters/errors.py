"""Why a letter could not be sent now; none of these ever says to whom."""

from azukari.base.errors import UnavailableError


class LetterNotSentError(UnavailableError):
    """The mail server did not take a letter; it is tried again later."""
