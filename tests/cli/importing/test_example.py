"""The example of the operator's page works as it is printed."""

import pytest

from tests.cli.importing.office import Office
from tests.house.source import ROOT

EXAMPLE = ROOT / "docs" / "operator" / "import-example"


def test_the_example_is_taken_in_as_it_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = [
        "import", str(office.home.path), str(EXAMPLE / "members.csv"), "--service", "registration",
        "--mapping", str(EXAMPLE / "mapping.toml"),
    ]  # fmt: skip
    checked = office.run(monkeypatch, [*arguments, "--dry-run"])
    assert (checked.exit_code, office.records()) == (0, [])
    assert "3 rows, 3 good, 0 faulty." in checked.output
    done = office.run(monkeypatch, arguments)
    assert done.exit_code == 0, done.output
    opened = sorted(office.opened().values(), key=lambda one: one["serial"])
    assert opened[0] == {
        "product": "pen_sorairo", "serial": "HB-2024-00101", "name": "架空　花子", "email": "hanako@mail.example",
    }  # fmt: skip
    assert len((EXAMPLE / "members.csv").read_text(encoding="utf-8").splitlines()[0].split(",")) == 5
