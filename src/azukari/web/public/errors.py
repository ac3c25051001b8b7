"""What can be wrong with an address of the public door."""

from azukari.base.errors import NotFoundError


class ServiceUnknownError(NotFoundError):
    """The statement in force has no such service."""


class VersionUnknownError(NotFoundError):
    """No version of the statement has this name."""


class TileUnknownError(NotFoundError):
    """The ledger has no such tile."""
