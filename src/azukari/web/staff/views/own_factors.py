"""One's own second factors, where django-allauth's pages are not enough."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from azukari.web.staff.adapters import FACTORS
from azukari.web.staff.guard import View
from azukari.web.staff.views.pages import page


@require_safe
@login_required
def enrol(request: HttpRequest) -> HttpResponse:
    """Let somebody without a second factor choose one; nothing else is open to them."""
    if Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).exists():
        return HttpResponseRedirect(reverse("staff:start"))
    return page(request, "enrol.html")


@login_required
def activate_app(request: HttpRequest) -> HttpResponseBase:
    """Set up an authenticator app."""
    return _counting_the_first(request, totp.activate_totp)


@login_required
def add_passkey(request: HttpRequest) -> HttpResponseBase:
    """Add a passkey or security key."""
    return _counting_the_first(request, passkeys.add_webauthn)


@login_required
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove a passkey, but never the last factor; allauth asks that for its own kinds only of authenticator apps."""
    authenticator = get_object_or_404(Authenticator, pk=pk, user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    adapter: Any = get_adapter()
    if not adapter.can_delete_authenticator(authenticator):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return HttpResponseRedirect(reverse("mfa_list_webauthn"))
    removed: HttpResponseBase = passkeys.remove_webauthn(request, pk=pk)
    return removed


def _counting_the_first(request: HttpRequest, view: View) -> HttpResponseBase:
    """Count setting up the first factor as showing it: a code or a key was just verified in this session."""
    before = _factors(request)
    response = view(request)
    made = _factors(request) - before
    if made and not before:
        ((factor, kind),) = made
        record_authentication(request, request.user, "mfa", id=factor, type=kind, reauthenticated=True)
    return response


def _factors(request: HttpRequest) -> set[tuple[int, str]]:
    rows = Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS)
    return set(rows.values_list("pk", "type"))
