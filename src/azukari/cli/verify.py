"""`azukari verify`: prove a receipt, with nothing but the file; no server, no database, no account."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azukari.base.clock import JAPAN, instant_text
from azukari.base.errors import MalformedError, NotFoundError
from azukari.cli.ledger_demands import QuorumOption, WitnessOption, described, quorum_of
from azukari.vault.receipt import VerifiedReceipt, verify_receipt

_LONGEST_FILE = 1 << 20


def verify(
    receipt: Annotated[Path, typer.Argument(help="The receipt file that you were given, such as receipt.json.")],
    *,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            "-k",
            metavar="VKEY",
            help="The ledger's public key, as the organisation publishes it (name+id+base64), or a file that holds it.",
        ),
    ] = None,
    witness: WitnessOption = None,
    quorum: QuorumOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> None:
    """Prove that a receipt is what was given out, and that it stands in the ledger.

    Everything is computed here from the file: its text, the ledger entry, the path to the tree, and the signature. Without --key
    the signature is checked by the key in the receipt itself; compare that key with the one that the organisation publishes.

    Exit codes: 0 it is proved, 2 this is no receipt, 5 there is no such file, 8 something was changed.
    """
    vkey = None if key is None else _key(key)
    demanded = quorum_of(witness, quorum)
    verified = verify_receipt(_read(receipt), vkey, witnesses=demanded.witnesses, quorum=demanded.count)
    if as_json:
        typer.echo(json.dumps(_json(verified, given=vkey is not None), ensure_ascii=False, indent=2))
    else:
        _print(verified, given=vkey is not None)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST_FILE + 1)
    except OSError:
        raise NotFoundError(f"There is no file {path} that can be read.") from None
    if len(data) > _LONGEST_FILE:
        raise MalformedError(f"{path} is too long to be a receipt.")
    return data


def _key(text: str) -> str:
    path = Path(text)
    try:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else text
    except (OSError, UnicodeDecodeError):
        raise MalformedError(f"{path} holds no key.") from None


def _json(verified: VerifiedReceipt, *, given: bool) -> dict[str, object]:
    return {
        "verified": True,
        "number": verified.number,
        "record": str(verified.record_id),
        "service": verified.service,
        "collected_at": instant_text(verified.collected_at),
        "statement": {"version": verified.statement_version, "sha256": verified.statement_hash},
        "notice": {"sha256": verified.notice_hash},
        "purposes": list(verified.purposes),
        "permissions": list(verified.permissions),
        "ledger": {
            "origin": verified.origin,
            "index": verified.index,
            "size": verified.size,
            "key": verified.vkey,
            "key_given": given,
            "cosignatures": described(verified.cosignatures),
        },
    }


def _print(verified: VerifiedReceipt, *, given: bool) -> None:
    console = Console()
    if given:
        said = "[green]Proved:[/green] this receipt is what was given out, and it stands in the ledger."
    else:
        said = "[yellow]Consistent:[/yellow] nothing was changed since somebody signed it; by whose key, only you can tell."
    console.print(said, highlight=False)
    table = Table(show_header=False, box=None, pad_edge=False)
    collected = verified.collected_at.astimezone(JAPAN)
    rows = (
        ("number", verified.number),
        ("service", verified.service),
        ("collected", f"{collected:%Y-%m-%d %H:%M:%S} (Japan)"),
        ("statement", f"{verified.statement_version}, SHA-256 {verified.statement_hash}"),
        ("notice", f"SHA-256 {verified.notice_hash}"),
        ("purposes", ", ".join(verified.purposes)),
        ("permissions", ", ".join(verified.permissions) or "none was given"),
        ("ledger", f"{verified.origin}, entry {verified.index} of {verified.size}"),
        ("key", verified.vkey),
        *(("cosigned", f"{one.name}, {instant_text(one.at)}") for one in verified.cosignatures),
    )
    for name, value in rows:
        table.add_row(name, Text(value, overflow="fold"))
    console.print(table)
    if not given:
        console.print(
            "The signature was checked by the key in the receipt. Compare that key with the one that the organisation publishes,"
            " or give it with --key.",
            highlight=False,
        )
