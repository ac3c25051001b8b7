"""Rules on promises (AZ20x): no sentence without a class, no class without something that bears it."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from azukari.statement.bundle import Draft
from azukari.statement.controls import CONTROLS, can_bear
from azukari.statement.document import PromiseClass
from azukari.statement.findings import Finding, Rule, Severity
from azukari.statement.read_prose import Placed, Prose
from azukari.statement.text import LANGUAGES

ORPHAN = Rule(
    "AZ201",
    "Every sentence says in which way it is true.",
    "A sentence that nothing keeps is an empty promise (S1.2, requirements §0.2).",
    "End it with a mark such as {#id class=enforced by=vault.grants}, or class=notice if it only informs.",
)
UNKNOWN_CONTROL = Rule(
    "AZ202",
    "A promise names controls that exist.",
    "The register of controls is closed: what is not in it keeps nothing.",
    "Correct the name; azukari/statement/controls.py lists all of them.",
)
TOO_WEAK = Rule(
    "AZ203",
    "A promise is shown no stronger than what keeps it.",
    "What a person swears must never be displayed as if the software enforced it (requirements §0.2).",
    "Name a control that bears this class, or lower the class to what is true.",
)
NO_CONTROL = Rule(
    "AZ204",
    "A promise that is enforced, observed or attested names what keeps it.",
    "The public page shows beside each sentence what keeps it; there must be something to show.",
    "Add by=… with at least one control, or class=notice if the sentence only informs.",
)
BAD_SOURCE = Rule(
    "AZ205",
    "source= names sentences S1 to S42.",
    "It maps the example editions to the commissioning document, and a test counts them.",
    "Write source=S4 or source=S4,S13, or leave it out.",
)
UNBOUND_CERTIFICATION = Rule(
    "AZ206",
    "A sentence that pulls in the certification rests on statement.certification.",
    "That control takes the sentence away when the certificate has run out (S38).",
    "Add statement.certification to by=.",
)
CHANGED_ALONE = Rule(
    "AZ207",
    "Both languages of a promise change together.",
    "Requirements §5.3: a pair of which one side changed alone says two things (H22).",
    "Change the other language too, or make sure that only a slip was mended.",
    severity=Severity.WARNING,
)

SENTENCES = frozenset(f"S{number}" for number in range(1, 43))
_SHOWN = 40


def check_promises(draft: Draft) -> Iterator[Finding]:
    """Check each language's sentences."""
    for prose in draft.prose.values():
        for line, text in prose.orphans:
            yield ORPHAN.at(prose.file, line, f"No promise mark after {_short(text)}.")
        for placed in prose.placed:
            yield from _placed(prose, placed)


def check_changed(draft: Draft, previous: Draft) -> Iterator[Finding]:
    """Find promises of which one language changed since the previous version and the other did not."""
    old = {language: _texts(previous.prose[language]) for language in previous.prose}
    new = {language: _texts(draft.prose[language]) for language in draft.prose}
    for name in old["ja"].keys() & old["en"].keys() & new["ja"].keys() & new["en"].keys():
        changed = [part for part in LANGUAGES if old[part][name] != new[part][name]]
        if len(changed) == 1:
            prose = draft.prose[changed[0]]
            line = next(placed.line for placed in prose.placed if placed.mark.id == name)
            other = "en.md" if changed[0] == "ja" else "ja.md"
            yield CHANGED_ALONE.at(prose.file, line, f"The promise {name!r} changed here, but not in {other}.")


def _placed(prose: Prose, placed: Placed) -> Iterator[Finding]:
    mark = placed.mark
    for name in mark.by:
        if name not in CONTROLS:
            near = get_close_matches(name, CONTROLS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            yield UNKNOWN_CONTROL.at(prose.file, placed.line, f"There is no control {name!r}{hint}")
    if mark.promise_class is not PromiseClass.NOTICE and not mark.by:
        yield NO_CONTROL.at(
            prose.file,
            placed.line,
            f"The promise {mark.id!r} is {mark.promise_class}, but names nothing that keeps it.",
        )
    elif all(name in CONTROLS for name in mark.by) and not can_bear(mark.promise_class, mark.by):
        yield TOO_WEAK.at(
            prose.file,
            placed.line,
            f"The promise {mark.id!r} is {mark.promise_class}, but {', '.join(mark.by)} cannot bear that.",
        )
    for name in mark.source:
        if name not in SENTENCES:
            yield BAD_SOURCE.at(prose.file, placed.line, f"{name!r} is no sentence of the source.")
    if "certification." in placed.raw and "statement.certification" not in mark.by:
        yield UNBOUND_CERTIFICATION.at(
            prose.file, placed.line, f"The promise {mark.id!r} shows the certification, but would outlive it."
        )


def _texts(prose: Prose) -> Mapping[str, str]:
    return {placed.mark.id: placed.raw for placed in prose.placed}


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"


RULES = (ORPHAN, UNKNOWN_CONTROL, TOO_WEAK, NO_CONTROL, BAD_SOURCE, UNBOUND_CERTIFICATION, CHANGED_ALONE)
