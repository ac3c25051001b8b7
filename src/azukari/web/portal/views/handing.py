"""Fetching a hand-over: a recipient has a code mailed, types it in, saves the file, and certifies later what became of it.

Whether there is such a hand-over shows nowhere before the code; opening a page changes nothing, so that programs that look at links
in mails fetch nothing (requirements H49).
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from azukari.base.errors import AzukariError, ExpiredError, MalformedError, RefusedError, UnauthenticatedError
from azukari.sharing.clients import PickupClient
from azukari.sharing.shapes import PickedUp
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.certificate import REFUSED, Filled, read_certificate
from azukari.web.portal.handover import file_name, shown
from azukari.web.portal.limits import Act
from azukari.web.portal.pickup_cookies import (
    awaits_code,
    begin_pickup,
    end_pickup,
    pickup_of,
    set_try,
    try_or_none_such,
)
from azukari.web.portal.views.page import AUDIENCE, View, open_to_all, page, pause, wrong_method
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.uploads import takes_file

# Why a file is not given, by the ground that the keeper names; any other refusal is a condition that is missing.
_REASONS = {
    "made_anew": (
        _("The file is being made anew"),
        _(
            "Something has changed since it was made: a use was stopped, or something was corrected or erased. Please come back"
            " in a few minutes; we write to you, too, as soon as it waits."
        ),
    ),
    "fetched_before": (
        _("This file was fetched before"),
        _("It is given once. If you did not get it whole, please tell us at the contact below, with the number."),
    ),
    "step": (
        _("This cannot be done now"),
        _("The hand-over has moved on meanwhile. What can be done now stands on this page."),
    ),
    "missing": (
        _("We may not hand it over just now"),
        _(
            "A condition has lapsed since it was prepared, such as the term of the contract, an assessment or an inspection. Please"
            " ask us at the contact below, with the number."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Fetching:
    """A recipient who has shown the code, and what they fetch."""

    token: str
    found: PickedUp


def fetching(*allowed: str) -> Callable[[View], View]:
    """Open a view to whoever brings the token of this hand-over; others are led to the page where a code is asked for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, door_id: uuid.UUID) -> HttpResponseBase:
            if request.method not in allowed:
                return wrong_method(request, allowed)
            token = pickup_of(request)
            if token is None:
                return _to("handover", door_id)
            try:
                found = _client().look(token)
                if found.door_id == door_id:
                    return view(request, Fetching(token, found))
            except UnauthenticatedError:
                pass  # too late, or never good: the same page for either
            return _ended(request, door_id)

        setattr(guarded, AUDIENCE, "recipient")
        return guarded

    return decorate


@open_to_all("GET", "HEAD", "POST")
def handover(request: HttpRequest, door_id: uuid.UUID) -> HttpResponseBase:
    """Say what this page is and have a code mailed; or, after the code, show what waits."""
    if request.method == "POST":
        return _begin(request, door_id)
    token = pickup_of(request)
    if token is None:
        return _page(request, "handover_begin", door_id, {})
    return _show(request, door_id)


@open_to_all("GET", "HEAD", "POST")
def code(request: HttpRequest, door_id: uuid.UUID) -> HttpResponse:
    """Ask for the code; whatever does not fit is answered with one page, whyever it does not."""
    if request.method != "POST":
        if not awaits_code(request):
            return _to("handover", door_id)
        return _page(request, "handover_code", door_id, {})
    if refused := pause(request, Act.CODE):
        return refused
    typed = request.POST.get("code", "")[:64].strip() or "-"
    try:
        token = _client().show_code(try_or_none_such(request), typed)
    except (UnauthenticatedError, MalformedError):
        return _page(request, "handover_code", door_id, {"wrong": True}, status=401)
    response = _to("handover", door_id)
    begin_pickup(response, door_id, token)
    return response


@fetching("POST")
def file(request: HttpRequest, one: Fetching) -> HttpResponseBase:
    """Give the encrypted file by parts, or say why it is not given."""
    if refused := pause(request, Act.ACT):
        return refused
    try:
        first = _client().part(one.token, 0)
    except (RefusedError, ExpiredError) as error:
        return _handover_page(request, one, error=error)
    response = StreamingHttpResponse(_parts(one, first), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{file_name(one.found)}"'
    response["Content-Length"] = str(one.found.size)
    return response


@fetching("GET", "HEAD")
def manifest(request: HttpRequest, one: Fetching) -> HttpResponseBase:
    """Give the manifest, as it was written."""
    del request
    response = HttpResponse(one.found.manifest, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{one.found.number}.manifest.json"'
    return response


@takes_file
@fetching("GET", "HEAD", "POST")
def certificate(request: HttpRequest, one: Fetching) -> HttpResponseBase:
    """Take down what became of what was handed over."""
    if request.method != "POST":
        return _form(request, one, Filled({}))
    if refused := pause(request, Act.ACT):
        return refused
    filled = read_certificate(request.POST, request.FILES)
    if filled.certificate is None:
        return _form(request, one, filled, status=422)
    try:
        _client().certify(one.token, filled.certificate, paper=filled.paper)
    except MalformedError as error:
        name, said = REFUSED.get(error.ground, REFUSED["certificate_text"])
        return _form(request, one, Filled(filled.values, errors={name: str(said)}), status=422)
    except RefusedError as error:
        return _handover_page(request, one, error=error)
    return _to("handover", one.found.door_id)


@fetching("POST")
def acknowledge(request: HttpRequest, one: Fetching) -> HttpResponseBase:
    """Take down that a recipient did as a file of changes tells."""
    if refused := pause(request, Act.ACT):
        return refused
    try:
        _client().acknowledge(one.token)
    except RefusedError as error:
        return _handover_page(request, one, error=error)
    return _to("handover", one.found.door_id)


@open_to_all("POST")
def leave_handover(request: HttpRequest, door_id: uuid.UUID) -> HttpResponse:
    """Have the browser forget the token."""
    del request
    response = _to("handover", door_id)
    end_pickup(response, door_id)
    return response


@fetching("GET", "HEAD", "POST")
def _show(request: HttpRequest, one: Fetching) -> HttpResponseBase:
    return _handover_page(request, one)


def _begin(request: HttpRequest, door_id: uuid.UUID) -> HttpResponse:
    if refused := pause(request, Act.ENTER):
        return refused
    pickup_id = _client().begin(door_id, language=language_of_page())
    response = _to("handover_code", door_id)
    set_try(response, door_id, pickup_id)
    return response


def _handover_page(request: HttpRequest, one: Fetching, *, error: AzukariError | None = None) -> HttpResponse:
    found = one.found
    context: dict[str, Any] = {}
    if error is not None:
        context["trouble"] = _REASONS.get(error.ground, _REASONS["missing"])
        found = _client().look(one.token)
    statement = desk.in_force(desk.now()).statement
    context["one"] = shown(found, statement=statement, language=language_of_page(), now=desk.now())
    status = 200 if error is None else STATUS_BY_KIND[error.kind]
    return _page(request, "handover", found.door_id, context, status=status)


def _form(request: HttpRequest, one: Fetching, filled: Filled, *, status: int = 200) -> HttpResponse:
    statement = desk.in_force(desk.now()).statement
    context = {
        "one": shown(one.found, statement=statement, language=language_of_page(), now=desk.now()),
        "values": filled.values,
        "errors": filled.errors,
    }
    return _page(request, "handover_certificate", one.found.door_id, context, status=status)


def _ended(request: HttpRequest, door_id: uuid.UUID) -> HttpResponse:
    response = _page(request, "handover_begin", door_id, {"ended": True}, status=401)
    end_pickup(response, door_id)
    return response


def _parts(one: Fetching, first: bytes) -> Iterator[bytes]:
    client, part, offset = _client(), first, 0
    while part:
        offset += len(part)
        yield part
        # Less than was said: the browser sees by the length that something is missing.
        part = client.part(one.token, offset) if offset < one.found.size else b""


def _page(
    request: HttpRequest, template: str, door_id: uuid.UUID, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    around = {
        "door_id": door_id,
        "visiting": False,  # this is no person's page, whoever else uses this browser
        "home_url": reverse("handover", args=[door_id]),
        **context,
    }
    return page(request, template, around, published=desk.in_force(desk.now()), status=status)


def _client() -> PickupClient:
    return PickupClient(desk.keeper())


def _to(name: str, door_id: uuid.UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=[door_id]), status=303)
