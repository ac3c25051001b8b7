"""A service that collects: its items, what each is for, who else receives them, and what a person is told before giving any."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azukari.statement.purposes import Purpose
from azukari.statement.text import EMPTY, Text

HOME = "JP"


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


class RecipientKind(StrEnum):
    """Who receives: somebody who works for us, a third party, a client for whom we work, or somebody who uses it with us."""

    CONTRACTOR = "contractor"
    THIRD_PARTY = "third_party"
    CLIENT = "client"
    JOINT_USER = "joint_user"


class ProvisionBasis(StrEnum):
    """On what a third party receives (APPI Art. 27); opting out is understood, and never supported."""

    CONSENT = "consent"
    OPT_OUT = "opt_out"


class ForeignBasis(StrEnum):
    """On what data may go to another country (APPI Art. 28)."""

    CONSENT = "consent"  # the person agreed, having been told
    EQUIVALENT = "equivalent"  # the recipient keeps up what Japanese law demands
    LISTED = "listed"  # the Commission lists the country


@dataclass(frozen=True, slots=True)
class Subcontractor:
    """Somebody to whom a contractor passes on a part of its work (S6.4)."""

    id: str
    name: Text
    work: Text
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """What people are told where data is handled outside Japan: how that country protects it, and how the recipient does."""

    basis: ForeignBasis
    system: Text
    measures: Text


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside who receives data: a contractor, a third party, a client, or a joint user.

    Nothing may be sent outside the days of the contract (S6.2), both of which are inside it. ``responsible`` is the party that
    answers for a joint use, with address and representative (APPI Art. 27(5) iii); ``basis`` is a third party's
    `ProvisionBasis`, and empty for everybody else.
    """

    id: str
    kind: str  # a RecipientKind
    name: Text
    work: Text
    countries: tuple[str, ...]
    services: tuple[str, ...]
    items: tuple[str, ...]
    purposes: tuple[str, ...]
    contract_from: date | None = None
    contract_to: date | None = None
    address: Text = EMPTY
    representative: Text = EMPTY
    subcontractors: tuple[Subcontractor, ...] = ()
    foreign: Foreign | None = None
    responsible: Text = EMPTY
    basis: str = ""

    def countries_abroad(self) -> tuple[str, ...]:
        """List the countries other than Japan where it or a subcontractor handles data, each once."""
        named = (*self.countries, *(code for one in self.subcontractors for code in one.countries))
        return tuple(dict.fromkeys(code for code in named if code != HOME))


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
