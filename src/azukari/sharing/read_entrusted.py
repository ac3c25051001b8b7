"""Reading ``entrusted/*.toml``: a client's contract as somebody wrote it down, with every mistake named, by its line."""

import pyrage

from azukari.base.errors import MalformedError
from azukari.sharing.entrusted import Client, EntrustedContract, EntrustedItem, EntrustedPurpose
from azukari.statement import rules
from azukari.statement.findings import Finding
from azukari.statement.purposes import Role
from azukari.statement.read_services import UNKNOWN_PURPOSE
from azukari.statement.reading import NAME, Table, open_table
from azukari.statement.service import Choice, ItemKind
from azukari.statement.text import Language

LARGEST = 256 * 1024
_OPENING = (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF)
_LONGEST_ID = 32
_LONGEST_ADDRESS = 254  # RFC 5321
_CHOOSING = frozenset({ItemKind.CHOICE, ItemKind.CHOICES})


class EntrustedInvalidError(MalformedError):
    """The file makes no contract."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Say everything that is wrong, where, and how to mend it."""
        lines = [f"{one.file}:{one.line}: {one.message} {one.mend}" for one in findings]
        super().__init__("\n".join(["The file makes no contract.", *lines]), ground="contract_invalid")
        self.findings = findings


def read_entrusted(file: str, text: str) -> EntrustedContract:
    """Read a contract.

    Raises:
        EntrustedInvalidError: with everything that is wrong.
    """
    findings: list[Finding] = []
    if len(text.encode()) > LARGEST:
        raise EntrustedInvalidError(
            (rules.BAD_VALUE.at(file, 1, "The file is larger than 256 KiB.", "Leave out what is no contract."),)
        )
    top = open_table(file, text, findings)
    contract = _contract(top)
    if findings:
        raise EntrustedInvalidError(tuple(findings))
    return contract


def _contract(top: Table) -> EntrustedContract:
    term = top.table("contract")
    purposes = tuple(_purpose(name, table) for name, table in top.named("purposes"))
    contract = EntrustedContract(
        id=_id(top),
        client=_client(top),
        from_on=term.day("from"),
        to_on=term.day("to"),
        work=top.text("work"),
        purposes=purposes,
        items=_items(top, purposes),
        countries=top.strings("countries"),
        subcontractors=top.strings_or_none("subcontracting"),
        report_every_days=top.integer("report_every_days", least=1),
        returned=top.boolean("return"),
        statistics=top.boolean("statistics"),
    )
    term.close()
    top.close()
    if contract.to_on < contract.from_on:
        term.report(rules.BAD_VALUE, "The contract ends before it begins.", "to")
    for code in contract.countries:
        if len(code) != 2 or not code.isascii() or not code.isupper():  # noqa: PLR2004 - ISO 3166-1 alpha-2
            top.report(rules.BAD_VALUE, f"{code!r} is no code of a country, such as JP.", "countries")
    return contract


def _id(top: Table) -> str:
    found = top.string("id")
    if found and (not NAME.match(found) or len(found) > _LONGEST_ID):
        top.report(rules.BAD_NAME, f"{found!r} cannot be the id of a contract.", "id")
    return found


def _client(top: Table) -> Client:
    table = top.table("client")
    client = Client(
        name=table.text("name"),
        address=table.text("address"),
        representative=table.text("representative"),
        contact=_address(table, "contact"),
        breach_contact=_address(table, "breach_contact"),
        language=_language(table),
        age_key=_age_key(table),
    )
    table.close()
    return client


def _address(table: Table, key: str) -> str:
    address = table.string(key)
    name, _, domain = address.rpartition("@")
    if address and (
        not name or "." not in domain.strip(".") or len(address) > _LONGEST_ADDRESS or any(map(str.isspace, address))
    ):
        table.report(rules.BAD_VALUE, f"`{key}` is no e-mail address such as desk@client.example.", key)
    return address


def _language(table: Table) -> Language:
    word = table.string("language")
    if word not in {"", "ja", "en"}:
        table.report(rules.BAD_VALUE, f"`language` is {word!r}, but must be ja or en.", "language")
    return "en" if word == "en" else "ja"


def _age_key(table: Table) -> str:
    key = table.string("age_key")
    if key.upper().startswith("AGE-SECRET-KEY-"):
        # What it is is not repeated: it may be real.
        table.report(
            rules.BAD_VALUE, "`age_key` is a secret key! Give the public one, which begins with age1.", "age_key"
        )
    elif key:
        try:
            pyrage.x25519.Recipient.from_str(key)
        except pyrage.RecipientError:
            table.report(rules.BAD_VALUE, "`age_key` is no public key of age: it begins with age1.", "age_key")
    return key


def _purpose(name: str, table: Table) -> EntrustedPurpose:
    purpose = EntrustedPurpose(
        id=name,
        title=table.text("title"),
        text=table.text("text"),
        retention_days=table.integer("retention_days", least=1),
        roles=table.choices("roles", Role, _OPENING),
    )
    table.close()
    for role in purpose.roles:
        if role not in _OPENING:
            table.report(
                rules.BAD_VALUE, f"The role {role} opens nothing; choose privacy_manager or service_staff.", "roles"
            )
    if not purpose.roles:
        table.report(rules.BAD_VALUE, "Somebody has to be able to open for a purpose.", "roles")
    return purpose


def _items(top: Table, purposes: tuple[EntrustedPurpose, ...]) -> tuple[EntrustedItem, ...]:
    known = {one.id for one in purposes}
    found: list[EntrustedItem] = []
    for table in top.tables("items"):
        one = _item(table)
        if not NAME.match(one.id):
            table.report(rules.BAD_NAME, f"{one.id!r} cannot be the id of an item.", "id")
        if one.id in {other.id for other in found}:
            table.report(rules.DUPLICATE, f"There are two items {one.id!r}.", "id")
        for name in one.purposes:
            if name not in known:
                table.report(UNKNOWN_PURPOSE, f"Item `{one.id}` is for `{name}`, which is no purpose.", "purposes")
        if not one.purposes:
            table.report(rules.BAD_VALUE, f"Item `{one.id}` is for no purpose, so we may not have it.", "purposes")
        if bool(one.choices) != (one.kind in _CHOOSING):
            table.report(
                rules.BAD_VALUE, "Items of the kinds choice and choices have [[items.choices]], and no others."
            )
        found.append(one)
    if not found and not top.absent:
        top.report(rules.MISSING_KEY, "The contract is about nothing: there are no [[items]].")
    return tuple(found)


def _item(table: Table) -> EntrustedItem:
    item = EntrustedItem(
        id=table.string("id"),
        kind=table.choice("kind", ItemKind),
        label=table.text("label"),
        purposes=table.strings("purposes"),
        choices=tuple(_choice(inner) for inner in table.tables("choices")),
    )
    table.close()
    return item


def _choice(table: Table) -> Choice:
    choice = Choice(id=table.string("id"), label=table.text("label"))
    table.close()
    if choice.id and not NAME.match(choice.id):
        table.report(rules.BAD_NAME, f"{choice.id!r} cannot be the id of a choice.", "id")
    return choice
