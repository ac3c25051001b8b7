"""What can be wrong with an address of the portal."""

from azukari.base.errors import NotFoundError


class NotYoursError(NotFoundError):
    """There is nothing of the visitor's under this address; whether it is anybody else's is not told."""
