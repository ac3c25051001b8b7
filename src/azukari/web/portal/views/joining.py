"""Saying that another receipt number is one's own, too; and taking that back."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.base.errors import AzukariError, ConflictError, Kind, MalformedError
from azukari.base.ids import read_receipt_number
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.errors import NotYoursError
from azukari.web.portal.holdings import card
from azukari.web.portal.limits import Act
from azukari.web.portal.views.page import page, pause, visiting

_LONGEST = 40
_NOT_IT = frozenset({Kind.UNAUTHENTICATED, Kind.REFUSED, Kind.NOT_FOUND, Kind.MALFORMED})


@visiting("GET", "HEAD", "POST")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for another number, say what joining it means, and join it: two clicks."""
    if request.method != "POST":
        return _form(request)
    if refused := pause(request, Act.NUMBER):
        return refused
    try:
        number = read_receipt_number(request.POST.get("number", "")[:_LONGEST])
    except MalformedError:
        return _form(request, wrong=True)
    if "sure" not in request.POST:
        published = desk.in_force(desk.now())
        return page(request, "join_sure", {"number": number, "place": "mine"}, published=published)
    try:
        desk.person(token).join(number)
    except ConflictError:
        pass  # it was one's own before
    except AzukariError as error:
        if error.kind not in _NOT_IT or error.ground == "visit_ended":
            raise
        return _form(request, wrong=True)
    return HttpResponseRedirect(reverse("mine"), status=303)


@visiting("GET", "HEAD", "POST")
def separate(request: HttpRequest, token: str, record_id: uuid.UUID) -> HttpResponse:
    """Say what taking a number back means, or take it back."""
    person = desk.person(token)
    if request.method == "POST":
        if refused := pause(request, Act.ACT):
            return refused
        person.separate(record_id)
        return HttpResponseRedirect(reverse("mine"), status=303)
    held = next((one for one in person.page().records if one.record_id == record_id), None)
    if held is None:
        raise NotYoursError
    published = desk.in_force(desk.now())
    shown = card(held, in_force=published.statement, version=desk.version, language=language_of_page())
    return page(request, "separate", {"card": shown, "place": "mine"}, published=published)


def _form(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    published = desk.in_force(desk.now())
    return page(request, "join", {"wrong": wrong, "place": "mine"}, published=published, status=422 if wrong else 200)
