"""What can go wrong with the machine."""

from azukari.base.errors import ConflictError, MalformedError, UnavailableError


class HomeError(MalformedError):
    """This folder is not the home of an organisation; make one with `azukari new DIR`."""


class HomeExistsError(ConflictError):
    """This folder is in use already; choose an empty or a new one."""


class PostgresError(UnavailableError):
    """The embedded PostgreSQL could not be started."""


class ProcessError(UnavailableError):
    """A process could not be started."""
