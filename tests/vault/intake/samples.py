"""A mapping for the small service of the vault's tests."""

from datetime import date

from azukari.vault.intake.conversion import Converted, Converter
from azukari.vault.intake.faults import Fault
from azukari.vault.intake.mapping import ColumnMapping
from azukari.vault.intake.read_mapping import read_mapping
from azukari.vault.intake.rows import Row
from tests.vault.world import STATEMENT

TODAY = date(2026, 11, 24)
SERVICE = STATEMENT.service("inquiry")
PROVENANCE = """
[provenance]
giver = "ourselves"
name = "Azukari Shoji"
acquired = "An older system of ours, by its web form"
received_on = 2026-11-01
basis = "own"
consent = "Agreed to on the form"
confirmed_by = "Sorano Akira"
confirmed_how = "The system's own documents"
"""
ITEMS = """
[language]
value = "ja"

[items.name]
column = "name"

[items.email]
column = "email"

[items.question]
column = "question"
"""
MAPPING = ITEMS + PROVENANCE


def read(text: str = MAPPING, *, entrusted: bool = False) -> ColumnMapping:
    return read_mapping(text, statement=STATEMENT, service=SERVICE, today=TODAY, entrusted=entrusted)


def convert(values: dict[str, str], text: str = MAPPING) -> Converted | tuple[Fault, ...]:
    row = {"name": "佐藤", "email": "a@example.jp", "question": "値段", **values}
    return Converter(read(text), statement=STATEMENT, service=SERVICE).convert(Row(7, row))


def codes(values: dict[str, str], text: str = MAPPING) -> list[str]:
    found = convert(values, text)
    assert not isinstance(found, Converted), found
    return [fault.code.value for fault in found]
