"""Reading ``recipients/*.toml``: who receives, what of it, on what terms, and whom they let help."""

from azukari.statement import rules
from azukari.statement.findings import Rule
from azukari.statement.reading import NAME, Table
from azukari.statement.service import (
    Foreign,
    ForeignBasis,
    ProvisionBasis,
    Recipient,
    RecipientKind,
    Subcontractor,
)

ABROAD = Rule(
    "AZ255",
    "What people must know is told where data is handled outside Japan, and only there.",
    "APPI Art. 28: the country, its system for personal data and the recipient's measures; subcontractors count as well (H57).",
    "Add [foreign] with basis, system = { ja = …, en = … } and measures = { ja = …, en = … }.",
)


def read_recipient(recipient_id: str, table: Table) -> Recipient:
    """Read one recipient."""
    contract = table.table("contract") if table.has("contract") else None
    recipient = Recipient(
        id=recipient_id,
        kind=table.choice("kind", RecipientKind),
        name=table.text("name"),
        work=table.text("work"),
        countries=table.strings("countries"),
        services=table.strings("services"),
        items=table.strings("items"),
        purposes=table.strings("purposes"),
        contract_from=contract.day("from") if contract else None,
        contract_to=contract.day("to") if contract else None,
        address=table.optional_text("address"),
        representative=table.optional_text("representative"),
        subcontractors=_subcontractors(table),
        foreign=_foreign(table.table("foreign")) if table.has("foreign") else None,
        responsible=table.optional_text("responsible"),
        basis=table.choice("basis", ProvisionBasis) if table.has("basis") else "",
    )
    if contract:
        contract.close()
    table.close()
    return recipient


def _subcontractors(table: Table) -> tuple[Subcontractor, ...]:
    found: list[Subcontractor] = []
    for inner in table.tables("subcontractors"):
        one = _subcontractor(inner)
        if one.id in {other.id for other in found}:
            inner.report(rules.DUPLICATE, f"There are two subcontractors {one.id!r}.", "id")
        found.append(one)
    return tuple(found)


def _subcontractor(table: Table) -> Subcontractor:
    one = Subcontractor(
        id=table.string("id"), name=table.text("name"), work=table.text("work"), countries=table.strings("countries")
    )
    table.close()
    if one.id and not NAME.match(one.id):
        table.report(rules.BAD_NAME, f"{one.id!r} cannot be the id of a subcontractor.", "id")
    return one


def _foreign(table: Table) -> Foreign:
    foreign = Foreign(
        basis=table.choice("basis", ForeignBasis),
        system=table.text("system", rule=ABROAD),
        measures=table.text("measures", rule=ABROAD),
    )
    table.close()
    return foreign


RULES = (ABROAD,)
