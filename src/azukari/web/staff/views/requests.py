"""The queue of requests, those that have ended, and taking in one that did not come by the page."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.base.clock import japan_date
from azukari.base.errors import AzukariError, Kind
from azukari.rights import queries
from azukari.rights.clients import DeskClient
from azukari.statement.purposes import Role
from azukari.web.packs import offered_packs
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.packs import holidays_end, kind_title
from azukari.web.staff.request_forms import ArrivalForm, QueueForm
from azukari.web.staff.request_lines import request_line
from azukari.web.staff.request_words import refused_words
from azukari.web.staff.views.pages import database, keeper, language, moment, page

HANDLERS = (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF)
READERS = (*HANDLERS, Role.AUDITOR)


@require_safe
@role_required(*READERS)
def queue(request: StaffRequest) -> HttpResponse:
    """List what is open, the most urgent first."""
    return _listed(request, queries.open_requests(database()), ended=False)


@require_safe
@role_required(*READERS)
def ended(request: StaffRequest) -> HttpResponse:
    """List what has ended, the newest first."""
    return _listed(request, queries.ended_requests(database()), ended=True)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HANDLERS)
def take_in(request: StaffRequest) -> HttpResponse:
    """Take in a request that came by mail, telephone, letter or at the counter."""
    form = ArrivalForm(
        request.POST if request.method == "POST" else None,
        packs=offered_packs(),
        language=language(),
        now=moment(),
    )
    if form.is_bound and form.is_valid():
        desk = DeskClient(keeper(request))
        try:
            taken = desk.take_in(form.arrival())
        except AzukariError as error:
            if error.kind is Kind.UNAUTHENTICATED:
                raise
            form.add_error(None, refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE))
        else:
            messages.success(request, _("It was taken in. Its number is %(number)s.") % {"number": taken.number})
            _identify(request, desk, taken.request_id, form.cleaned_data["number"])
            return HttpResponseRedirect(reverse("staff:request", args=[taken.request_id]))
    return page(request, "request_add.html", {"form": form}, status=400 if form.is_bound else 200)


def _identify(request: StaffRequest, desk: DeskClient, request_id: uuid.UUID, number: str) -> None:
    # The request is in already; a number that does not fit is told, and can be given again on its page.
    if number:
        try:
            desk.identify(request_id, number)
        except AzukariError as error:
            messages.warning(request, refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE))


def _listed(request: StaffRequest, rows: tuple[queries.ListedRequest, ...], *, ended: bool) -> HttpResponse:
    speech, today = language(), japan_date(moment())
    kinds = {row.kind: kind_title(row.pack, row.kind, speech) for row in rows}
    form = QueueForm(request.GET, kinds=sorted(kinds.items()), ended=ended)
    wanted = form.cleaned_data if form.is_valid() else {}
    chosen = [
        row
        for row in rows
        if wanted.get("state") in ("", None, row.state.value) and wanted.get("kind") in ("", None, row.kind)
    ]
    context: dict[str, Any] = {
        "lines": [request_line(row, speech, today=today) for row in chosen],
        "form": form,
        "filtered": bool(wanted.get("state") or wanted.get("kind")),
        "any": bool(rows),
        "ended": ended,
        "holidays_end": holidays_end(today),
        "may_handle": request.user.role in HANDLERS,
    }
    return page(request, "requests.html", context)
