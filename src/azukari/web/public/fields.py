"""The fields that an item becomes: what the browser is told about it, so that phones, password stores and readers help."""

from collections.abc import Callable, Mapping

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from azukari.statement.service import Item, ItemKind
from azukari.statement.text import Language
from azukari.vault.prefectures import OUTSIDE, PREFECTURES
from azukari.web.answers import choose, too_long

_MANY_CHOICES = 8
_WHOLE_ADDRESS_LINE = 200

# Lengths are checked on the server in code points and never by the browser, which counts otherwise and cuts off silently.
_ATTRIBUTES: dict[ItemKind, dict[str, str]] = {
    ItemKind.NAME: {"autocomplete": "name", "class": "middle"},
    ItemKind.KANA: {"autocomplete": "off", "lang": "ja", "class": "middle"},
    ItemKind.EMAIL: {"autocomplete": "email", "inputmode": "email", "spellcheck": "false", "autocapitalize": "none"},
    ItemKind.PHONE: {"autocomplete": "tel", "inputmode": "tel", "class": "middle"},
    ItemKind.POSTAL_CODE: {"autocomplete": "postal-code", "inputmode": "numeric", "class": "short"},
    ItemKind.ORGANISATION: {"autocomplete": "organization"},
    ItemKind.DATE: {"autocomplete": "off", "class": "middle"},
    ItemKind.LINE: {"autocomplete": "off"},
}


def fields_of(item: Item, *, language: Language) -> dict[str, forms.Field]:
    """Make the fields of one item, by name."""
    return _MAKERS.get(item.kind, _line)(item, language)


def _line(item: Item, language: Language) -> dict[str, forms.Field]:
    attributes = {**_ATTRIBUTES.get(item.kind, {}), **_described(item)}
    return {item.id: _text(item, language, forms.TextInput(attributes))}


def _paragraph(item: Item, language: Language) -> dict[str, forms.Field]:
    return {item.id: _text(item, language, forms.Textarea({"rows": "9", **_described(item)}))}


def _text(item: Item, language: Language, widget: forms.Widget) -> forms.CharField:
    label = item.label.in_language(language)
    return forms.CharField(
        label=label, required=item.required, widget=widget, strip=False, error_messages={"required": missing(label)}
    )


def _choice(item: Item, language: Language) -> dict[str, forms.Field]:
    label = item.label.in_language(language)
    choices = [(choice.id, choice.label.in_language(language)) for choice in item.choices]
    widget: forms.Widget = forms.RadioSelect()
    if len(choices) > _MANY_CHOICES:
        choices.insert(0, ("", _("Please choose")))
        widget = forms.Select(_described(item))
    elif not item.required:
        choices.append(("", _("I would rather not say")))  # a chosen radio button could not be taken back otherwise
    messages = {"required": choose(label), "invalid_choice": choose(label)}
    return {
        item.id: forms.ChoiceField(
            label=label, required=item.required, choices=choices, widget=widget, initial="", error_messages=messages
        )
    }


def _choices(item: Item, language: Language) -> dict[str, forms.Field]:
    label = item.label.in_language(language)
    choices = [(choice.id, choice.label.in_language(language)) for choice in item.choices]
    messages = {"required": choose(label), "invalid_choice": choose(label), "invalid_list": choose(label)}
    field = forms.MultipleChoiceField(
        label=label,
        required=item.required,
        choices=choices,
        widget=forms.CheckboxSelectMultiple(),
        error_messages=messages,
    )
    return {item.id: field}


def _address(item: Item, language: Language) -> dict[str, forms.Field]:
    regions = [("", _("Please choose"))]
    regions += [(name, name if language == "ja" else f"{latin} {name}") for name, latin in PREFECTURES.items()]
    regions.append((OUTSIDE, OUTSIDE if language == "ja" else f"Outside Japan {OUTSIDE}"))
    prefecture = forms.ChoiceField(
        label=_("Prefecture"),
        required=item.required,
        choices=regions,
        widget=forms.Select({"autocomplete": "address-level1", "class": "middle"}),
        error_messages={"required": choose(_("Prefecture")), "invalid_choice": choose(_("Prefecture"))},
    )
    return {
        f"{item.id}-prefecture": prefecture,
        f"{item.id}-city": _address_line(_("City, ward, town or village"), "address-level2", required=item.required),
        f"{item.id}-street": _address_line(_("Street or block and number"), "address-line1", required=item.required),
        f"{item.id}-building": _address_line(_("Building and room (if any)"), "address-line2", required=False),
    }


def _address_line(label: str, autocomplete: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        strip=False,
        validators=[MaxLengthValidator(_WHOLE_ADDRESS_LINE, too_long(label, _WHOLE_ADDRESS_LINE))],
        widget=forms.TextInput({"autocomplete": autocomplete}),
        error_messages={"required": missing(label)},
    )


def _described(item: Item) -> dict[str, str]:
    return {"aria-describedby": f"{item.id}-about"}


def missing(label: str) -> str:
    """Say that something must be filled in."""
    return _("Please fill in “%(label)s”.") % {"label": label}


_MAKERS: Mapping[ItemKind, Callable[[Item, Language], dict[str, forms.Field]]] = {
    ItemKind.ADDRESS: _address,
    ItemKind.CHOICE: _choice,
    ItemKind.CHOICES: _choices,
    ItemKind.PARAGRAPH: _paragraph,
}
