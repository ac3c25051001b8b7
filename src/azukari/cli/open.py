"""`azukari open` and `azukari find`: ask the keeper from the command line, with an access key of one's own."""

import json
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azukari.base.clock import JAPAN, instant_text
from azukari.base.errors import UnauthenticatedError
from azukari.host.home import Home
from azukari.vault.keeper_client import Credential, CredentialKind, Found, KeeperClient, Opened

KEY_VARIABLE = "AZUKARI_ACCESS_KEY"
# Unicode's explicit directional formatting characters (UAX #9): they can make a line read as another.
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_KINDS = "number, email, phone, name or kana"

HomeOption = Annotated[
    Path, typer.Option("--home", envvar="AZUKARI_HOME", help="The organisation's home, where `azukari serve` runs.")
]
SocketOption = Annotated[
    Path | None,
    typer.Option("--socket", envvar="AZUKARI_KEEPER_SOCKET", help="The keeper's socket, if it lies elsewhere."),
]
PurposeOption = Annotated[str, typer.Option("--purpose", "-p", help="What it is needed for, such as inquiry.reply.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", "-r", help="Why, in a few words without personal data; it is recorded for good.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")]


def open_record(
    number: Annotated[str, typer.Argument(help="The receipt number, or the record's id.")],
    *,
    purpose: PurposeOption,
    reason: ReasonOption,
    home: HomeOption = Path(),
    socket: SocketOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open what a purpose may see of a record.

    That you opened it, for what and why, is recorded in the ledger before anything is shown. Make an access key on the staff side
    (it lives a day at most), and put it in AZUKARI_ACCESS_KEY, or type it when asked.
    """
    opened = _client(home, socket).open(number, purpose=purpose, reason=reason)
    if as_json:
        typer.echo(json.dumps(_opened_json(opened), ensure_ascii=False, indent=2))
        return
    table = Table("item", "value", title=f"{opened.number}  {opened.service}  for {opened.purpose}")
    for item, value in opened.items.items():
        table.add_row(item, _plain(value))
    console = Console()
    console.print(table)
    console.print(f"Collected {_local(opened)}; this opening is recorded as event {opened.event_id}.", highlight=False)


def find_records(
    kind: Annotated[str, typer.Argument(help=f"What you look for: {_KINDS}.")],
    value: Annotated[str, typer.Argument(help="The value as the person gave it.")] = "",
    *,
    purpose: PurposeOption,
    reason: ReasonOption,
    home: HomeOption = Path(),
    socket: SocketOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the records that a purpose may open; nothing of what they hold is shown.

    Leave the value out to type it when asked, so that it stays out of your shell's history.
    """
    wanted = value or typer.prompt(kind)
    found = _client(home, socket).find(kind, wanted, purpose=purpose, reason=reason)
    if as_json:
        typer.echo(json.dumps([_found_json(one) for one in found], ensure_ascii=False, indent=2))
        return
    Console().print(_found_table(found) if found else "No record that this purpose may open.")


def _client(home: Path, socket: Path | None) -> KeeperClient:
    key = os.environ.get(KEY_VARIABLE) or typer.prompt("Access key", hide_input=True, err=True)
    if not key.strip():
        raise UnauthenticatedError(f"Give an access key in {KEY_VARIABLE}; the staff side makes one for you.")
    path = socket or Home(home.resolve()).keeper_socket
    return KeeperClient(path, Credential(CredentialKind.KEY, key.strip()))


def _found_table(found: Sequence[Found]) -> Table:
    table = Table("number", "service", "collected")
    for one in found:
        table.add_row(one.number, one.service, _local(one))
    return table


def _local(record: Opened | Found) -> str:
    return record.collected_at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M %Z")


def _plain(value: str) -> Text:
    """Show what a stranger typed without letting it act upon the terminal: no control characters, no turned direction."""
    return Text("".join(character if _harmless(character) else "\N{REPLACEMENT CHARACTER}" for character in value))


def _harmless(character: str) -> bool:
    if unicodedata.category(character) == "Cc":
        return character == "\n"
    return unicodedata.bidirectional(character) not in _TURNING


def _opened_json(opened: Opened) -> dict[str, object]:
    return {
        "number": opened.number,
        "record_id": str(opened.record_id),
        "service": opened.service,
        "purpose": opened.purpose,
        "items": dict(opened.items),
        "collected_at": instant_text(opened.collected_at),
        "statement_hash": opened.statement_hash,
        "language": opened.language,
        "event_id": str(opened.event_id),
    }


def _found_json(found: Found) -> dict[str, str]:
    return {
        "number": found.number,
        "record_id": str(found.record_id),
        "service": found.service,
        "collected_at": instant_text(found.collected_at),
    }
