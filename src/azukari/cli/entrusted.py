"""`azukari entrusted`: clients' contracts, and taking in what they entrust to us; the database has to be running."""

import getpass
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azukari.base.clock import japan_date, system_clock
from azukari.base.errors import MalformedError, RefusedError
from azukari.cli.importing.command import BATCH, PROCESSES, Pace, Wishes, may_go_on, run_session
from azukari.cli.importing.keys import Keys
from azukari.cli.importing.outcome import show
from azukari.cli.importing.session import prepared
from azukari.cli.installation import Installation, find_installation
from azukari.host.database import PsycopgDatabase
from azukari.host.roles import engagement_url
from azukari.sharing.entrusted_register import all_entrusted, one_entrusted, register_value
from azukari.sharing.read_entrusted import read_entrusted
from azukari.sharing.services.entrusted.agreeing import agree as agree_on
from azukari.sharing.services.entrusted.chambers import Chambers, ClientKeys
from azukari.statement.purposes import Role
from azukari.vault.access import Actor

app = typer.Typer(
    name="entrusted", help="Data that clients entrust to us, inside their contracts.", no_args_is_help=True
)

OWNER = Actor("owner", Role.ADMINISTRATOR)
HomeArgument = Annotated[Path, typer.Argument(help="The organisation's home, where `azukari serve` runs.")]


@app.command()
def agree(
    home: HomeArgument,
    file: Annotated[Path, typer.Argument(help="The client's contract, such as entrusted/hoshizora.toml.")],
) -> None:
    """Register a client's contract, or a new version of it, and make the keys for its data.

    Then let somebody work with it, on the staff side: until then nobody sees anything.
    """
    try:
        contract = read_entrusted(file.name, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise MalformedError(f"{file} cannot be read as UTF-8.") from None
    installation = find_installation(home)
    with _owner(installation) as database:
        urls = installation.environment("keeper")
        chambers = Chambers(
            database,
            installation.home.keys("keeper"),
            main_url=urls["AZUKARI_ENTRUSTED_URL"],
            person_keys_url=urls["AZUKARI_ENTRUSTED_PERSON_KEYS_URL"],
            size=1,
        )
        with closing(chambers):
            agree_on(database, chambers, contract, actor=OWNER, now=system_clock())
    Console(highlight=False).print(f"{contract.id} is on record; its contract is {contract.hash}.", soft_wrap=True)


@app.command("list")
def list_entrusted(
    home: HomeArgument,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write the whole register as JSON.")] = False,
) -> None:
    """List the clients whose data we have, and how each engagement stands."""
    now = system_clock()
    with _owner(find_installation(home)) as database:
        found = all_entrusted(database)
    if as_json:
        typer.echo(json.dumps([register_value(one, now=now) for one in found], ensure_ascii=False, indent=2))
        return
    table = Table("contract", "client", "standing", "until", "members", "report due")
    for one in found:
        cells = (
            one.contract.id,
            one.contract.client.name.en,
            one.standing(japan_date(now)),
            one.contract.to_on.isoformat(),
            str(len(one.members)),
            one.report_due_on().isoformat(),
        )
        table.add_row(*map(Text, cells))
    Console().print(table if found else "Nobody entrusts anything to us.")


@app.command("import")
def import_entrusted(
    home: HomeArgument,
    client: Annotated[str, typer.Argument(help="The contract's id.")],
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or Parquet, as the client gave it.")],
    *,
    mapping: Annotated[Path, typer.Option(help="What says which column is what, and where the file comes from.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, and store nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write every fault and the counts here: .csv or .json.")] = None,
    processes: Annotated[
        int, typer.Option(min=1, max=32, help="Processes that seal; 1: none beside this one.")
    ] = PROCESSES,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Leave faulty rows out, and take in the others.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Take in a file that was taken in with another mapping.")
    ] = False,
) -> None:
    """Take in a file that a client gave us, sealed for the purposes of its contract and for nothing else."""
    wishes = Wishes(dry_run, report, None, Pace(BATCH, processes), skip_faulty, again)
    keys = _keys(find_installation(home), client)
    with prepared(keys, file, mapping, service=client, by=getpass.getuser()) as session:
        outcome = run_session(session, wishes)
    show(Console(), outcome)
    if not may_go_on(outcome.tally, wishes):
        raise typer.Exit(1)


def _keys(installation: Installation, client: str) -> Keys:
    """Find what a client's file is sealed with: its own index key and public keys, and a role that reads nothing back."""
    environment = installation.environment("entrusted_import")
    with _owner(installation) as database:
        found = one_entrusted(database, client)
    if found.standing(japan_date(system_clock())) != "active":
        raise RefusedError("The contract with this client is over, or has not begun.", ground="contract_over")
    main, person_keys = (
        engagement_url(environment[name], found.row.engagement_id, taking_in=True)
        for name in ("AZUKARI_DATABASE_URL", "AZUKARI_PERSON_KEYS_URL")
    )
    return Keys(main, person_keys, ClientKeys(installation.home.keys("keeper"), client).folder, found.row.engagement_id)


@contextmanager
def _owner(installation: Installation) -> Iterator[PsycopgDatabase]:
    with closing(PsycopgDatabase(installation.environment("owner")["AZUKARI_DATABASE_URL"])) as database:
        yield database
