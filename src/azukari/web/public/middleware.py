"""What stands around every answer of the public door: its headers, its guard against other sites, its line of log."""

import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from azukari.base.errors import AzukariError
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.public.errors import DatabaseGoneError
from azukari.web.public.views.page import problem_page

GetResponse = Callable[[HttpRequest], HttpResponse]

_ACCESS = logging.getLogger("azukari.access")
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
_THIS_MACHINE = ("127.0.0.1", "::1")
_OWN_SITES = ("same-origin", "none")
# Arguments of an address that are the same for everybody; any other argument is written as its name.
_PLAIN_ARGUMENTS = ("label", "other", "service_id")
_FIRST_ERROR = 400


class AccessLogMiddleware:
    """Write one line for each request: method, path, status, size and duration — and nothing else (S28).

    No address, no query, no browser, no referrer; of the path, only what the list of addresses knows (`address_shown`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Stand before everything else."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, then write its line."""
        began = time.perf_counter()
        response = self._get_response(request)
        size = 0 if response.streaming else len(response.content)
        spent = int((time.perf_counter() - began) * 1000)
        address = address_shown(request, found=response.status_code < _FIRST_ERROR)
        _ACCESS.info("%s %s %d %d %dms", _method_shown(request), address, response.status_code, size, spent)
        return response


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


def sent_by_another_site(request: HttpRequest) -> bool:
    """Tell whether a page of another site sent this form (Fetch Metadata, or else the Origin header)."""
    if request.method != "POST":
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OWN_SITES
    # Browsers write "null" as the origin of our own forms, because our referrer policy is "no-referrer" (Fetch, 3.2).
    origin = request.headers.get("Origin", "null")
    try:
        return origin != "null" and urlsplit(origin).netloc != request.get_host()
    except DisallowedHost:
        return True


def sent_in_the_clear(request: HttpRequest) -> bool:
    """Tell whether a form came over plain HTTP from another machine (S16.1); what it holds is not even read."""
    return request.method == "POST" and not request.is_secure() and request.META.get("REMOTE_ADDR") not in _THIS_MACHINE


def address_shown(request: HttpRequest, *, found: bool) -> str:
    """Write the address of a request as a log may hold it: tokens, and whatever was not found, by their kind only."""
    match = request.resolver_match
    if match is None:
        return "-"
    shown = "/" + match.route.lstrip("^")
    for name, value in match.kwargs.items():
        marker = next((part for part in shown.split("/") if part.endswith(f":{name}>") or part == f"<{name}>"), None)
        if marker:
            shown = shown.replace(marker, str(value) if found and name in _PLAIN_ARGUMENTS else f":{name}")
    return shown


def _service_of(request: HttpRequest) -> str | None:
    return request.resolver_match.kwargs.get("service_id") if request.resolver_match else None


def _method_shown(request: HttpRequest) -> str:
    return request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH") else "OTHER"
