"""Reading ``recipients/*.toml`` and ``traffic.toml``."""

from enum import StrEnum

from azukari.statement.reading import Table
from azukari.statement.service import Recipient
from azukari.statement.traffic import Cookie, Stream, Traffic, Transmission


class RecipientKind(StrEnum):
    """Who receives: somebody who works for us, a third party, or a client for whom we work."""

    CONTRACTOR = "contractor"
    THIRD_PARTY = "third_party"
    CLIENT = "client"


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
    )
    if contract:
        contract.close()
    table.close()
    return recipient


def read_traffic(table: Table) -> Traffic:
    """Read what is recorded about visits."""
    traffic = Traffic(
        streams=tuple(_stream(inner) for inner in table.tables("streams")),
        cookies=tuple(_cookie(inner) for inner in table.tables("cookies")),
        transmissions=tuple(_transmission(inner) for inner in table.tables("transmissions")),
    )
    table.close()
    return traffic


def _stream(table: Table) -> Stream:
    stream = Stream(
        id=table.string("id"),
        title=table.text("title"),
        fields=table.strings("fields"),
        purposes=table.text("purposes"),
        days=table.integer("days", least=1),
    )
    table.close()
    return stream


def _cookie(table: Table) -> Cookie:
    cookie = Cookie(
        name=table.string("name"),
        party=table.string("party"),
        purpose=table.text("purpose"),
        days=table.integer("days"),
    )
    table.close()
    return cookie


def _transmission(table: Table) -> Transmission:
    transmission = Transmission(
        id=table.string("id"),
        to=table.text("to"),
        sent=table.text("sent"),
        purpose=table.text("purpose"),
        their_purpose=table.text("their_purpose"),
        country=table.string("country"),
        opt_out=table.string("opt_out", ""),
    )
    table.close()
    return transmission
