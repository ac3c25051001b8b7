"""What every view of the public door shares: one way to make a page, and the methods that an address takes."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from azukari.statement.queries import Published
from azukari.statement.service import Service
from azukari.statement.text import Language
from azukari.web.pages import contact_shown, language_of_page, other_language_path
from azukari.web.problems import respond
from azukari.web.public import desk

View = Callable[..., HttpResponse]


def methods(*allowed: str) -> Callable[[View], View]:
    """Answer other methods than these with a page that says so."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in allowed:
                return view(request, *args, **kwargs)
            response = problem_page(request, 405, service_id=kwargs.get("service_id"))
            response["Allow"] = ", ".join(allowed)
            return response

        return guarded

    return decorate


reading = methods("GET", "HEAD")
sending = methods("POST")


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    published: Published,
    status: int = 200,
    private: bool = False,
) -> HttpResponse:
    """Make a page; a private one is never kept by a browser or anything on the way."""
    shown = {**surroundings(request, published), **context}
    response = render(request, f"public/{template}.html", shown, status=status)
    response["Cache-Control"] = "no-store" if private else "no-cache"
    return response


def problem_page(
    request: HttpRequest,
    status: int,
    *,
    service_id: str | None = None,
    retry_seconds: int | None = None,
    detail: str = "",
) -> HttpResponse:
    """Make a problem page with the house around it, and the way back to the form if there was one."""
    published = desk.last_seen()
    context: dict[str, Any] = {"layout": "public/layout.html"}
    # What goes wrong early goes wrong before the page has its language; the address knows it.
    with override("en" if request.path_info.startswith("/en/") else get_language()):
        if published is not None:
            context |= surroundings(request, published)
            if any(service.id == service_id for service in published.statement.services):
                context["form_url"] = reverse("form", args=(service_id,))
        return respond(request, status, detail=detail, context=context, retry_seconds=retry_seconds)


def surroundings(request: HttpRequest, published: Published) -> dict[str, Any]:
    """Give what stands around every page: whose it is, whom to ask, the same page in the other language."""
    language = language_of_page()
    statement = published.statement
    return {
        "house": statement.organisation.name.in_language(language),
        "organisation": {"address": statement.organisation.address.in_language(language)},
        "contact": contact_shown(statement.contact(), language),
        "statement": statement,
        "demo": settings.AZUKARI_DEMO,
        "home_url": reverse("statement"),
        "portal_url": f"{settings.AZUKARI_PORTAL_URL}/{language}/" if settings.AZUKARI_PORTAL_URL else "",
        "other_language_url": other_language_path(request.path_info) if request.method in ("GET", "HEAD") else None,
    }


def contact_of(published: Published, service: Service, language: Language) -> dict[str, str]:
    """Resolve and give the contact of a service (S15)."""
    return contact_shown(published.statement.contact(service), language)
