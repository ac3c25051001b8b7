"""The guide's programs run, one after another, against the product; and what its tables say is so."""

import dataclasses
import re
from collections.abc import Callable

import pytest

from azukari.client import Client, Retry, errors
from azukari.client.errors import KINDS
from tests.house.source import ROOT
from tests.journeys.product import Product

GUIDE = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")


@pytest.mark.journey
def test_its_programs_run(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) == 4
    known: dict[str, object] = {}
    for block in blocks:
        program = block.replace("https://localhost:8445/", product.api).replace("demo/", f"{product.home.path}/")
        exec(compile(program, "docs/client.md", "exec"), known)  # noqa: S102
    said = capsys.readouterr().out
    assert "403 no_grant" in said
    assert "['/items/email']" in said
    for name in ("client", "patient"):
        made = known[name]
        assert isinstance(made, Client)
        made.disconnect()


def test_its_statuses_are_those_of_the_classes() -> None:
    rows = re.findall(r"^\| (\d{3}) \| (.+) \|$", GUIDE, re.MULTILINE)
    listed = [name for _, names in rows for name in re.findall(r"`(\w+)`", names)]
    assert sorted(listed) == sorted(one.__name__ for one in KINDS.values())
    named = set(re.findall(r"`(\w+Error)`", GUIDE)) - {"ValueError"}
    assert named == {name for name in vars(errors) if name.endswith("Error")}


def test_its_methods_are_those_of_the_client() -> None:
    table = GUIDE.partition("| method | gives |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"(?<=[`])(\w+)\(", table))
    methods: dict[str, Callable[..., object]] = {
        name: one for name, one in vars(Client).items() if callable(one) and not name.startswith("_")
    }
    assert listed == methods.keys() - {"disconnect"}


def test_its_defaults_are_the_real_ones() -> None:
    defaults = {field.name: field.default for field in dataclasses.fields(Retry)}
    for names, values in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| ([\d., ]+) \|", GUIDE, re.MULTILINE):
        for name, value in zip(re.findall(r"`(\w+)`", names), values.split(", "), strict=True):
            assert defaults.pop(name) == float(value)
    assert set(defaults) == {"clock", "chance", "sleep", "asleep"}
