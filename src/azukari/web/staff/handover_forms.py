"""What is typed about a hand-over: what goes out, a certificate, and a provision under an exception of the law."""

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from azukari.base.errors import MalformedError, RefusedError
from azukari.sharing.delivery import Ended, Form, Sieve, Wish
from azukari.sharing.dossier import Checked, Code, Dossier, Instrument, Told, check_dossier
from azukari.sharing.services.certifying import Certificate
from azukari.sharing.services.engaging import read_age_key, read_contact
from azukari.sharing.services.proposing import Receiver
from azukari.statement.document import Statement
from azukari.statement.service import Item, ItemKind, Service
from azukari.statement.text import Language
from azukari.vault.access import check_reason
from azukari.vault.services.naming import reference
from azukari.web.staff.forms import reason_words
from azukari.web.staff.sharing_forms import ForgetfulForm, PaperField, day_field
from azukari.web.staff.sharing_words import (
    CHECKED_WORDS,
    CODE_WORDS,
    ENDED_WORDS,
    FORM_WORDS,
    INSTRUMENT_WORDS,
    TOLD_WORDS,
    refused_words,
)

_CHOICES = (ItemKind.CHOICE, ItemKind.CHOICES)
_LONGEST = 120
_TEXT = 2000
_APART = re.compile(r"[\s,;、，]+")


class HandoverForm(forms.Form):
    """Which of a service's records go out, in which form, and why."""

    from_on = day_field(_("Collected from"), required=False)
    to_on = day_field(_("Collected to"), required=False)
    form = forms.ChoiceField(label=_("Form of the file"), choices=[(one.value, FORM_WORDS[one]) for one in Form])
    control = forms.BooleanField(label=_("Put a control row in"), required=False, initial=True)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, service: Service, purpose: str, items: Sequence[str], language: Language
    ) -> None:
        """Offer a filter for each choice among the items that go out."""
        super().__init__(data, initial={"control": True, "form": Form.CSV.value})
        self._service, self._purpose = service, purpose
        self._filters = [item for item in service.items if item.id in items and item.kind in _CHOICES]
        for item in self._filters:
            self.fields[_name(item)] = forms.ChoiceField(
                label=item.label.in_language(language),
                required=False,
                choices=[("", _("Any answer")), *((one.id, one.label.in_language(language)) for one in item.choices)],
            )

    @property
    def filters(self) -> list[forms.BoundField]:
        """List the fields of the filter."""
        return [self[_name(item)] for item in self._filters]

    @property
    def proposes(self) -> bool:
        """Tell whether it is to be proposed, and not only counted."""
        return self.data.get("act") == "propose"

    def clean(self) -> dict[str, Any]:
        """Want days in their order; and, to propose, a reason that names nobody."""
        found = super().clean() or {}
        begins, ends = found.get("from_on"), found.get("to_on")
        if begins and ends and ends < begins:
            self.add_error("to_on", _("The last day comes before the first."))
        if self.proposes and "reason" in found:
            try:
                found["reason"] = check_reason(found["reason"])
            except RefusedError:
                self.add_error("reason", reason_words(found["reason"]) or refused_words("no_reason"))
        return found

    def wish(self) -> Wish:
        """Give what is wished for."""
        found = self.cleaned_data
        answers = {item.id: found[_name(item)] for item in self._filters if found[_name(item)]}
        sieve = Sieve(found["from_on"], found["to_on"], answers)
        return Wish(self._service.id, self._purpose, sieve, Form(found["form"]), control=found["control"])


class CertificateForm(forms.Form):
    """That a recipient returned or destroyed what it was handed."""

    ended = forms.ChoiceField(
        label=_("What was done"), choices=[(one.value, ENDED_WORDS[one]) for one in Ended], widget=forms.RadioSelect
    )
    on = day_field(_("On"))
    method = forms.CharField(label=_("By which method"), max_length=_LONGEST)
    signed_as = forms.CharField(label=_("Signed as"), max_length=_LONGEST)
    paper = PaperField(label=_("The paper, if there is one"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, handed_on: date, today: date) -> None:
        """Begin with today."""
        super().__init__(data, files, initial={"on": today, "ended": Ended.DESTROYED.value})
        self._handed_on, self._today = handed_on, today

    def clean_on(self) -> date:
        """Refuse early what the keeper would refuse."""
        on: date = self.cleaned_data["on"]
        if not self._handed_on <= on <= self._today:
            raise forms.ValidationError(refused_words("certificate_on"))
        return on

    def certificate(self, document: str | None) -> Certificate:
        """Give the certificate, once its paper is on record."""
        found = self.cleaned_data
        return Certificate(Ended(found["ended"]), found["on"], found["method"], found["signed_as"], document)


class ProvisionForm(ForgetfulForm):
    """The dossier of a provision under an exception: who asks by what, for what of whom, and what the person is told."""

    code = forms.ChoiceField(
        label=_("Exception"), choices=[("", _("Choose …")), *((one.value, CODE_WORDS[one]) for one in Code)]
    )
    authority = forms.CharField(label=_("Who asks"), max_length=200)
    address = forms.CharField(label=_("Address"), max_length=400)
    representative = forms.CharField(label=_("Representative"), max_length=200)
    instrument = forms.ChoiceField(
        label=_("By what it is asked"),
        choices=[("", _("Choose …")), *((one.value, INSTRUMENT_WORDS[one]) for one in Instrument)],
    )
    checked = forms.ChoiceField(
        label=_("How it was made sure who asks"),
        choices=[("", _("Choose …")), *((one.value, CHECKED_WORDS[one]) for one in Checked)],
    )
    records = forms.CharField(
        label=_("Records"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono", "spellcheck": "false"}),
    )
    necessity = forms.CharField(
        label=_("Why it is necessary"), max_length=_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    told = forms.ChoiceField(
        label=_("What the person is told"),
        choices=[(one.value, TOLD_WORDS[one]) for one in Told],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    told_why = forms.CharField(
        label=_("Why not, or not yet"), max_length=_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = forms.CharField(label=_("E-mail address of who receives it"), max_length=254)
    age_key = forms.CharField(
        label=_("Public key of age"),
        max_length=128,
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("ja", _("Japanese")), ("en", _("English"))])

    def __init__(self, data: Any = None, *, statement: Statement, language: Language) -> None:
        """Offer every item that is collected."""
        super().__init__(data, initial={"language": language})
        offered = item_titles(statement, language)
        self.fields["items"] = forms.MultipleChoiceField(
            label=_("Items"),
            choices=list(offered.items()),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": refused_words("dossier_items")},
        )
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_records(self) -> tuple[uuid.UUID | str, ...]:
        """Read receipt numbers, or ids of records."""
        words = [one for one in _APART.split(self.cleaned_data["records"]) if one]
        named = [reference(one) for one in words]
        if any(one == (None, None) for one in named):
            raise forms.ValidationError(
                _("These are receipt numbers, such as 7K3M-92QF-0TBX, or ids of records; one on each line.")
            )
        return tuple(dict.fromkeys(record or number or "" for record, number in named))

    def clean_contact(self) -> str:
        """Refuse early what the keeper would refuse."""
        return _read(read_contact, self.cleaned_data["contact"])

    def clean_age_key(self) -> str:
        """Refuse early what the keeper would refuse; above all a secret key."""
        return _read(read_age_key, self.cleaned_data["age_key"])

    def clean(self) -> dict[str, Any]:
        """Want a dossier that is complete, and say what is missing beside its field."""
        found = super().clean() or {}
        if not self.errors:
            try:
                found["dossier"] = check_dossier(_dossier(found))
            except MalformedError as error:
                name = error.ground.removeprefix("dossier_")
                self.add_error({"told": "told_why"}.get(name, name), refused_words(error.ground))
        return found

    def provision(self) -> tuple[Dossier, Receiver, Sequence[str]]:
        """Give the dossier, who receives it, and the items."""
        found = self.cleaned_data
        receiver = Receiver(found["contact"], found["age_key"], "en" if found["language"] == "en" else "ja")
        return found["dossier"], receiver, found["items"]


def item_titles(statement: Statement, language: Language) -> Mapping[str, str]:
    """Tell what each item of any service is called."""
    titles: dict[str, str] = {}
    for service in statement.services:
        for item in service.items:
            titles.setdefault(item.id, item.label.in_language(language))
    return titles


def _dossier(found: Mapping[str, Any]) -> Dossier:
    return Dossier(
        code=Code(found["code"]),
        authority=found["authority"],
        address=found["address"],
        representative=found["representative"],
        instrument=Instrument(found["instrument"]),
        checked=Checked(found["checked"]),
        necessity=found["necessity"],
        told=Told(found["told"]),
        told_why=found["told_why"],
        records=found["records"],
    )


def _name(item: Item) -> str:
    return f"answer_{item.id}"


def _read(reader: Any, text: str) -> str:
    try:
        read: str = reader(text)
    except MalformedError as error:
        raise forms.ValidationError(refused_words(error.ground)) from None
    return read
