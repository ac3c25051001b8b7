"""`azukari statement`: check, compare and explain a privacy statement that is written as files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text as Styled

from azukari.base.errors import NotFoundError
from azukari.statement import lint
from azukari.statement.bundle import bundle_hash, decode, parse, read_folder
from azukari.statement.diff import Change, ChangeKind, changes, hints
from azukari.statement.document import Statement
from azukari.statement.findings import Finding, Severity
from azukari.statement.text import Language

app = typer.Typer(
    name="statement",
    help="Check, compare, explain and publish a privacy statement.",
    epilog="A statement is a folder: statement.toml, ja.md, en.md, traffic.toml, services/ and recipients/.",
    no_args_is_help=True,
)

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.WAIVED: "dim"}
_HEADINGS: Mapping[ChangeKind, tuple[str, str]] = {
    ChangeKind.ALLOWED: ("新しくできること", "Newly allowed"),
    ChangeKind.FORBIDDEN: ("できなくなること", "No longer allowed"),
    ChangeKind.PROMISED: ("新しい約束", "Newly promised"),
    ChangeKind.WITHDRAWN: ("弱まる約束・なくなる約束", "Promises weakened or withdrawn"),
    ChangeKind.REWORDED: ("文言の変更", "Reworded"),
}
_WIDEST = 100

FilesArgument = Annotated[Path, typer.Argument(help="A statement's folder, or a bundle file.", exists=True)]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, whose shape is stable, instead of text.")]


@app.command()
def check(
    folder: FilesArgument,
    *,
    previous: Annotated[
        Path | None, typer.Option(help="The version before this one, to find texts of which one language changed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Find what is wrong, with file, line and how to mend it; exit code 1 if there are errors.

    Warnings and waived findings do not stand in the way of publishing.
    """
    files = _files(folder)
    findings = lint.check(files, previous=_files(previous) if previous else None)
    if as_json:
        write_json({**_counted(findings), "findings": [_finding(finding) for finding in findings]})
    else:
        show_findings(findings, files)
    if lint.errors(findings):
        raise typer.Exit(1)


@app.command()
def diff(
    old: FilesArgument,
    new: FilesArgument,
    *,
    language: Annotated[str, typer.Option(help="ja or en.")] = "en",
    as_json: JsonOption = False,
) -> None:
    """Say in words what NEW allows and forbids that OLD does not, and to whom."""
    before, after = parse(_files(old)), parse(_files(new))
    found = changes(before, after)
    if as_json:
        write_json(
            {
                "old": named(before),
                "new": named(after),
                "hints": [str(hint) for hint in hints(found)],
                "changes": [_change(change) for change in found],
            }
        )
        return
    _show_changes(found, _language(language))


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="A code such as AZ213.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Tell the rule behind a code: what it demands, why, and how to mend a breach of it."""
    rule = lint.explain(code)
    if as_json:
        write_json(
            {
                "code": rule.code,
                "severity": str(rule.severity),
                "title": rule.title,
                "why": rule.why,
                "mend": rule.mend,
                "waivable": rule.waivable,
            }
        )
        return
    console = Console(highlight=False)
    console.print(Styled.assemble((rule.code, "bold"), "  ", (str(rule.severity), _COLOURS[rule.severity])))
    console.print(Styled(rule.title, style="bold"))
    console.print(Styled.assemble(("Why   ", "dim"), rule.why))
    console.print(Styled.assemble(("Mend  ", "dim"), rule.mend))
    if rule.waivable:
        console.print(Styled("An edition may waive this rule in statement.toml: [[waivers]] with code and because."))


def _files(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return read_folder(path)
    if not path.is_file():
        raise NotFoundError(f"There is no {path}.")
    return decode(path.read_bytes())


def _language(word: str) -> Language:
    if word == "ja":
        return "ja"
    if word == "en":
        return "en"
    raise typer.BadParameter("The language is ja or en.")


def _counted(findings: tuple[Finding, ...]) -> dict[str, int]:
    return {
        name: sum(finding.severity is severity for finding in findings)
        for name, severity in (
            ("errors", Severity.ERROR),
            ("warnings", Severity.WARNING),
            ("waived", Severity.WAIVED),
        )
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "file": finding.file,
        "line": finding.line,
        "message": finding.message,
        "mend": finding.mend,
        "because": finding.because,
    }


def named(statement: Statement) -> dict[str, str]:
    """Name a version of a statement."""
    return {"version": statement.version, "edition": statement.edition, "hash": statement.hash}


def _change(change: Change) -> dict[str, str]:
    return {
        "kind": str(change.kind),
        "hint": str(change.hint),
        "subject": change.subject,
        "ja": change.text.ja,
        "en": change.text.en,
    }


def write_json(value: Mapping[str, Any]) -> None:
    """Write a value for programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_findings(findings: tuple[Finding, ...], files: Mapping[str, bytes]) -> None:
    """Show findings like a linter: where, which code, what is wrong, how to mend it."""
    console = Console(highlight=False, soft_wrap=True)
    lines = {name: content.decode(errors="replace").splitlines() for name, content in files.items()}
    for finding in findings:
        console.print(
            Styled.assemble(
                (f"{finding.file}:{finding.line}", "bold"),
                ": ",
                (f"{finding.severity} {finding.code}", _COLOURS[finding.severity]),
                f" {finding.message}",
            )
        )
        if finding.severity is Severity.WAIVED:
            console.print(Styled(f"    waived: {finding.because}", style="dim"))
            continue
        source = lines.get(finding.file, [])
        if 0 < finding.line <= len(source) and source[finding.line - 1].strip():
            console.print(Styled(f"{finding.line:>5} │ {_shortened(source[finding.line - 1])}", style="cyan"))
        console.print(Styled(f"      mend: {finding.mend}"))
    _show_summary(console, findings, files)


def _show_summary(console: Console, findings: tuple[Finding, ...], files: Mapping[str, bytes]) -> None:
    count = _counted(findings)
    if not count["errors"]:
        rest = f" {count['warnings']} warning(s), {count['waived']} waived." if findings else ""
        console.print(Styled.assemble(("No errors.", "bold green"), f"{rest} Bundle {bundle_hash(files)}."))
        return
    summary = f"{count['errors']} error(s), {count['warnings']} warning(s), {count['waived']} waived."
    first = lint.errors(findings)[0].code
    console.print(Styled.assemble((summary, "bold red"), f" `azukari statement explain {first}` tells why."))


def _show_changes(found: tuple[Change, ...], language: Language) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for kind, headings in _HEADINGS.items():
        chosen = [change for change in found if change.kind is kind]
        if chosen:
            console.print(Styled(headings[0] if language == "ja" else headings[1], style="bold"))
        for change in chosen:
            console.print(Styled.assemble("  · ", change.text.in_language(language), (f"  [{change.hint}]", "dim")))
    if not found:
        console.print("違いはありません。" if language == "ja" else "Nothing changes.")


def _shortened(line: str) -> str:
    return line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…"
