"""`azukari keys`: service keys, with which programs act for one service; the database has to be running."""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azukari.base.clock import JAPAN, system_clock
from azukari.base.errors import MalformedError
from azukari.cli.installation import find_installation
from azukari.host.database import PsycopgDatabase
from azukari.statement.queries import in_force
from azukari.vault.service_key import KeyAct, NewServiceKey, ServiceKey
from azukari.vault.service_key_shapes import service_key_value
from azukari.vault.services.service_keys import OVERLAP_HOURS, KeyWish, issue, listing, renew, revoke

app = typer.Typer(name="keys", help="Service keys: with one, a program acts for one service.", no_args_is_help=True)

BY = "owner"  # who makes keys from here: whoever may act as the database's owner

HomeArgument = Annotated[Path, typer.Argument(help="The organisation's home.")]
KeyArgument = Annotated[str, typer.Argument(help="The key's id, as `azukari keys list` shows it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")]


@app.command()
def add(
    home: HomeArgument,
    label: Annotated[str, typer.Argument(help="What the key is for, such as the name of the program.")],
    *,
    service: Annotated[str, typer.Option(help="The service that the program acts for, such as inquiry.")],
    act: Annotated[list[KeyAct], typer.Option(help="What it may do; give the option once for each act.")],
    purpose: Annotated[
        list[str] | None,
        typer.Option(help="What it may do that for, such as inquiry.reply; give the option once for each purpose."),
    ] = None,
    days: Annotated[int, typer.Option(help="How many days the key is good.")] = 90,
    as_json: JsonOption = False,
) -> None:
    """Issue a key, and show its secret, this once; only a digest is kept."""
    wish = KeyWish(label, service, frozenset(purpose or ()), frozenset(act), days)
    with _owner_database(home) as database:
        now = system_clock()
        made = issue(database, wish, statement=in_force(database, now).statement, by=BY, now=now)
    _show_new(made, as_json=as_json)


@app.command("list")
def list_keys(home: HomeArgument, *, as_json: JsonOption = False) -> None:
    """List all keys, the newest first, without their secrets."""
    with _owner_database(home) as database:
        found = listing(database)
    if as_json:
        _write([service_key_value(key) for key in found])
        return
    Console().print(_table(found, now=system_clock()) if found else "There is no service key yet.")


@app.command("renew")
def renew_key(
    home: HomeArgument,
    key: KeyArgument,
    *,
    overlap_hours: Annotated[int, typer.Option(help="How many hours the old key works on.")] = OVERLAP_HOURS,
    as_json: JsonOption = False,
) -> None:
    """Issue a key with the rights of an old one, which works on for a while; show the new secret, this once."""
    with _owner_database(home) as database:
        made = renew(database, _key_id(key), by=BY, now=system_clock(), overlap=timedelta(hours=overlap_hours))
    _show_new(made, as_json=as_json)


@app.command("revoke")
def revoke_key(home: HomeArgument, key: KeyArgument, *, as_json: JsonOption = False) -> None:
    """End a key at once and for good."""
    with _owner_database(home) as database:
        ended = revoke(database, _key_id(key), now=system_clock())
    if as_json:
        _write(service_key_value(ended))
        return
    Console().print(Text(f"{ended.label} was revoked; programs that use it are refused from now on."))


@contextmanager
def _owner_database(home: Path) -> Iterator[PsycopgDatabase]:
    database = PsycopgDatabase(find_installation(home).environment("owner")["AZUKARI_DATABASE_URL"])
    try:
        yield database
    finally:
        database.close()


def _key_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise MalformedError("Name the key by its id, as `azukari keys list` shows it.") from None


def _show_new(made: NewServiceKey, *, as_json: bool) -> None:
    key = made.key
    if as_json:
        _write({"key": service_key_value(key), "secret": made.secret})
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text.assemble((made.secret, "bold")))
    console.print(Text(f"Copy it now: it is shown this once. Key {key.rights.key_id}, good until {_day(key)}."))


def _table(keys: Sequence[ServiceKey], *, now: datetime) -> Table:
    table = Table("label", "id", "service", "purposes", "acts", "good until", "renewed", "state")
    for key in keys:
        rights = key.rights
        cells = (
            key.label,
            str(rights.key_id),
            rights.service,
            "\n".join(sorted(rights.purposes)),
            " ".join(sorted(rights.acts)),
            _day(key),
            "" if key.replaces is None else _local(key.made_at),
            key.state(now).value.replace("_", " "),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _day(key: ServiceKey) -> str:
    return _local(key.rights.expires_at)


def _local(at: datetime) -> str:
    return at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")


def _write(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
