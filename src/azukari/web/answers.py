"""One item's answer: from what was typed in its fields to what is stored, and from that to what the check page shows."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from azukari.base.errors import AzukariError, MalformedError
from azukari.statement.service import Item, ItemKind
from azukari.statement.text import Language
from azukari.vault.eras import in_era, read_date
from azukari.vault.normalise import CHOICES_SEPARATOR, stored
from azukari.vault.typed import joined

_MESSAGES = {
    "email": gettext_noop("This does not look like an e-mail address. An example: name@mail.example"),
    "phone": gettext_noop("This does not look like a telephone number. An example: 03-1234-5678"),
    "postal_code": gettext_noop("A postal code has seven digits. An example: 100-0001"),
    "kana": gettext_noop("Please write the reading in katakana or hiragana. An example: ヤマダ ハナコ"),
    "date": gettext_noop("Please write the date like 1990-04-01 or 平成2年4月1日."),
    "text": gettext_noop("Some characters arrived damaged. Please type this once more."),
    "my_number": gettext_noop(
        "This looks like an individual number (My Number). The law does not let us receive it here; please take it out."
    ),
    "card_number": gettext_noop(
        "This looks like the number of a payment card. We never ask for one here; please take it out."
    ),
}


class AnswerError(MalformedError):
    """An answer cannot be taken as it is; the message is in the language of the page and repeats nothing."""


def read_answer(item: Item, typed: Sequence[object], *, label: str) -> str:
    """Read what was typed in an item's fields as the value that is stored; empty if nothing was.

    Raises:
        AnswerError: saying how to mend it.
    """
    try:
        return stored(item, joined(item, typed))
    except MalformedError as error:
        raise AnswerError(_message(item, error, label), ground=error.ground) from None


def shown_answer(item: Item, value: str, *, language: Language) -> str:
    """Show a stored value to its person."""
    if not value:
        return ""
    if item.kind in (ItemKind.CHOICE, ItemKind.CHOICES):
        chosen = value.split(CHOICES_SEPARATOR)
        labels = [choice.label.in_language(language) for choice in item.choices if choice.id in chosen]
        return "\n".join(labels)
    if item.kind is ItemKind.DATE:
        on = date.fromisoformat(value)
        return f"{on.year}年{on.month}月{on.day}日（{in_era(on)}）" if language == "ja" else f"{value} ({in_era(on)})"
    return value


def is_doubtful(item: Item, typed: str) -> bool:
    """Tell whether a date lies outside the era that was named, so that the check page asks (requirements H26)."""
    return item.kind is ItemKind.DATE and bool(typed.strip()) and read_date(typed).doubtful


def choose(label: str) -> str:
    """Say that something must be chosen."""
    return _("Please choose for “%(label)s”.") % {"label": label}


def too_long(label: str, longest: int) -> str:
    """Say that something is too long."""
    return _("“%(label)s” can have at most %(longest)d characters.") % {"label": label, "longest": longest}


def _message(item: Item, error: AzukariError, label: str) -> str:
    if error.ground == "too_long":
        return too_long(label, item.longest)
    if error.ground == "choice":
        return choose(label)
    return _(_MESSAGES.get(error.ground, _MESSAGES["text"]))
