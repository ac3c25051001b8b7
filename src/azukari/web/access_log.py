"""The one line of a log that a visit leaves at a door (S28)."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_ACCESS = logging.getLogger("azukari.access")
# Arguments of an address that are the same for everybody; any other argument is written as its name.
_PLAIN_ARGUMENTS = ("kind", "label", "other", "service_id")
_FIRST_ERROR = 400


class AccessLogMiddleware:
    """Write one line for each request: method, path, status, size and duration — and nothing else (S28).

    No address, no query, no browser, no referrer; of the path, only what the list of addresses knows (`address_shown`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
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


def _method_shown(request: HttpRequest) -> str:
    return request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH") else "OTHER"
