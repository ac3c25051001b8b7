"""Requests that were made: all of them with their clocks, each by itself, and taking one back."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.base.clock import japan_date
from azukari.statement.organisation import Certification
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.cases import case_shown, line
from azukari.web.portal.limits import Act
from azukari.web.portal.views.page import page, pause, visiting


@visiting("GET", "HEAD")
def requests(request: HttpRequest, token: str) -> HttpResponse:
    """List a person's requests, the newest first."""
    made, today = desk.person(token).page().requests, japan_date(desk.now())
    lines = [
        line(one, today=today, language=language_of_page())
        for one in sorted(made, key=lambda one: one.arrived_at, reverse=True)
    ]
    return page(request, "requests", {"requests": lines, "place": "requests"}, published=desk.in_force(desk.now()))


@visiting("GET", "HEAD")
def one_request(request: HttpRequest, token: str, request_id: uuid.UUID) -> HttpResponse:
    """Show one request: its clock, its steps, and the answer."""
    return _show(request, token, request_id, "request")


@visiting("GET", "HEAD", "POST")
def take_back(request: HttpRequest, token: str, request_id: uuid.UUID) -> HttpResponse:
    """Say what taking a request back means, or take it back."""
    if request.method != "POST":
        return _show(request, token, request_id, "take_back")
    if refused := pause(request, Act.ACT):
        return refused
    desk.person(token).take_back(request_id)
    return HttpResponseRedirect(reverse("request", args=(request_id,)), status=303)


def _show(request: HttpRequest, token: str, request_id: uuid.UUID, template: str) -> HttpResponse:
    view = desk.person(token).case(request_id)
    published, language = desk.in_force(desk.now()), language_of_page()
    certified: Certification | None = published.statement.organisation.certification
    context = {
        "case": case_shown(view, in_force=published.statement, today=japan_date(desk.now()), language=language),
        "body": "" if certified is None else certified.body.in_language(language),
        "place": "requests",
    }
    return page(request, template, context, published=published)
