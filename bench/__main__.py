"""`python -m bench`: measure the rows that are chosen, print them, and keep a full run's results."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench.floors import floors
from bench.ground import Ground, ground
from bench.harness import Measured, Missing, WrongAnswerError, measure
from bench.rows.catalogue import FAMILIES
from bench.scale import FULL, SCALES, Scale
from bench.table import print_table


def main(arguments: list[str]) -> int:
    """Run, and give the exit status: 0 if every answer was right, whatever the times."""
    asked = _parser().parse_args(arguments)
    scale = SCALES[asked.scale]
    chosen = asked.rows.split(",") if asked.rows else list(FAMILIES)
    console = Console(width=None if sys.stdout.isatty() else 160)
    with tempfile.TemporaryDirectory(prefix="azukari-bench-", ignore_cleanup_errors=True) as folder:
        try:
            with ground(Path(folder)) as made:
                rows = _run(made, scale, chosen, console)
                print_table(console, floors(made, rounds=scale.rounds), rows)
        except WrongAnswerError as error:
            console.print(f"[red]A wrong answer:[/red] {error}")
            return 1
    return 0


def _run(made: Ground, scale: Scale, chosen: list[str], console: Console) -> list[Measured | Missing]:
    rows: list[Measured | Missing] = []
    for name in chosen:
        for contest in FAMILIES[name](made, scale):
            console.print(f"[dim]{name}: {contest.title} …[/dim]", highlight=False)
            rows.append(contest if isinstance(contest, Missing) else measure(contest, rounds=scale.rounds))
    return rows


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure Azukari beside baselines, in one run."
    )
    parser.add_argument("--rows", default="", help=f"families of rows, parted by commas: {', '.join(FAMILIES)}")
    parser.add_argument("--scale", default=FULL.name, choices=sorted(SCALES), help="how much is done")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
