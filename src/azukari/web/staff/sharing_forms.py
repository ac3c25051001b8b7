"""What is typed about one recipient: its desk, contracts, assessments, inspections, and the end of the work."""

import unicodedata
from collections.abc import Mapping
from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from azukari.base.errors import MalformedError
from azukari.sharing.engagement import CRITERIA, POINTS, Engagement, Method, Scope, Sftp
from azukari.sharing.services.documents import LARGEST
from azukari.sharing.services.engaging import ContractPaper, Desk, Findings, Marks, read_age_key, read_contact
from azukari.statement.service import Recipient
from azukari.web.staff.sharing_words import CRITERION_WORDS, METHOD_WORDS, POINT_WORDS, refused_words

THRESHOLD = 60
_YEAR = timedelta(days=365)
_PRIVATE = "AGE-SECRET-KEY"
_ACCEPTED = ".pdf,.png,.jpg,.jpeg,.txt"
_MARKS = [(str(mark), str(mark)) for mark in range(6)]

Choices = list[tuple[str, str]]


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def media_type(data: bytes) -> str:
    """Tell what a file is by what it begins with, and not by what it is called; empty if it is nothing that is taken."""
    kinds = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}
    found = next((kind for begins, kind in kinds.items() if data.startswith(begins)), "")
    if found or not data or b"\0" in data:
        return found
    try:
        data.decode()
    except UnicodeDecodeError:
        return ""
    return "text/plain"


class PaperField(forms.FileField):
    """One paper of at most 10 MB; it is cleaned to its name, its media type and its bytes."""

    def __init__(self, *, label: Any, required: bool = True) -> None:
        """Offer what is taken."""
        super().__init__(
            label=label,
            required=required,
            widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
            error_messages={"required": _("Choose a file.")},
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Give the paper, or none."""
        file = super().clean(data, initial)
        if not file:
            return None
        read = file.read() if file.size <= LARGEST else b""
        kind = media_type(read)
        if not kind:
            raise forms.ValidationError(refused_words("document"))
        return file.name, kind, read


class ForgetfulForm(forms.Form):
    """A form that never shows a secret key of age again, into whichever field it was typed."""

    def clean(self) -> dict[str, Any]:
        """Leave out of what is shown again whatever holds a secret key."""
        found = super().clean() or {}
        kept = {name: self.data.get(self.add_prefix(name)) for name in self.fields}
        secret = [name for name, value in kept.items() if _PRIVATE in unicodedata.normalize("NFKC", str(value)).upper()]
        if secret:
            shown: Any = copy(self.data)
            for name in secret:
                shown[self.add_prefix(name)] = ""
            self.data = shown
        return found


class DeskForm(ForgetfulForm):
    """Where a recipient is reached, and what everything is encrypted to."""

    language = forms.ChoiceField(label=_("Language"), choices=[("ja", _("Japanese")), ("en", _("English"))])
    contact = forms.CharField(
        label=_("E-mail address of its desk"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    age_key = forms.CharField(
        label=_("Public key of age"),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
    )
    certificate_days = forms.IntegerField(
        label=_("Days until the certificate is due"), min_value=1, max_value=3650, initial=30
    )
    sftp_host = forms.CharField(label=_("Host"), max_length=253, required=False)
    sftp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, required=False)
    sftp_user = forms.CharField(label=_("User"), max_length=64, required=False)
    sftp_folder = forms.CharField(label=_("Folder"), max_length=200, required=False)
    sftp_host_key = forms.CharField(
        label=_("Host key of the server"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"class": "mono"}),
    )

    def __init__(self, data: Any = None, *, engagement: Engagement | None) -> None:
        """Begin with what is on record."""
        super().__init__(data, initial=_desk_initial(engagement), auto_id="desk_%s")

    @property
    def has_sftp(self) -> bool:
        """Tell whether anything of SFTP is given, or wrong."""
        names = [name for name in self.fields if name.startswith("sftp_")]
        return any(self[name].value() or self[name].errors for name in names)

    def clean_contact(self) -> str:
        """Refuse early what the keeper would refuse."""
        return _read(read_contact, self.cleaned_data["contact"])

    def clean_age_key(self) -> str:
        """Refuse early what the keeper would refuse; above all a secret key."""
        return _read(read_age_key, self.cleaned_data["age_key"])

    def clean(self) -> dict[str, Any]:
        """Want all of SFTP or nothing."""
        found = super().clean() or {}
        given = {name: found.get(name) for name in ("sftp_host", "sftp_user", "sftp_host_key")}
        some = any(given.values()) or found.get("sftp_port") or found.get("sftp_folder")
        if some and not (all(given.values()) and len(str(given["sftp_host_key"]).split()) > 1):
            self.add_error("sftp_host", refused_words("sftp"))
        return found

    def desk(self) -> Desk:
        """Give what was typed."""
        found = self.cleaned_data
        sftp = None
        if found["sftp_host"]:
            sftp = Sftp(
                found["sftp_host"],
                found["sftp_port"] or 22,
                found["sftp_user"],
                found["sftp_folder"],
                found["sftp_host_key"],
            )
        return Desk(
            "en" if found["language"] == "en" else "ja",
            found["contact"],
            found["age_key"],
            sftp,
            found["certificate_days"],
        )


class ContractForm(forms.Form):
    """A contract: its paper, its term, where in it each of the eight points stands, and its scope."""

    paper = PaperField(label=_("The contract"))
    from_on = day_field(_("First day"))
    to_on = day_field(_("Last day, included"))

    def __init__(self, data: Any = None, files: Any = None, *, named: Recipient, titles: Mapping[str, str]) -> None:
        """Offer a scope no wider than the statement's; ``titles`` tells what services, items and purposes are called."""
        scope = {"services": named.services, "items": named.items, "purposes": named.purposes}
        initial = {"from_on": named.contract_from, "to_on": named.contract_to, **scope}
        super().__init__(data, files, initial=initial, auto_id="contract_%s")
        for point in POINTS:
            self.fields[f"page_{point}"] = forms.IntegerField(
                label=str(POINT_WORDS[point]), min_value=1, max_value=9999, required=False
            )
        labels = {"services": _("Services"), "items": _("Items"), "purposes": _("Purposes")}
        for name, ids in scope.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=labels[name],
                choices=[(one, titles.get(one, one)) for one in ids],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose one at least.")},
            )

    @property
    def points(self) -> list[forms.BoundField]:
        """List the fields of the eight points."""
        return [self[f"page_{point}"] for point in POINTS]

    def clean(self) -> dict[str, Any]:
        """Want an end that comes after the beginning."""
        found = super().clean() or {}
        begins, ends = found.get("from_on"), found.get("to_on")
        if begins and ends and ends < begins:
            self.add_error("to_on", refused_words("term"))
        return found

    def contract(self, document: str) -> ContractPaper:
        """Give the contract, once its paper is on record."""
        found = self.cleaned_data
        return ContractPaper(
            document=document,
            from_on=found["from_on"],
            to_on=found["to_on"],
            pages={point: found[f"page_{point}"] or 0 for point in POINTS},
            scope=Scope(tuple(found["services"]), tuple(found["items"]), tuple(found["purposes"])),
        )


class AssessmentForm(forms.Form):
    """An assessment by the ten criteria."""

    made_on = day_field(_("Day of the assessment"))
    threshold = forms.IntegerField(label=_("Enough, of 100"), min_value=1, max_value=100)
    next_on = day_field(_("Due again on"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        """Begin with today, the usual threshold, and a year."""
        super().__init__(
            data,
            initial={"made_on": today, "threshold": THRESHOLD, "next_on": today + _YEAR},
            auto_id="assessment_%s",
        )
        self._today = today
        for name in CRITERIA:
            self.fields[f"mark_{name}"] = forms.TypedChoiceField(
                label=str(CRITERION_WORDS[name]),
                choices=[("", "—"), *_MARKS],
                coerce=int,
                error_messages={"required": refused_words("scores")},
            )

    @property
    def marks_fields(self) -> list[forms.BoundField]:
        """List the fields of the criteria."""
        return [self[f"mark_{name}"] for name in CRITERIA]

    def clean(self) -> dict[str, Any]:
        """Want days in their order."""
        found = super().clean() or {}
        _check_days(self, found, "made_on", self._today)
        return found

    def marks(self) -> Marks:
        """Give the assessment."""
        found = self.cleaned_data
        scores = {name: found[f"mark_{name}"] for name in CRITERIA}
        return Marks(found["made_on"], scores, found["threshold"], found["next_on"])


class InspectionForm(forms.Form):
    """An inspection of the recipient's handling."""

    held_on = day_field(_("Day of the inspection"))
    method = forms.ChoiceField(label=_("How"), choices=[(one.value, METHOD_WORDS[one]) for one in Method])
    findings = forms.IntegerField(label=_("Findings that are open"), min_value=0, max_value=999, initial=0)
    next_on = day_field(_("Due again on"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        """Begin with today, and a year."""
        super().__init__(
            data, initial={"held_on": today, "findings": 0, "next_on": today + _YEAR}, auto_id="inspection_%s"
        )
        self._today = today

    def clean(self) -> dict[str, Any]:
        """Want days in their order."""
        found = super().clean() or {}
        _check_days(self, found, "held_on", self._today)
        return found

    def found(self) -> Findings:
        """Give what was found."""
        said = self.cleaned_data
        return Findings(said["held_on"], Method(said["method"]), said["findings"], said["next_on"])


class SubcontractorForm(forms.Form):
    """That a subcontractor is approved, or no longer is."""

    subcontractor = forms.CharField(max_length=64)
    approved = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class EndForm(forms.Form):
    """The last day of the work with a recipient, and that this is meant."""

    ended_on = day_field(_("Last day of the work"))
    sure = forms.BooleanField(
        label=_("From the day after, nothing is handed over to it."),
        error_messages={"required": _("Tick this to confirm.")},
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        """Begin with today."""
        super().__init__(data, initial={"ended_on": today}, auto_id="end_%s")
        self._today = today

    def clean_ended_on(self) -> date:
        """Refuse early what the keeper would refuse."""
        day: date = self.cleaned_data["ended_on"]
        if abs((day - self._today).days) > 366:  # noqa: PLR2004 - a year
            raise forms.ValidationError(refused_words("ended_on"))
        return day


def _desk_initial(one: Engagement | None) -> dict[str, Any]:
    if one is None:
        return {"language": "ja", "certificate_days": 30}
    found: dict[str, Any] = {
        "language": one.language,
        "contact": one.contact,
        "age_key": one.age_key,
        "certificate_days": one.certificate_days,
    }
    if one.sftp is not None:
        names = ("host", "port", "user", "folder", "host_key")
        found |= {f"sftp_{name}": getattr(one.sftp, name) for name in names}
    return found


def _read(reader: Any, text: str) -> str:
    try:
        read: str = reader(text)
    except MalformedError as error:
        raise forms.ValidationError(refused_words(error.ground)) from None
    return read


def _check_days(form: forms.Form, found: Mapping[str, Any], name: str, today: date) -> None:
    on, next_on = found.get(name), found.get("next_on")
    if on and on > today:
        form.add_error(name, refused_words("day_future"))
    if on and next_on and next_on <= on:
        form.add_error("next_on", refused_words("next_on"))
