"""Who holds what: from services to recipients, each band as wide as records were handed over and not yet certified."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import cos, pi
from typing import Any

from django.utils.translation import gettext as _

from azukari.sharing.delivery import OUTSIDE, Kind
from azukari.sharing.handover import HandoverRow
from azukari.web.staff.figures import THEMES, WIDTHS, Table, frame
from azukari.web.staff.sharing_lines import Named

_LABEL, _GAP, _BAND = (
    20.0,
    14.0,
    130.0,
)  # heights: a name above each bar, the space below it, all bands of a side together
_LEAST = 3.0  # a band of a single record has to be seen
_STEPS = 24
_BAR = 6.0

Flow = tuple[str, str]


def flows(handovers: Iterable[HandoverRow]) -> Mapping[Flow, int]:
    """Count the records that recipients have, by service and recipient; named records of a provision have no service."""
    counted = Counter[Flow]()
    for row in handovers:
        if row.state in OUTSIDE and row.kind is Kind.RECORDS:
            counted[row.wish.service if row.wish else "", row.recipient] += row.written
    return counted


def outside_table(found: Mapping[Flow, int], titles: Named) -> Table:
    """Give the numbers, the most first."""
    data = tuple(
        {
            "service": titles.services.get(service, service) or _("Records that were named"),
            "recipient": titles.recipients.get(recipient, recipient),
            "n": count,
        }
        for (service, recipient), count in sorted(found.items(), key=lambda one: (-one[1], one[0]))
        if count
    )
    rows = tuple((str(one["recipient"]), str(one["service"]), f"{one['n']:,}") for one in data)
    return Table("outside", _("Who holds what"), (_("Recipient"), _("Service"), _("Records")), rows, data)


def outside_drawing(table: Table, theme: str, size: str) -> dict[str, Any]:
    """Draw the numbers as bands from left to right, in the colours of a theme."""
    colours, width = THEMES[theme], WIDTHS[size]
    left, right = _side(table, "service"), _side(table, "recipient")
    height = max(_end(left), _end(right))
    bands = [point for number, one in enumerate(_bands(table, left, right)) for point in _points(number, *one, width)]
    bars = [
        {"x": x, "x2": x + _BAR, "y": top, "y2": top + tall}
        for side, x in ((left, 0.0), (right, width - _BAR))
        for top, tall in side.values()
    ]
    return {
        **frame(colours),
        "width": width,
        "height": height,
        "layer": [
            _layer(bands, {"type": "area", "opacity": 0.35, "color": colours["calm"]}, detail={"field": "band"}),
            _layer(bars, {"type": "rect", "color": colours["calm"]}, x2={"field": "x2"}),
            _names(table, left, "service", width),
            _names(table, right, "recipient", width),
        ],
    }


def _thickness(table: Table) -> Mapping[int, float]:
    total = sum(one["n"] for one in table.data)
    return {place: max(_LEAST, _BAND * one["n"] / total) for place, one in enumerate(table.data)}


def _side(table: Table, name: str) -> dict[str, tuple[float, float]]:
    """Give each bar of a side its top and its height."""
    thick = _thickness(table)
    heights: dict[str, float] = {}
    for place, one in enumerate(table.data):
        heights[one[name]] = heights.get(one[name], 0.0) + thick[place]
    found, top = {}, 0.0
    for title, height in heights.items():
        found[title] = (top + _LABEL, height)
        top += _LABEL + height + _GAP
    return found


def _end(side: Mapping[str, tuple[float, float]]) -> float:
    return max((top + tall for top, tall in side.values()), default=0.0) + 2


def _bands(
    table: Table, left: Mapping[str, tuple[float, float]], right: Mapping[str, tuple[float, float]]
) -> list[tuple[float, float, float]]:
    """Give each band its top at the left, its top at the right, and its thickness."""
    used: dict[tuple[str, str], float] = {}
    bands = []
    for place, tall in _thickness(table).items():
        tops = []
        for name, side in (("service", left), ("recipient", right)):
            title = str(table.data[place][name])
            tops.append(side[title][0] + used.get((name, title), 0.0))
            used[name, title] = used.get((name, title), 0.0) + tall
        bands.append((tops[0], tops[1], tall))
    return bands


def _points(band: int, start: float, end: float, tall: float, width: int) -> list[dict[str, float]]:
    points = []
    for step in range(_STEPS + 1):
        part = step / _STEPS
        top = start + (end - start) * (1 - cos(pi * part)) / 2
        x = _BAR + part * (width - 2 * _BAR)
        points.append({"band": band, "x": round(x, 2), "y": round(top, 2), "y2": round(top + tall, 2)})
    return points


def _names(table: Table, side: Mapping[str, tuple[float, float]], name: str, width: int) -> dict[str, Any]:
    x, align = (0.0, "left") if name == "service" else (float(width), "right")
    counted = Counter[str]()
    for one in table.data:
        counted[str(one[name])] += one["n"]
    values = [{"x": x, "y": top - 7, "words": f"{counted[title]:,}  {title}"} for title, (top, _tall) in side.items()]
    mark = {"type": "text", "align": align, "baseline": "middle", "limit": width * 0.49}
    return _layer(values, mark, text={"field": "words"})


def _layer(values: list[dict[str, Any]], mark: dict[str, Any], **channels: Any) -> dict[str, Any]:
    """Place values by what they say, in points; ``y`` runs downwards."""
    encoding: dict[str, Any] = {
        "x": {"field": "x", "type": "quantitative", "scale": None, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
        **channels,
    }
    if values and "y2" in values[0]:
        encoding["y2"] = {"field": "y2"}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}
