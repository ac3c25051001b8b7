"""Opening a client's record: a purpose of its contract, a reason, and exactly what that purpose may see.

As with our own records, what is typed and what is opened travel in the bodies of forms and answers only.
"""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from azukari.base.errors import AzukariError, Kind
from azukari.sharing.entrusted_clients import EntrustedClient
from azukari.sharing.entrusted_register import statement_for
from azukari.statement.purposes import Role
from azukari.vault.annotation import is_statement
from azukari.vault.keeper_client import Opened
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff.entrusted_words import client_refusal
from azukari.web.staff.forms import FindForm, ShowForm
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.statements import item_lines
from azukari.web.staff.views.entrusted import Seen, seen_client
from azukari.web.staff.views.pages import database, keeper, language, page
from azukari.web.staff.views.recipients import HANDLERS

_ASK, _FOUND, _SHOW = "entrusted_ask.html", "entrusted_found.html", "entrusted_show.html"
_RECORDED = (Kind.REFUSED, Kind.NOT_FOUND, Kind.TAMPERED)


@require_safe
@role_required(*HANDLERS)
def ask(request: StaffRequest, client: str, purpose: str) -> HttpResponse:
    """Ask for the reason and for what finds the record."""
    seen = seen_client(request, client, must_work=True)
    return page(request, _ASK, {"form": FindForm(), **_context(request, seen, purpose)})


@require_POST
@role_required(*HANDLERS)
def find(request: StaffRequest, client: str, purpose: str) -> HttpResponse:
    """Find a client's records; a receipt number names one, which is opened at once, or refused."""
    seen = seen_client(request, client)
    context = _context(request, seen, purpose)
    form = FindForm(request.POST)
    if not form.is_valid():
        return page(request, _ASK, {"form": form, **context}, status=400)
    asked, whole = form.cleaned_data, seen.one.contract.purpose_id(purpose)
    if asked["kind"] == "number":
        return _open(request, seen, asked["value"], {**context, "form": form, "reason": asked["reason"]})
    try:
        found = EntrustedClient(keeper(request), client).find(
            asked["kind"], asked["value"], purpose=whole, reason=asked["reason"]
        )
    except AzukariError as error:
        return _refused(request, error, {**context, "form": form})
    return page(request, _FOUND, {"found": found, "reason": asked["reason"], **context})


@require_POST
@role_required(*HANDLERS)
def show(request: StaffRequest, client: str, purpose: str) -> HttpResponse:
    """Open one record and show what this purpose may see of it."""
    seen = seen_client(request, client)
    context = {**_context(request, seen, purpose), "form": FindForm(request.POST)}
    form = ShowForm(request.POST)
    if not form.is_valid():
        return page(request, _ASK, context, status=400)
    return _open(request, seen, form.cleaned_data["record"], {**context, "reason": form.cleaned_data["reason"]})


def _open(request: StaffRequest, seen: Seen, record: uuid.UUID | str, context: dict[str, Any]) -> HttpResponse:
    asked = EntrustedClient(keeper(request), seen.client)
    purpose = seen.one.contract.purpose_id(context["purpose"]["id"])
    try:
        opened = asked.open(str(record), purpose=purpose, reason=context["reason"])
    except AzukariError as error:
        return _refused(request, error, context)
    return page(request, _SHOW, {**context, **_opened_context(seen, opened)})


def _context(request: StaffRequest, seen: Seen, name: str) -> dict[str, Any]:
    speech = language()
    found = next((one for one in seen.one.contract.purposes if one.id == name), None)
    if found is None:
        raise Http404
    if Role(request.user.role) not in found.roles:
        raise PermissionDenied
    return {
        "client": seen.client,
        "service": seen.one.contract.client.name.in_language(speech),
        "purpose": {
            "id": found.id,
            "title": found.title.in_language(speech),
            "text": found.text.in_language(speech),
        },
    }


def _opened_context(seen: Seen, opened: Opened) -> dict[str, Any]:
    bound = statement_for(database(), seen.one.row.engagement_id, opened.statement_hash)
    service = bound.service(opened.service)
    return {
        "opened": opened,
        "lines": item_lines(service, opened.items, language()),
        "left_out": len(service.items) - sum(not is_statement(name) for name in opened.items),
        "version": bound.version,
    }


def _refused(request: StaffRequest, error: AzukariError, context: dict[str, Any]) -> HttpResponse:
    """Say that it was refused, in whose words, why, and what one can do."""
    kind = error.kind
    if kind is Kind.MALFORMED:
        form = context["form"]
        form.add_error("value", _("This is not of the form that is searched for. Please look at it again."))
        return page(request, _ASK, context, status=400)
    values = {
        **context,
        "said": error.message if kind in (*_RECORDED, Kind.UNAUTHENTICATED, Kind.CONFLICT) else "",
        "ground": error.ground,
        "words": client_refusal(error.ground),
        "recorded": kind in _RECORDED,
        "kind": kind.value,
    }
    return page(request, "entrusted_refused.html", values, status=STATUS_BY_KIND[kind])
