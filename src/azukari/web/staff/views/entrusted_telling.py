"""What we tell a client: what a person asked, how its data was used, that something happened. What is typed is kept nowhere here.

None of these asks for a fresh proof: what was posted would wait in the session until then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.sharing.entrusted_clients import EntrustedClient
from azukari.web.staff.entrusted_forms import BreachForm, ForwardForm, ReportForm
from azukari.web.staff.entrusted_lines import forwarded_by
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.views.entrusted import Seen, seen_client, tried_at
from azukari.web.staff.views.pages import language, moment, page
from azukari.web.staff.views.recipients import HANDLERS

_METHODS = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to be told: the form for it, on which page, the act once it is filled in, and what is said when it is done."""

    form: Form
    template: str
    act: Callable[[EntrustedClient], Any]
    said: str


@require_http_methods(_METHODS)
@role_required(*HANDLERS)
def forward(request: StaffRequest, client: str) -> HttpResponse:
    """Forward what a person asked to the client whose data it is."""
    seen = _seen(request, client)
    form = ForwardForm(_posted(request), now=moment())
    said = _("It is on its way to the client. Tell the person that it was forwarded, and to whom.")
    telling = Telling(
        form,
        "entrusted_forward.html",
        lambda asked: asked.forward(form.cleaned_data["text"], arrived_at=form.arrived_at()),
        said,
    )
    return _told(request, seen, telling, {"due_on": forwarded_by(seen.today)})


@require_http_methods(_METHODS)
@role_required(*HANDLERS)
def report(request: StaffRequest, client: str) -> HttpResponse:
    """Report to a client how its data was used."""
    seen = _seen(request, client)
    form = ReportForm(_posted(request), one=seen.one, today=seen.today)
    telling = Telling(
        form,
        "entrusted_report.html",
        lambda asked: asked.report(form.cleaned_data["since"], form.cleaned_data["until"]),
        _("The report is on its way to the client."),
    )
    return _told(request, seen, telling, {"due_on": seen.one.report_due_on()})


@require_http_methods(_METHODS)
@role_required(*HANDLERS)
def breach(request: StaffRequest, client: str) -> HttpResponse:
    """Tell a client what has happened to its data."""
    seen = _seen(request, client)
    form = BreachForm(_posted(request))
    said = _("The notice is on its way to the address that the client named for this. Telephone as well.")
    telling = Telling(form, "entrusted_breach.html", lambda asked: asked.tell_breach(form.breach()), said)
    return _told(request, seen, telling, {"breach_contact": seen.one.contract.client.breach_contact})


def _seen(request: StaffRequest, client: str) -> Seen:
    """Read the engagement; that somebody who does not work with it posts, the keeper refuses and records."""
    return seen_client(request, client, must_work=request.method != "POST")


def _posted(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _told(request: StaffRequest, seen: Seen, telling: Telling, more: dict[str, Any]) -> HttpResponse:
    context = {
        "client": seen.client,
        "name": seen.one.contract.client.name.in_language(language()),
        "form": telling.form,
        **more,
    }
    if request.method != "POST":
        return page(request, telling.template, context)
    if not telling.form.is_valid():
        return page(request, telling.template, context, status=400)
    refused = tried_at(request, seen.client, telling.act)
    if refused is not None:
        telling.form.add_error(None, refused.words)
        return page(request, telling.template, context, status=refused.status)
    messages.success(request, telling.said)
    return HttpResponseRedirect(f"{reverse('staff:entrusted_client', args=[seen.client])}#sent")
