"""The checker as a whole: a sound statement has no findings, every rule has a breach that it finds at its place."""

import pytest

from azukari.base.errors import NotFoundError
from azukari.statement import lint
from azukari.statement.findings import Severity
from tests.statement.breaches import BREACHES, Breach
from tests.statement.samples import TEXTS, sample


def test_the_sample_is_without_fault() -> None:
    assert lint.check(sample()) == ()


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.code}-{breach.name}")
def test_each_breach_is_found_at_its_place(breach: Breach) -> None:
    files = breach.files()
    found = [finding for finding in lint.check(files) if finding.code == breach.code]
    assert found, [str(finding) for finding in lint.check(files)]
    place = breach.found or breach.file
    assert place in {finding.file for finding in found}
    assert all(finding.message and finding.mend for finding in found)
    if breach.at:
        lines = files[place].decode(errors="replace").splitlines()
        shown = [lines[finding.line - 1] for finding in found if finding.file == place]
        assert any(breach.at in line for line in shown), shown


def test_every_rule_has_a_breach() -> None:
    elsewhere = {"AZ207"}  # needs the version before; see test_lint_promises
    assert lint.RULES.keys() - {breach.code for breach in BREACHES} == elsewhere


def test_codes_are_stable_and_explained() -> None:
    for code, rule in lint.RULES.items():
        assert code == rule.code
        assert lint.explain(code.lower()) is rule
        assert all(text.rstrip().endswith((".", "…", "}")) for text in (rule.title, rule.why, rule.mend)), code


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        lint.explain("AZ999")


WAIVER = '\n[[waivers]]\ncode = "{}"\nbecause = {{ ja = "旧い文のため。", en = "The old text has it." }}\n'


def test_a_waiver_turns_errors_of_its_code_into_reported_waivers() -> None:
    files = sample(("ja.md", "目的ごとの鍵", "SSLの鍵"))
    assert lint.errors(lint.check(files))
    files["statement.toml"] = (TEXTS["statement.toml"] + WAIVER.format("AZ301")).encode()
    (finding,) = lint.check(files)
    assert (finding.code, finding.severity, finding.because) == ("AZ301", Severity.WAIVED, "The old text has it.")


def test_a_waiver_does_not_hide_other_codes() -> None:
    files = sample(("ja.md", "目的ごとの鍵", "SSLと南京錠の鍵"))
    files["statement.toml"] = (TEXTS["statement.toml"] + WAIVER.format("AZ301")).encode()
    assert [finding.code for finding in lint.errors(lint.check(files))] == ["AZ303"]


def test_findings_come_in_the_order_of_the_files() -> None:
    files = sample(("ja.md", "目的ごとの鍵", "SSLの鍵"), ("en.md", "First, the form", "First, the SSL form"))
    places = [(finding.file, finding.line) for finding in lint.check(files)]
    assert places == sorted(places)
