"""What stands around every answer of the portal: its headers, its guard against other sites, and the ends of a visit."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.base.errors import AzukariError, UnauthenticatedError
from azukari.web.database import DatabaseGoneError
from azukari.web.origin import sent_by_another_site, sent_in_the_clear
from azukari.web.portal.views.page import ended_page, problem_page
from azukari.web.problems import STATUS_BY_KIND

GetResponse = Callable[[HttpRequest], HttpResponse]

_ERRORS = logging.getLogger("azukari.portal")
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=31536000",
    "Referrer-Policy": "same-origin",  # so that browsers say where our own forms come from
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATIC = "/static/"


class SecurityHeadersMiddleware:
    """Put the headers on every answer, and turn what went wrong inside into its page."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand around everything that answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what another site sends, pass everything else on, and complete the headers; no page is kept by anybody."""
        refused = sent_by_another_site(request, unnamed=False) or sent_in_the_clear(request)
        response = problem_page(request, 403) if refused else self._get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if not request.path_info.startswith(_STATIC):
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer one of our own errors with its page; others go on to Django's last resort."""
        if isinstance(error, OperationalError | InterfaceError):
            error = DatabaseGoneError()
        if not isinstance(error, AzukariError):
            return None
        if error.ground == "number_needed":
            return HttpResponseRedirect(reverse("number"), status=303)
        if isinstance(error, UnauthenticatedError):
            return ended_page(request)
        _ERRORS.warning("A request ended with %s (%s).", type(error).__name__, error.kind)
        return problem_page(request, STATUS_BY_KIND[error.kind])
