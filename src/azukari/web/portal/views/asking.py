"""Asking: choose a right, fill in its form, and be given a number at once."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.base.errors import MalformedError
from azukari.rights.wish import Form
from azukari.statement.queries import Published
from azukari.statement.service import Item
from azukari.vault.services.showing import HeldRecord
from azukari.web.answers import shown_answer
from azukari.web.pages import language_of_page
from azukari.web.portal import desk
from azukari.web.portal.asking import (
    CORRECTION,
    MAY_SUPPRESS,
    NEEDS_SURE,
    NEEDS_TEXT,
    NEEDS_USES,
    Filled,
    correctable,
    read_correction,
    read_wish_form,
    value_field,
)
from azukari.web.portal.cases import right, rights
from azukari.web.portal.errors import NotYoursError
from azukari.web.portal.holdings import groups, has_postal_address
from azukari.web.portal.limits import Act
from azukari.web.portal.views.page import page, pause, visiting


@visiting("GET", "HEAD")
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """List what a person may ask for."""
    del token  # the list is the same for everybody
    context = {"rights": rights(language_of_page()), "place": "requests"}
    return page(request, "ask_choose", context, published=desk.in_force(desk.now()))


@visiting("GET", "HEAD", "POST")
def ask(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """Show the form of a right, or take in what is asked for."""
    asked = right(kind, language_of_page())
    person = desk.person(token)
    records = person.page().records
    published = desk.in_force(desk.now())
    if kind == CORRECTION:
        return _choose_item(request, records, published)
    if request.method != "POST":
        return _form(request, kind, records, published)
    if refused := pause(request, Act.ACT):
        return refused
    filled = read_wish_form(kind, request.POST, records)
    if filled.errors:
        return _form(request, kind, records, published, filled=filled)
    taken = person.ask(kind, filled.wish, pack=asked.pack)
    return HttpResponseRedirect(reverse("request", args=(taken.request_id,)), status=303)


@visiting("GET", "HEAD", "POST")
def correct(request: HttpRequest, token: str, record_id: uuid.UUID, item_id: str) -> HttpResponse:
    """Show what stands in an item and ask for what should stand there, or take that in."""
    asked = right(CORRECTION, language_of_page())
    person = desk.person(token)
    records = person.page().records
    held = next((one for one in records if one.record_id == record_id), None)
    if held is None:
        raise NotYoursError
    item = _item(held, item_id)
    around = {"has_address": has_postal_address(records, version=desk.version)}
    if request.method != "POST":
        return _correction(request, held, item, around)
    if refused := pause(request, Act.ACT):
        return refused
    filled = read_correction(item, held, request.POST, language=language_of_page())
    if filled.errors:
        return _correction(request, held, item, around, filled=filled)
    try:
        taken = person.ask(CORRECTION, filled.wish, pack=asked.pack)
    except MalformedError:
        raise NotYoursError from None
    return HttpResponseRedirect(reverse("request", args=(taken.request_id,)), status=303)


def _form(
    request: HttpRequest,
    kind: str,
    records: tuple[HeldRecord, ...],
    published: Published,
    *,
    filled: Filled | None = None,
) -> HttpResponse:
    language = language_of_page()
    ticked = {} if filled is None else filled.wish.purposes
    context: dict[str, Any] = {
        "right": right(kind, language),
        "groups": groups(records, in_force=published.statement, version=desk.version, language=language),
        "with_uses": kind in NEEDS_USES,
        "with_sure": kind in NEEDS_SURE,
        "with_suppress": kind in MAY_SUPPRESS,
        "text_needed": kind in NEEDS_TEXT,
        "has_address": has_postal_address(records, version=desk.version),
        "ticked": [f"{record} {purpose}" for record, purposes in ticked.items() for purpose in purposes],
        **_filled(filled),
    }
    return page(request, "ask", context, published=published, status=422 if filled else 200)


def _choose_item(request: HttpRequest, records: tuple[HeldRecord, ...], published: Published) -> HttpResponse:
    language = language_of_page()
    services = {one.record_id: desk.version(one.statement_hash).service(one.service) for one in records}
    context = {
        "right": right(CORRECTION, language),
        "records": correctable(records, services, language),
        "place": "requests",
    }
    return page(request, "ask_item", context, published=published)


def _correction(
    request: HttpRequest,
    held: HeldRecord,
    item: Item,
    around: dict[str, Any],
    *,
    filled: Filled | None = None,
) -> HttpResponse:
    language = language_of_page()
    now = held.values.get(item.id, "")
    typed = now if filled is None else request.POST.get("value", "")
    context = {
        **around,
        "right": right(CORRECTION, language),
        "held": held,
        "label": item.label.in_language(language),
        "hint": item.hint.in_language(language),
        "item_id": item.id,
        "now": shown_answer(item, now, language=language),
        "field": value_field(item, typed, language=language),
        **_filled(filled),
        "opinion": filled is not None and "opinion" in request.POST,
        "text": request.POST.get("text", ""),
    }
    return page(request, "ask_correction", context, published=desk.in_force(desk.now()), status=422 if filled else 200)


def _filled(filled: Filled | None) -> dict[str, Any]:
    return {
        "errors": {} if filled is None else filled.errors,
        "text": "" if filled is None else filled.wish.text,
        "by_letter": filled is not None and filled.wish.form is Form.LETTER,
        "suppress": filled is not None and filled.wish.suppress,
        "place": "requests",
    }


def _item(held: HeldRecord, item_id: str) -> Item:
    try:
        return desk.version(held.statement_hash).service(held.service).item(item_id)
    except KeyError:
        raise NotYoursError from None
