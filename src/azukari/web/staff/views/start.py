"""The first page: what you may do here, and what you did last."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from azukari.vault import queries
from azukari.web.staff.guard import StaffRequest, any_staff
from azukari.web.staff.statements import purpose_titles
from azukari.web.staff.views.event_rows import shown
from azukari.web.staff.views.pages import database, language, moment, page

_RECENT = 8


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the first page in the language that the browser prefers."""
    language = "en" if get_language_from_request(request).startswith("en") else "ja"
    return HttpResponseRedirect(f"/{language}/")


@require_safe
@any_staff
def start(request: StaffRequest) -> HttpResponse:
    """Show the tasks of the role, and one's own newest acts."""
    found = queries.access_events(database(), queries.EventFilter(actor=str(request.user.pk)), limit=_RECENT)
    titles = purpose_titles(database(), language(), now=moment())
    return page(request, "start.html", {"events": shown(found, names={}, titles=titles)})
