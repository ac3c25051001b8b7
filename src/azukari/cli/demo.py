"""`azukari demo DIR`: the example organisation at work, with invented persons and staff."""

import os
import shutil
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from azukari.base.clock import system_clock
from azukari.cli.demo_key import demo_key_file
from azukari.cli.example_people import collect
from azukari.cli.installation import Installation
from azukari.cli.new import EXAMPLE, make_home
from azukari.cli.people import DEMO_STAFF, demo_code, make_demo_staff
from azukari.cli.serve import addresses, api_address, portal_address, running
from azukari.cli.visitor import Visitor
from azukari.host.settings import Settings

_NAME = "hibari.example"
_MADE = ".example-made"
_SENDS = 1000  # the demo's own persons, and whoever tries it out, all come from one address


def demo(
    folder: Annotated[
        Path, typer.Argument(help="Where the example lives; it is made at the first run and kept.")
    ] = Path("demo"),
    *,
    public_port: Annotated[int, typer.Option(help="HTTPS port of the public side.")] = 8443,
    staff_port: Annotated[int, typer.Option(help="HTTPS port of the staff side.")] = 8444,
    api_port: Annotated[int, typer.Option(help="HTTPS port of the door for programs.")] = 8445,
    portal_port: Annotated[int, typer.Option(help="HTTPS port of the person's portal.")] = 8446,
    http_port: Annotated[int, typer.Option(help="Plain HTTP port, which redirects.")] = 8080,
    mail_port: Annotated[int, typer.Option(help="SMTP port of the demo's mailbox.")] = 8025,
) -> None:
    """Run the example organisation: its statement published, forms open, records collected, staff ready to sign in."""
    console = Console()
    if not (folder / "azukari.toml").exists():
        console.print("Making the example organisation …")
        settings = Settings(
            name=_NAME,
            public_port=public_port,
            staff_port=staff_port,
            api_port=api_port,
            portal_port=portal_port,
            http_port=http_port,
            smtp=f"127.0.0.1:{mail_port}",
            smtp_from=f"noreply@{_NAME}",
            sends_per_ten_minutes=_SENDS,
            demo=True,
        )
        make_home(folder, settings, edition="modern", before="source")
    with running(folder, console=console) as (installation, supervisor):
        if not (installation.home.path / _MADE).exists():
            make_demo_staff(installation.environment("staff"))
            _collect(installation, console)
            (installation.home.path / _MADE).touch()
        _show_guide(installation, console)
        supervisor.watch()


def _collect(installation: Installation, console: Console) -> None:
    public, _ = addresses(installation.settings)
    visitor = Visitor(public, authority=installation.certificate.authority)
    people = (files("azukari") / EXAMPLE / "modern" / "people.toml").read_text(encoding="utf-8")
    with console.status("Invented persons send in their forms …"):
        count = collect(visitor, people)
    console.print(f"[green]✓[/green] {count} forms, sent in by invented persons through the public door")


def _api_lines(installation: Installation) -> str:
    if not installation.settings.api:
        return ""
    address, key = api_address(installation.settings), demo_key_file(installation, now=system_clock())
    authority = installation.certificate.authority
    return f"""  API           {address}    a key to try it with is in {key}:
                curl --cacert {authority} -H "Authorization: Bearer $(cat {key})" {address}key"""


def _portal_line(installation: Installation) -> str:
    if not installation.settings.portal:
        return ""
    portal = portal_address(installation.settings)
    return f"""
  Portal        {portal}ja/    {portal}en/    each person's own page"""


def _show_guide(installation: Installation, console: Console) -> None:
    public, staff = addresses(installation.settings)
    home = installation.home.path
    now = system_clock()
    command = "azukari" if shutil.which("azukari") else os.path.relpath(sys.argv[0])
    rows = "\n".join(
        f"    {one.username:<10} {one.password}   {one.role.value:<16} code now: {demo_code(one, now=now)}"
        for one in DEMO_STAFF
    )
    console.print(
        f"""
[bold]The example organisation is up.[/bold] Your browser will warn once: its certificate is made here
(to be rid of the warning, trust {installation.certificate.authority}).

  Public side   {public}ja/    {public}en/{_portal_line(installation)}
  Staff side    {staff}
{_api_lines(installation)}

  Staff of the demo (user name, password, role, code; the code changes every half minute: {command} staff code USERNAME)
{rows}

  Try
    1. Read the statement, its matrix and its versions; send in an inquiry, and take the receipt home.
    2. {command} verify receipt-….json
    3. Sign in as staff, choose “Answering your inquiry”, and open it by its number.
       Then choose another purpose and see it refused, and both in the ledger.
    4. Read the mails that went out: staff side, “Mails”.
    5. Be the person: open the portal, say the receipt number, and type in the code from “Mails”.
       See what is held and who used it; stop a use, take everything along, ask for a correction.
    6. Answer it at the desk: staff side, “Requests”. suzuki proposes, sato decides, suzuki carries it out.
    7. {command} ledger verify {home}

Stop with Ctrl-C. The data stays in {home}; `make run` brings it up again.
""",
        highlight=False,
        soft_wrap=True,
    )
