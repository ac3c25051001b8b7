from azukari.statement import lint
from azukari.statement.findings import Severity
from tests.statement.samples import sample


def test_one_language_that_changed_alone_is_a_warning() -> None:
    findings = lint.check(sample(("ja.md", "一つめ", "最初")), previous=sample())
    assert [(finding.code, finding.file, finding.severity) for finding in findings] == [
        ("AZ207", "ja.md", Severity.WARNING)
    ]


def test_both_languages_together_are_fine() -> None:
    changed = sample(("ja.md", "一つめ", "最初"), ("en.md", "First", "At first"))
    assert lint.check(changed, previous=sample()) == ()


def test_an_unchanged_statement_is_fine() -> None:
    assert lint.check(sample(), previous=sample()) == ()


def test_a_near_name_is_proposed() -> None:
    (finding,) = lint.check(
        sample(("ja.md", "by=web.notice", "by=web.notise"), ("en.md", "by=web.notice", "by=web.notise"))
    )[:1]
    assert "did you mean 'web.notice'?" in finding.message
