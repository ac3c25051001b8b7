"""`azukari staff`: accounts of the staff side; the database has to be running."""

import hmac
import json
import os
import subprocess
import sys
from base64 import b32decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from azukari.base.clock import system_clock
from azukari.base.errors import ConflictError, MalformedError, NotFoundError, RefusedError, UnavailableError
from azukari.cli.installation import find_installation
from azukari.statement.purposes import STAFF_ROLES, Role

app = typer.Typer(name="staff", help="Accounts of the staff side.", no_args_is_help=True)

_CODE_SECONDS, _CODE_DIGITS = 30, 6
_ERRORS = {error.kind.value: error for error in (ConflictError, MalformedError, RefusedError, UnavailableError)}


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """An invented member of staff, whose password and second factor everybody knows."""

    username: str
    display_name: str
    role: Role
    password: str
    totp_secret: str


DEMO_STAFF = (
    DemoStaff(
        "sato", "佐藤（個人情報保護管理者）", Role.PRIVACY_MANAGER, "hibari-manager-1", "KRSXG5CTMVRXEZLUKN2XAZLS"
    ),
    DemoStaff("suzuki", "鈴木（お客様相談室）", Role.SERVICE_STAFF, "hibari-service-1", "KRSXG5BRGIZTINJWG44DSMBR"),
    DemoStaff("tanaka", "田中（監査）", Role.AUDITOR, "hibari-auditor-1", "KRSXG5DBOVSGS5DPOIYTEMZU"),
    DemoStaff("kato", "加藤（システム管理）", Role.ADMINISTRATOR, "hibari-admin-001", "KRSXG5DBMRWWS3TJON2HEYLU"),
)


@app.command()
def add(
    home: Annotated[Path, typer.Argument(help="The organisation's home.")],
    username: Annotated[str, typer.Argument(help="Small letters, digits, dots and hyphens.")],
    *,
    role: Annotated[str, typer.Option(help="privacy_manager, service_staff, auditor or administrator.")],
    name: Annotated[str, typer.Option(help="The name that colleagues see.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")] = False,
) -> None:
    """Give somebody an account with a password for once; at the first sign-in they choose another and a second factor."""
    if role not in STAFF_ROLES:
        raise typer.BadParameter("The role is privacy_manager, service_staff, auditor or administrator.")
    made = make_staff(
        find_installation(home).environment("staff"), {"username": username, "role": role, "display_name": name}
    )
    if as_json:
        typer.echo(json.dumps(made))
        return
    console = Console(highlight=False)
    console.print(f"{made['username']} ({made['role']}) may sign in once with  [bold]{made['password']}[/bold]")


@app.command()
def code(username: Annotated[str, typer.Argument(help="A user name of the demo.")]) -> None:
    """Tell the code that a demo account's second factor shows now."""
    for one in DEMO_STAFF:
        if one.username == username:
            typer.echo(demo_code(one, now=system_clock()))
            return
    raise NotFoundError(f"The demo has no {username}; it has {', '.join(one.username for one in DEMO_STAFF)}.")


def make_demo_staff(environment: Mapping[str, str]) -> None:
    """Make the accounts of the demo."""
    for one in DEMO_STAFF:
        wanted = {
            "username": one.username,
            "role": one.role.value,
            "display_name": one.display_name,
            "password": one.password,
            "totp_secret": one.totp_secret,
        }
        make_staff(environment, wanted)


def make_staff(environment: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Make an account in a process of its own, which works in the staff door's environment.

    Raises:
        AzukariError: as the act says.
    """
    done = subprocess.run(
        [sys.executable, "-m", "azukari.web.staff.command"],
        input=json.dumps(wanted),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise UnavailableError("The account could not be made; is `azukari serve` running?") from None
    if "error" in answer:
        kind = _ERRORS.get(answer["error"]["kind"], UnavailableError)
        raise kind(answer["error"]["message"], ground=answer["error"]["ground"])
    return answer


def demo_code(one: DemoStaff, *, now: datetime) -> str:
    """Tell the code of a demo account (RFC 6238 with SHA-1, 30 seconds, six digits)."""
    counter = (int(now.timestamp()) // _CODE_SECONDS).to_bytes(8, "big")
    digest = hmac.digest(b32decode(one.totp_secret), counter, "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_CODE_DIGITS:0{_CODE_DIGITS}d}"
