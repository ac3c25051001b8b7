"""Django's last resorts, with our pages: what it could not route, would not take, or did not survive."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from azukari.web.portal.views.page import problem_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not be read, and what was too large."""
    return problem_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what was refused."""
    del exception
    return problem_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist."""
    del exception
    return problem_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw."""
    return problem_page(request, 500)
