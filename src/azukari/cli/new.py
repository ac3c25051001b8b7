"""`azukari new DIR`: make the home of an organisation, with its keys and a statement to start from."""

import hashlib
import os
import re
import secrets
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from azukari.base.clock import japan_date, system_clock
from azukari.base.errors import MalformedError
from azukari.host.doors import lay_api_door, lay_entrusted_doors, lay_import_door, lay_portal_door, lay_sftp_key
from azukari.host.home import Home, lay_home, write_private
from azukari.host.roles import new_passwords
from azukari.host.settings import Settings, write_settings
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import new_signer
from azukari.ledger.services import create_log
from azukari.statement.bundle import parse, read_folder
from azukari.vault.keyring_file import lock, new_unlock_key
from azukari.vault.keys import new_keyring

EDITIONS = ("modern", "source")
EXAMPLE = "example"
_KEY_BYTES = 32


def new(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, which becomes the organisation's home.")],
    *,
    name: Annotated[str, typer.Option(help="The installation's name, a domain of yours; the ledger signs under it.")],
    host: Annotated[str, typer.Option(help="The host name that visitors use.")] = "localhost",
    portal_host: Annotated[
        str, typer.Option(help="A host name of its own for persons' pages; empty for the same.")
    ] = "",
    edition: Annotated[str, typer.Option(help="The statement to start from: modern or source.")] = "modern",
) -> None:
    """Make the home of an organisation: settings, keys for each process, and a statement to make your own.

    Then edit the files in DIR/statement, run `azukari statement check DIR/statement`, and `azukari serve DIR`.
    """
    console = Console()
    home = make_home(folder, Settings(name=name, host=host, portal_host=portal_host), edition=edition)
    console.print(f"[bold]{home.path}[/bold] is ready.")
    console.print("Next:")
    console.print(f"  1. Make the statement in {home.statement} your own; every name in it is invented.")
    console.print(f"  2. azukari statement check {home.statement}")
    console.print(f"  3. azukari serve {home.path}")
    console.print(
        f"Keep a copy of {home.path / 'keys'} in a safe place: without it nothing that is collected can be opened."
    )
    console.print(f"Leave {home.ledger_head} out of every backup: it is what shows that a backup was restored.")


def make_home(folder: Path, settings: Settings, *, edition: str, before: str | None = None) -> Home:
    """Lay a home with settings, keys and a statement; the demo has another edition ``before`` it, so that there is a history.

    Raises:
        HomeExistsError: if the folder is in use.
        typer.BadParameter: if there is no such edition.
    """
    if edition not in EDITIONS:
        raise typer.BadParameter(f"There is no edition {edition!r}; choose {' or '.join(EDITIONS)}.")
    _check_name(settings)
    home = lay_home(folder)
    _copy_statement(edition, home.statement)
    if before is not None:
        _copy_statement(before, home.statement_before)
    _make_keys(home, settings)
    lay_api_door(home)
    lay_import_door(home)
    lay_portal_door(home)
    lay_entrusted_doors(home)
    lay_sftp_key(home)
    home.settings.write_text(write_settings(settings), encoding="utf-8")
    return home


def _check_name(settings: Settings) -> None:
    # Before anything is laid, so that a wrong name leaves no half a home behind.
    try:
        new_signer(settings.ledger_name, os.urandom(_KEY_BYTES))
    except MalformedError:
        raise MalformedError(
            f"{settings.name!r} is no name for an installation; take a domain of yours, such as privacy.example.jp."
        ) from None


def _copy_statement(edition: str, folder: Path) -> None:
    with as_file(files("azukari") / EXAMPLE / edition / "statement") as source:
        shutil.copytree(source, folder, dirs_exist_ok=True)
    _begin_today(folder / "statement.toml")


def _begin_today(statement: Path) -> None:
    # Publishing refuses to date a statement back, so a copy takes effect on the day it is made, unless its owner says later.
    today = f"effective_on = {japan_date(system_clock()).isoformat()}"
    text = statement.read_text(encoding="utf-8")
    statement.write_text(re.sub(r"^effective_on = .*$", today, text, flags=re.MULTILINE), encoding="utf-8")


def _make_keys(home: Home, settings: Settings) -> None:
    now = system_clock()
    statement = parse(read_folder(home.statement))
    keyring = new_keyring((purpose.id for purpose in statement.all_purposes()), draw=os.urandom, now=now)
    unlock_key = new_unlock_key()
    index_key, token = os.urandom(_KEY_BYTES), secrets.token_urlsafe(_KEY_BYTES)
    signer = new_signer(settings.ledger_name, os.urandom(_KEY_BYTES))
    for place, data in {
        home.keys("keeper") / "unlock.key": unlock_key,
        home.keys("keeper") / "keyring.age": lock(keyring, unlock_key=unlock_key),
        home.keys("keeper") / "index.key": index_key,
        home.keys("keeper") / "worker-token.sha256": hashlib.sha256(token.encode()).hexdigest().encode(),
        home.keys("public") / "index.key": index_key,
        home.keys("public") / "drafts.key": os.urandom(_KEY_BYTES),
        home.keys("public") / "keyring.pub": keyring.verifier,
        home.keys("worker") / "token": token.encode(),
        home.keys("ledger") / "signer.key": signer.secret_text.encode(),
    }.items():
        write_private(place, data)
    create_log(TileDirectory(home.ledger), HeadFile(home.ledger_head), signer)
    staff_secret = secrets.token_urlsafe(50)
    own = {
        "owner": {},
        "public": {"AZUKARI_SECRET_KEY": secrets.token_urlsafe(50)},
        "staff": {"AZUKARI_SECRET_KEY": staff_secret},
        "keeper": {"AZUKARI_STAFF_SECRET_KEY": staff_secret},
        "worker": {},
        "ledger": {},
    }
    role_passwords = new_passwords()
    for door, values in own.items():
        password = {"AZUKARI_DATABASE_PASSWORD": role_passwords[f"azukari_{door}"]}
        home.write_environment(door, {**values, **password, "AZUKARI_LEDGER_KEY": signer.verifier.text})
