"""What every view of the portal shares: one way to make a page, whom it is for, and the methods that an address takes."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from azukari.statement.queries import Published
from azukari.web.pages import contact_shown, language_of_page, other_language_path
from azukari.web.portal import desk
from azukari.web.portal.cookies import end_visit, visit_of
from azukari.web.portal.limits import Act
from azukari.web.problems import respond

View: TypeAlias = Callable[..., HttpResponseBase]

AUDIENCE = "portal_audience"


def open_to_all(*allowed: str) -> Callable[[View], View]:
    """Mark a view as one for strangers, too, and answer other methods than these with a page that says so."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs) if request.method in allowed else wrong_method(request, allowed)

        setattr(guarded, AUDIENCE, "all")
        return guarded

    return decorate


def visiting(*allowed: str) -> Callable[[View], View]:
    """Open a view to whoever brings the token of a visit, which the view is given; others are led to the entrance.

    Whether the token is good, the keeper says.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in allowed:
                return wrong_method(request, allowed)
            token = visit_of(request)
            if token is None:
                return HttpResponseRedirect(reverse("entrance"), status=303)
            return view(request, token, *args, **kwargs)

        setattr(guarded, AUDIENCE, "visitor")
        return guarded

    return decorate


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, published: Published, status: int = 200
) -> HttpResponse:
    """Make a page."""
    return render(request, f"portal/{template}.html", {**surroundings(request, published), **context}, status=status)


def pause(request: HttpRequest, act: Act) -> HttpResponse | None:
    """Count an act of this connection; give the page that asks for a pause if there were too many."""
    wait = desk.TURNSTILE.wait_seconds(act, str(request.META.get("REMOTE_ADDR", "")), now=desk.now())
    return problem_page(request, 429, retry_seconds=wait) if wait else None


def problem_page(request: HttpRequest, status: int, *, retry_seconds: int | None = None) -> HttpResponse:
    """Make a problem page with the house around it."""
    # What goes wrong early goes wrong before the page has its language; the address knows it.
    with override(_language_of(request)):
        return respond(request, status, context=_around(request), retry_seconds=retry_seconds)


def ended_page(request: HttpRequest) -> HttpResponse:
    """Say that the visit has ended, and have the browser forget it; the same for every token that is not good."""
    with override(_language_of(request)):
        text = render_to_string("portal/ended.html", _around(request), request=request)
    response = HttpResponse(text, status=401)
    end_visit(response)
    return response


def surroundings(request: HttpRequest, published: Published) -> dict[str, Any]:
    """Give what stands around every page: whose it is, whom to ask, where the statement stands, and the other language."""
    language = language_of_page()
    organisation = published.statement.organisation
    return {
        "house": organisation.name.in_language(language),
        "organisation": {"address": organisation.address.in_language(language)},
        "contact": contact_shown(published.statement.contact(), language),
        "demo": settings.AZUKARI_DEMO,
        "staff_url": f"{settings.AZUKARI_STAFF_URL}/{language}/mails/" if settings.AZUKARI_DEMO else "",
        "home_url": reverse("entrance"),
        "public_url": f"{settings.AZUKARI_PUBLIC_URL}/{language}/",
        "visiting": visit_of(request) is not None,
        "other_language_url": other_language_path(request.path_info) if request.method in ("GET", "HEAD") else None,
    }


def _around(request: HttpRequest) -> dict[str, Any]:
    published = desk.last_seen()
    context: dict[str, Any] = {"layout": "portal/layout.html", "home_url": "/"}
    return context if published is None else context | surroundings(request, published)


def _language_of(request: HttpRequest) -> str | None:
    return "en" if request.path_info.startswith("/en/") else get_language()


def wrong_method(request: HttpRequest, allowed: tuple[str, ...]) -> HttpResponse:
    """Answer a method that an address does not take."""
    response = problem_page(request, 405)
    response["Allow"] = ", ".join(allowed)
    return response
