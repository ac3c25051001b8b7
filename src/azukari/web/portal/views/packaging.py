"""Taking everything along: one package that the keeper makes, fetched in parts and handed on as it comes."""

import uuid
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from azukari.base.errors import UnavailableError
from azukari.rights.clients import PersonClient
from azukari.rights.shapes import PackageAbout
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.errors import NotYoursError
from azukari.web.portal.limits import Act
from azukari.web.portal.views.page import page, pause, visiting

# The ground of `rights.services.packaging.PackagePreparingError`, as the keeper answers it.
PREPARING = "package_preparing"


@visiting("GET", "HEAD", "POST")
def package(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say what is in the package, or give it."""
    if request.method != "POST":
        return page(request, "package", {"place": "package"}, published=desk.in_force(desk.now()))
    if refused := pause(request, Act.ACT):
        return refused
    person = desk.person(token)
    try:
        about = person.begin_package(language_of_page(), request_id=_request_of(request))
    except UnavailableError as error:
        if error.ground != PREPARING:
            raise
        context = {"place": "package", "preparing": True}
        return page(request, "package", context, published=desk.in_force(desk.now()), status=202)
    response = StreamingHttpResponse(_parts(person, about), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{about.name}"'
    response["Content-Length"] = str(about.size)
    return response


def _parts(person: PersonClient, about: PackageAbout) -> Iterator[bytes]:
    offset = 0
    while offset < about.size:
        part = person.package_part(about.package_id, offset)
        if not part:
            return  # less than was said: the browser sees by the length that something is missing
        offset += len(part)
        yield part


def _request_of(request: HttpRequest) -> uuid.UUID | None:
    named = request.POST.get("request", "")
    try:
        return uuid.UUID(named) if named else None
    except ValueError:
        raise NotYoursError from None
