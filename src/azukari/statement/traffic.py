"""What is recorded about a visit: log streams, cookies, and transmissions to others (S27 to S33)."""

from dataclasses import dataclass

from azukari.statement.text import Text


@dataclass(frozen=True, slots=True)
class Stream:
    """One log: which fields it has, what for, and for how many days."""

    id: str
    title: Text
    fields: tuple[str, ...]
    purposes: Text
    days: int


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: who sets it, what for, and for how many days (0 ends with the browser)."""

    name: str
    party: str
    purpose: Text
    days: int


@dataclass(frozen=True, slots=True)
class Transmission:
    """One external transmission, with the fields of the Telecommunications Business Act rules, Art. 22-2-29."""

    id: str
    to: Text
    sent: Text
    purpose: Text
    their_purpose: Text
    country: str
    opt_out: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """Everything that is recorded about visits; empty means that nothing is."""

    streams: tuple[Stream, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    transmissions: tuple[Transmission, ...] = ()


NO_TRAFFIC = Traffic()
