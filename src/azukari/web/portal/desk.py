"""What this process has at hand: its database, its line to the keeper, the statement in force, and the turnstile at the door."""

from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from azukari.base.clock import system_clock
from azukari.rights.clients import PersonClient
from azukari.statement import queries
from azukari.statement.document import Statement
from azukari.statement.queries import Published
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient, KeeperLine
from azukari.web.database import DjangoDatabase
from azukari.web.portal.limits import limits
from azukari.web.turnstile import Turnstile

DATABASE = DjangoDatabase()
TURNSTILE = Turnstile(limits(settings.AZUKARI_SENDS))
_seen: list[Published] = []  # the statement last seen, for pages that must work without the database


def now() -> datetime:
    """Tell the time, once for each request."""
    return system_clock()


def in_force(at: datetime) -> Published:
    """Give the statement in force.

    Raises:
        UnavailableError: if the database cannot be reached.
        NotFoundError: if none was published yet.
    """
    published = queries.in_force(DATABASE, at)
    _seen[:] = [published]
    return published


def last_seen() -> Published | None:
    """Give the statement that was in force when this process last looked, if it ever did."""
    return _seen[0] if _seen else None


def version(statement_hash: str) -> Statement:
    """Give the version of the statement that something was collected under."""
    return queries.version(DATABASE, statement_hash).statement


def keeper(visit: str | None = None) -> KeeperClient:
    """Ask the keeper as a visitor whose token is given, or as nobody."""
    credential = None if visit is None else Credential(CredentialKind.VISIT, visit)
    return KeeperClient(_line(Path(settings.AZUKARI_KEEPER_SOCKET)), credential)


def person(visit: str) -> PersonClient:
    """Ask the keeper for the person whose visit it is."""
    return PersonClient(keeper(visit))


@cache
def _line(path: Path) -> KeeperLine:
    return KeeperLine(path)  # one for the whole process
