"""`azukari statement publish`: put a new version in force; the database has to be running."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text as Styled

from azukari.base.clock import JAPAN, instant_text, system_clock
from azukari.base.errors import UnavailableError
from azukari.cli.installation import find_installation
from azukari.cli.statement import JsonOption, named, show_findings, write_json
from azukari.host.database import PsycopgDatabase
from azukari.host.home import Home, find_home
from azukari.statement import services
from azukari.statement.bundle import read_folder
from azukari.statement.findings import StatementInvalidError
from azukari.vault.keeper_client import KeeperClient


def publish(
    home: Annotated[Path, typer.Argument(help="The organisation's home, made by `azukari new`.")],
    *,
    approver: Annotated[str, typer.Option(help="The name of the person who approved it, as the statement has it.")],
    as_json: JsonOption = False,
) -> None:
    """Publish the statement in HOME/statement: whole, for good, and recorded in the ledger.

    It takes effect on its day, at midnight in Japan; if that is today, at once. The database has to be running.
    """
    found = find_home(home)
    files = read_folder(found.statement)
    database = _owner_database(found)
    try:
        published = services.publish(database, files, approver=approver, now=system_clock())
    except StatementInvalidError as error:
        show_findings(error.findings, files)
        raise typer.Exit(1) from None
    finally:
        database.close()
    prepared = _prepare_keys(found)
    if as_json:
        write_json(
            {
                **named(published.statement),
                "published_at": instant_text(published.published_at),
                "effective_at": instant_text(published.effective_at),
            }
        )
        return
    begins = published.effective_at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M:%S")
    console = Console(highlight=False)
    console.print(Styled.assemble("Published version ", (published.statement.version, "bold"), "."))
    console.print(Styled(f"It takes effect at {begins} in Japan. Its hash is {published.statement.hash}."))
    if not prepared:
        console.print("The keeper does not run now; it makes the keys of new purposes when it starts.")


def _owner_database(home: Home) -> PsycopgDatabase:
    return PsycopgDatabase(find_installation(home.path).environment("owner")["AZUKARI_DATABASE_URL"])


def _prepare_keys(home: Home) -> bool:
    """Have the keeper make keys for new purposes; if it does not run now, it does so when it starts."""
    try:
        KeeperClient(home.keeper_socket).prepare()
    except UnavailableError:
        return False
    return True
