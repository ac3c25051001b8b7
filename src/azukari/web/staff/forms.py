"""What staff type: plain forms, each with its limits and its words."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from azukari.base.errors import RefusedError
from azukari.statement.purposes import STAFF_ROLES, Role
from azukari.vault.access import check_reason
from azukari.vault.guard import find_personal
from azukari.vault.service_key import KeyAct
from azukari.vault.services.service_keys import OVERLAP_HOURS
from azukari.web.staff.models import USERNAME_FORM
from azukari.web.staff.words import ACT_WORDS, ROLE_WORDS

FIND_KINDS = {
    "number": _("Receipt number"),
    "email": _("E-mail address"),
    "phone": _("Telephone number"),
    "name": _("Name"),
    "kana": _("Name in kana"),
}
KEY_HOURS = {1: _("1 hour"), 4: _("4 hours"), 8: _("8 hours"), 24: _("24 hours")}
SERVICE_KEY_DAYS = {30: _("30 days"), 90: _("90 days"), 180: _("180 days"), 365: _("365 days")}
OVERLAP_CHOICES = {0: _("Not at all"), 1: _("1 hour"), 24: _("24 hours"), 168: _("7 days"), 720: _("30 days")}
_ROLES = [(role.value, ROLE_WORDS[role]) for role in STAFF_ROLES]
_REASON_SHORTEST, _REASON_LONGEST = 3, 200


def reason_words(text: str) -> Any:
    """Say what is wrong with a reason that seems to hold personal data; nothing if it is wrong in another way."""
    if len(text.strip()) < _REASON_SHORTEST or find_personal(text) is None:
        return ""
    return _("It seems to hold an e-mail address or a number: take it out.")


def _clean_reason(text: str) -> str:
    try:
        return check_reason(text)
    except RefusedError:
        raise forms.ValidationError(
            reason_words(text)
            or _(
                "Say in 3 to 200 characters why, without personal data: no address, no telephone number. It is recorded for good."
            )
        ) from None


class ReasonForm(forms.Form):
    """Why somebody opens; it is recorded for good."""

    reason = forms.CharField(label=_("Reason"), max_length=_REASON_LONGEST)

    def clean_reason(self) -> str:
        """Refuse early what the keeper would refuse, so that a slip of the pen is not recorded as an attempt."""
        return _clean_reason(self.cleaned_data["reason"])


class FindForm(ReasonForm):
    """How to find a record, and why."""

    kind = forms.ChoiceField(label=_("Find by"), choices=list(FIND_KINDS.items()))
    value = forms.CharField(label=_("What the person told you"), max_length=200)

    field_order = ("reason", "kind", "value")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep browsers from remembering what was searched for."""
        super().__init__(*args, **kwargs)
        self.fields["value"].widget.attrs["autocomplete"] = "off"


class ShowForm(ReasonForm):
    """Which record to open, and why."""

    record = forms.UUIDField()


class CloseForm(forms.Form):
    """Which record's matter is closed, by receipt number or by id, and that this is meant."""

    record = forms.CharField(label=_("Receipt number"), max_length=64)
    sure = forms.BooleanField(
        label=_("The matter of this record is settled."), error_messages={"required": _("Tick this to confirm.")}
    )


class KeyForm(forms.Form):
    """What a key is for, and how long it lives."""

    name = forms.CharField(label=_("What it is for"), max_length=60)
    hours = forms.TypedChoiceField(
        label=_("How long it is good"),
        choices=list(KEY_HOURS.items()),
        coerce=int,
        initial=8,
    )

    def life(self) -> timedelta:
        """Tell how long the key is wanted for."""
        return timedelta(hours=self.cleaned_data["hours"])


class ServiceKeyForm(forms.Form):
    """What a program may do for a service, for which purposes, and how long."""

    label = forms.CharField(label=_("Name of the program"), max_length=60)
    acts = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(act.value, words) for act, words in ACT_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how many days it is good"), choices=list(SERVICE_KEY_DAYS.items()), coerce=int, initial=90
    )

    def __init__(self, data: Any = None, *, purposes: list[tuple[str, Any]]) -> None:
        """Offer the purposes of one service."""
        super().__init__(data)
        self.fields["purposes"] = forms.MultipleChoiceField(
            label=_("For which purposes"), required=False, widget=forms.CheckboxSelectMultiple, choices=purposes
        )

    def wanted_acts(self) -> frozenset[KeyAct]:
        """Tell what the program may do."""
        return frozenset(KeyAct(act) for act in self.cleaned_data["acts"])


class RenewForm(forms.Form):
    """How long the old key works beside the new one."""

    hours = forms.TypedChoiceField(
        label=_("How long the old key works on"),
        choices=list(OVERLAP_CHOICES.items()),
        coerce=int,
        initial=OVERLAP_HOURS,
    )


class PersonForm(forms.Form):
    """A new member of staff."""

    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        validators=[RegexValidator(USERNAME_FORM, _("Use small letters, digits, dots and hyphens."))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = forms.CharField(label=_("Name"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=_ROLES, initial=Role.SERVICE_STAFF.value)


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(label=_("Role"), choices=_ROLES)


class ActiveForm(forms.Form):
    """Whether an account is open."""

    active = forms.TypedChoiceField(choices=[("true", "true"), ("false", "false")], coerce=lambda text: text == "true")
