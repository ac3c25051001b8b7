"""`azukari serve DIR`: run everything of one organisation, until Ctrl-C.

Starts the embedded PostgreSQL (or uses your own), brings the schema up to date, publishes the first version of the statement, and
then runs the keeper, the ledger's sequencer, the worker, the public side, the person's portal, the staff side, the door for
programs, and the redirect from plain HTTP. What dies is started again.
"""

import fcntl
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from azukari.base.clock import system_clock
from azukari.base.errors import AzukariError, ConflictError, MalformedError, UnavailableError
from azukari.cli.installation import Installation, find_installation
from azukari.host.database import PsycopgDatabase
from azukari.host.doors import lay_api_door, lay_entrusted_doors, lay_import_door, lay_portal_door, lay_sftp_key
from azukari.host.environments import passwords, publisher_environment
from azukari.host.home import Home
from azukari.host.postgres import prepare_cluster
from azukari.host.processes import Program, Supervisor
from azukari.host.roles import (
    MAIN_DATABASE,
    PERSON_KEYS_DATABASE,
    PERSON_KEYS_ROLES,
    ROLES,
    answers,
    close_other_databases,
    prepare_database,
    prepare_roles,
)
from azukari.host.settings import Settings
from azukari.statement import queries
from azukari.statement.bundle import parse, read_folder
from azukari.statement.findings import StatementInvalidError
from azukari.statement.services import publish
from azukari.vault.keeper_client import KeeperClient

_WEB_THREADS = 4
_HEAD_MILLISECONDS = 10_000  # for the head of a request to arrive whole


def serve(folder: Annotated[Path, typer.Argument(help="The organisation's home, made by `azukari new`.")]) -> None:
    """Run the organisation in DIR: database, keeper, ledger, worker, public and staff side, until Ctrl-C."""
    console = Console()
    with running(folder, console=console) as (installation, supervisor):
        public, staff = addresses(installation.settings)
        console.print(f"\nPublic side  [bold]{public}[/bold]\nStaff side   [bold]{staff}[/bold]")
        if installation.settings.portal:
            console.print(f"Portal       [bold]{portal_address(installation.settings)}[/bold]")
        if installation.settings.api:
            console.print(f"API          [bold]{api_address(installation.settings)}[/bold]")
        console.print("Stop with Ctrl-C.")
        supervisor.watch()


@contextmanager
def running(folder: Path, *, console: Console) -> Iterator[tuple[Installation, Supervisor]]:
    """Start everything, and end everything at the end of the block.

    Raises:
        AzukariError: if something does not start; what had started is ended.
    """
    installation = find_installation(folder)
    with _alone(installation.home):
        supervisor = Supervisor(said=lambda sentence: console.print(f"[yellow]{sentence}[/yellow]"))
        try:
            _start(installation, supervisor, console)
            yield installation, supervisor
        except KeyboardInterrupt:
            pass
        finally:
            console.print("Stopping …")
            supervisor.stop()
            console.print("Everything has stopped; the data is kept.")


def addresses(settings: Settings) -> tuple[str, str]:
    """Tell the addresses of the public and the staff side."""
    return f"https://{settings.host}:{settings.public_port}/", f"https://{settings.host}:{settings.staff_port}/"


def portal_address(settings: Settings) -> str:
    """Tell the address at which persons see what is held about them."""
    return f"https://{settings.host_of('portal')}:{settings.portal_port}/"


def api_address(settings: Settings) -> str:
    """Tell the address of the door for programs, whose first page describes it."""
    return f"https://{settings.host}:{settings.api_port}/v1/"


def _start(installation: Installation, supervisor: Supervisor, console: Console) -> None:
    home, settings = installation.home, installation.settings
    _check_ports(settings)
    lay_api_door(home)
    lay_import_door(home)
    lay_portal_door(home)
    lay_entrusted_doors(home)
    if lay_sftp_key(home):
        console.print(
            "A key for putting files on recipients' servers was made: `azukari sftp-key` shows its public half."
        )
    home.run.mkdir(parents=True, exist_ok=True, mode=0o755)
    home.keeper_socket.parent.mkdir(exist_ok=True, mode=0o700)
    home.log.mkdir(exist_ok=True)
    with _step(console, "database"):
        _start_database(installation, supervisor)
    with _step(console, "schema"):
        _migrate(installation)
    with _step(console, "statement"):
        _publish_first(installation)
    for program in _programs(installation):
        with _step(console, program.name):
            supervisor.start(program)


@contextmanager
def _step(console: Console, name: str) -> Iterator[None]:
    with console.status(f"{name} …"):
        yield
    console.print(f"[green]✓[/green] {name}")


def _publish_first(installation: Installation) -> None:
    """Publish the statement if none ever was; every later version is published by `azukari statement publish`."""
    database = PsycopgDatabase(installation.environment("owner")["AZUKARI_DATABASE_URL"])
    try:
        if queries.versions(database):
            return
        for folder in (installation.home.statement_before, installation.home.statement):
            if folder.is_dir():
                files = read_folder(folder)
                publish(database, files, approver=parse(files).approved_by.ja, now=system_clock())
    except StatementInvalidError as error:
        where = installation.home.statement
        raise MalformedError(f"{error.message} See `azukari statement check {where}`; nothing was started.") from None
    finally:
        database.close()


def _start_database(installation: Installation, supervisor: Supervisor) -> None:
    if not installation.settings.database_url:
        prepare_cluster(installation.cluster)
        log = installation.home.log / "postgres.log"
        url = installation.cluster.admin_url
        supervisor.start(
            Program(
                "postgres", installation.cluster.command(), {"LC_ALL": "C"}, log, lambda: answers(url), signal.SIGINT
            )
        )
        close_other_databases(url)
    person_keys_url = installation.settings.person_keys_url or installation.admin_url
    for admin_url in dict.fromkeys((installation.admin_url, person_keys_url)):
        prepare_roles(admin_url, passwords(installation.home))
    prepare_database(installation.admin_url, MAIN_DATABASE, roles=ROLES)
    prepare_database(person_keys_url, PERSON_KEYS_DATABASE, roles=PERSON_KEYS_ROLES)


def _migrate(installation: Installation) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "azukari.cli.migrate"],
        env={**os.environ, **installation.environment("owner")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise UnavailableError(f"The schema could not be brought up to date:\n{done.stderr.strip()[-2000:]}")


def _programs(installation: Installation) -> list[Program]:
    home, settings = installation.home, installation.settings
    keeper = KeeperClient(home.keeper_socket)
    smtp_port = int(settings.smtp.rpartition(":")[2])

    def program(name: str, door: str, module: str, *options: str, ready: Callable[[], bool] = lambda: True) -> Program:
        command = (sys.executable, "-m", module, *options)
        return Program(name, command, installation.environment(door), home.log / f"{name}.log", ready)

    def pages(door: str, port: int) -> Program:
        return program(door, door, "granian", *_granian(installation, door, port), ready=partial(_serves, port))

    serving = _granian(installation, "api", settings.api_port)
    api = program("api", "api", "granian", *serving, ready=partial(_serves, settings.api_port))
    publisher = Program(
        "publisher",
        (sys.executable, "-m", "azukari.cli.cosign"),
        publisher_environment(home, settings),
        home.log / "publisher.log",
    )
    mailbox = program("mailbox", "worker", "azukari.web.mailbox", ready=partial(_listens, "127.0.0.1", smtp_port))
    return [
        program("keeper", "keeper", "azukari.keeper", ready=partial(_answers, keeper)),
        program("ledger", "ledger", "azukari.cli.sequence"),
        *([publisher] if settings.ledger.witnesses else []),
        pages("public", settings.public_port),
        *([pages("portal", settings.portal_port)] if settings.portal else []),
        pages("staff", settings.staff_port),
        *([api] if settings.api else []),
        program(
            "redirect", "public", "azukari.web.redirect", ready=partial(_listens, settings.bind, settings.http_port)
        ),
        *([mailbox] if settings.demo else []),
        program("worker", "worker", "azukari.web.worker"),
    ]


def _granian(installation: Installation, door: str, port: int) -> tuple[str, ...]:
    settings, certificate = installation.settings, installation.certificate_of(door)
    interface = "asgi" if door == "api" else "wsgi"
    return (
        f"--interface={interface}",
        f"--host={settings.bind}",
        f"--port={port}",
        "--workers=1",
        *(("--loop=uvloop",) if interface == "asgi" else (f"--blocking-threads={_WEB_THREADS}",)),
        "--respawn-failed-workers",
        "--no-access-log",
        "--log-level=warning",
        "--no-ws",
        f"--http1-header-read-timeout={_HEAD_MILLISECONDS}",
        f"--ssl-certificate={certificate.chain}",
        f"--ssl-keyfile={certificate.key}",
        f"--ssl-protocol-min={settings.tls_minimum}",
        "azukari.web.wsgi:application" if interface == "wsgi" else "azukari.api.asgi:application",
    )


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    with (home.path / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConflictError(f"{home.path} is being served already; stop that first.") from None
        yield


def _check_ports(settings: Settings) -> None:
    wanted = {"public_port": settings.public_port, "staff_port": settings.staff_port, "http_port": settings.http_port}
    if settings.portal:
        wanted["portal_port"] = settings.portal_port
    if settings.api:
        wanted["api_port"] = settings.api_port
    if settings.demo:
        wanted["smtp"] = int(settings.smtp.rpartition(":")[2])
    for name, port in wanted.items():
        with socket.socket(socket.AF_INET6 if ":" in settings.bind else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.bind, port))
            except OSError:
                raise ConflictError(
                    f"Port {port} of {settings.bind} is taken by another program; set {name} in azukari.toml to a free one."
                ) from None


def _answers(keeper: KeeperClient) -> bool:
    with suppress(AzukariError):
        keeper.status()
        return True
    return False


def _listens(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def _serves(port: int) -> bool:
    # Whether it answers at all; whom the certificate names is the visitor's question, not this one's.
    context = ssl._create_unverified_context()  # noqa: S323, SLF001
    with suppress(OSError), context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=1)) as secured:
        secured.sendall(b"HEAD /.well-known/security.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return secured.recv(12).startswith(b"HTTP/1.1 ")
    return False
