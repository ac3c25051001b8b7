"""What is typed about a client's data: who works with it, what is told to the client, and the end."""

import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from azukari.base.clock import JAPAN
from azukari.sharing.entrusted_register import Entrusted
from azukari.sharing.entrusted_rows import last_reported_on
from azukari.sharing.services.entrusted.telling import LONGEST, Breach
from azukari.web.staff.entrusted_words import BREACH_WORDS, client_refused_words
from azukari.web.staff.sharing_forms import Choices, day_field

LONGEST_ITEM = 2_500  # characters of one of the nine items; all of them go through one small form
_NOON = 12


class MemberForm(forms.Form):
    """Who is to work with a client's data."""

    def __init__(self, data: Any = None, *, choices: Choices) -> None:
        """Offer the staff who do not work with it yet."""
        super().__init__(data, auto_id="member_%s")
        self.fields["user"] = forms.ChoiceField(
            label=_("Member of staff"),
            choices=choices,
            error_messages={"required": _("Choose somebody."), "invalid_choice": _("Choose somebody of this list.")},
        )

    def user(self) -> uuid.UUID:
        """Give who was chosen."""
        return uuid.UUID(self.cleaned_data["user"])


class RemoveForm(forms.Form):
    """Who is no longer to work with a client's data."""

    user = forms.UUIDField()


class ForwardForm(forms.Form):
    """What a person asked us about a client's data, and when it reached us."""

    arrived_on = day_field(_("Day on which it reached us"))
    text = forms.CharField(
        label=_("What the person asks"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, now: datetime) -> None:
        """Begin with today."""
        self._now = now.astimezone(JAPAN)
        super().__init__(data, initial={"arrived_on": self._now.date()}, auto_id="forward_%s")

    def clean_arrived_on(self) -> date:
        """Refuse early what the keeper would refuse."""
        return _not_later(self.cleaned_data["arrived_on"], self._now.date(), "arrived_at")

    def arrived_at(self) -> datetime:
        """Give when it arrived: now, or at noon of an earlier day; only the day counts for what is due."""
        on: date = self.cleaned_data["arrived_on"]
        if on == self._now.date():
            return self._now
        return datetime(on.year, on.month, on.day, _NOON, tzinfo=JAPAN)


class ReportForm(forms.Form):
    """From which day to which a report goes."""

    since = day_field(_("First day"))
    until = day_field(_("Last day, included"))

    def __init__(self, data: Any = None, *, one: Entrusted, today: date) -> None:
        """Begin on the day of the last report, or when the work began."""
        self._today = today
        super().__init__(
            data, initial={"since": min(last_reported_on(one), today), "until": today}, auto_id="report_%s"
        )

    def clean(self) -> dict[str, Any]:
        """Refuse early what the keeper would refuse."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and not since <= until <= self._today:
            self.add_error("until", client_refused_words("report_days"))
        return found


class BreachForm(forms.Form):
    """What has happened, in nine items."""

    def __init__(self, data: Any = None) -> None:
        """Ask for each of the nine."""
        super().__init__(data, auto_id="breach_%s")
        for name, words in BREACH_WORDS.items():
            self.fields[name] = forms.CharField(
                label=str(words),
                max_length=LONGEST_ITEM,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
                error_messages={"required": _("Say something, even that it is not known yet.")},
            )

    def breach(self) -> Breach:
        """Give what was typed."""
        return Breach(**{name: self.cleaned_data[name] for name in BREACH_WORDS})


class ClientEndForm(forms.Form):
    """The last day of the work for a client, and that this is meant."""

    ended_on = day_field(_("Last day of the work"))
    sure = forms.BooleanField(
        label=_("From now on nothing can be opened; the data can only be returned and destroyed."),
        error_messages={"required": _("Tick this to confirm.")},
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        """Begin with today."""
        self._today = today
        super().__init__(data, initial={"ended_on": today}, auto_id="end_%s")

    def clean_ended_on(self) -> date:
        """Refuse early what the keeper would refuse."""
        return _not_later(self.cleaned_data["ended_on"], self._today, "ended_on")


class DestroyForm(forms.Form):
    """That the destruction is meant: the id of the contract, typed."""

    confirm = forms.CharField(
        label=_("Id of the contract"),
        max_length=32,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "mono"}
        ),
    )

    def __init__(self, data: Any = None, *, client: str) -> None:
        """Want the id of this contract."""
        self._client = client
        super().__init__(data, auto_id="destroy_%s")

    def clean_confirm(self) -> str:
        """Take nothing but the very id."""
        typed: str = self.cleaned_data["confirm"]
        if typed != self._client:
            raise forms.ValidationError(client_refused_words("not_confirmed"))
        return typed


def _not_later(day: date, today: date, ground: str) -> date:
    if day > today:
        raise forms.ValidationError(client_refused_words(ground))
    return day
