"""The table of a run, as it is printed."""

from rich.console import Console
from rich.table import Table

from bench.floors import Floor
from bench.harness import Measured, Missing, Spread

_UNITS = ((1.0, "s", 1.0), (1e-3, "ms", 1e3), (0.0, "µs", 1e6))


def amount(value: float, unit: str) -> str:
    """Write a time or a number of bytes with three digits that mean something."""
    if unit != "s":
        return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"  # noqa: PLR2004
    for least, name, factor in _UNITS:
        if value >= least:
            return f"{value * factor:.3g} {name}"
    raise ValueError("A time is not negative.")


def ratio_text(ratio: Spread) -> str:
    """Write a ratio with its spread."""
    return f"{ratio.median:.2f}  ({ratio.least:.2f}–{ratio.greatest:.2f})"


def print_table(console: Console, floors: tuple[Floor, ...], rows: list[Measured | Missing]) -> None:
    """Print the floors and the rows."""
    table = Table(title="Cost of ours over cost of the baseline; less is better", title_justify="left")
    for name in ("operation", "baseline", "ours", "theirs", "ratio (min–max)", "target", "met"):
        table.add_column(name, justify="left" if name in ("operation", "baseline", "met") else "right")
    for floor in floors:
        table.add_row(floor.title, "a floor, for comparison", amount(floor.seconds.median, "s"), "", "", "", "")
    table.add_section()
    for row in rows:
        if isinstance(row, Missing):
            table.add_row(row.title, row.baseline, "", "", f"[dim]{row.how}[/dim]", target_text(row.target), "–")
            continue
        met = {True: "[green]yes[/green]", False: "[red]no[/red]", None: ""}[row.met]
        table.add_row(
            row.title, row.baseline, amount(median(row.ours), row.unit), amount(median(row.theirs), row.unit),
            ratio_text(row.ratio), target_text(row.target), met,
        )  # fmt: skip
    console.print(table)
    for row in rows:
        for note in row.notes if isinstance(row, Measured) else ():
            console.print(f"[dim]{row.title}: {note}[/dim]", highlight=False)


def median(values: tuple[float, ...]) -> float:
    """Give the middle of some measurements."""
    return sorted(values)[len(values) // 2]


def target_text(target: float | None) -> str:
    """Write a target."""
    return "" if target is None else f"≤ {target:.3g}"
