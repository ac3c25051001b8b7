"""The picture of a run: each row's ratio on a logarithmic scale, with its target."""

from pathlib import Path
from typing import Any

import vl_convert

_INK, _QUIET, _GRID = "#24292f", "#6e7781", "#e4e7eb"
_MET, _MISSED, _SHOWN = "#1a7f64", "#c4501b", "#6e7781"
_STATES = {True: "meets its target", False: "misses its target", None: "no target"}
_WIDTH, _STEP = 460, 21
_TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200]


def draw(run: dict[str, Any], path: Path) -> None:
    """Draw a run's rows into an SVG file."""
    svg = vl_convert.vegalite_to_svg(specification(run))
    path.write_text(svg + "\n", encoding="utf-8")


def specification(run: dict[str, Any]) -> dict[str, Any]:
    """Give the drawing in Vega-Lite's terms."""
    rows = [_datum(row) for row in run["rows"] if "ratio" in row]
    least = min(min(row["least"], row["target"] or 1.0) for row in rows)
    greatest = max(max(row["greatest"], row["target"] or 1.0) for row in rows)
    machine = run["machine"]
    versions = f"{machine['cores']} cores · Python {machine['python']} · PostgreSQL {machine['postgresql']}"
    smaller = "" if run["scale"] == "full" else f" (a {run['scale']} run)"
    ratio = {
        "type": "quantitative",
        "scale": {"type": "log", "domain": [least * 0.7, max(greatest * 2.2, 2.5)], "nice": False},
        "axis": {"grid": True, "gridColor": _GRID, "format": "~g", "values": _TICKS},
        "title": "cost of Azukari ÷ cost of the baseline, in the same run (logarithmic; left is better)",
    }  # fmt: skip
    name = {"field": "name", "type": "nominal", "sort": None, "title": None}
    colour = {
        "field": "state", "type": "nominal", "title": None,
        "scale": {"domain": list(_STATES.values()), "range": [_MET, _MISSED, _SHOWN]},
        "legend": {"orient": "bottom", "symbolType": "circle", "symbolOpacity": 1, "symbolStrokeWidth": 0},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "#ffffff",
        "padding": 12,
        "width": _WIDTH,
        "height": {"step": _STEP},
        "title": {
            "text": "Azukari beside plain baselines",
            "subtitle": (
                f"{run['at'][:10]}{smaller} · {versions}"
                " · dot: median of rounds; line: least to greatest; bar: target"
            ),
            "anchor": "start", "color": _INK, "subtitleColor": _QUIET, "subtitlePadding": 6, "offset": 12, "fontSize": 16,
        },
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "color": _INK, "strokeWidth": 1},
                "encoding": {"x": {"datum": 1, **ratio}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {"y": name, "x": {"field": "least", **ratio}, "x2": {"field": "greatest"}, "color": colour},
            },
            {
                "mark": {"type": "circle", "size": 75, "opacity": 1},
                "encoding": {"y": name, "x": {"field": "median", **ratio}, "color": colour},
            },
            {
                "transform": [{"filter": "datum.target !== null"}],
                "mark": {"type": "tick", "color": _INK, "thickness": 2, "size": 15},
                "encoding": {"y": name, "x": {"field": "target", **ratio}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 11, "color": _INK},
                "encoding": {"y": name, "x": {"field": "edge", **ratio}, "text": {"field": "label"}},
            },
        ],
        "config": {
            "font": "Helvetica, Arial, sans-serif",
            "view": {"stroke": None},
            "axis": {"labelColor": _INK, "titleColor": _QUIET, "domain": False, "tickColor": _GRID, "labelLimit": 460,
                     "labelFontSize": 12, "titleFontWeight": "normal"},
            "legend": {"labelColor": _INK, "labelFontSize": 12},
        },
    }  # fmt: skip


def _datum(row: dict[str, Any]) -> dict[str, Any]:
    ratio, target = row["ratio"], row["target"]
    return {
        "name": row["title"],
        **ratio,
        "target": target,
        "edge": max(ratio["greatest"], target or 0.0),
        "label": _digits(ratio["median"]),
        "state": _STATES[row["met"]],
    }


def _digits(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"  # noqa: PLR2004 - two digits that mean something
