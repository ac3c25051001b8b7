"""Rules on services (AZ21x to AZ23x): nothing is asked for without a purpose, and no purpose is vague or idle."""

from collections import Counter
from collections.abc import Iterator

from azukari.statement.bundle import Draft
from azukari.statement.findings import Finding, Rule
from azukari.statement.read_header import FILE as HEADER
from azukari.statement.read_services import RULES as READING_RULES
from azukari.statement.reading import Table
from azukari.statement.service import Item, ItemKind, Service

NO_PURPOSE = Rule(
    "AZ211",
    "Every item has a purpose.",
    "Only what is needed is collected (S3); an item without a purpose could be sealed for nobody.",
    'Add purposes = ["…"], or remove the item.',
)
UNUSED_PURPOSE = Rule(
    "AZ212",
    "Every purpose is used by an item.",
    "A purpose that needs nothing would widen what people are told for no reason.",
    "Name it at the items that it needs, or remove it.",
)
DUPLICATE_ITEM = Rule(
    "AZ218",
    "Items, choices and purposes have names of their own.",
    "A record finds its values by these names.",
    "Rename one of them.",
)
NO_CHOICES = Rule(
    "AZ220",
    "An item to choose from has at least two choices, and no other item has any.",
    "A choice of one is a statement put into somebody's mouth.",
    'Add choices = [{ id = "…", label = { ja = …, en = … } }, …], or change the kind.',
)
BAD_ACKNOWLEDGEMENT = Rule(
    "AZ224",
    "The automatic reply refers to items and a purpose that exist and fit.",
    "The worker opens exactly these items for exactly this purpose; anything else would be refused at run time.",
    "Name an item of kind email, optionally one of kind name, and a purpose that sees both.",
)
OPTIONAL_NEEDED = Rule(
    "AZ229",
    "What is required serves the service, not an optional permission.",
    "Consent given as a condition is not free (ISO/IEC 29184 5.4.5 and 5.4.6, S13.1).",
    "Make the item optional, or name the purpose of the service that needs it.",
)
BAD_OPTIONAL = Rule(
    "AZ230",
    "optional_purposes names purposes of the organisation that are given by consent.",
    "They are offered by a separate, unticked box; a purpose without consent = true would not wait for it.",
    "Set consent = true on the purpose, or take it out of optional_purposes.",
)
NOT_OFFERED = Rule(
    "AZ231",
    "A purpose that needs consent is offered wherever an item names it.",
    "Nobody could give the permission, so nothing would ever be sealed for it.",
    "Add it to optional_purposes of the service, or take it off the item.",
)


def check_services(draft: Draft) -> Iterator[Finding]:
    """Check every service, and that every purpose of the organisation is used somewhere."""
    used: set[str] = set()
    for service in draft.statement.services:
        table = draft.tables[f"services/{service.id}.toml"]
        yield from _items(service, table)
        yield from _purposes(draft, service, table)
        yield from _permissions(draft, service, table)
        yield from _acknowledgement(draft, service, table)
        used |= {purpose for item in service.items for purpose in item.purposes}
    for purpose in draft.statement.purposes:
        if purpose.id not in used:
            yield UNUSED_PURPOSE.at(
                HEADER, draft.tables[HEADER].line("purposes", purpose.id), f"No item is for {purpose.id!r}."
            )


def _items(service: Service, table: Table) -> Iterator[Finding]:
    for name, count in Counter(item.id for item in service.items).items():
        if count > 1:
            place = max(number for number, item in enumerate(service.items) if item.id == name)
            yield DUPLICATE_ITEM.at(table.file, table.line("items", place, "id"), f"There are {count} items {name!r}.")
    for place, item in enumerate(service.items):
        if not item.purposes:
            yield NO_PURPOSE.at(table.file, table.line("items", place), f"Item {item.id!r} is for nothing.")
        yield from _choices(item, table, place)


def _choices(item: Item, table: Table, place: int) -> Iterator[Finding]:
    chosen = item.kind in {ItemKind.CHOICE, ItemKind.CHOICES}
    line = table.line("items", place, "choices")
    if chosen and len(item.choices) < (2 if item.kind is ItemKind.CHOICE else 1):
        yield NO_CHOICES.at(table.file, line, f"Item {item.id!r} has {len(item.choices)} choice(s).")
    if not chosen and item.choices:
        yield NO_CHOICES.at(table.file, line, f"Item {item.id!r} of kind {item.kind} has choices.")
    for name, count in Counter(choice.id for choice in item.choices).items():
        if count > 1:
            yield DUPLICATE_ITEM.at(table.file, line, f"Item {item.id!r} has {count} choices {name!r}.")


def _purposes(draft: Draft, service: Service, table: Table) -> Iterator[Finding]:
    used = {purpose for item in service.items for purpose in item.purposes}
    shared = {purpose.id: purpose for purpose in draft.statement.purposes}
    for purpose in service.purposes:
        if purpose.id not in used:
            line = table.line("purposes", purpose.id.removeprefix(f"{service.id}."))
            yield UNUSED_PURPOSE.at(table.file, line, f"No item is for {purpose.id!r}.")
    for name in service.optional_purposes:
        line = table.line("optional_purposes")
        if name not in shared:
            yield BAD_OPTIONAL.at(table.file, line, f"{name!r} is no purpose of the organisation.")
        elif not shared[name].consent:
            yield BAD_OPTIONAL.at(table.file, line, f"{name!r} does not ask for consent.")
        elif name not in used:
            yield UNUSED_PURPOSE.at(table.file, line, f"{name!r} is offered here, but no item is for it.")


def _permissions(draft: Draft, service: Service, table: Table) -> Iterator[Finding]:
    shared = {purpose.id for purpose in draft.statement.purposes}
    consenting = {purpose.id for purpose in draft.statement.all_purposes() if purpose.consent}
    for place, item in enumerate(service.items):
        line = table.line("items", place, "purposes")
        for name in item.purposes:
            if name in shared and name in consenting and name not in service.optional_purposes:
                yield NOT_OFFERED.at(table.file, line, f"Item {item.id!r} is for {name!r}, which is not offered here.")
        if item.required and item.purposes and set(item.purposes) <= consenting:
            yield OPTIONAL_NEEDED.at(
                table.file, line, f"Item {item.id!r} is required, but serves only {', '.join(item.purposes)}."
            )


def _acknowledgement(draft: Draft, service: Service, table: Table) -> Iterator[Finding]:
    reply = service.acknowledgement
    if table.table("acknowledgement").absent:
        return

    def wrong(key: str, message: str) -> Finding:
        return BAD_ACKNOWLEDGEMENT.at(table.file, table.line("acknowledgement", key), message)

    known = {purpose.id: purpose for purpose in draft.statement.all_purposes()}
    if reply.purpose not in known:
        yield wrong("purpose", f"There is no purpose {reply.purpose!r}.")
        return
    if known[reply.purpose].consent:
        yield wrong("purpose", f"The automatic reply would depend on the optional {reply.purpose!r}.")
    wanted = [("email", reply.email, ItemKind.EMAIL)] + ([("name", reply.name, ItemKind.NAME)] if reply.name else [])
    for key, name, kind in wanted:
        item = next((item for item in service.items if item.id == name), None)
        if item is None:
            yield wrong(key, f"There is no item {name!r}.")
        elif item.kind is not kind:
            yield wrong(key, f"Item {name!r} is of kind {item.kind}, not {kind}.")
        elif reply.purpose not in item.purposes:
            yield wrong(key, f"{reply.purpose!r} may not see item {name!r}.")


RULES = (
    NO_PURPOSE,
    UNUSED_PURPOSE,
    *READING_RULES,
    DUPLICATE_ITEM,
    NO_CHOICES,
    BAD_ACKNOWLEDGEMENT,
    OPTIONAL_NEEDED,
    BAD_OPTIONAL,
    NOT_OFFERED,
)
