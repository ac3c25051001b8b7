"""`azukari ledger`: verify a log from its files or its address, show its entries, and prove one of them; no database is needed."""

import base64
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from azukari.base.clock import instant_text
from azukari.base.errors import MalformedError, NotFoundError
from azukari.cli import witness
from azukari.cli.ledger_demands import (
    HeadsOption,
    QuorumOption,
    Watched,
    WitnessOption,
    own_head,
    quorum_of,
    waits_for_witnesses,
    watched,
)
from azukari.cli.ledger_site import LedgerSite
from azukari.host.home import Home
from azukari.ledger.checkpoint import verify_checkpoint
from azukari.ledger.directory import TileDirectory
from azukari.ledger.entry import decode
from azukari.ledger.log import Spread, VerifiedLog, verify_log
from azukari.ledger.lookup import Lookup
from azukari.ledger.note import Verifier, read_verifier
from azukari.ledger.proof import VerifiedInclusion
from azukari.ledger.tile import CHECKPOINT_PATH, TileReader
from azukari.ledger.tree import TreeHead
from azukari.ledger.workers import workers

app = typer.Typer(
    name="ledger",
    help="Verify the ledger from its files, show its entries, prove one of them. Nothing needs to be running.",
    epilog="A log is a folder with a checkpoint and tiles (C2SP tlog-tiles), or the home of an organisation.",
    no_args_is_help=True,
)
app.add_typer(witness.app, name="witness")

_ALL_ENTRIES_FROM = 20_000  # below, verification is done before a bar could be read
_SEVERAL_PROCESSES_FROM = 100_000  # below, it is done before they have started

LogArgument = Annotated[
    Path, typer.Argument(help="The folder of a log, or an organisation's home.", exists=True, file_okay=False)
]
KeyOption = Annotated[
    str,
    typer.Option(
        "--key",
        metavar="VKEY",
        help="The log's public key, or a file that holds it. For a home, its own is taken if none is given.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, whose shape is stable, instead of text.")]


class NoLogError(NotFoundError):
    """There is no log in this folder: neither a checkpoint, nor the home of an organisation."""


class NoKeyError(MalformedError):
    """Say by which key the log is to be verified: --key with the vkey that you were given, or a file that holds it."""


@app.command()
def verify(
    log: Annotated[
        str, typer.Argument(help="The folder of a log, an organisation's home, or the https:// address of a log.")
    ],
    *,
    key: KeyOption = "",
    authority: Annotated[
        Path | None,
        typer.Option(
            help="For an address: a certificate authority (PEM) to trust, such as the demo's.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            help="A checkpoint that was kept from earlier; the log has to continue it.", exists=True, dir_okay=False
        ),
    ] = None,
    witness: WitnessOption = None,
    quorum: QuorumOption = None,
    heads: HeadsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify every entry, every tile and the signature; exit code 8, with the name of the fault, if anything was changed.

    For a home, the log must also continue the last checkpoint that was signed (ledger-head/), which no backup can take back.
    """
    demanded = quorum_of(witness, quorum, home=Home(Path(log)))
    folder = Path(log)
    reader: TileReader = LedgerSite(log, authority=authority) if "://" in log else TileDirectory(_folder(folder))
    verifier = _verifier(folder, key)
    known = _known(since, verifier) if since else own_head(Home(folder), verifier)
    size = Lookup(reader, verifier).signed.head.size
    waits = not since and waits_for_witnesses(Home(folder), known, published=size)
    with _spread(reader, size) as spread, _progress(size, quiet=as_json) as told:
        verified = verify_log(reader, verifier, known=None if waits else known, progress=told, spread=spread)
    seen = watched(verified, reader, verifier, quorum=demanded, heads=heads, ahead=Home(folder) if waits else None)
    if as_json:
        _write_json({**_described(verified, verifier), **seen.described})
        return
    _show(verified, seen)


@app.command()
def show(
    log: LogArgument,
    entries: Annotated[
        list[str] | None, typer.Argument(help="Indexes or ids of entries; without any, the newest.")
    ] = None,
    *,
    key: KeyOption = "",
    last: Annotated[int, typer.Option(help="How many of the newest entries to show.", min=1)] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show entries; each was proved to be in the signed log before it is shown."""
    lookup = Lookup(TileDirectory(_folder(log)), _verifier(log, key))
    size = lookup.signed.head.size
    chosen = [_index(lookup, one) for one in entries] if entries else range(max(0, size - last), size)
    found = [lookup.entry(index) for index in chosen]
    if as_json:
        _write_json({"size": size, "entries": [_entry(one) for one in found]})
        return
    console = Console(highlight=False, soft_wrap=True)
    for one in found:
        console.print(_line(one))


@app.command()
def proof(
    log: LogArgument,
    entry: Annotated[str, typer.Argument(help="The index or the id of an entry.")],
    *,
    key: KeyOption = "",
    witness: WitnessOption = None,
    quorum: QuorumOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a proof that an entry is in the log (C2SP tlog-proof), which verifies anywhere without the log."""
    demanded = quorum_of(witness, quorum, home=Home(log))
    lookup = Lookup(TileDirectory(_folder(log)), _verifier(log, key))
    demanded.verify(lookup.signed.note)
    index = _index(lookup, entry)
    text = lookup.proof(index).text
    if as_json:
        _write_json({"index": index, "entry": lookup.entry(index).entry.decode(), "proof": text})
        return
    typer.echo(text, nl=False)


def _folder(log: Path) -> Path:
    home = Home(log)
    if home.settings.is_file():
        return home.ledger
    if (log / CHECKPOINT_PATH).is_file():
        return log
    raise NoLogError


def _verifier(log: Path, key: str) -> Verifier:
    if not key:
        key = _own_key(Home(log))
    elif "+" not in key and Path(key).is_file():
        key = Path(key).read_text(encoding="utf-8", errors="replace")
    return read_verifier(key)


def _own_key(home: Home) -> str:
    if not home.settings.is_file():
        raise NoKeyError
    return home.environment("ledger").get("AZUKARI_LEDGER_KEY", "")


def _known(since: Path, verifier: Verifier) -> TreeHead:
    return verify_checkpoint(since.read_bytes(), verifier).head


def _index(lookup: Lookup, text: str) -> int:
    if text.isascii() and text.isdecimal():
        return int(text)
    try:
        return lookup.find(uuid.UUID(text))
    except ValueError:
        raise MalformedError(f"{text!r} is neither the index nor the id of an entry.") from None


def _spread(reader: TileReader, size: int) -> AbstractContextManager[Spread]:
    # What comes over a network is waited for, not computed.
    several = size >= _SEVERAL_PROCESSES_FROM and isinstance(reader, TileDirectory)
    return workers() if several else nullcontext(map)


@contextmanager
def _progress(size: int, *, quiet: bool) -> Iterator[Any]:
    console = Console(stderr=True)
    if quiet or size < _ALL_ENTRIES_FROM or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("Verifying"), BarColumn(), MofNCompleteColumn(), TextColumn("entries"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Verifying", total=size)
        yield lambda done: progress.update(task, completed=done)


def _described(verified: VerifiedLog, verifier: Verifier) -> dict[str, Any]:
    checkpoint = verified.checkpoint.checkpoint
    continues = verified.continues
    return {
        "verified": True,
        "origin": checkpoint.origin,
        "key": verifier.text,
        "size": checkpoint.head.size,
        "root": base64.b64encode(checkpoint.head.root).decode(),
        "continues": None
        if continues is None
        else {"size": continues.size, "root": base64.b64encode(continues.root).decode()},
    }


def _show(verified: VerifiedLog, seen: Watched) -> None:
    console = Console(highlight=False, soft_wrap=True)
    checkpoint = verified.checkpoint.checkpoint
    console.print(Text.assemble(("Verified.", "bold green"), f" {checkpoint.origin}"))
    console.print(Text(f"  entries    {verified.size}"))
    console.print(Text(f"  root       {base64.b64encode(checkpoint.head.root).decode()}"))
    if verified.continues is not None:
        console.print(Text(f"  continues  the tree of {verified.continues.size} entries that was known before"))
    for line in seen.lines:
        console.print(line)


def _entry(found: VerifiedInclusion) -> dict[str, Any]:
    entry = decode(found.entry)
    return {
        "index": found.index,
        "id": str(entry.entry_id),
        "at": instant_text(entry.at),
        "kind": entry.kind,
        "facts": dict(entry.facts),
    }


def _line(found: VerifiedInclusion) -> Text:
    entry = decode(found.entry)
    facts = "  ".join(
        f"{name}={', '.join(fact) if isinstance(fact, tuple) else fact}" for name, fact in sorted(entry.facts.items())
    )
    return Text.assemble(
        (f"{found.index:>8} ", "bold"),
        f"{instant_text(entry.at)} ",
        (f"{entry.kind} ", "cyan"),
        (f"{entry.entry_id} ", "dim"),
        _printable(facts),
    )


def _printable(text: str) -> str:
    # Whoever wrote the log may have meant its entries for the terminal rather than for us.
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)


def _write_json(value: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
