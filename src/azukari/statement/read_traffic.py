"""Reading ``traffic.toml``."""

from azukari.statement.reading import Table
from azukari.statement.traffic import Cookie, Stream, Traffic, Transmission


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
