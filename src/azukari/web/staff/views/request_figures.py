"""Figures of the desk: pictures, each with its numbers in a table beside it."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.rights import queries
from azukari.web.staff.figures import THEMES, WIDTHS, Table, drawing, tables
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.packs import every_kind_title
from azukari.web.staff.pictures import drawn
from azukari.web.staff.views.pages import database, language, moment, page
from azukari.web.staff.views.requests import READERS


@require_safe
@role_required(*READERS)
def figures(request: StaffRequest) -> HttpResponse:
    """Show every figure, with its table."""
    found = queries.figures(database(), now=moment())
    open_now = sum(found.open.values())
    late = sum(not one.in_time for one in found.answered)
    context = {
        "tables": _tables(found),
        "open": open_now,
        "overdue": found.overdue,
        "ended": len(found.answered),
        "late": late,
    }
    return page(request, "request_figures.html", context)


@require_safe
@role_required(*READERS)
def picture(request: StaffRequest, figure: str, theme: str, size: str) -> HttpResponse:
    """Give one figure as a picture."""
    del request
    found = [one for one in _tables(queries.figures(database(), now=moment())) if not one.is_empty]
    if theme not in THEMES or size not in WIDTHS or figure not in {one.name for one in found}:
        raise Http404
    # All of the page at once: the process that draws is started once for them.
    pictures = drawn([drawing(one, theme, size) for one in found])
    svg = next(svg for one, svg in zip(found, pictures, strict=True) if one.name == figure)
    return HttpResponse(svg, content_type="image/svg+xml")


def _tables(found: queries.Figures) -> tuple[Table, ...]:
    speech = language()
    return tables(found, titles=lambda kind: every_kind_title(kind, speech), today=japan_date(moment()))
