"""The service key of the demo, with which anybody may try the API out; it acts for invented persons only."""

from datetime import datetime
from pathlib import Path

from azukari.cli.installation import Installation
from azukari.host.database import PsycopgDatabase
from azukari.host.home import write_private
from azukari.statement.queries import in_force
from azukari.vault.service_key import KeyAct
from azukari.vault.services.service_keys import KeyWish, issue

_SERVICE, _PURPOSES = "inquiry", frozenset({"inquiry.reply", "inquiry.statistics", "newsletter"})
_DAYS = 365


def demo_key_file(installation: Installation, *, now: datetime) -> Path:
    """Tell in which file the demo's key lies; it is issued at the first run."""
    place = installation.home.path / "service-key"
    if not place.exists():
        database = PsycopgDatabase(installation.environment("owner")["AZUKARI_DATABASE_URL"])
        try:
            wish = KeyWish("Trying the API out", _SERVICE, _PURPOSES, frozenset(KeyAct), _DAYS)
            made = issue(database, wish, statement=in_force(database, now).statement, by="owner", now=now)
        finally:
            database.close()
        write_private(place, f"{made.secret}\n".encode())
    return place
