"""The interface speaks Japanese and English completely, and says nothing that it no longer means to say."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "src" / "azukari" / "web" / "locale"
_PLACE = re.compile(r"%\(\w+\)[sd]")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return _tool()


def _catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"), wrapwidth=0)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_catalogue_has_exactly_what_the_source_says(tool: ModuleType, language: str) -> None:
    entries = [(entry.msgid, entry.msgid_plural) for entry in _catalogue(language)]
    assert set(entries) == tool.used()
    assert entries == sorted(entries)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_text_is_translated(language: str) -> None:
    catalogue = _catalogue(language)
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_translations_keep_their_placeholders(language: str) -> None:
    for entry in _catalogue(language):
        wanted = set(_PLACE.findall(entry.msgid + entry.msgid_plural))
        for translated in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            assert set(_PLACE.findall(translated)) <= wanted, entry.msgid
            assert entry.msgid_plural or set(_PLACE.findall(translated)) == wanted, entry.msgid


def test_english_says_what_the_source_says() -> None:
    for entry in _catalogue("en"):
        assert entry.msgid in (entry.msgstr, *entry.msgstr_plural.values())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    compiled = polib.mofile(str(folder / "django.mo"))
    said = {(entry.msgid, entry.msgstr, tuple(entry.msgstr_plural.values())) for entry in compiled}
    assert said == {(e.msgid, e.msgstr, tuple(e.msgstr_plural.values())) for e in _catalogue(language)}
