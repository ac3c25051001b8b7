"""`azukari entrusted`: a contract is agreed, listed, and a client's file taken in."""

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from azukari.cli import entrusted
from azukari.cli.main import app
from azukari.cli.new import make_home
from azukari.host.home import Home
from azukari.host.roles import PERSON_KEYS_DATABASE
from azukari.host.settings import Settings
from tests.cli.importing.office import PROVENANCE
from tests.conftest import Server
from tests.sharing.clients import contract_text

MAPPING = """
[language]
value = "ja"

[items.name]
column = "name"

[items.email]
column = "email"

[items.plan]
column = "plan"
""" + PROVENANCE.replace('basis = "consent"', 'basis = "27-5-i"')


class Firm:
    def __init__(self, home: Home, postgres: Server) -> None:
        self.home, self.postgres = home, postgres

    def run(self, *words: str) -> Result:
        found = CliRunner().invoke(app, ["entrusted", words[0], str(self.home.path), *words[1:]])
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found

    def write(self, name: str, text: str) -> str:
        (self.home.path / name).parent.mkdir(exist_ok=True)
        (self.home.path / name).write_text(text, encoding="utf-8")
        return str(self.home.path / name)

    def people(self, number: int) -> str:
        path = self.home.path / "people.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["name", "email", "plan"])
            writer.writerows([f"架空 {one}郎", f"person{one}@mail.example", "gold"] for one in range(number))
        return str(path)


@pytest.fixture
def firm(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Firm:
    home = make_home(tmp_path / "home", Settings("privacy.example.jp"), edition="modern")

    class Found:
        def __init__(self) -> None:
            self.home = home

        def environment(self, door: str) -> dict[str, str]:
            return {
                "AZUKARI_DATABASE_URL": postgres.url(door),
                "AZUKARI_PERSON_KEYS_URL": postgres.url(door, PERSON_KEYS_DATABASE) if door != "keeper" else "",
                "AZUKARI_ENTRUSTED_URL": postgres.url("entrusted"),
                "AZUKARI_ENTRUSTED_PERSON_KEYS_URL": postgres.url("entrusted", PERSON_KEYS_DATABASE),
            }

    monkeypatch.setattr(entrusted, "find_installation", lambda _: Found())
    return Firm(home, postgres)


def test_a_clients_file_is_taken_in_under_its_contract(firm: Firm) -> None:
    assert "is on record" in firm.run("agree", firm.write("entrusted/hoshizora.toml", contract_text())).output
    (listed,) = json.loads(firm.run("list", "--json").output)
    assert (listed["standing"], listed["contract"]["id"]) == ("active", "hoshizora")
    assert "hoshizora" in firm.run("list").output
    taken = firm.run("import", "hoshizora", firm.people(40), "--mapping", firm.write("mapping.toml", MAPPING))
    assert taken.exit_code == 0, taken.output
    assert re.search(r"\b40\b", taken.output)
    # A second time it is found to be there.
    again = firm.run("import", "hoshizora", firm.people(40), "--mapping", firm.write("mapping.toml", MAPPING))
    assert again.exit_code == 0, again.output


def test_provenance_is_demanded(firm: Firm) -> None:
    firm.run("agree", firm.write("entrusted/hoshizora.toml", contract_text()))
    without = firm.write("mapping.toml", MAPPING.partition("[provenance]")[0])
    with pytest.raises(Exception, match=r"Art\. 30"):
        firm.run("import", "hoshizora", firm.people(3), "--mapping", without)


def test_nothing_is_taken_in_without_a_contract_or_outside_its_term(firm: Firm) -> None:
    with pytest.raises(Exception, match="No client"):
        firm.run("import", "hoshizora", firm.people(3), "--mapping", firm.write("mapping.toml", MAPPING))
    firm.run("agree", firm.write("entrusted/hoshizora.toml", contract_text(begins="2099-01-01", ends="2099-12-31")))
    with pytest.raises(Exception, match="over, or has not begun"):
        firm.run("import", "hoshizora", firm.people(3), "--mapping", firm.write("mapping.toml", MAPPING))
