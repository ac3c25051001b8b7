"""The one place where what went wrong becomes what a visitor sees: a status and a page that helps (RFC 9457)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from azukari.base.errors import AzukariError, Kind
from azukari.web.pages import other_language_path

STATUS_BY_KIND = {
    Kind.MALFORMED: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.REFUSED: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.EXPIRED: 410,
    Kind.TAMPERED: 500,
    Kind.UNAVAILABLE: 503,
    Kind.INTERNAL: 500,
}
_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem page: what happened, and what the visitor can do."""

    status: int
    title: str
    text: str
    mend: str = ""
    detail: str = ""


_PAGES = {
    400: (
        gettext_noop("This request could not be read"),
        gettext_noop("What arrived here was incomplete or not in the form that this page expects. Nothing was stored."),
        gettext_noop("Please open the page again from the start."),
    ),
    401: (
        gettext_noop("Please sign in"),
        gettext_noop("This page is only for those who are signed in."),
        "",
    ),
    403: (
        gettext_noop("This was refused"),
        gettext_noop("The request did not come from a page of this site, or it is not allowed. Nothing was stored."),
        gettext_noop("Please open the page again from the start."),
    ),
    404: (
        gettext_noop("This page does not exist"),
        gettext_noop("The address may be mistyped, or what stood here has run out."),
        gettext_noop(
            "Every version of the statement stays at its address for good; you find them in the list of versions."
        ),
    ),
    405: (
        gettext_noop("This page cannot be opened this way"),
        gettext_noop("This address only takes what a form on the page before it sends. Nothing was stored."),
        gettext_noop("Please open the page again from the start."),
    ),
    409: (
        gettext_noop("This was done already"),
        gettext_noop("Nothing was done twice."),
        "",
    ),
    410: (
        gettext_noop("This has expired"),
        gettext_noop(
            "To protect what you typed, an unfinished form can be sent for 30 minutes only. Nothing was stored."
        ),
        gettext_noop("Please fill in the form again."),
    ),
    413: (
        gettext_noop("This was too large"),
        gettext_noop("More arrived than this form takes. Nothing was stored."),
        gettext_noop("Please shorten your text and send it again, or use the telephone or the post."),
    ),
    429: (
        gettext_noop("One moment, please"),
        gettext_noop(
            "Many requests came from your connection in a short time, so we are taking a pause. Nothing was stored."
        ),
        gettext_noop(
            "Please go back and try again in a few minutes; what you typed is still in the page before this one."
        ),
    ),
    500: (
        gettext_noop("Something went wrong on our side"),
        gettext_noop("It is not your fault. What went wrong was noted, without anything that you typed."),
        gettext_noop("Please try again a little later."),
    ),
    503: (
        gettext_noop("This is not available just now"),
        gettext_noop("A part that is needed cannot be reached. Nothing was lost, and nothing half done."),
        gettext_noop("Please try again in a minute."),
    ),
}


def problem(status: int, *, detail: str = "") -> Problem:
    """Describe a problem in the language of the page; a status without a page of its own is a 500."""
    shown = status if status in _PAGES else 500
    title, text, mend = _PAGES[shown]
    return Problem(status=shown, title=_(title), text=_(text), mend=_(mend) if mend else "", detail=detail)


def respond(
    request: HttpRequest,
    status: int,
    *,
    detail: str = "",
    context: Mapping[str, Any] | None = None,
    retry_seconds: int | None = None,
) -> HttpResponse:
    """Answer with the page of a problem, or with ``application/problem+json`` if the caller prefers it."""
    shown = problem(status, detail=detail)
    if request.headers.get("Accept", "").startswith(("application/json", "application/problem+json")):
        body = {"type": "about:blank", "title": shown.title, "status": shown.status, "detail": detail or shown.text}
        response = HttpResponse(json.dumps(body), content_type="application/problem+json", status=shown.status)
    else:
        path = request.path_info
        values = {
            "problem": shown,
            "other_language_url": other_language_path(path) if request.method == "GET" else None,
        }
        response = HttpResponse(
            render_to_string("problem.html", {**values, **(context or {})}, request=request), status=shown.status
        )
    response["Cache-Control"] = "no-store"
    if retry_seconds or shown.status == STATUS_BY_KIND[Kind.UNAVAILABLE]:
        response["Retry-After"] = str(retry_seconds or _RETRY_SECONDS)
    return response


def respond_to_error(
    request: HttpRequest, error: AzukariError, *, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer to one of our errors; of what is internal or tampered, not even the message is shown."""
    return respond(request, STATUS_BY_KIND[error.kind], context=context)
