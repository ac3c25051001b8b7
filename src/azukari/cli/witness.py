"""`azukari ledger witness`: look after the logs of others, and cosign what continues what was seen of them."""

import base64
import json
import os
import secrets
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from azukari.base.clock import instant_text, system_clock
from azukari.base.errors import MalformedError, UnavailableError
from azukari.host.certificates import given_certificate
from azukari.ledger.checkpoint import unverified_checkpoint
from azukari.ledger.cosignature import WitnessVerifier, new_witness_signer, verify_cosignatures
from azukari.ledger.note import KEY_SIZE, read_verifier
from azukari.ledger.witness import KnownLog, MemoryDamagedError
from azukari.ledger.witness_folder import WitnessFolder, origin_hash

_THREADS = 4
_HEAD_MILLISECONDS = 10_000  # for the head of a request to arrive whole
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}

app = typer.Typer(
    name="witness",
    help="Be a witness (C2SP tlog-witness): cosign checkpoints of logs that you know, if they continue what you saw before.",
    epilog="A witness lives in a folder of its own. Keep it where the log's operator has no hand, and out of backups.",
    no_args_is_help=True,
)

FolderArgument = Annotated[Path, typer.Argument(help="The witness's folder.", file_okay=False)]


@app.command()
def key(
    folder: FolderArgument,
    *,
    new: Annotated[
        str, typer.Option("--new", metavar="NAME", help="Make a new witness of this name, such as witness.example/w1.")
    ] = "",
) -> None:
    """Show the public key, to be given to the logs; with --new, make the witness first."""
    files = WitnessFolder(folder)
    if new:
        files.create(new_witness_signer(new, secrets.token_bytes(KEY_SIZE)))
    typer.echo(files.signer().verifier.text)


@app.command()
def add(
    folder: FolderArgument,
    vkey: Annotated[str, typer.Argument(help="The log's public key (vkey), as its operator publishes it.")],
    *,
    origin: Annotated[
        str, typer.Option(help="The first line of the log's checkpoints, where that is not the key's name.")
    ] = "",
) -> None:
    """Look after one more log. No other is ever answered."""
    files = WitnessFolder(folder)
    files.signer()
    verifier = read_verifier(vkey)
    files.add(KnownLog(origin or verifier.name, verifier))
    typer.echo(f"{origin or verifier.name} is looked after from now on.")


@app.command("list")
def list_logs(
    folder: FolderArgument,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write JSON, whose shape is stable, instead of text.")
    ] = False,
) -> None:
    """List the logs that are looked after, and what was cosigned last of each."""
    files = WitnessFolder(folder)
    verifier = files.signer().verifier
    found = [_seen(files, log, verifier) for log in files.logs().values()]
    if as_json:
        typer.echo(json.dumps({"witness": verifier.text, "logs": found}, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False, soft_wrap=True)
    for one in found:
        said = f"{one['size']} entries, {one['at']}" if one["at"] else one["state"]
        console.print(Text.assemble((f"{one['origin']}  ", "bold"), str(said)))


@app.command()
def serve(
    folder: FolderArgument,
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8448,
    certificate: Annotated[Path | None, typer.Option(help="The certificate chain (PEM).", dir_okay=False)] = None,
    certificate_key: Annotated[Path | None, typer.Option(help="Its key (PEM, PKCS#8).", dir_okay=False)] = None,
    tls_minimum: Annotated[str, typer.Option(help="The oldest protocol version: tls1.3 or tls1.2.")] = "tls1.3",
    per_minute: Annotated[int, typer.Option(help="How many requests one address may make in a minute.", min=1)] = 600,
) -> None:
    """Answer logs over HTTPS (POST /add-checkpoint) and whoever asks (GET /HASH/checkpoint), until Ctrl-C.

    Without a certificate it speaks plain HTTP, and listens on loopback only.
    """
    files = WitnessFolder(folder)
    files.signer()
    files.logs()
    options = _secured(host, certificate, certificate_key, tls_minimum)
    if find_spec("granian") is None:
        raise UnavailableError("Serving needs granian: install azukari[witness].")
    command = (
        sys.executable,
        *("-m", "granian", "--factory", "--interface=wsgi", f"--host={host}", f"--port={port}", "--workers=1"),
        *(f"--blocking-threads={_THREADS}", "--respawn-failed-workers", "--no-access-log", "--log-level=warning"),
        *("--no-ws", "--http=1", f"--http1-header-read-timeout={_HEAD_MILLISECONDS}", *options),
        "azukari.cli.witness_site:application",
    )
    environment = {
        **os.environ,
        "AZUKARI_WITNESS": str(folder.resolve()),
        "AZUKARI_WITNESS_PER_MINUTE": str(per_minute),
    }
    os.execve(command[0], command, environment)  # noqa: S606 - signals then reach the server itself


def _secured(host: str, certificate: Path | None, certificate_key: Path | None, tls_minimum: str) -> tuple[str, ...]:
    if certificate is None or certificate_key is None:
        if certificate is not certificate_key:
            raise MalformedError("--certificate and --certificate-key go together.")
        if host not in _LOOPBACK:
            raise MalformedError("Without --certificate a witness listens on 127.0.0.1 only.")
        return ()
    if tls_minimum not in ("tls1.2", "tls1.3"):
        raise MalformedError("--tls-minimum must be tls1.2 or tls1.3; older versions are broken.")
    given_certificate(certificate, certificate_key, now=system_clock())
    return (
        f"--ssl-certificate={certificate}",
        f"--ssl-keyfile={certificate_key}",
        f"--ssl-protocol-min={tls_minimum}",
    )


def _seen(files: WitnessFolder, log: KnownLog, verifier: WitnessVerifier) -> dict[str, str | int | None]:
    found: dict[str, str | int | None] = {
        "origin": log.origin,
        "key": log.verifier.text,
        "hash": origin_hash(log.origin),
        "state": "nothing seen yet",
        "size": None,
        "root": None,
        "at": None,
    }
    try:
        with files.slot(log.origin) as slot:
            note = slot.read()
    except MemoryDamagedError:
        return found | {"state": "lost or damaged: nothing more of it is cosigned"}
    if note is None:
        return found
    head = unverified_checkpoint(note).head
    at = verify_cosignatures(note, [verifier])[0].at
    root = base64.b64encode(head.root).decode()
    return found | {"state": "seen", "size": head.size, "root": root, "at": instant_text(at)}
