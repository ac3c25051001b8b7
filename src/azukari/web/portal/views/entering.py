"""Coming in: say a number or an address, type in the code that was mailed, and, after an address, name a number; and leaving.

Whether anybody is known shows nowhere: each step asks the keeper the same, does the same and says the same in every case.
"""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.base.errors import MalformedError, UnauthenticatedError
from azukari.web.letters import codes
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.cookies import (
    begin_visit,
    end_visit,
    entrance_of,
    entrance_or_none_such,
    set_entrance,
    visit_of,
)
from azukari.web.portal.limits import Act
from azukari.web.portal.views.page import open_to_all, page, pause, visiting

_LONGEST = 300  # more than any number or address, and less than the keeper reads
_ENDED = "visit_ended"


@open_to_all("GET", "HEAD")
def first_page(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the language that the browser asks for."""
    del request
    response = HttpResponseRedirect(reverse("entrance"))
    response["Vary"] = "Accept-Language"
    return response


@open_to_all("GET", "HEAD", "POST")
def entrance(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt number or an address, and put the letter with the code out, whether there will be one or not."""
    if request.method != "POST":
        return _to("mine") if visit_of(request) else _entrance(request)
    if refused := pause(request, Act.ENTER):
        return refused
    said = request.POST.get("said", "")[:_LONGEST]
    try:
        entered = desk.keeper().enter(said.strip() or "-", language=language_of_page())
    except MalformedError:
        return _entrance(request, said=said)
    codes.put(desk.DATABASE, entered)
    response = _to("code")
    set_entrance(response, entered)
    return response


@open_to_all("GET", "HEAD", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; whatever does not fit is answered with one page, whyever it does not."""
    if request.method != "POST":
        return _to("entrance") if entrance_of(request) is None else _code(request)
    if refused := pause(request, Act.CODE):
        return refused
    shown = request.POST.get("code", "")[:_LONGEST].strip() or "-"
    try:
        token = desk.keeper().come_in(entrance_or_none_such(request), code=shown)
    except (UnauthenticatedError, MalformedError):
        return _code(request, wrong=True)
    response = _to("mine")
    begin_visit(response, token)
    return response


@visiting("GET", "HEAD", "POST")
def number(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whoever came by an address for the number of something that was sent from it."""
    if request.method != "POST":
        return _number(request)
    if refused := pause(request, Act.NUMBER):
        return refused
    try:
        desk.keeper(token).name_number(request.POST.get("number", "")[:_LONGEST].strip() or "-")
    except UnauthenticatedError as error:
        if error.ground == _ENDED:
            raise
        return _number(request, wrong=True)
    except MalformedError:
        return _number(request, wrong=True)
    return _to("mine")


@open_to_all("POST")
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit, at the keeper and in the browser."""
    token = visit_of(request)
    if token is not None:
        with suppress(UnauthenticatedError):  # it had ended
            desk.keeper(token).go()
    response = page(request, "left", {"visiting": False}, published=desk.in_force(desk.now()))
    end_visit(response)
    return response


def _entrance(request: HttpRequest, *, said: str | None = None) -> HttpResponse:
    context = {"said": said or "", "wrong": said is not None}
    return page(request, "entrance", context, published=desk.in_force(desk.now()), status=200 if said is None else 422)


def _code(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    published = desk.in_force(desk.now())
    return page(request, "code", {"wrong": wrong}, published=published, status=401 if wrong else 200)


def _number(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    published = desk.in_force(desk.now())
    return page(request, "number", {"wrong": wrong}, published=published, status=401 if wrong else 200)


def _to(name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name), status=303)
