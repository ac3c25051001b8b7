"""Reading: the statement in force, every version, what changed, the matrix, and whom to ask."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.base.clock import japan_date
from azukari.statement.diff import changes
from azukari.statement.document import PromiseClass
from azukari.statement.prose import outline
from azukari.statement.queries import Published, version, versions
from azukari.statement.text import Language
from azukari.statement.vocabulary import CLASS_MEANINGS, CLASSES, NOT_PROVED
from azukari.web.days import day_shown, instant_shown
from azukari.web.pages import contact_shown, language_of_page
from azukari.web.public import desk
from azukari.web.public.clauses import passages
from azukari.web.public.errors import VersionUnknownError
from azukari.web.public.views.matrix import table
from azukari.web.public.views.page import page, reading
from azukari.web.public.wording import wording_changes


@reading
def first_page(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the language that the browser asks for; the address says which, no cookie does."""
    del request
    response = HttpResponseRedirect(reverse("statement"))
    response["Vary"] = "Accept-Language"
    return response


@reading
def statement(request: HttpRequest) -> HttpResponse:
    """Show the statement in force."""
    published = desk.in_force(desk.now())
    return _show(request, published, published, permanent=False)


@reading
def one_version(request: HttpRequest, label: str) -> HttpResponse:
    """Show one version at its permanent address."""
    return _show(request, named(label), desk.in_force(desk.now()), permanent=True)


@reading
def all_versions(request: HttpRequest) -> HttpResponse:
    """List every version; with two of them chosen, go to what changed between them."""
    old, new = request.GET.get("old"), request.GET.get("new")
    if old and new:
        return HttpResponseRedirect(reverse("diff", args=(named(old).statement.version, named(new).statement.version)))
    published, language = desk.in_force(desk.now()), language_of_page()
    shown = [
        {
            "version": row.version,
            "hash": row.hash,
            "reason": row.reason.in_language(language),
            "published_at": row.published_at,
            "published_shown": instant_shown(row.published_at, language),
            "in_force": row.hash == published.statement.hash,
            "url": reverse("version", args=(row.version,)),
        }
        for row in versions(desk.DATABASE)
    ]
    return page(request, "versions", {"versions": shown, "place": "statement"}, published=published)


@reading
def difference(request: HttpRequest, label: str, other: str) -> HttpResponse:
    """Say in words what changed between two versions, and show how the wording changed."""
    old, new, language = named(label).statement, named(other).statement, language_of_page()
    shown = [{"tone": change.kind.value, "text": change.text.in_language(language)} for change in changes(old, new)]
    context = {
        "old": {"version": old.version, "url": reverse("version", args=(old.version,))},
        "new": {"version": new.version, "url": reverse("version", args=(new.version,))},
        "reason": new.reason.in_language(language),
        "changes": shown,
        "wording": wording_changes(old, new, language),
        "place": "statement",
    }
    return page(request, "diff", context, published=desk.in_force(desk.now()))


@reading
def contacts(request: HttpRequest) -> HttpResponse:
    """List whom to ask, with the services that each answers for (S15)."""
    published, language = desk.in_force(desk.now()), language_of_page()
    stated = published.statement
    shown: list[dict[str, Any]] = [
        {
            **contact_shown(contact, language),
            "general": contact.id == stated.default_contact,
            "services": [
                {"title": service.title.in_language(language), "url": reverse("form", args=(service.id,))}
                for service in stated.services
                if stated.contact(service) is contact
            ],
        }
        for contact in stated.contacts
    ]
    shown.sort(key=lambda entry: not entry["general"])
    return page(request, "contacts", {"entries": shown, "place": "contacts"}, published=published)


def named(label: str) -> Published:
    """Find a version by its label.

    Raises:
        VersionUnknownError: if there is none.
    """
    for row in versions(desk.DATABASE):
        if row.version == label:
            return version(desk.DATABASE, row.hash)
    raise VersionUnknownError


def _show(request: HttpRequest, shown: Published, in_force: Published, *, permanent: bool) -> HttpResponse:
    stated, language = shown.statement, language_of_page()
    today = japan_date(desk.now()) if stated.hash == in_force.statement.hash else stated.effective_on
    context = {
        "title": stated.title.in_language(language),
        "reason": stated.reason.in_language(language),
        "passages": tuple(passages(stated, language, on=today)),
        "contents": outline(stated, language, on=today),
        "classes": _classes(language),
        "not_proved": NOT_PROVED.in_language(language),
        "matrix": tuple(table(stated, service, language) for service in stated.services),
        "in_force": stated.hash == in_force.statement.hash,
        "permanent": permanent,
        "permanent_url": reverse("version", args=(stated.version,)),
        "published_at": shown.published_at,
        **_dates(shown.published_at, stated.effective_on, stated.enacted_on, language),
        "signature": _signature(shown, language),
        "place": "statement",
    }
    return page(request, "statement", {**context, "statement": stated}, published=in_force)


def _classes(language: Language) -> list[dict[str, str]]:
    return [
        {
            "id": promise_class.value,
            "name": CLASSES[promise_class].in_language(language),
            "meaning": CLASS_MEANINGS[promise_class].in_language(language),
        }
        for promise_class in PromiseClass
    ]


def _dates(published_at: datetime, effective_on: date, enacted_on: date, language: Language) -> dict[str, str]:
    return {
        "published_shown": day_shown(japan_date(published_at), language),
        "effective_shown": day_shown(effective_on, language),
        "enacted_shown": day_shown(enacted_on, language),
    }


def _signature(shown: Published, language: Language) -> str:
    stated = shown.statement
    name, title = stated.approved_by.in_language(language), stated.approver_title.in_language(language)
    return _("Approved by %(title)s %(name)s, %(organisation)s") % {
        "title": title,
        "name": name,
        "organisation": stated.organisation.name.in_language(language),
    }
