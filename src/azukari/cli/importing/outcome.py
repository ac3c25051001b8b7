"""What a run came to, shown to people: counts, the first faults, and what to do next; no value of the file is in it."""

from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from azukari.cli.importing.session import Session
from azukari.vault.intake.faults import WORDS, Fault
from azukari.vault.intake.tally import Tally
from azukari.vault.services.importing import Standing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, and how far the import has come; ``standing`` is none if it was never begun."""

    session: Session
    tally: Tally
    standing: Standing | None

    def totals(self) -> dict[str, int | str]:
        """Give the counts for a report."""
        tally, standing = self.tally, self.standing or Standing("")
        return {
            "import": str(self.session.wanted.import_id),
            "service": self.session.service.id,
            "state": "not begun" if self.standing is None else "finished" if standing.finished else "begun",
            "rows": tally.rows,
            "good": tally.good,
            "faulty": tally.faulty,
            "faults": tally.faults,
            "stored": standing.stored,
            "skipped": standing.skipped,
        }


def show(console: Console, outcome: Outcome) -> None:
    """Show what a run came to."""
    tally, standing = outcome.tally, outcome.standing
    for fault in tally.first:
        _show_fault(console, fault)
    if tally.faults > len(tally.first):
        rest = tally.faults - len(tally.first)
        console.print(Text(f"… and {rest:,} more; --report FILE has all of them.", style="dim"))
    for code, count in tally.codes.most_common():
        console.print(
            Text.assemble((f"{count:>9,}  ", "bold"), f"{code.value:<16} {WORDS[code].problem}"), soft_wrap=True
        )
    if standing is not None and standing.finished:
        words = f"Finished: {standing.stored:,} stored, {standing.skipped:,} skipped"
        console.print(
            Text.assemble((words, "bold green"), f"; import {outcome.session.wanted.import_id}."), soft_wrap=True
        )
        return
    counts = f"{tally.rows:,} rows, {tally.good:,} good, {tally.faulty:,} faulty."
    console.print(Text(counts, style="bold red" if tally.faults else "bold green"))
    if standing is None:
        console.print("Nothing was stored.")
    else:
        console.print(f"{standing.stored:,} were stored before; the import is not finished.")


def _show_fault(console: Console, fault: Fault) -> None:
    words = WORDS[fault.code]
    where = " ".join(part for part in (" + ".join(fault.columns), f"({fault.item})" if fault.item else "") if part)
    console.print(
        Text.assemble(
            (f"line {fault.line}", "bold"),
            f": {where}" if where else "",
            ": ",
            (fault.code.value, "red"),
            f" {words.problem}",
        ),
        soft_wrap=True,
    )
    console.print(Text(f"      mend: {words.mend}"), soft_wrap=True)
