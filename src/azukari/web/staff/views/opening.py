"""Opening a record: choose a purpose, give a reason, find, and see exactly what the purpose may see.

What is typed and what is opened travel in the bodies of forms and answers only. Nothing of it is kept here: a page that is loaded
anew asks the keeper anew, and is recorded anew.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from azukari.base.errors import AzukariError, Kind
from azukari.statement import queries as statement_queries
from azukari.statement.purposes import Purpose, Role
from azukari.statement.service import Service
from azukari.vault import queries
from azukari.vault.annotation import is_statement
from azukari.vault.keeper_client import Found, Opened
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff.forms import FindForm, ShowForm
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.statements import find_purpose, item_lines, purpose_groups, statement_in_force
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.words import refusal_words

OPENERS = (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF)
_RECORDED = (Kind.REFUSED, Kind.NOT_FOUND, Kind.TAMPERED)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One record of a list of results, with its service in words."""

    record_id: str
    number: str
    service: str
    collected_at: Any


@require_safe
@role_required(*OPENERS)
def choose(request: StaffRequest) -> HttpResponse:
    """List the purposes that the role may open for, each with its sentence."""
    statement = statement_in_force(database(), now=moment())
    speech = language()
    groups = [
        {
            "title": group.service.title.in_language(speech) if group.service else _("For the whole organisation"),
            "purposes": [_purpose_context(purpose) for purpose in group.purposes],
        }
        for group in purpose_groups(statement, Role(request.user.role))
    ]
    return page(request, "open_choose.html", {"groups": groups})


@require_safe
@role_required(*OPENERS)
def ask(request: StaffRequest, purpose_id: str) -> HttpResponse:
    """Ask for the reason and for what finds the record."""
    return page(request, "open_ask.html", {"form": FindForm(), **_purpose_page(request, purpose_id)})


@require_POST
@role_required(*OPENERS)
def find(request: StaffRequest, purpose_id: str) -> HttpResponse:
    """Find records that this purpose may open; a receipt number names one record, which is opened at once, or refused."""
    context = _purpose_page(request, purpose_id)
    form = FindForm(request.POST)
    if not form.is_valid():
        return page(request, "open_ask.html", {"form": form, **context}, status=400)
    asked = form.cleaned_data
    if asked["kind"] == "number":
        return _open(request, asked["value"], asked["reason"], {**context, "form": form})
    try:
        found = keeper(request).find(asked["kind"], asked["value"], purpose=purpose_id, reason=asked["reason"])
    except AzukariError as error:
        if error.kind is not Kind.MALFORMED:
            return _refused(request, error, context)
        form.add_error("value", _("This is not of the form that is searched for. Please look at it again."))
        return page(request, "open_ask.html", {"form": form, **context}, status=400)
    return page(request, "open_found.html", {"found": _rows(found), "reason": asked["reason"], **context})


@require_POST
@role_required(*OPENERS)
def show(request: StaffRequest, purpose_id: str) -> HttpResponse:
    """Open one record and show what this purpose may see of it."""
    context = _purpose_page(request, purpose_id)
    form = ShowForm(request.POST)
    if not form.is_valid():
        return page(request, "open_ask.html", {"form": FindForm(request.POST), **context}, status=400)
    asked = form.cleaned_data
    return _open(request, asked["record"], asked["reason"], {**context, "form": FindForm(request.POST)})


def _open(request: StaffRequest, record: uuid.UUID | str, reason: str, context: dict[str, Any]) -> HttpResponse:
    try:
        opened = keeper(request).open(record, purpose=context["purpose"]["id"], reason=reason)
    except AzukariError as error:
        if error.kind is not Kind.MALFORMED:
            return _refused(request, error, context)
        context["form"].add_error("value", _("This is not of the form that is searched for. Please look at it again."))
        return page(request, "open_ask.html", context, status=400)
    return page(request, "open_show.html", {**context, **_opened_context(opened), "reason": reason})


def _purpose_context(purpose: Purpose) -> dict[str, Any]:
    speech = language()
    return {
        "id": purpose.id,
        "title": purpose.title.in_language(speech),
        "text": purpose.text.in_language(speech),
        "consent": purpose.consent,
    }


def _purpose_page(request: StaffRequest, purpose_id: str) -> dict[str, Any]:
    statement = statement_in_force(database(), now=moment())
    purpose, service = find_purpose(statement, purpose_id, Role(request.user.role))
    return {"purpose": _purpose_context(purpose), "service": _title(service)}


def _title(service: Service | None) -> str:
    return service.title.in_language(language()) if service else _("For the whole organisation")


def _rows(found: tuple[Found, ...]) -> list[FoundRow]:
    statement = statement_in_force(database(), now=moment())
    titles = {service.id: service.title.in_language(language()) for service in statement.services}
    return [
        FoundRow(str(one.record_id), one.number, titles.get(one.service, one.service), one.collected_at)
        for one in found
    ]


def _opened_context(opened: Opened) -> dict[str, Any]:
    bound = statement_queries.version(database(), opened.statement_hash).statement
    service = bound.service(opened.service)
    event = queries.access_event(database(), opened.event_id)
    return {
        "opened": opened,
        "lines": item_lines(service, opened.items, language()),
        "left_out": len(service.items) - sum(not is_statement(name) for name in opened.items),
        "record_service": service.title.in_language(language()),
        "version": bound.version,
        "entry_id": event.entry_id if event else None,
    }


def _refused(request: StaffRequest, error: AzukariError, context: dict[str, Any]) -> HttpResponse:
    """Say that it was refused, in whose words, why, and what one can do."""
    kind, words = error.kind, refusal_words(error.ground)
    values = {
        **context,
        "said": error.message if kind in (*_RECORDED, Kind.UNAUTHENTICATED, Kind.CONFLICT) else "",
        "ground": error.ground,
        "words": words,
        "recorded": kind in _RECORDED,
        "kind": kind.value,
    }
    return page(request, "open_refused.html", values, status=STATUS_BY_KIND[kind])
