"""Pages for what went wrong, in the clothes of the staff door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.web.problems import respond

LAYOUT = {"layout": "staff/base.html"}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer to what could not be read."""
    del exception
    return respond(request, 400, context=LAYOUT)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer to somebody whose role this page is not for."""
    del exception
    return render(request, "staff/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer to an address that leads nowhere."""
    del exception
    return respond(request, 404, context=LAYOUT)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer to a fault of ours."""
    return respond(request, 500, context={"layout": "staff/bare.html"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer to a form without a token that fits: sent from elsewhere, or after the session had ended."""
    del reason
    return respond(request, 403, context=LAYOUT)
