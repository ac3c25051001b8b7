"""Reading ``services/*.toml``: items, purposes, and what the notice says."""

import re

from azukari.statement import rules
from azukari.statement.findings import Rule
from azukari.statement.purposes import Purpose, Role
from azukari.statement.read_header import read_purpose
from azukari.statement.reading import NAME, Table
from azukari.statement.service import Acknowledgement, Choice, Item, ItemKind, Service

NO_WHY = Rule(
    "AZ214",
    "Every item says why it is needed.",
    "Only what a purpose needs may be collected (S3, S3.2); the reason is shown beside the field.",
    "Add why = { ja = …, en = … }: what cannot be done without it. If there is no answer, remove the item.",
)
NO_WITHOUT = Rule(
    "AZ215",
    "Every item says what happens when it is not given.",
    "JIS Q 15001 A.7 g): required or optional, and the consequence of not giving.",
    "Add without = { ja = …, en = … }, even if the consequence is that nothing changes.",
)
UNKNOWN_PURPOSE = Rule(
    "AZ219",
    "An item's purposes exist.",
    "The key of a purpose that is nowhere declared could never be made, and nobody was told of it.",
    "Declare [purposes.<name>] in this file or in statement.toml, or correct the name.",
)

_CHOICE = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
LONGEST = {
    ItemKind.NAME: 100,
    ItemKind.KANA: 100,
    ItemKind.EMAIL: 254,
    ItemKind.PHONE: 30,
    ItemKind.POSTAL_CODE: 10,
    ItemKind.ADDRESS: 300,
    ItemKind.ORGANISATION: 200,
    ItemKind.DATE: 30,
    ItemKind.CHOICE: 64,
    ItemKind.CHOICES: 1000,
    ItemKind.LINE: 200,
    ItemKind.PARAGRAPH: 4000,
}


def read_service(service_id: str, table: Table, shared: tuple[Purpose, ...]) -> Service:
    """Read one service; ``shared`` are the purposes of the whole organisation, which its items may name."""
    purposes = tuple(read_purpose(f"{service_id}.{name}", inner, Role) for name, inner in table.named("purposes"))
    known = _known(service_id, purposes, shared)
    service = Service(
        id=service_id,
        title=table.text("title"),
        summary=table.text("summary"),
        contact=table.string("contact", "") or None,
        items=tuple(_item(inner, known) for inner in table.tables("items")),
        purposes=purposes,
        optional_purposes=table.strings("optional_purposes", ()),
        acknowledgement=_acknowledgement(table.table("acknowledgement"), known),
        third_parties=table.text("third_parties"),
        hidden_means=table.text("hidden_means"),
        reply=table.text("reply"),
    )
    table.close()
    if not service.items:
        table.report(rules.MISSING_KEY, "The service asks for nothing: there are no [[items]].")
    return service


def full_purposes(names: tuple[str, ...], known: dict[str, str]) -> tuple[str, ...]:
    """Turn local names into full ids, leaving out what is unknown."""
    return tuple(known[name] for name in names if name in known)


def _known(service_id: str, own: tuple[Purpose, ...], shared: tuple[Purpose, ...]) -> dict[str, str]:
    # A service's own purpose replaces one of the organisation with the same name (S11.1).
    return {purpose.id: purpose.id for purpose in shared} | {
        purpose.id.removeprefix(f"{service_id}."): purpose.id for purpose in own
    }


def _item(table: Table, known: dict[str, str]) -> Item:
    kind = table.choice("kind", ItemKind)
    names = table.strings("purposes", ())
    item = Item(
        id=table.string("id"),
        kind=kind,
        label=table.text("label"),
        hint=table.optional_text("hint"),
        required=table.boolean("required"),
        why=table.text("why", rule=NO_WHY),
        without=table.text("without", rule=NO_WITHOUT),
        purposes=full_purposes(names, known),
        choices=tuple(_choice(inner) for inner in table.tables("choices")),
        longest=table.integer("longest", LONGEST[kind], least=1),
    )
    table.close()
    if item.id and not NAME.match(item.id):
        table.report(rules.BAD_NAME, f"{item.id!r} cannot be the id of an item.", "id")
    for name in names:
        if name not in known:
            table.report(UNKNOWN_PURPOSE, f"Item `{item.id}` is for `{name}`, which is no purpose.", "purposes")
    return item


def _choice(table: Table) -> Choice:
    choice = Choice(id=table.string("id"), label=table.text("label"))
    table.close()
    if choice.id and not _CHOICE.match(choice.id):
        table.report(rules.BAD_NAME, f"{choice.id!r} cannot be the id of a choice.", "id")
    return choice


def _acknowledgement(table: Table, known: dict[str, str]) -> Acknowledgement:
    name = table.string("purpose")
    found = Acknowledgement(purpose=known.get(name, name), email=table.string("email"), name=table.string("name", ""))
    table.close()
    return found


RULES = (NO_WHY, NO_WITHOUT, UNKNOWN_PURPOSE)
