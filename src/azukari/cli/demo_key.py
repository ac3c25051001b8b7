"""The service keys of the demo, with which anybody may try the API out; they act for invented persons only."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from azukari.base.sql import Database
from azukari.cli.installation import Installation
from azukari.host.database import PsycopgDatabase
from azukari.host.home import write_private
from azukari.statement.queries import in_force
from azukari.vault.service_key import KeyAct
from azukari.vault.services.service_keys import KeyWish, issue

_DAYS = 365


@dataclass(frozen=True, slots=True)
class _DemoKey:
    """A key, and the file in the home that it is written to."""

    file: str
    title: str
    service: str
    purposes: frozenset[str]


_TRYING = _DemoKey(
    "service-key", "Trying the API out", "inquiry", frozenset({"inquiry.reply", "inquiry.statistics", "newsletter"})
)
_SHOP = _DemoKey("shop-key", "The worked example of a shop", "brochure", frozenset({"brochure.send", "newsletter"}))


def demo_key_file(installation: Installation, *, now: datetime) -> Path:
    """Tell in which file the demo's key lies; it is issued at the first run, and so is the one of the worked example."""
    home = installation.home.path
    missing = [one for one in (_TRYING, _SHOP) if not (home / one.file).exists()]
    if missing:
        database = PsycopgDatabase(installation.environment("owner")["AZUKARI_DATABASE_URL"])
        try:
            for one in missing:
                write_private(home / one.file, f"{_issued(database, one, now=now)}\n".encode())
        finally:
            database.close()
    return home / _TRYING.file


def _issued(database: Database, key: _DemoKey, *, now: datetime) -> str:
    wish = KeyWish(key.title, key.service, key.purposes, frozenset(KeyAct), _DAYS)
    return issue(database, wish, statement=in_force(database, now).statement, by="owner", now=now).secret
