import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from azukari.base.errors import MalformedError, NotFoundError, TamperedError
from azukari.cli.verify import verify
from tests.vault.test_receipt import FACTS, VKEY, WHOLE

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
