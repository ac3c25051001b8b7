import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from azukari.base.errors import AzukariError, MalformedError, NotFoundError, TamperedError
from azukari.cli.main import main
from azukari.cli.verify import verify
from azukari.statement.text import Text
from tests.rights.package.samples import CONTENT, PACKAGE_ID, whole
from tests.rights.package.tampering import TAMPERINGS
from tests.rights.package.tampering import WHOLE as PACKAGE
from tests.vault.test_receipt import FACTS, VKEY, WHOLE
from tests.vault.world import STATEMENT

_app = typer.Typer(pretty_exceptions_enable=False)
_app.command()(verify)


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    path.write_bytes(WHOLE)
    return path


def test_a_good_receipt_is_proved(receipt: Path) -> None:
    result = CliRunner().invoke(_app, [str(receipt), "--key", VKEY])
    assert result.exit_code == 0
    assert "Proved" in result.stdout
    assert FACTS.number in result.stdout
    assert "Compare that key" not in result.stdout


def test_without_a_key_it_says_what_to_compare(receipt: Path) -> None:
    result = CliRunner().invoke(_app, [str(receipt)])
    assert result.exit_code == 0
    assert "Compare that key" in result.stdout


def test_a_key_may_lie_in_a_file(receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "ledger.vkey").write_text(f"{VKEY}\n")
    result = CliRunner().invoke(_app, [str(receipt), "--key", str(tmp_path / "ledger.vkey"), "--json"])
    answer = json.loads(result.stdout)
    assert answer["verified"] is True
    assert answer["number"] == FACTS.number
    assert answer["ledger"]["key_given"] is True


def test_a_changed_receipt_is_named(receipt: Path) -> None:
    receipt.write_bytes(WHOLE.replace(b"inquiry", b"inquirx"))
    result = CliRunner().invoke(_app, [str(receipt)])
    assert isinstance(result.exception, TamperedError)


def test_a_missing_or_endless_file_is_named(tmp_path: Path) -> None:
    assert isinstance(CliRunner().invoke(_app, [str(tmp_path / "none.json")]).exception, NotFoundError)
    (tmp_path / "long.json").write_bytes(b" " * ((1 << 20) + 1))
    assert isinstance(CliRunner().invoke(_app, [str(tmp_path / "long.json")]).exception, MalformedError)


def test_a_key_file_that_is_no_text_is_named(receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    result = CliRunner().invoke(_app, [str(receipt), "--key", str(tmp_path / "key")])
    assert isinstance(result.exception, MalformedError)


def test_it_needs_no_framework_and_no_database() -> None:
    blocked = (
        "import sys\n"
        "for name in ('django', 'psycopg', 'psycopg_pool', 'procrastinate'): sys.modules[name] = None\n"
        "import azukari.cli.verify\n"
    )
    subprocess.run([sys.executable, "-c", blocked], check=True, timeout=30)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "azukari.zip"
    path.write_bytes(PACKAGE)
    return path


def test_a_good_package_is_proved(package: Path) -> None:
    result = CliRunner().invoke(_app, [str(package), "--key", VKEY])
    assert result.exit_code == 0
    assert "Proved: this package" in result.stdout
    for said in (str(PACKAGE_ID), "2026-11-27 18:15:02 (Japan)", "Azukari Shoji", "7K3M-92QF-0TB5, 9A4C-81XY-0TBH"):
        assert said in result.stdout
    assert "Compare that key" not in result.stdout


def test_a_package_without_a_key_says_what_to_compare(package: Path) -> None:
    result = CliRunner().invoke(_app, [str(package)])
    assert result.exit_code == 0
    assert "the key in the package. Compare that key" in result.stdout


def test_a_package_is_told_to_programs(package: Path) -> None:
    answer = json.loads(CliRunner().invoke(_app, [str(package), "--key", VKEY, "--json"]).stdout)
    assert (answer["verified"], answer["kind"], answer["package"]) == (True, "package", str(PACKAGE_ID))
    assert "data.json" in answer["files"]
    assert answer["receipts"] == ["7K3M-92QF-0TB5", "9A4C-81XY-0TBH"]
    assert answer["ledger"]["key_given"] is True


def test_a_package_is_known_by_what_it_holds_and_not_by_its_name(package: Path) -> None:
    renamed = package.rename(package.with_name("receipt.json"))
    assert CliRunner().invoke(_app, [str(renamed), "--key", VKEY]).exit_code == 0


@pytest.mark.parametrize("name", ["a changed file", "a bomb", "no proof", "an entry of another manifest"])
def test_a_changed_package_is_named(package: Path, name: str) -> None:
    make, kind, ground = TAMPERINGS[name]
    package.write_bytes(make())
    found = CliRunner().invoke(_app, [str(package)]).exception
    assert isinstance(found, AzukariError)
    assert (found.kind, found.ground) == (kind, ground)


def test_a_package_that_is_endless_is_named(package: Path) -> None:
    with package.open("ab") as file:
        file.truncate((1 << 26) + 1)
    found = CliRunner().invoke(_app, [str(package)]).exception
    assert isinstance(found, MalformedError)


def test_exit_codes_are_those_that_it_documents(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def code(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["azukari", "verify", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        return int(str(left.value.code or 0))

    assert code(str(package)) == 0
    assert code(str(package.with_name("none.zip"))) == 5
    package.write_bytes(TAMPERINGS["a bomb"][0]())
    assert code(str(package)) == 2
    package.write_bytes(TAMPERINGS["a changed file"][0]())
    assert code(str(package)) == 8


def test_no_text_of_a_file_works_on_the_terminal(package: Path) -> None:
    evil = replace(
        STATEMENT, organisation=replace(STATEMENT.organisation, name=Text(ja="\x1b[2J社", en="\x1b[2J[red]x"))
    )
    package.write_bytes(whole(replace(CONTENT, statements={STATEMENT.hash: evil})))
    output = CliRunner().invoke(_app, [str(package)]).stdout
    assert "\x1b[2J" not in output
    assert "\ufffd[2J社" in output
