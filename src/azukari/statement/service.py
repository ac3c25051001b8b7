"""A service that collects: its items, what each is for, and what a person is told before giving anything."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azukari.statement.purposes import Purpose
from azukari.statement.text import Text


class ItemKind(StrEnum):
    """The form of an item; each kind has its own field, normalisation and refusals (requirements §5.2)."""

    NAME = "name"
    KANA = "kana"
    EMAIL = "email"
    PHONE = "phone"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    LINE = "line"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice item."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for (S3): what for, whether it must be given, and what happens without it."""

    id: str
    kind: ItemKind
    label: Text
    hint: Text
    required: bool
    why: Text
    without: Text
    purposes: tuple[str, ...]
    choices: tuple[Choice, ...]
    longest: int


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Which purpose and items the automatic reply may use (requirements §5.1.4)."""

    purpose: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside who receives data: a contractor, a third party, or a client.

    Nothing may be sent outside the days of the contract (S6.2), both of which are inside it.
    """

    id: str
    kind: str  # contractor | third_party | client
    name: Text
    work: Text
    countries: tuple[str, ...]
    services: tuple[str, ...]
    items: tuple[str, ...]
    purposes: tuple[str, ...]
    contract_from: date | None = None
    contract_to: date | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A place where data is collected, with all that its notice must say (JIS Q 15001 A.7, eight points a to h)."""

    id: str
    title: Text
    summary: Text
    contact: str | None
    items: tuple[Item, ...]
    purposes: tuple[Purpose, ...]
    optional_purposes: tuple[str, ...]  # organisation-wide purposes offered here by a separate, unticked permission
    acknowledgement: Acknowledgement
    third_parties: Text  # point d: to whom, why, how; or that there is none
    hidden_means: Text  # point h: what is acquired unnoticed; or that nothing is
    reply: Text  # what happens next and by when, on the completion page

    def item(self, item_id: str) -> Item:
        """Find an item by its id; KeyError if there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
