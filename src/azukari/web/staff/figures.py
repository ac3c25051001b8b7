"""What the desk's figures show: each as a table of numbers, and as a drawing of that table in Vega-Lite's terms."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from azukari.rights.queries import Figures

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {"ink": "#1f1d1a", "quiet": "#6a655c", "rule": "#dcd7cb", "calm": "#1d4577", "press": "#a92b19"},
    "dark": {"ink": "#ece8df", "quiet": "#a39d90", "rule": "#3a372f", "calm": "#a5c4ea", "press": "#f39b88"},
}
_FONT = "Hiragino Sans, Yu Gothic, Noto Sans CJK JP, Noto Sans JP, Meiryo, sans-serif"
WIDTHS: Mapping[str, int] = {"wide": 560, "narrow": 290}
_WEEKS = 26
_WEEK = timedelta(days=7)
_LIMIT_DAYS = 14
_LONGEST_DAYS = 31
_LAST_OF = (3, 7, 14)  # the last days of the groups of days left


@dataclass(frozen=True, slots=True)
class Table:
    """One figure's numbers, as a table and as data of a drawing."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: tuple[Mapping[str, Any], ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(one["n"] for one in self.data)


def tables(figures: Figures, *, titles: Callable[[str], str], today: date) -> tuple[Table, ...]:
    """Give every figure's numbers; ``titles`` tells what a kind of request is called."""
    return (_left(figures), _taken(figures), _arrived(figures, titles, today))


def drawing(table: Table, theme: str, size: str = "wide") -> dict[str, Any]:
    """Give one figure as a drawing, in the colours of a theme and as wide as a screen lets it be."""
    colours, width = THEMES[theme], WIDTHS[size]
    return {**frame(colours), "data": {"values": list(table.data)}, **_DRAWINGS[table.name](colours, width)}


def frame(colours: Mapping[str, str]) -> dict[str, Any]:
    """Give what every drawing in these colours begins with."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "padding": 4,
        "config": _config(colours),
    }


def _left(figures: Figures) -> Table:
    groups = [
        (_("late"), True),
        *((_("up to %(n)s days") % {"n": last}, False) for last in _LAST_OF),
        (_("more"), False),
    ]
    counted = Counter[int]()
    for days, number in figures.open.items():
        counted[_group(days)] += number
    data = tuple({"group": words, "n": counted[place], "late": late} for place, (words, late) in enumerate(groups))
    rows = tuple((str(one["group"]), str(one["n"])) for one in data)
    return Table("left", _("Open requests by days left to answer"), (_("Days left"), _("Requests")), rows, data)


def _group(days: int) -> int:
    return 0 if days < 0 else 1 + sum(days > last for last in _LAST_OF)


def _taken(figures: Figures) -> Table:
    counted = Counter((min(one.days, _LONGEST_DAYS), one.in_time) for one in figures.answered)
    data = tuple(
        {"days": days, "n": number, "how": _("in time") if in_time else _("late"), "late": not in_time}
        for (days, in_time), number in sorted(counted.items())
    )
    rows = tuple(
        (f"{one['days']}+" if one["days"] == _LONGEST_DAYS else str(one["days"]), str(one["how"]), str(one["n"]))
        for one in data
    )
    title = _("Days from arrival to the end, in the last year")
    return Table("taken", title, (_("Days"), _("In time?"), _("Requests")), rows, data)


def _arrived(figures: Figures, titles: Callable[[str], str], today: date) -> Table:
    first = today - timedelta(days=today.weekday()) - (_WEEKS - 1) * _WEEK
    weeks = [first + place * _WEEK for place in range(_WEEKS)]
    kinds = sorted({kind for week, kind in figures.arrived if week >= first})
    data = tuple(
        {"week": week.isoformat(), "kind": titles(kind), "n": figures.arrived.get((week, kind), 0)}
        for kind in kinds
        for week in weeks
    )
    rows = tuple((str(one["week"]), str(one["kind"]), str(one["n"])) for one in data if one["n"])
    title = _("Received each week, by kind, in half a year")
    return Table("arrived", title, (_("Week from"), _("Kind"), _("Requests")), rows, data)


def _config(colours: Mapping[str, str]) -> dict[str, Any]:
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours["ink"],
            "titleColor": colours["quiet"],
            "titleFontWeight": "normal",
            "gridColor": colours["rule"],
            "domainColor": colours["rule"],
            "tickColor": colours["rule"],
            "labelFontSize": 12,
            "labelPadding": 6,
            "titleFontSize": 12,
        },
        "header": {
            "labelColor": colours["ink"],
            "labelFontSize": 12,
            "labelAlign": "left",
            "labelAnchor": "start",
            "labelAngle": 0,
            "labelOrient": "top",
        },
        "legend": {"labelColor": colours["ink"], "labelFontSize": 12, "symbolType": "square"},
        "text": {"color": colours["ink"], "fontSize": 12},
    }


def _count_axis(title: str) -> dict[str, Any]:
    return {"field": "n", "type": "quantitative", "title": title, "axis": {"tickMinStep": 1, "format": "d"}}


def _late(colours: Mapping[str, str]) -> dict[str, Any]:
    # By lightness as well as by hue: the late ones are outlined and not filled.
    return {
        "fill": {"condition": {"test": "datum.late", "value": "transparent"}, "value": colours["calm"]},
        "stroke": {"condition": {"test": "datum.late", "value": colours["press"]}, "value": colours["calm"]},
        "strokeWidth": {"value": 2},
    }


def _draw_left(colours: Mapping[str, str], width: int) -> dict[str, Any]:
    group = {"field": "group", "type": "nominal", "sort": None, "title": None, "axis": {"ticks": False}}
    bars = {"mark": {"type": "bar", "height": {"band": 0.62}}, "encoding": _late(colours)}
    numbers = {"mark": {"type": "text", "align": "left", "dx": 8}, "encoding": {"text": {"field": "n"}}}
    return {
        "width": width,
        "height": {"step": 34},
        "encoding": {"y": group, "x": {**_count_axis(_("Requests")), "axis": None}},
        "layer": [bars, numbers],
    }


def _draw_taken(colours: Mapping[str, str], width: int) -> dict[str, Any]:
    # The last one stands for all that took longer.
    label = f"datum.value == {_LONGEST_DAYS} ? '{_LONGEST_DAYS}+' : datum.label"
    axis = {"grid": False, "values": [0, 7, 14, 21, _LONGEST_DAYS], "labelExpr": label, "format": "d"}
    scale = {"domain": [-1, _LONGEST_DAYS + 1], "nice": False}
    days = {"field": "days", "type": "quantitative", "title": _("Days"), "scale": scale, "axis": axis}
    bars = {
        "mark": {"type": "bar", "width": width * 0.02},
        "encoding": {"x": days, "y": {**_count_axis(_("Requests")), "stack": "zero"}, **_late(colours)},
    }
    limit = {
        "data": {"values": [{"days": _LIMIT_DAYS, "words": _("two weeks")}]},
        "encoding": {"x": {"field": "days", "type": "quantitative"}},
    }
    line = {"mark": {"type": "rule", "strokeDash": [4, 3], "color": colours["ink"]}}
    words = {
        "mark": {"type": "text", "align": "left", "baseline": "top", "dx": 6, "y": 0},
        "encoding": {"text": {"field": "words"}},
    }
    return {"width": width, "height": 180, "layer": [bars, {**limit, "layer": [line, words]}]}


def _draw_arrived(colours: Mapping[str, str], width: int) -> dict[str, Any]:
    axis = {"grid": False, "labelExpr": "slice(datum.value, 5)", "labelAngle": 0, "labelOverlap": True}
    week = {"field": "week", "type": "ordinal", "title": None, "axis": axis}
    bars = {
        "height": 54,
        "width": width,
        "mark": {"type": "bar", "width": {"band": 0.66}, "color": colours["calm"]},
        "encoding": {"x": week, "y": {**_count_axis(""), "axis": {"tickMinStep": 1, "tickCount": 2, "format": "d"}}},
    }
    row = {"field": "kind", "type": "nominal", "title": None, "sort": None}
    return {"facet": {"row": row}, "spacing": 12, "spec": bars}


_DRAWINGS: Mapping[str, Callable[[Mapping[str, str], int], dict[str, Any]]] = {
    "left": _draw_left,
    "taken": _draw_taken,
    "arrived": _draw_arrived,
}
