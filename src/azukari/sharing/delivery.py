"""A hand-over: what is wished for, and its course from a proposal to the recipient's certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from azukari.base.canonical import Value
from azukari.base.errors import MalformedError, RefusedError
from azukari.vault.normalise import CHOICES_SEPARATOR


class State(StrEnum):
    """Where a hand-over stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # it is being made, or waits to be
    MADE = "made"  # encrypted, and waits to be fetched
    HANDED = "handed"  # the recipient has it
    CLOSED = "closed"  # the recipient has certified that it was returned or destroyed
    REFUSED = "refused"  # a condition was missing when it was to be made or fetched
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """What is in it."""

    RECORDS = "records"
    CHANGES = "changes"  # what was stopped, erased or corrected since
    RETURN = "return"  # everything that a client entrusted to us
    REPORT = "report"
    REQUEST = "request"
    BREACH = "breach"
    CERTIFICATE = "certificate"


class Form(StrEnum):
    """In which form records are written."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class Channel(StrEnum):
    """How a file got to its recipient."""

    LINK = "link"
    SFTP = "sftp"


class Ended(StrEnum):
    """What a recipient certifies that it did with what it was handed."""

    RETURNED = "returned"
    DESTROYED = "destroyed"


OPEN = frozenset({State.PROPOSED, State.APPROVED, State.MADE, State.HANDED})
OUTSIDE = frozenset({State.HANDED})  # the recipient has it, as far as anybody knows
_NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.PROPOSED: frozenset({State.APPROVED, State.CANCELLED, State.REFUSED}),
        State.APPROVED: frozenset({State.MADE, State.CANCELLED, State.REFUSED}),
        State.MADE: frozenset({State.APPROVED, State.HANDED, State.CLOSED, State.CANCELLED, State.REFUSED}),
        State.HANDED: frozenset({State.CLOSED}),
        State.CLOSED: frozenset(),
        State.REFUSED: frozenset(),
        State.CANCELLED: frozenset(),
    }
)


class StepRefusedError(RefusedError):
    """This hand-over does not stand where that could be done."""


class SamePersonError(RefusedError):
    """A second person has to approve this: not the one who proposed it."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which of the records: those collected from a day to a day (both inside), with some answers to choices."""

    from_on: date | None = None
    to_on: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_filter(self) -> bool:
        """Tell whether it leaves anything out."""
        return bool(self.answers) or self.from_on is not None or self.to_on is not None

    def passes(self, values: Mapping[str, str], collected_on: date) -> bool:
        """Tell whether a record is wanted; an answer of several choices is wanted if the one is among them."""
        if self.from_on is not None and collected_on < self.from_on:
            return False
        if self.to_on is not None and collected_on > self.to_on:
            return False
        return all(answer in values.get(item, "").split(CHOICES_SEPARATOR) for item, answer in self.answers.items())


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be handed over: which service's records, for what, which of them, and in which form."""

    service: str
    purpose: str
    sieve: Sieve = field(default_factory=Sieve)
    form: Form = Form.CSV
    control: bool = True  # whether a control row goes along (`watermark.py`)


def goes(before: State, after: State) -> bool:
    """Tell whether a hand-over may go from one state to another."""
    return after in _NEXT[before]


def check_step(before: State, after: State) -> None:
    """Check that a hand-over may go from one state to another.

    Raises:
        StepRefusedError: if it may not.
    """
    if not goes(before, after):
        raise StepRefusedError(ground="step")


def wish_value(wish: Wish) -> Value:
    """Write a wish."""
    return {
        "service": wish.service,
        "purpose": wish.purpose,
        "form": wish.form.value,
        "control": wish.control,
        "from": None if wish.sieve.from_on is None else wish.sieve.from_on.isoformat(),
        "to": None if wish.sieve.to_on is None else wish.sieve.to_on.isoformat(),
        "answers": dict(wish.sieve.answers),
    }


def read_wish(value: Any) -> Wish:
    """Read what `wish_value` writes.

    Raises:
        MalformedError: if it is anything else.
    """
    try:
        sieve = Sieve(
            None if value["from"] is None else date.fromisoformat(value["from"]),
            None if value["to"] is None else date.fromisoformat(value["to"]),
            {str(item): str(answer) for item, answer in value["answers"].items()},
        )
        wish = Wish(
            str(value["service"]), str(value["purpose"]), sieve, Form(value["form"]), control=value["control"] is True
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise MalformedError("This is no wish for a hand-over.", ground="wish_form") from None
    if wish_value(wish) != value:
        raise MalformedError("This is no wish for a hand-over.", ground="wish_form")
    return wish
