"""The keeper's settings, from its own environment; a bad value stops the start and says how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from azukari.base.errors import MalformedError

_SHORTEST_SECRET = 32
_HOW = "`azukari serve` sets it from keys/keeper/env."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the keeper takes on at once, and how long it waits for a peer."""

    connections: int = 128
    group_size: int = 64  # openings that are served together at most
    gather_microseconds: int = 0  # how long an opening waits for others, if the group before had any
    openers: int = 2  # groups under way at the same time; each has a database connection
    threads: int = 8  # acts at the same time; each has a database connection
    waiting: int = 64  # calls that wait for a thread; beyond it the answer is "busy"
    slow_waiting: int = 4
    frame_seconds: float = 10.0  # from a frame's first byte to its last
    idle_seconds: float = 600.0
    answer_seconds: float = 10.0  # for a peer to take its answer
    replay_seconds: float = 10.0  # for erasures that a restore undid; from then on callers are told to wait
    stop_seconds: float = 10.0  # for calls in flight when the keeper is asked to stop; less than its supervisor waits
    statement_seconds: int = 30
    lock_seconds: int = 4

    @property
    def connections_to_database(self) -> int:
        """Give each thread a connection, the slow one too, and leave one for a statement that is read in the midst of an act."""
        return self.threads + self.openers + 2


@dataclass(frozen=True, slots=True)
class KeeperSettings:
    """Where the keeper finds its databases, its keys and its socket, and the secret under which staff sessions are signed."""

    database_url: str = field(repr=False)
    person_keys_url: str = field(repr=False)
    keys: Path
    socket: Path
    staff_secret: str = field(repr=False)
    ledger: Path | None  # the published ledger
    ledger_key: str
    limits: Limits = field(default_factory=Limits)
    handovers: Path | None = None  # where encrypted files wait for their recipients
    entrusted_url: str = field(default="", repr=False)  # for what clients entrusted to us; empty: nobody does
    entrusted_person_keys_url: str = field(default="", repr=False)
    second_above: int = 100  # records; more than that leave only if two persons say so
    witnesses: str = ""  # whose signatures go along with a package's proofs
    gdpr: bool = False  # whether persons may ask by the European regulation, too


def read_keeper_settings(environment: Mapping[str, str]) -> KeeperSettings:
    """Read the settings.

    Raises:
        MalformedError: if one is missing or cannot be right, naming it.
    """
    keys = Path(_text(environment, "AZUKARI_KEYS"))
    if not keys.is_dir():
        raise MalformedError("AZUKARI_KEYS names no folder; it is the home's keys/keeper, made by `azukari new`.")
    socket = Path(_text(environment, "AZUKARI_KEEPER_SOCKET"))
    if not socket.is_absolute():
        raise MalformedError(
            "AZUKARI_KEEPER_SOCKET must be an absolute path, such as /srv/azukari/run/keeper/keeper.sock."
        )
    secret = _secret(environment, "AZUKARI_STAFF_SECRET_KEY")
    if len(secret) < _SHORTEST_SECRET:
        raise MalformedError("AZUKARI_STAFF_SECRET_KEY is too short; it is the staff side's AZUKARI_SECRET_KEY.")
    return KeeperSettings(
        database_url=_secret(environment, "AZUKARI_DATABASE_URL"),
        person_keys_url=_secret(environment, "AZUKARI_PERSON_KEYS_URL"),
        keys=keys,
        socket=socket,
        staff_secret=secret,
        ledger=Path(environment["AZUKARI_HOME"]) / "ledger" if environment.get("AZUKARI_HOME") else None,
        ledger_key=environment.get("AZUKARI_LEDGER_KEY", ""),
        handovers=Path(environment["AZUKARI_HANDOVERS"]) if environment.get("AZUKARI_HANDOVERS") else None,
        entrusted_url=_optional_secret(environment, "AZUKARI_ENTRUSTED_URL"),
        entrusted_person_keys_url=_optional_secret(environment, "AZUKARI_ENTRUSTED_PERSON_KEYS_URL"),
        second_above=_number(environment, "AZUKARI_SECOND_PERSON_ABOVE", 100, range(1_000_001)),
        witnesses=environment.get("AZUKARI_WITNESSES", ""),
        gdpr=environment.get("AZUKARI_GDPR", "false") == "true",
        limits=Limits(
            group_size=_number(environment, "AZUKARI_KEEPER_GROUP", 64, range(1, 513)),
            gather_microseconds=_number(environment, "AZUKARI_KEEPER_GATHER", 0, range(10_001)),
        ),
    )


def _number(environment: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    text = environment.get(name, str(default))
    if not text.isascii() or not text.isdecimal() or int(text) not in allowed:
        raise MalformedError(f"{name} is a number from {allowed.start} to {allowed.stop - 1}; {_HOW}")
    return int(text)


def _text(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise MalformedError(f"{name} is not set; {_HOW}")
    return value


def _optional_secret(environment: Mapping[str, str], name: str) -> str:
    return _secret(environment, name) if environment.get(name) or environment.get(f"{name}_FILE") else ""


def _secret(environment: Mapping[str, str], name: str) -> str:
    file = environment.get(f"{name}_FILE")
    if not file:
        return _text(environment, name)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise MalformedError(f"{name}_FILE names a file that cannot be read as text.") from None
