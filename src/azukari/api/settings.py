"""This door's settings, from its own environment; a bad value stops the start and says how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from azukari.base.errors import MalformedError

_HOW = "`azukari serve` sets it."


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Where this door finds its databases, its keys, the keeper and the public log, and whom it answers how often."""

    database_url: str = field(repr=False)
    person_keys_url: str = field(repr=False)
    keys: Path
    keeper_socket: Path
    ledger: Path
    hosts: frozenset[str]
    url: str
    per_minute: int
    ledger_key: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How much this door takes on at once."""

    body_bytes: int = 256 * 1024
    threads: int = 16  # acts at the same time; each has a database connection
    keeper_lines: int = 48  # calls to the keeper at the same time; it serves 8 and lets 64 wait
    key_seconds: float = 1.0  # for which a key that was looked up is believed; the keeper looks at every call
    failures: int = 60  # unknown keys from one address in ten minutes


def read_settings(environment: Mapping[str, str]) -> ApiSettings:
    """Read the settings.

    Raises:
        MalformedError: if one is missing or cannot be right, naming it.
    """
    per_minute = _text(environment, "AZUKARI_API_PER_MINUTE")
    if not per_minute.isdecimal() or not int(per_minute):
        raise MalformedError("AZUKARI_API_PER_MINUTE must be a whole number above zero.")
    return ApiSettings(
        database_url=_text(environment, "AZUKARI_DATABASE_URL"),
        person_keys_url=_text(environment, "AZUKARI_PERSON_KEYS_URL"),
        keys=Path(_text(environment, "AZUKARI_KEYS")),
        keeper_socket=Path(_text(environment, "AZUKARI_KEEPER_SOCKET")),
        ledger=Path(_text(environment, "AZUKARI_HOME")) / "ledger",
        hosts=frozenset(_text(environment, "AZUKARI_HOSTS").lower().split(",")),
        url=_text(environment, "AZUKARI_API_URL"),
        per_minute=int(per_minute),
        ledger_key=environment.get("AZUKARI_LEDGER_KEY", ""),
    )


def _text(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise MalformedError(f"{name} is not set; {_HOW}")
    return value
