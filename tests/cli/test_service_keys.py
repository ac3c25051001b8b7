"""`azukari keys`: made by whoever may act as the database's owner, shown once, listed, renewed, revoked."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from azukari.base.clock import system_clock
from azukari.base.errors import ConflictError, MalformedError
from azukari.cli import service_keys
from azukari.host.database import PsycopgDatabase
from azukari.vault.service_key import ServiceKeyRefusedError
from azukari.vault.services.service_keys import check
from tests.conftest import Server
from tests.keeper.example import Example, example, postgres
from tests.keeper.house import House

__all__ = ["example", "postgres"]
WANTED = ["add", ".", "crm", "--service", "inquiry", "--act", "open", "--act", "find", "--purpose", "inquiry.reply"]


@pytest.fixture
def house(postgres: Server, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(postgres, tmp_path)
    made.furnish(example.statement)
    here = SimpleNamespace(environment=lambda door: {"AZUKARI_DATABASE_URL": postgres.url(door)})
    monkeypatch.setattr(service_keys, "find_installation", lambda _home: here)
    yield made
    made.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(service_keys.app, [*arguments], env={"COLUMNS": "240", "NO_COLOR": "1"})


def done(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def taken(house: House, secret: str) -> str:
    database = PsycopgDatabase(house.postgres.url("keeper"))
    try:
        return str(check(database, secret, now=system_clock()).key_id)
    except ServiceKeyRefusedError as refused:
        return refused.ground
    finally:
        database.close()


def test_a_key_is_shown_once_and_works(house: House) -> None:
    result = run(*WANTED)
    assert result.exit_code == 0, result.output
    secret, told = result.stdout.splitlines()
    assert taken(house, secret) in told
    assert "Copy it now" in told
    listed = run("list", ".")
    assert secret not in listed.stdout
    for part in ("crm", "inquiry.reply", "find open", "good", taken(house, secret)):
        assert part in listed.stdout
    assert house.entries("vault.service_key.issued")[0]["acts"] == ["find", "open"]


def test_in_json(house: House) -> None:
    made = done(*WANTED, "--days", "30")
    assert taken(house, made["secret"]) == made["key"]["key_id"]
    assert (made["key"]["made_by"], made["key"]["purposes"]) == ("owner", ["inquiry.reply"])
    assert done("list", ".") == [made["key"]]


def test_renewing_and_revoking(house: House) -> None:
    old = done(*WANTED)
    new = done("renew", ".", old["key"]["key_id"], "--overlap-hours", "1")
    assert new["key"]["replaces"] == old["key"]["key_id"]
    assert taken(house, old["secret"]) == old["key"]["key_id"]
    assert done("revoke", ".", old["key"]["key_id"])["revoked_at"]
    assert taken(house, old["secret"]) == "service_key_revoked"
    last = run("revoke", ".", new["key"]["key_id"])
    assert "crm was revoked" in last.stdout
    assert "revoked" in run("list", ".").stdout


def test_what_is_wrong_is_told(house: House) -> None:
    assert isinstance(run("revoke", ".", "crm").exception, MalformedError)
    assert isinstance(run(*WANTED, "--purpose", "brochure.send").exception, MalformedError)
    assert run(*WANTED, "--act", "dump").exit_code == 2
    made = done(*WANTED)
    done("revoke", ".", made["key"]["key_id"])
    assert isinstance(run("revoke", ".", made["key"]["key_id"]).exception, ConflictError)


def test_before_there_is_any(house: House) -> None:
    assert "no service key yet" in run("list", ".").stdout
