"""A mapping says everything and nothing else: what is missing, unknown or contradictory is told, all at once."""

import pytest

from azukari.vault.intake.provenance import Basis, Giver
from azukari.vault.intake.read_mapping import read_mapping
from azukari.vault.intake.tables import MappingError
from tests.vault.intake.samples import MAPPING, PROVENANCE, SERVICE, TODAY, read
from tests.vault.world import STATEMENT

OTHERS = PROVENANCE.replace('"ourselves"', '"organisation"').replace('"own"', '"consent"') + (
    'address = "Tokyo"\nrepresentative = "Karino Taro"\ncontract = "2026-10-01"\n'
)

# What is changed in a good mapping, and which key is pointed at.
WRONG: dict[str, tuple[str, str, str]] = {
    "no provenance": (PROVENANCE, "", "provenance"),
    "nobody who gave it": ('giver = "ourselves"', "", "provenance.giver"),
    "no name": ('name = "Azukari Shoji"\n', "", "provenance.name"),
    "an empty name": ('name = "Azukari Shoji"', 'name = " "', "provenance.name"),
    "no course of acquisition": ('acquired = "An older system of ours, by its web form"\n', "", "provenance.acquired"),
    "no date": ("received_on = 2026-11-01\n", "", "provenance.received_on"),
    "a date to come": ("received_on = 2026-11-01", "received_on = 2026-11-25", "provenance.received_on"),
    "a date as text": ("received_on = 2026-11-01", 'received_on = "2026-11-01"', "provenance.received_on"),
    "no basis": ('basis = "own"\n', "", "provenance.basis"),
    "opt-out": ('basis = "own"', 'basis = "27-2"', "provenance.basis"),
    "entrusted data": ('basis = "own"', 'basis = "27-5-i"', "provenance.basis"),
    "own data of others": ('giver = "ourselves"', 'giver = "individual"', "provenance.basis"),
    "nobody who confirmed": ('confirmed_by = "Sorano Akira"\n', "", "provenance.confirmed_by"),
    "no state of consent": ('consent = "Agreed to on the form"\n', "", "provenance.consent"),
    "an unknown key": ("[language]", '[language]\nspoken = "ja"', "language.spoken"),
    "an unknown table": ("[language]", "[extra]\n[language]", "extra"),
    "no language": ('[language]\nvalue = "ja"\n', "", "language"),
    "another language": ('value = "ja"', 'value = "fr"', "language"),
    "an item that there is not": ("[items.name]", '[items.shoes]\nvalue = "26"\n[items.name]', "items.shoes"),
    "a required item left out": ('[items.email]\ncolumn = "email"\n', "", "items.email"),
    "neither column nor value": ('[items.email]\ncolumn = "email"', "[items.email]", "items.email"),
    "column and value": ('[items.email]\ncolumn = "email"', '[items.email]\ncolumn = "email"\nvalue = "x"', "items.email"),
    "parts of no address": ('column = "email"', 'parts = { prefecture = "x" }', "items.email.parts"),
    "a date that is none": ('column = "email"', 'column = "email"\ndate = "%Y%m%d"', "items.email.date"),
    "a third part of two": ('column = "name"', 'column = "name"\nsplit = { part = 3 }', "items.name.split.part"),
    "a choice that there is not": (
        "[items.name]", '[items.topic]\ncolumn = "t"\nvalues = { x = "none" }\n[items.name]', "items.topic.values",
    ),
    "a permission that is not asked for": (
        "[items.name]", '[permissions."inquiry.reply"]\ngiven_by_all = "x"\n[items.name]', "permissions.inquiry.reply",
    ),
    "a permission that nothing gives": (
        "[items.name]", '[permissions.newsletter]\ncolumn = "x"\n[items.name]', "permissions.newsletter.given",
    ),
    "a value that gives and refuses": (
        "[items.name]",
        '[permissions.newsletter]\ncolumn = "x"\ngiven = ["1"]\nrefused = ["1"]\n[items.name]',
        "permissions.newsletter.given",
    ),
    "another format": ("[language]", '[source]\nformat = "xlsx"\n[language]', "source.format"),
    "another encoding": ("[language]", '[source]\nencoding = "latin-1"\n[language]', "source.encoding"),
    "no delimiter": ("[language]", '[source]\ndelimiter = ", "\n[language]', "source.delimiter"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_pointed_at(name: str) -> None:
    before, after, key = WRONG[name]
    assert before in MAPPING
    with pytest.raises(MappingError) as found:
        read(MAPPING.replace(before, after, 1))
    assert [one for one in found.value.problems if one.startswith(f"{key} ")], found.value.problems


@pytest.mark.parametrize(("basis", "reason"), [("27-2", "opt-out"), ("27-5-i", "entrusted")])
def test_what_is_never_taken_in_is_refused_with_the_reason(basis: str, reason: str) -> None:
    with pytest.raises(MappingError) as found:
        read(MAPPING.replace('basis = "own"', f'basis = "{basis}"'))
    assert reason in found.value.problems[0]


def test_a_clients_data_came_by_entrustment_and_by_nothing_else() -> None:
    others = MAPPING.replace(PROVENANCE, OTHERS)
    basis = next(line for line in OTHERS.splitlines() if line.startswith("basis"))
    with pytest.raises(MappingError) as found:
        read(others, entrusted=True)
    assert "27-5-i" in found.value.problems[0]
    assert read(others.replace(basis, 'basis = "27-5-i"'), entrusted=True).provenance.basis is Basis.ENTRUSTED


@pytest.mark.parametrize("key", ["address", "representative", "contract"])
def test_who_is_somebody_else_must_be_named_in_full(key: str) -> None:
    good = MAPPING.replace(PROVENANCE, OTHERS)
    assert read(good).provenance.giver is Giver.ORGANISATION
    without = "\n".join(line for line in good.splitlines() if not line.startswith(f"{key} "))
    with pytest.raises(MappingError) as found:
        read(without)
    assert [one.split()[0] for one in found.value.problems] == [f"provenance.{key}"]
    person = without.replace('"organisation"', '"individual"')
    assert key != "representative" or read(person).provenance.representative == ""


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(MappingError) as found:
        read("[items]\n")
    assert len(found.value.problems) > 5
    with pytest.raises(MappingError):
        read("no toml")


def test_a_mapping_that_is_in_order() -> None:
    mapping = read()
    assert mapping.provenance.basis is Basis.OWN
    assert dict(mapping.columns()) == {"items.name": "name", "items.email": "email", "items.question": "question"}
    assert b"Sorano" in mapping.provenance.canonical()


def test_its_digest_is_of_what_it_says_and_not_of_how_it_is_written() -> None:
    assert read("# a comment\n" + MAPPING).digest == read().digest
    other = read_mapping(MAPPING.replace("Sorano", "Umino"), statement=STATEMENT, service=SERVICE, today=TODAY)
    assert other.digest != read().digest
