"""What the staff door asks of django-allauth beyond its settings."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from azukari.web.staff.models import StaffUser
from azukari.web.staff.secrets_at_rest import open_secret, seal_secret

_ENROLMENT_SECONDS = 15 * 60
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; a one-time password is changed once; what is grave asks anew who is there."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the door closed: an administrator makes accounts."""
        del request
        return False

    def set_password(self, user: StaffUser, password: str) -> None:
        """Take a password that its owner chose, so that the one-time password is over."""
        user.must_change_password = False
        super().set_password(user, password)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask anew, but not somebody who signed in a moment ago to set up the first second factor."""
        del kwargs
        return app != "allauth.mfa" or not _enrolling(self.request)

    def get_reauthentication_methods(self, user: StaffUser) -> list[dict[str, Any]]:
        """Offer every way to show who is there, but not the password to a session that has yet to see a second factor."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        beyond = [method for method in methods if method["id"] != "reauthenticate"]
        return methods if not beyond or showed_second_factor(self.request) else beyond


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie sealed in the database, the last factor stays, and the picture needs no exception from our policy."""

    error_messages = {  # noqa: RUF012 - the library's own form
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "This is your only second factor. Add another one first; without any you cannot work here."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return seal_secret(text, door_secret=settings.SECRET_KEY)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret from the database."""
        return open_secret(encrypted_text, door_secret=settings.SECRET_KEY)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep at least one factor that signs in; recovery codes are no factor of their own."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS).exclude(
            pk=authenticator.pk
        )
        return bool(others.exists())

    def build_totp_svg(self, url: str) -> str:
        """Draw the code as an element of the page, so that no picture address is needed."""
        drawn: str = super().build_totp_svg(url)
        return drawn[drawn.index("<svg") :]

    def _get_user_identifier(self, user: StaffUser) -> str:
        return str(user.username)


def showed_second_factor(request: HttpRequest) -> bool:
    """Tell whether a second factor was shown in this very session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def _enrolling(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    if not records or time.time() - float(records[-1]["at"]) >= _ENROLMENT_SECONDS:
        return False
    return not Authenticator.objects.filter(user_id=request.user.pk).exists()
