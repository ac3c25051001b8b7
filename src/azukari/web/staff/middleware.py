"""What stands around every answer of the staff door: headers, the ends of a session, and the gate of the second factor."""

import logging
import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.base.errors import AzukariError
from azukari.web.problems import respond_to_error
from azukari.web.staff.adapters import FACTORS
from azukari.web.staff.guard import roles_of
from azukari.web.staff.models import StaffUser
from azukari.web.staff.signin import LONGEST_SECONDS

GetResponse = Callable[[HttpRequest], HttpResponse]

_LOG = logging.getLogger("azukari.staff")
_LAYOUT = {"layout": "staff/base.html"}
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Passkeys need the browser's own interface, and so a script: ours alone, from this host, on these pages only.
_SCRIPTED = {"account_login", "mfa_authenticate", "mfa_reauthenticate_webauthn", "mfa_add_webauthn"}
HEADERS = {
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(),"
        " publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
# Where somebody may go before the one-time password is changed, before there is a second factor, and before one was shown. The last
# is a session from before the factor was set up: it must not touch what it has not shown.
_CHANGING_PASSWORD = {"account_change_password", "account_logout"}
_ENROLLING = {
    "staff:enrol",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}
_SHOWING = {"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class HeadersMiddleware:
    """Put the headers on every answer, and turn our own errors into their page."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand around everything that answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and complete the headers; what is not static is kept by nobody."""
        response = self._get_response(request)
        for name, value in HEADERS.items():
            if name == "Cache-Control" and not request.path.startswith("/static/"):
                response.headers[name] = value
            response.headers.setdefault(name, value)
        scripted = request.resolver_match is not None and request.resolver_match.view_name in _SCRIPTED
        response.headers["Content-Security-Policy"] = (
            f"{_POLICY}; script-src 'self'; connect-src 'self'" if scripted else _POLICY
        )
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer one of our own errors with its page; others go on to Django's last resort."""
        if not isinstance(error, AzukariError):
            return None
        _LOG.warning("A request ended with %s (%s).", type(error).__name__, error.kind)
        return respond_to_error(request, error, context=_LAYOUT)


class SessionLimitMiddleware:
    """End a session eight hours after signing in, however busy it is; half an hour of silence ends it by its age."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand behind Django's authentication."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out whoever has been here too long, or whose session does not say since when."""
        if request.user.is_authenticated:
            records = get_authentication_records(request, request.user)
            began = min((float(record["at"]) for record in records), default=0.0)
            if not 0 <= time.time() - began < LONGEST_SECONDS:
                logout(request)
        return self._get_response(request)


class GateMiddleware:
    """Lead everybody through a password of their own and a second factor before anything else, and close unmarked views."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand closest to the views."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is done when the view is known."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send the request to the step that is missing.

        Raises:
            PermissionDenied: if the view does not say whom it is for.
        """
        del args, kwargs
        if roles_of(view) is None:
            raise PermissionDenied
        user = request.user
        if not isinstance(user, StaffUser):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        missing = _missing_step(request, user, name)
        return HttpResponseRedirect(reverse(missing)) if missing else None


def _missing_step(request: HttpRequest, user: StaffUser, name: str) -> str | None:
    if user.must_change_password:
        return None if name in _CHANGING_PASSWORD else "account_change_password"
    held = dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))
    if not set(held.values()) & set(FACTORS):
        return None if name in _ENROLLING else "staff:enrol"
    # The keeper asks the same: a factor that was shown in this session and still stands.
    records = get_authentication_records(request, user)
    shown = {record.get("id") for record in records if record.get("method") == "mfa"}
    if shown & held.keys() or name in _SHOWING:
        return None
    return "mfa_reauthenticate" if Authenticator.Type.TOTP in held.values() else "mfa_reauthenticate_webauthn"
