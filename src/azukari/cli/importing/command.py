"""`azukari import` and `azukari imports`: taking in a file of what was kept elsewhere; the database has to be running."""

import getpass
import json
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from azukari.base.clock import JAPAN, instant_text
from azukari.cli.importing.checking import check
from azukari.cli.importing.keys import keys_of
from azukari.cli.importing.outcome import Outcome, show
from azukari.cli.importing.report import LinkTable, report_at
from azukari.cli.importing.session import Session, prepared
from azukari.cli.importing.starting import start_mapping
from azukari.cli.importing.storing import store
from azukari.cli.installation import find_installation
from azukari.host.database import PsycopgDatabase
from azukari.vault.intake.conversion import Converted
from azukari.vault.intake.identity import record_id
from azukari.vault.intake.tally import Tally
from azukari.vault.services import importing
from azukari.vault.services.importing import ImportMovedError

BATCH, _MOST = 2_000, 10_000
PROCESSES, _MOST_PROCESSES = min(os.cpu_count() or 1, 4), 32
_FEW_STEPS = 2

HomeArgument = Annotated[Path, typer.Argument(help="The organisation's home, where `azukari serve` runs.")]


def import_file(
    home: HomeArgument,
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or Parquet.")],
    *,
    service: Annotated[str, typer.Option(help="The service that the records belong to, such as registration.")],
    mapping: Annotated[
        Path | None, typer.Option(help="What says which column is what, and where the file comes from.")
    ] = None,
    new_mapping: Annotated[
        Path | None, typer.Option(help="Write a mapping to start from, guessed from the file's columns, and end.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, and store nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write every fault and the counts here: .csv or .json.")] = None,
    links: Annotated[
        Path | None,
        typer.Option(help="Write which line, with which id of the source, is which record: a .csv to keep safe."),
    ] = None,
    batch: Annotated[int, typer.Option(min=1, max=_MOST, help="Records in one transaction.")] = BATCH,
    processes: Annotated[
        int, typer.Option(min=1, max=_MOST_PROCESSES, help="Processes that seal beside this one; 1: none beside it.")
    ] = PROCESSES,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Leave faulty rows out, and take in the others.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Take in a file that was taken in with another mapping.")
    ] = False,
    by: Annotated[
        str, typer.Option(help="Who imports, as it is kept with the import; without it, the system's user.")
    ] = "",
) -> None:
    """Take in a file of records that were kept elsewhere, each sealed as if it had been sent in.

    Everything is checked first. If a row is faulty nothing is stored, unless --skip-faulty. Stopped at any point, the same command
    goes on where it was. Exit code 1 if there are faults that were not skipped.
    """
    if new_mapping is not None:
        start_mapping(home, file, service=service, place=new_mapping)
        return
    if mapping is None:
        raise typer.BadParameter("Give --mapping FILE; --new-mapping FILE writes one to start from.")
    if report is not None and report.resolve() in {file.resolve(), mapping.resolve()}:
        raise typer.BadParameter("The report would overwrite what is imported.")
    wishes = Wishes(dry_run, report, links, Pace(batch, processes), skip_faulty, again)
    keys = keys_of(find_installation(home))
    with prepared(keys, file, mapping, service=service, by=by.strip() or getpass.getuser()) as session:
        outcome = run_session(session, wishes)
    show(Console(), outcome)
    if not may_go_on(outcome.tally, wishes):
        raise typer.Exit(1)


def list_imports(
    home: HomeArgument,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> None:
    """List what was imported, and from whom each file came; a record names its import in its header."""
    with closing(PsycopgDatabase(keys_of(find_installation(home)).main_url)) as database:
        found = importing.imports(database)
    if as_json:
        rows = [
            {
                "import": str(one.import_id),
                "service": one.service,
                "statement": one.statement_hash,
                "state": one.state,
                "stored": one.stored,
                "skipped": one.skipped,
                "begun_at": instant_text(one.begun_at),
                "begun_by": one.begun_by,
                "finished_at": one.finished_at and instant_text(one.finished_at),
                "provenance": json.loads(one.provenance),
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(
        Column("import", no_wrap=True), "service", "begun", "by", "state", "stored", "skipped", "from", "received"
    )
    for one in found:
        source = json.loads(one.provenance)
        begun = one.begun_at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M %Z")
        words = (one.begun_by, one.state, str(one.stored), str(one.skipped), source["name"], source["received_on"])
        table.add_row(str(one.import_id), one.service, begun, *map(Text, words))
    Console().print(table if found else "Nothing was imported.")


@dataclass(frozen=True, slots=True)
class Pace:
    """How many records are stored in one transaction, and how many processes seal."""

    batch: int
    processes: int

    def processes_for(self, rows: int) -> int:
        """Tell how many processes are worth their start: none beside this one for a few steps."""
        return self.processes if rows > _FEW_STEPS * self.batch else 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line."""

    dry_run: bool
    report: Path | None
    links: Path | None
    pace: Pace
    skip_faulty: bool
    again: bool


def run_session(session: Session, wishes: Wishes) -> Outcome:
    """Check, and store what is to be stored."""
    standing = session.standing
    if standing is not None and standing.finished:
        _write_links(session, wishes.links)
        return Outcome(session, Tally(), standing)
    console = Console(stderr=True)
    kept = report_at(wishes.report)
    tally = check(session.reading(), kept, console=console)
    if not wishes.dry_run and may_go_on(tally, wishes):
        standing = _store(session, wishes, rows=tally.rows, console=console)
        _write_links(session, wishes.links)
    outcome = Outcome(session, tally, standing)
    kept.finish(outcome.totals())
    return outcome


def may_go_on(tally: Tally, wishes: Wishes) -> bool:
    """Tell whether what was found lets the rest be stored."""
    return not tally.fatal and (wishes.skip_faulty or not tally.faults)


def _store(session: Session, wishes: Wishes, *, rows: int, console: Console) -> importing.Standing:
    begun, pace = session.begin(again=wishes.again), wishes.pace
    if begun.finished or begun.statement_hash != session.statement.hash:
        raise ImportMovedError
    with session.storing(processes=pace.processes_for(rows)) as storing:
        return store(storing, session.reading(), begun, batch=pace.batch, console=console)


def _write_links(session: Session, path: Path | None) -> None:
    if path is None:
        return
    key, reading, links = session.keys.index_key(), session.reading(), LinkTable(path)
    with session.source.open() as rows:
        for outcome in reading.outcomes(rows):
            if isinstance(outcome, Converted):
                record = record_id(key, session.wanted.import_id, outcome.line)
                links.add(outcome.line, outcome.source_id, str(record))
    links.finish()
