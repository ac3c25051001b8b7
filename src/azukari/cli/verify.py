"""`azukari verify`: prove a receipt or a package, with nothing but the file; no server, no database, no account."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azukari.base.clock import JAPAN, instant_text
from azukari.base.errors import MalformedError, NotFoundError
from azukari.cli.ledger_demands import Quorum, QuorumOption, WitnessOption, described, quorum_of
from azukari.rights.package.stored_zip import LARGEST
from azukari.rights.package.verified import VerifiedPackage, verify_package
from azukari.vault.receipt import VerifiedReceipt, verify_receipt

_LONGEST_RECEIPT = 1 << 20
_PACKED = b"PK"


def verify(
    file: Annotated[
        Path, typer.Argument(help="The file that you were given: a receipt, such as receipt.json, or a package (ZIP).")
    ],
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
    """Prove that a receipt or a package is what was given out, and that it stands in the ledger.

    Everything is computed here from the file: its text, the ledger entry, the path to the tree, and the signature; of a package,
    every file in it and every receipt as well. Without --key the signature is checked by the key in the file itself; compare that
    key with the one that the organisation publishes. Keep a package as it is: unpacked and packed again, it cannot be proved.

    Exit codes: 0 it is proved, 2 this is no receipt and no package, 5 there is no such file, 8 something was changed.
    """
    vkey = None if key is None else _key(key)
    told = _told(_read(file), vkey, demanded=quorum_of(witness, quorum))
    if as_json:
        typer.echo(json.dumps(told.value, ensure_ascii=False, indent=2))
    else:
        _print(told, given=vkey is not None)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was proved, for programs and for people."""

    what: str
    value: dict[str, object]
    rows: Sequence[tuple[str, str]]


def _told(data: bytes, vkey: str | None, *, demanded: Quorum) -> _Told:
    given = vkey is not None
    if data.startswith(_PACKED):
        package = verify_package(data, vkey, witnesses=demanded.witnesses, quorum=demanded.count)
        return _Told("package", _package_value(package, given=given), _package_rows(package))
    receipt = verify_receipt(data, vkey, witnesses=demanded.witnesses, quorum=demanded.count)
    return _Told("receipt", _receipt_value(receipt, given=given), _receipt_rows(receipt))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST_RECEIPT + 1)
            if data.startswith(_PACKED):
                data += file.read(LARGEST + 1 - len(data))
    except OSError:
        raise NotFoundError(f"There is no file {path} that can be read.") from None
    if len(data) > (LARGEST if data.startswith(_PACKED) else _LONGEST_RECEIPT):
        raise MalformedError(f"{path} is too long to be a receipt or a package.")
    return data


def _key(text: str) -> str:
    path = Path(text)
    try:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else text
    except (OSError, UnicodeDecodeError):
        raise MalformedError(f"{path} holds no key.") from None


def _receipt_value(verified: VerifiedReceipt, *, given: bool) -> dict[str, object]:
    return {
        "verified": True,
        "kind": "receipt",
        "number": verified.number,
        "record": str(verified.record_id),
        "service": verified.service,
        "collected_at": instant_text(verified.collected_at),
        "statement": {"version": verified.statement_version, "sha256": verified.statement_hash},
        "notice": {"sha256": verified.notice_hash},
        "purposes": list(verified.purposes),
        "permissions": list(verified.permissions),
        "ledger": _ledger_value(verified, given=given),
    }


def _package_value(verified: VerifiedPackage, *, given: bool) -> dict[str, object]:
    return {
        "verified": True,
        "kind": "package",
        "package": str(verified.package_id),
        "made_at": instant_text(verified.made_at),
        "organisation": {"name": verified.organisation, "site": verified.site},
        "language": verified.language,
        "statement": {"version": verified.statement_version, "sha256": verified.statement_hash},
        "files": list(verified.files),
        "receipts": [receipt.number for receipt in verified.receipts],
        "ledger": _ledger_value(verified, given=given),
    }


def _ledger_value(verified: VerifiedReceipt | VerifiedPackage, *, given: bool) -> dict[str, object]:
    return {
        "origin": verified.origin,
        "index": verified.index,
        "size": verified.size,
        "key": verified.vkey,
        "key_given": given,
        "cosignatures": described(verified.cosignatures),
    }


def _receipt_rows(verified: VerifiedReceipt) -> Sequence[tuple[str, str]]:
    collected = verified.collected_at.astimezone(JAPAN)
    return (
        ("number", verified.number),
        ("service", verified.service),
        ("collected", f"{collected:%Y-%m-%d %H:%M:%S} (Japan)"),
        ("statement", f"{verified.statement_version}, SHA-256 {verified.statement_hash}"),
        ("notice", f"SHA-256 {verified.notice_hash}"),
        ("purposes", ", ".join(verified.purposes)),
        ("permissions", ", ".join(verified.permissions) or "none was given"),
        *_ledger_rows(verified),
    )


def _package_rows(verified: VerifiedPackage) -> Sequence[tuple[str, str]]:
    made = verified.made_at.astimezone(JAPAN)
    return (
        ("package", str(verified.package_id)),
        ("made", f"{made:%Y-%m-%d %H:%M:%S} (Japan)"),
        ("by", f"{verified.organisation}, {verified.site}"),
        ("statement", f"{verified.statement_version}, SHA-256 {verified.statement_hash}"),
        ("files", str(len(verified.files))),
        ("receipts", ", ".join(receipt.number for receipt in verified.receipts) or "none is in it"),
        *_ledger_rows(verified),
    )


def _ledger_rows(verified: VerifiedReceipt | VerifiedPackage) -> Sequence[tuple[str, str]]:
    return (
        ("ledger", f"{verified.origin}, entry {verified.index} of {verified.size}"),
        ("key", verified.vkey),
        *(("cosigned", f"{one.name}, {instant_text(one.at)}") for one in verified.cosignatures),
    )


def _print(told: _Told, *, given: bool) -> None:
    console = Console()
    if given:
        said = f"[green]Proved:[/green] this {told.what} is what was given out, and it stands in the ledger."
    else:
        said = "[yellow]Consistent:[/yellow] nothing was changed since somebody signed it; by whose key, only you can tell."
    console.print(said, highlight=False)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in told.rows:
        # Whoever made the file chose its texts, and a terminal obeys some characters.
        plain = "".join(character if character.isprintable() else "\ufffd" for character in value)
        table.add_row(name, Text(plain, overflow="fold"))
    console.print(table)
    if not given:
        console.print(
            f"The signature was checked by the key in the {told.what}. Compare that key with the one that the organisation"
            " publishes, or give it with --key.",
            highlight=False,
        )
