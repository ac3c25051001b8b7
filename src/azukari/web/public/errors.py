"""What can be wrong with an address of the public door."""

from azukari.base.errors import NotFoundError, UnavailableError


class ServiceUnknownError(NotFoundError):
    """The statement in force has no such service."""


class VersionUnknownError(NotFoundError):
    """No version of the statement has this name."""


class DatabaseGoneError(UnavailableError):
    """The database went away while a page was being made."""


class TileUnknownError(NotFoundError):
    """The ledger has no such tile."""
