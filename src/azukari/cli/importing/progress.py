"""A bar with rows each second and the time that is left; nothing at all where nobody looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

Moved = Callable[[int, int], None]
_EVERY = 250


class _RowsEachSecond(ProgressColumn):
    def render(self, task: Task) -> Text:
        rows, seconds = task.fields["rows"], task.elapsed or 0
        return Text(f"{rows:,} rows  {rows / seconds:,.0f}/s" if seconds else f"{rows:,} rows", style="cyan")


@contextmanager
def moving(title: str, *, size: int, console: Console) -> Iterator[Moved]:
    """Show how a reading moves on; call what is given with the place that was reached and the rows that were read."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        _RowsEachSecond(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=size, rows=0)

        def moved(done: int, rows: int) -> None:
            if rows % _EVERY == 0:
                bar.update(task, completed=done, rows=rows)

        yield moved
