"""`python -m bench`: measure the rows that are chosen, print them, and keep what a full run found."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench import results
from bench.floors import floors
from bench.ground import Ground, ground
from bench.harness import Measured, Missing, WrongAnswerError, measure
from bench.picture import draw
from bench.profile import SUBJECTS, profile
from bench.rows.catalogue import FAMILIES
from bench.scale import FULL, QUICK, SCALES, Scale
from bench.table import print_table

_WIDE = 160


def main(arguments: list[str]) -> int:
    """Run, and give the exit status: 0 if every answer was right, whatever the times."""
    asked = _parser().parse_args(arguments)
    if asked.act == "draw":
        _draw(asked.file)
        return 0
    console = Console() if sys.stdout.isatty() else Console(width=_WIDE)
    with tempfile.TemporaryDirectory(prefix="azukari-bench-", ignore_cleanup_errors=True) as folder:
        try:
            with ground(Path(folder)) as made:
                if asked.act == "profile":
                    profile(made, asked.subject, calls=asked.calls, console=console)
                else:
                    _measure(made, SCALES[asked.scale], asked.rows, console)
        except WrongAnswerError as error:
            console.print(f"[red]A wrong answer:[/red] {error}")
            return 1
    return 0


def _measure(made: Ground, scale: Scale, chosen: list[str], console: Console) -> None:
    rows: list[tuple[str, Measured | Missing]] = []
    found = floors(made, rounds=scale.rounds)
    try:
        for name in chosen:
            for contest in FAMILIES[name](made, scale):
                console.print(f"[dim]{name}: {contest.title} …[/dim]", highlight=False)
                measured = contest if isinstance(contest, Missing) else measure(contest, rounds=scale.rounds)
                rows.append((name, measured))
    finally:
        print_table(console, found, [row for _, row in rows])
    if scale is not QUICK and set(chosen) == set(FAMILIES):
        run = results.value_of(made, scale.name, floors=found, rows=rows)
        results.keep(run)
        draw(run, results.PICTURE)


def _draw(file: Path) -> None:
    draw(json.loads(file.read_text(encoding="utf-8")), results.PICTURE)


def _rows(text: str) -> list[str]:
    chosen = [name for name in text.split(",") if name] or list(FAMILIES)
    unknown = sorted(set(chosen) - set(FAMILIES))
    if unknown:
        raise argparse.ArgumentTypeError(f"no such rows: {', '.join(unknown)}; there are {', '.join(FAMILIES)}")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure Azukari beside baselines, in one run."
    )
    acts = parser.add_subparsers(dest="act")
    for where in (parser, acts.add_parser("measure", help="measure rows (also without the word)")):
        where.add_argument("--rows", default=list(FAMILIES), type=_rows, help=f"some of {', '.join(FAMILIES)}")
        where.add_argument("--scale", default=FULL.name, choices=sorted(SCALES), help="how much is done")
    told = acts.add_parser("profile", help="tell where the time goes")
    told.add_argument("subject", choices=sorted(SUBJECTS))
    told.add_argument("--calls", default=1000, type=int)
    drawn = acts.add_parser("draw", help="draw the picture of a run that was kept")
    drawn.add_argument("file", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
