"""What is kept of a full run: every round's costs, and facts about the machine that are no secrets."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.floors import Floor
from bench.ground import Ground
from bench.harness import Measured, Missing, Spread

FOLDER = Path(__file__).parent / "results"
PICTURE = FOLDER / "latest.svg"
_DIGITS = 6


def value_of(
    made: Ground, scale: str, *, floors: Sequence[Floor], rows: Sequence[tuple[str, Measured | Missing]]
) -> dict[str, Any]:
    """Write a run as a value; it names no path, no host and no user."""
    version = made.plain.info.server_version
    return {
        "format": 1,
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "scale": scale,
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            "postgresql": f"{version // 10_000}.{version % 10_000}",
        },
        "floors": [{"title": one.title, "seconds": _spread(one.seconds)} for one in floors],
        "rows": [_row(family, one) for family, one in rows],
    }


def keep(value: dict[str, Any], folder: Path = FOLDER) -> Path:
    """Write a run to a file named for its time."""
    folder.mkdir(exist_ok=True)
    name = datetime.fromisoformat(value["at"]).strftime("%Y-%m-%dT%H%MZ")
    path = folder / f"{name}.json"
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _row(family: str, row: Measured | Missing) -> dict[str, Any]:
    shared = {"family": family, "title": row.title, "baseline": row.baseline, "target": row.target}
    if isinstance(row, Missing):
        return {**shared, "missing": row.how}
    return {
        **shared,
        "unit": row.unit,
        "ours": [_rounded(cost) for cost in row.ours],
        "theirs": [_rounded(cost) for cost in row.theirs],
        "ratio": _spread(row.ratio),
        "met": row.met,
        "notes": list(row.notes),
    }


def _spread(values: Spread) -> dict[str, float]:
    return {
        "least": _rounded(values.least), "median": _rounded(values.median), "greatest": _rounded(values.greatest)
    }  # fmt: skip


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
