"""What this process has at hand: its databases, its two keys, the statement in force, and the turnstile at the door."""

from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from azukari.base.clock import system_clock
from azukari.base.errors import UnavailableError
from azukari.statement import queries
from azukari.statement.queries import Published
from azukari.vault.services.sealing import Sealer
from azukari.web.database import DjangoDatabase
from azukari.web.public.limits import limits
from azukari.web.turnstile import Turnstile

DATABASE = DjangoDatabase()
PERSON_KEYS = DjangoDatabase("person_keys")
TURNSTILE = Turnstile(limits(settings.AZUKARI_SENDS))
_DRAFTS_KEY_BYTES = 32
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


@cache
def drafts_key() -> bytes:
    """Read the key that drafts are encrypted under.

    Raises:
        UnavailableError: if there is none.
    """
    try:
        key = (Path(settings.AZUKARI_KEYS) / "drafts.key").read_bytes()
    except OSError:
        raise UnavailableError("The key for drafts cannot be read.") from None
    if len(key) != _DRAFTS_KEY_BYTES:
        raise UnavailableError("The key for drafts is not of 32 bytes.")
    return key


@cache
def sealer() -> Sealer:
    """Open what this process seals with, at the first sending."""
    return Sealer.open(DATABASE, PERSON_KEYS, Path(settings.AZUKARI_KEYS), now=now())
