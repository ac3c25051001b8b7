"""What stands around every answer of the public door: its headers, and its guard against other sites."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from azukari.base.errors import AzukariError
from azukari.web.database import DatabaseGoneError
from azukari.web.origin import sent_by_another_site, sent_in_the_clear
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.public.views.page import problem_page

GetResponse = Callable[[HttpRequest], HttpResponse]

_ERRORS = logging.getLogger("azukari.public")
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=31536000",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeadersMiddleware:
    """Put the headers on every answer, and turn what went wrong inside into its page."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand around everything that answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what another site sends, pass everything else on, and complete the headers."""
        refused = sent_by_another_site(request) or sent_in_the_clear(request)
        response = problem_page(request, 403) if refused else self._get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer one of our own errors with its page; others go on to Django's last resort."""
        if isinstance(error, OperationalError | InterfaceError):
            error = DatabaseGoneError()
        if not isinstance(error, AzukariError):
            return None
        _ERRORS.warning("A request ended with %s (%s).", type(error).__name__, error.kind)
        return problem_page(request, STATUS_BY_KIND[error.kind], service_id=_service_of(request))


def _service_of(request: HttpRequest) -> str | None:
    return request.resolver_match.kwargs.get("service_id") if request.resolver_match else None
