"""Stopping a use: what follows from it first, then one button. It is as easy as giving was."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.rights.outside import tell_outside
from azukari.rights.shapes import PersonPage
from azukari.sharing.queries import HeldOutside
from azukari.statement.text import Language
from azukari.statement.vocabulary import listed
from azukari.vault.services.showing import HeldRecord
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.errors import NotYoursError
from azukari.web.portal.holdings import Card, UseShown, card, only_for
from azukari.web.portal.limits import Act
from azukari.web.portal.views.page import page, pause, visiting


@visiting("GET", "HEAD", "POST")
def stop(request: HttpRequest, token: str, record_id: uuid.UUID, purpose_id: str) -> HttpResponse:
    """Say what stopping a use means, or stop it."""
    if request.method != "POST":
        return _ask(request, desk.person(token).page(), record_id, purpose_id)
    if refused := pause(request, Act.ACT):
        return refused
    desk.person(token).stop(record_id, purpose=purpose_id)
    return HttpResponseRedirect(f"{reverse('mine')}#r-{record_id}", status=303)


def _ask(request: HttpRequest, own: PersonPage, record_id: uuid.UUID, purpose_id: str) -> HttpResponse:
    published, language = desk.in_force(desk.now()), language_of_page()
    held = next((one for one in own.records if one.record_id == record_id), None)
    if held is None:
        raise NotYoursError
    shown = card(held, in_force=published.statement, version=desk.version, language=language)
    context = {
        "card": shown,
        "use": _living(shown, purpose_id),
        "gone": listed(only_for(held, purpose_id, version=desk.version, language=language), language),
        "told": listed(_told(own.outside, held, purpose_id, language), language),
        "last": len(shown.living) == 1,
        "elsewhere": [one for one in own.records if one is not held and _goes_on(one, purpose_id)],
        "place": "mine",
    }
    return page(request, "stop", context, published=published)


def _told(outside: tuple[HeldOutside, ...], held: HeldRecord, purpose_id: str, language: Language) -> tuple[str, ...]:
    """Name who was handed this for that purpose and is told to stop."""
    some = [one for one in outside if (one.record_id, one.purpose) == (held.record_id, purpose_id) and one.still_there]
    told = (tell_outside(one, version=desk.version, language=language).recipient for one in some)
    return tuple(dict.fromkeys(told))


def _living(shown: Card, purpose_id: str) -> UseShown:
    for use in shown.living:
        if use.id == purpose_id:
            return use
    raise NotYoursError


def _goes_on(held: HeldRecord, purpose_id: str) -> bool:
    return any(use.living and use.purpose == purpose_id for use in held.uses)
