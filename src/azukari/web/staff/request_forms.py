"""What is typed at the desk: how a request came in, what was shown of who asks, papers, places, steps and the answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.base.errors import MalformedError
from azukari.rights.clients import PLAIN_MOVES, WrittenArrival
from azukari.rights.identity import METHODS, Method, Proof, Subject
from azukari.rights.pack import RulePack
from azukari.rights.paper import LARGEST, Paper, PaperKind, checked_paper
from azukari.rights.request import ENDED, Asker, Channel, Move, State
from azukari.rights.search import OWN, RECIPIENT, Place, PlaceState
from azukari.rights.wish import LONGEST_TEXT, Contact, Form, Wish
from azukari.statement.text import Language
from azukari.web.staff.request_words import (
    ASKER_WORDS,
    CHANNEL_WORDS,
    FORM_WORDS,
    METHOD_WORDS,
    PAPER_WORDS,
    PLACE_STATE_WORDS,
    STATE_WORDS,
    SUBJECT_WORDS,
    refused_words,
)

LONGEST_ANSWER = 4000
# What the page shows by itself is not for anybody to claim.
_SHOWN_ON_THE_PAGE = frozenset({Method.MAILBOX, Method.NUMBER})
_HANDED_IN = (PaperKind.IDENTITY, PaperKind.EVIDENCE)
_LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
_ENDING = (Move.FORWARD.value, Move.WITHDRAW.value)
_INSIDE = (PlaceState.NONE, PlaceState.FOUND, PlaceState.NOT_PERSONAL)
_OUTSIDE = (PlaceState.ASKED, PlaceState.CONFIRMED, PlaceState.NONE)

Choices = list[tuple[Any, Any]]


class QueueForm(forms.Form):
    """Which requests of the queue are shown."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Any, *, kinds: Iterable[tuple[str, str]], ended: bool) -> None:
        """Offer the states of one tab, and the kinds that there are."""
        super().__init__(data)
        states: Choices = [(one.value, words) for one, words in STATE_WORDS.items() if (one in ENDED) is ended]
        for name, choices in (("state", states), ("kind", list(kinds))):
            _offer(self.fields[name], [("", _("All")), *choices])


class ArrivalForm(forms.Form):
    """A request that did not come by the page: what is asked for, how it came, and where the answer goes."""

    kind = forms.ChoiceField(label=_("What is asked for"))
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(one.value, CHANNEL_WORDS[one]) for one in Channel if one is not Channel.PAGE]
    )
    asker = forms.ChoiceField(label=_("Who asks"), choices=[(one.value, ASKER_WORDS[one]) for one in Asker])
    arrived_at = forms.DateTimeField(
        label=_("When it arrived"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    language = forms.ChoiceField(label=_("Language of the answer"), choices=_LANGUAGES)
    text = forms.CharField(label=_("What was asked, in their words"), max_length=LONGEST_TEXT, widget=forms.Textarea)
    form = forms.ChoiceField(
        label=_("How the answer is wanted"), choices=[(one.value, FORM_WORDS[one]) for one in Form]
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Postal address"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    number = forms.CharField(label=_("Receipt number"), max_length=20, required=False)

    def __init__(self, data: Any = None, *, packs: Sequence[RulePack], language: Language, now: datetime) -> None:
        """Offer the kinds of the packs that count, by pack."""
        super().__init__(data, initial={"language": language, "channel": Channel.MAIL.value, "arrived_at": now})
        self._now = now
        kinds = [(pack.title.in_language(language), _kinds(pack, language)) for pack in packs]
        _offer(self.fields["kind"], [("", _("Choose …")), *kinds])
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_arrived_at(self) -> datetime:
        """Refuse what has not happened yet."""
        arrived_at: datetime = self.cleaned_data["arrived_at"]
        if arrived_at > self._now:
            raise forms.ValidationError(refused_words("arrived_at"))
        return arrived_at

    def clean(self) -> dict[str, Any]:
        """Want an address where a letter is wanted."""
        found = super().clean() or {}
        if found.get("form") == Form.LETTER.value:
            for name in ("name", "address"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("A letter needs a name and an address."))
        return found

    def arrival(self) -> WrittenArrival:
        """Give the request as it is taken down."""
        found = self.cleaned_data
        pack, _slash, kind = found["kind"].partition("/")
        language: Language = "en" if found["language"] == "en" else "ja"
        return WrittenArrival(
            pack=pack,
            kind=kind,
            channel=Channel(found["channel"]),
            asker=Asker(found["asker"]),
            language=language,
            arrived_at=found["arrived_at"],
            wish=Wish(text=found["text"], form=Form(found["form"])),
            contact=Contact(found["name"], found["address"], found["email"]),
        )


class IdentifyForm(forms.Form):
    """Whose request it is, by a receipt number."""

    number = forms.CharField(
        label=_("Receipt number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ProofForm(forms.Form):
    """What was shown of who asks; of a document, no copy and no number."""

    shown = forms.ChoiceField(label=_("What was shown"))
    until_on = forms.DateField(
        label=_("Valid until, if it ends"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any = None, *, asker: Asker) -> None:
        """Offer what can be shown by somebody who asks as this."""
        super().__init__(data)
        subjects = [Subject.PERSON] if asker is Asker.PERSON else list(Subject)
        _offer(self.fields["shown"], [(SUBJECT_WORDS[one], _methods(one)) for one in subjects])

    def proof(self) -> Proof:
        """Give what was shown."""
        subject, _colon, method = self.cleaned_data["shown"].partition(":")
        return Proof(Subject(subject), Method(method), self.cleaned_data["until_on"])


class PaperForm(forms.Form):
    """One file for a case."""

    kind = forms.ChoiceField(label=_("What it is"), choices=[(one.value, PAPER_WORDS[one]) for one in _HANDED_IN])
    title = forms.CharField(
        label=_("What to call it"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.pdf"}))

    def clean_file(self) -> Any:
        """Refuse early what the keeper would refuse."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(refused_words("paper_size"))
        return file

    def clean(self) -> dict[str, Any]:
        """Look at what the file is, and not at what it is called."""
        found = super().clean() or {}
        file = found.get("file")
        if file is not None:
            data = file.read()
            try:
                found["paper"] = checked_paper(found.get("title", ""), _media_type(data), data)
            except MalformedError as error:
                self.add_error("file", refused_words(error.ground))
        return found

    def paper(self) -> tuple[PaperKind, Paper]:
        """Give the paper and what it is."""
        paper: Paper = self.cleaned_data["paper"]
        return PaperKind(self.cleaned_data["kind"]), paper


class PlaceForm(forms.Form):
    """What was found in a place."""

    place = forms.CharField(max_length=200, widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("What was found"), choices=[(one.value, one.value) for one in PlaceState])


class StepForm(forms.Form):
    """A step that needs nothing more; one that ends the matter, that it is meant."""

    move = forms.ChoiceField(choices=[(one.value, one.value) for one in sorted(PLAIN_MOVES - {Move.DECIDE})])
    sure = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Want it said that an end is meant."""
        found = super().clean() or {}
        if found.get("move") in _ENDING and not found.get("sure"):
            self.add_error("sure", _("Say that you are sure: this ends the matter, and cannot be taken back."))
        return found


class AnswerForm(forms.Form):
    """What the person is told."""

    text = forms.CharField(
        label=_("What the person is told"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 18})
    )


def place_choices(place: Place) -> Choices:
    """List what can be said of a place; nothing of those that Azukari looks through by itself."""
    if place.place in OWN:
        return []
    states = _OUTSIDE if place.place.startswith(RECIPIENT) else _INSIDE
    return [(one.value, PLACE_STATE_WORDS[one]) for one in states if one is not place.state]


def is_open(state: State) -> bool:
    """Tell whether anything can still be done with a request."""
    return state not in ENDED


def _offer(field: forms.Field, choices: Choices) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _kinds(pack: RulePack, language: Language) -> Choices:
    return [(f"{pack.id}/{one.id}", one.title.in_language(language)) for one in pack.kinds.values()]


def _methods(subject: Subject) -> list[tuple[str, Promise]]:
    return [(f"{subject}:{one}", METHOD_WORDS[one]) for one in Method if one in METHODS[subject] - _SHOWN_ON_THE_PAGE]


def _media_type(data: bytes) -> str:
    kinds = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}
    return next((kind for begins, kind in kinds.items() if data.startswith(begins)), "")
