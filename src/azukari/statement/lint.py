"""The checker: every rule over the files of a statement, with the waivers that an edition states.

``check`` reads like a good linter; ``explain`` tells the rule behind a code.
"""

from collections.abc import Iterator
from dataclasses import replace

from azukari.base.errors import NotFoundError
from azukari.statement import (
    lint_coverage,
    lint_facts,
    lint_mismatches,
    lint_promises,
    lint_recipients,
    lint_services,
    lint_words,
    rules,
)
from azukari.statement.bundle import Draft, Files, read
from azukari.statement.findings import Finding, Rule, Severity
from azukari.statement.read_header import FILE as HEADER

UNKNOWN_WAIVER = Rule(
    "AZ501",
    "A waiver names a rule that exists and may be waived.",
    "Rules without which a statement cannot run are never waived; a misspelt code would waive nothing.",
    "Correct the code, or mend what it is about.",
)
IDLE_WAIVER = Rule(
    "AZ502",
    "A waiver is needed.",
    "A waiver for something that is no longer wrong would hide the next fault.",
    "Remove the waiver.",
    severity=Severity.WARNING,
)

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        *rules.RULES,
        *lint_promises.RULES,
        *lint_services.RULES,
        *lint_words.RULES,
        *lint_facts.RULES,
        *lint_recipients.RULES,
        *lint_mismatches.RULES,
        *lint_coverage.RULES,
        UNKNOWN_WAIVER,
        IDLE_WAIVER,
    )
}


def check(files: Files, *, previous: Files | None = None) -> tuple[Finding, ...]:
    """Find everything that is wrong, ordered by file and line; ``previous`` is the version before this one."""
    draft = read(files)
    found = list(draft.findings)
    found.extend(lint_promises.check_promises(draft))
    found.extend(lint_services.check_services(draft))
    found.extend(lint_words.check_words(draft))
    found.extend(lint_facts.check_facts(draft))
    found.extend(lint_recipients.check_recipients(draft))
    found.extend(lint_mismatches.check_mismatches(draft))
    found.extend(lint_coverage.check_coverage(draft))
    if previous is not None:
        found.extend(lint_promises.check_changed(draft, read(previous)))
    waived = tuple(_waived(draft, found))
    return tuple(sorted(waived, key=lambda finding: (finding.file, finding.line, finding.code, finding.message)))


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Keep those findings that stand in the way of publishing."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def explain(code: str) -> Rule:
    """Give the rule behind a code.

    Raises:
        NotFoundError: if there is no such rule.
    """
    rule = RULES.get(code.strip().upper())
    if rule is None:
        raise NotFoundError(f"There is no rule {code}. Codes look like AZ201.")
    return rule


def _waived(draft: Draft, found: list[Finding]) -> Iterator[Finding]:
    reasons = {}
    codes = {finding.code for finding in found}
    header = draft.tables[HEADER]
    for place, waiver in enumerate(draft.statement.waivers):
        line = header.line("waivers", place, "code")
        rule = RULES.get(waiver.code)
        if rule is None or not rule.waivable:
            why = "is no rule" if rule is None else "may not be waived"
            yield UNKNOWN_WAIVER.at(HEADER, line, f"{waiver.code!r} {why}.")
        elif waiver.code not in codes:
            yield IDLE_WAIVER.at(HEADER, line, f"Nothing breaks {waiver.code}.")
        else:
            reasons[waiver.code] = waiver.because.en
    for finding in found:
        if finding.code in reasons:
            yield replace(finding, severity=Severity.WAIVED, because=reasons[finding.code])
        else:
            yield finding
