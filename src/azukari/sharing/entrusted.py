"""Data that a client entrusted to us: what its contract lets us do with it, as a file says, and nothing else.

A contract becomes a statement of its own with one service, so that the vault keeps it as it keeps everything: sealed by purpose,
opened for a purpose, ended when its time is over. Its hash names the version under which a record came.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from azukari.base.canonical import Value, canonical_bytes, read_canonical, sha256_hex
from azukari.base.errors import MalformedError
from azukari.statement.document import Statement
from azukari.statement.organisation import Contact, Officer, Organisation
from azukari.statement.purposes import Purpose, Retention, RetentionStart, Role
from azukari.statement.read_services import LONGEST
from azukari.statement.service import Acknowledgement, Choice, Item, ItemKind, Service
from azukari.statement.text import EMPTY, Language, Text

FORMAT = "azukari entrusted 1"


class ContractFormError(MalformedError):
    """These bytes are no contract of a client, as `contract_bytes` writes it."""


@dataclass(frozen=True, slots=True)
class Client:
    """For whom we work, and how it is reached; ``breach_contact`` is told at any hour what has happened to its data."""

    name: Text
    address: Text
    representative: Text
    contact: str = field(repr=False)
    breach_contact: str = field(repr=False)
    language: Language
    age_key: str


@dataclass(frozen=True, slots=True)
class EntrustedPurpose:
    """One thing that the contract lets us use the data for; ``id`` is its name in the contract."""

    id: str
    title: Text
    text: Text
    retention_days: int
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class EntrustedItem:
    """One thing that we are given of each person, and what the contract lets us use it for."""

    id: str
    kind: ItemKind
    label: Text
    purposes: tuple[str, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class EntrustedContract:
    """A contract with a client, in one version; both days of its term are inside it."""

    id: str
    client: Client
    from_on: date
    to_on: date
    work: Text
    purposes: tuple[EntrustedPurpose, ...]
    items: tuple[EntrustedItem, ...]
    countries: tuple[str, ...]
    subcontractors: tuple[str, ...]  # those that the client approved
    report_every_days: int
    returned: bool  # whether the client wants everything back before it is destroyed
    statistics: bool  # whether the client lets us count for ourselves

    @property
    def hash(self) -> str:
        """Give the name of this version: the SHA-256 of its canonical bytes."""
        return sha256_hex(contract_bytes(self))

    def purpose_id(self, name: str) -> str:
        """Give the whole id of a purpose by its name in the contract."""
        return f"{self.id}.{name}"

    @property
    def purpose_ids(self) -> tuple[str, ...]:
        """List the whole ids of all purposes."""
        return tuple(self.purpose_id(one.id) for one in self.purposes)

    def is_over(self, today: date) -> bool:
        """Tell whether the term has ended, or has not begun."""
        return not self.from_on <= today <= self.to_on

    def items_for(self, purpose_id: str) -> frozenset[str]:
        """List the items that a purpose, by its whole id, may see."""
        return frozenset(one.id for one in self.items if purpose_id in map(self.purpose_id, one.purposes))


def contract_value(contract: EntrustedContract) -> Value:
    """Write a contract as a value."""
    client = contract.client
    return {
        "format": FORMAT,
        "id": contract.id,
        "client": {
            "name": _text(client.name),
            "address": _text(client.address),
            "representative": _text(client.representative),
            "contact": client.contact,
            "breach_contact": client.breach_contact,
            "language": client.language,
            "age_key": client.age_key,
        },
        "from": contract.from_on.isoformat(),
        "to": contract.to_on.isoformat(),
        "work": _text(contract.work),
        "purposes": [
            {
                "id": one.id,
                "title": _text(one.title),
                "text": _text(one.text),
                "retention_days": one.retention_days,
                "roles": [role.value for role in one.roles],
            }
            for one in contract.purposes
        ],
        "items": [
            {
                "id": one.id,
                "kind": one.kind.value,
                "label": _text(one.label),
                "purposes": list(one.purposes),
                "choices": [{"id": choice.id, "label": _text(choice.label)} for choice in one.choices],
            }
            for one in contract.items
        ],
        "countries": list(contract.countries),
        "subcontractors": list(contract.subcontractors),
        "report_every_days": contract.report_every_days,
        "return": contract.returned,
        "statistics": contract.statistics,
    }


def contract_bytes(contract: EntrustedContract) -> bytes:
    """Write a contract as canonical bytes."""
    return canonical_bytes(contract_value(contract))


def decode_contract(data: bytes) -> EntrustedContract:
    """Read what `contract_bytes` writes.

    Raises:
        ContractFormError: if it is anything else.
    """
    try:
        contract = _contract(read_canonical(data))
    except (KeyError, TypeError, ValueError, AttributeError, MalformedError):
        raise ContractFormError(ground="contract_form") from None
    if contract_bytes(contract) != data:
        raise ContractFormError(ground="contract_form")
    return contract


def statement_of(contract: EntrustedContract) -> Statement:
    """Turn a contract into a statement with one service: the client's words, the contract's purposes, and nobody else's."""
    client, name = contract.client, contract.client.name
    officer = Officer(client.representative, EMPTY, EMPTY, contract.id)
    return Statement(
        version=contract.from_on.isoformat(),
        edition="entrusted",
        hash=contract.hash,
        prevails=client.language,
        enacted_on=contract.from_on,
        effective_on=contract.from_on,
        reason=contract.work,
        reason_kind="first",
        approved_by=name,
        organisation=Organisation(name, client.address, officer, officer, "", None),
        contacts=(Contact(contract.id, name, client.contact, "", client.address, EMPTY),),
        default_contact=contract.id,
        purposes=(),
        services=(_service(contract),),
        recipients=(),
        promises=(),
        prose={},
        title=contract.work,
    )


def _service(contract: EntrustedContract) -> Service:
    return Service(
        id=contract.id,
        title=contract.client.name,
        summary=contract.work,
        contact=None,
        items=tuple(
            Item(
                id=one.id,
                kind=one.kind,
                label=one.label,
                hint=EMPTY,
                required=False,
                why=contract.work,
                without=EMPTY,
                purposes=tuple(map(contract.purpose_id, one.purposes)),
                choices=one.choices,
                longest=LONGEST[one.kind],
            )
            for one in contract.items
        ),
        purposes=tuple(
            Purpose(
                id=contract.purpose_id(one.id),
                title=one.title,
                text=one.text,
                consent=False,
                roles=one.roles,
                retention=Retention(one.retention_days, RetentionStart.COLLECTED, one.text),
                dpv="dpv:FulfilmentOfContractualObligation",
            )
            for one in contract.purposes
        ),
        optional_purposes=(),
        acknowledgement=Acknowledgement("", "", ""),  # we write to nobody on our own account
        third_parties=EMPTY,
        hidden_means=EMPTY,
        reply=EMPTY,
    )


def _contract(value: Any) -> EntrustedContract:
    client = value["client"]
    return EntrustedContract(
        id=str(value["id"]),
        client=Client(
            name=_read_text(client["name"]),
            address=_read_text(client["address"]),
            representative=_read_text(client["representative"]),
            contact=str(client["contact"]),
            breach_contact=str(client["breach_contact"]),
            language="en" if client["language"] == "en" else "ja",
            age_key=str(client["age_key"]),
        ),
        from_on=date.fromisoformat(value["from"]),
        to_on=date.fromisoformat(value["to"]),
        work=_read_text(value["work"]),
        purposes=tuple(map(_purpose, value["purposes"])),
        items=tuple(map(_item, value["items"])),
        countries=tuple(map(str, value["countries"])),
        subcontractors=tuple(map(str, value["subcontractors"])),
        report_every_days=int(value["report_every_days"]),
        returned=value["return"] is True,
        statistics=value["statistics"] is True,
    )


def _purpose(value: Mapping[str, Any]) -> EntrustedPurpose:
    return EntrustedPurpose(
        str(value["id"]),
        _read_text(value["title"]),
        _read_text(value["text"]),
        int(value["retention_days"]),
        tuple(map(Role, value["roles"])),
    )


def _item(value: Mapping[str, Any]) -> EntrustedItem:
    choices = tuple(Choice(str(one["id"]), _read_text(one["label"])) for one in value["choices"])
    purposes = tuple(map(str, value["purposes"]))
    return EntrustedItem(str(value["id"]), ItemKind(value["kind"]), _read_text(value["label"]), purposes, choices)


def _text(text: Text) -> Value:
    return {"ja": text.ja, "en": text.en}


def _read_text(value: Mapping[str, Any]) -> Text:
    return Text(ja=str(value["ja"]), en=str(value["en"]))
