"""The two editions of the example: clean, and each answers all 42 sentences of the commissioning document."""

from importlib.resources import as_file, files

import pytest

from azukari.statement import lint
from azukari.statement.bundle import parse, read_folder
from azukari.statement.findings import Severity
from azukari.statement.text import LANGUAGES

_SENTENCES = 42


def _edition(name: str) -> dict[str, bytes]:
    with as_file(files("azukari") / "example" / name / "statement") as folder:
        return read_folder(folder)


@pytest.mark.parametrize("edition", ["modern", "source"])
def test_an_edition_has_no_errors_and_no_warnings(edition: str) -> None:
    findings = lint.check(_edition(edition))
    assert [finding for finding in findings if finding.severity is not Severity.WAIVED] == []


def test_only_the_source_edition_waives_anything() -> None:
    assert lint.check(_edition("modern")) == ()
    assert parse(_edition("modern")).waivers == ()
    assert parse(_edition("source")).waivers


@pytest.mark.parametrize("edition", ["modern", "source"])
def test_all_sentences_of_the_source_are_answered(edition: str) -> None:
    promises = parse(_edition(edition)).promises
    answered = {name for promise in promises for name in promise.source}
    assert answered == {f"S{number}" for number in range(1, _SENTENCES + 1)}
    assert len(answered) == _SENTENCES


@pytest.mark.parametrize("edition", ["modern", "source"])
def test_every_text_is_there_in_both_languages(edition: str) -> None:
    statement = parse(_edition(edition))
    assert len(statement.services) == 6
    for promise in statement.promises:
        assert all(promise.text.in_language(language) for language in LANGUAGES), promise.id
