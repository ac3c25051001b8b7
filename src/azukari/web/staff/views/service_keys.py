"""Service keys: which programs act for which service, and how such a key begins and ends."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.base.errors import AzukariError, MalformedError, UnavailableError
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.statement.service import Service
from azukari.vault.service_key import KeyState, NewServiceKey, ServiceKey
from azukari.vault.services.service_keys import KeyWish
from azukari.web.staff import queries
from azukari.web.staff.forms import RenewForm, ServiceKeyForm
from azukari.web.staff.guard import StaffRequest, fresh_proof, role_required
from azukari.web.staff.statements import service_purposes, statement_in_force
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.words import ACT_WORDS, key_state_words

ISSUERS = (Role.PRIVACY_MANAGER, Role.ADMINISTRATOR)
_SAID = {
    "service_key_ended": lambda: _("This key has expired or was revoked; issue another."),
    "service_key_renewed": lambda: _("This key was renewed already; renew the new one."),
    "service_key_revoked": lambda: _("This key was revoked already."),
}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key as it is listed, in words."""

    key: ServiceKey
    service: str
    purposes: tuple[str, ...]
    acts: tuple[str, ...]
    state: str
    marked: bool
    works: bool
    renewed_at: datetime | None
    by: str


@require_safe
@role_required(*ISSUERS)
def keys(request: StaffRequest) -> HttpResponse:
    """List all keys: those that work first."""
    try:
        lines = _lines(keeper(request).keys())
    except UnavailableError:
        return page(request, "service_keys.html", {"away": True}, status=503)
    working, ended = ([line for line in lines if line.works is works] for works in (True, False))
    return page(request, "service_keys.html", {"working": working, "ended": ended})


@require_safe
@role_required(*ISSUERS)
def choose(request: StaffRequest) -> HttpResponse:
    """Choose the service that the program will act for."""
    statement, speech = statement_in_force(database(), now=moment()), language()
    services = [
        {"id": one.id, "title": one.title.in_language(speech), "summary": one.summary.in_language(speech)}
        for one in statement.services
    ]
    return page(request, "service_key_choose.html", {"services": services})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ISSUERS)
@fresh_proof
def add(request: StaffRequest, service_id: str) -> HttpResponse:
    """Issue a key for a service, and show its secret once."""
    statement = statement_in_force(database(), now=moment())
    service = _service(statement, service_id)
    form = ServiceKeyForm(
        request.POST if request.method == "POST" else None, purposes=_purpose_choices(statement, service)
    )
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        wish = KeyWish(asked["label"], service.id, frozenset(asked["purposes"]), form.wanted_acts(), asked["days"])
        try:
            return _shown(request, keeper(request).issue_key(wish))
        except MalformedError as error:
            form.add_error(*_mistake(error))
    context = {"form": form, "service": {"id": service.id, "title": service.title.in_language(language())}}
    return page(request, "service_key_add.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ISSUERS)
@fresh_proof
def renew(request: StaffRequest, key_id: uuid.UUID) -> HttpResponse:
    """Issue a key with the rights of an old one, which works on for a while, and show the new secret once."""
    form = RenewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return _shown(request, keeper(request).renew_key(key_id, hours=form.cleaned_data["hours"]))
        except AzukariError as error:
            return _back(request, error)
    context = {"form": form, "line": _line_of(request, key_id)}
    return page(request, "service_key_renew.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ISSUERS)
@fresh_proof
def revoke(request: StaffRequest, key_id: uuid.UUID) -> HttpResponse:
    """End a key at once."""
    if request.method != "POST":
        return page(request, "service_key_revoke.html", {"line": _line_of(request, key_id)})
    try:
        keeper(request).revoke_key(key_id)
    except AzukariError as error:
        return _back(request, error)
    messages.success(request, _("The key was revoked, and it is recorded."))
    return HttpResponseRedirect(reverse("staff:service_keys"))


def _shown(request: StaffRequest, made: NewServiceKey) -> HttpResponse:
    return page(request, "service_key_new.html", {"line": _lines((made.key,))[0], "secret": made.secret})


def _back(request: StaffRequest, error: AzukariError) -> HttpResponse:
    if error.ground == "service_key_unknown":
        raise Http404
    if error.ground not in _SAID:
        raise error
    messages.error(request, _SAID[error.ground]())
    return HttpResponseRedirect(reverse("staff:service_keys"))


def _mistake(error: MalformedError) -> tuple[str, str]:
    match error.ground:
        case "label":
            return "label", _("Name the program in at most 60 characters, without personal data.")
        case "purposes_missing":
            return "purposes", _("Choose at least one purpose. Only a key that does no more than collect needs none.")
    raise error


def _line_of(request: StaffRequest, key_id: uuid.UUID) -> KeyLine:
    for line in _lines(keeper(request).keys()):
        if line.key.rights.key_id == key_id:
            return line
    raise Http404


def _lines(found: tuple[ServiceKey, ...]) -> list[KeyLine]:
    statement, now, speech = statement_in_force(database(), now=moment()), moment(), language()
    services = {one.id: one.title.in_language(speech) for one in statement.services}
    purposes = {one.id: one.title.in_language(speech) for one in statement.all_purposes()}
    names = queries.names(key.made_by for key in found)
    return [
        KeyLine(
            key=key,
            service=services.get(key.rights.service, key.rights.service),
            purposes=tuple(purposes.get(one, one) for one in sorted(key.rights.purposes)),
            acts=tuple(str(words) for act, words in ACT_WORDS.items() if act in key.rights.acts),
            state=str(key_state_words(key.state(now))),
            marked=key.state(now) is KeyState.EXPIRES_SOON,
            works=key.works(now),
            renewed_at=key.made_at if key.replaces else None,
            by=names.get(key.made_by, _("Command line")),
        )
        for key in found
    ]


def _service(statement: Statement, service_id: str) -> Service:
    try:
        return statement.service(service_id)
    except KeyError:
        raise Http404 from None


def _purpose_choices(statement: Statement, service: Service) -> list[tuple[str, Any]]:
    speech = language()
    return [(one.id, one.title.in_language(speech)) for one in service_purposes(statement, service)]
