"""What people type, in the form in which it is stored, and folded for the index (requirements §5.2).

Names, organisations and addresses keep their raw code points: normalisation form C would turn 神 (U+FA19) into 神 (U+795E), and
another person would be written. Only the copy for the index is folded, and it is never kept, but as a keyed hash.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial

from azukari.base.errors import MalformedError
from azukari.statement.service import Item, ItemKind
from azukari.vault.contact import fold_email, read_email, read_phone, read_postal_code
from azukari.vault.eras import read_date
from azukari.vault.guard import HYPHENS, check_free_text
from azukari.vault.index import LookupKind

CHOICES_SEPARATOR = ","
_SPACES = re.compile(r"\s+")
# The category Cc of Unicode, less what is white space (for a line), or less tab and line feed (for a paragraph).
_CONTROL_IN_LINE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_CONTROL_IN_PARAGRAPH = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_KANA = re.compile(r"[\u30a1-\u30fc\u30fd\u30fe ]+")
_LONG_MARK = re.compile(rf"(?<=[\u30a1-\u30fa])[{re.escape(HYPHENS.replace('ー', ''))}]")
_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# Variation selectors tell glyphs of one character apart; a person may be looked up with or without them.
_SELECTORS = re.compile(r"[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LOOKUPS: Mapping[ItemKind, LookupKind] = {
    ItemKind.EMAIL: LookupKind.EMAIL,
    ItemKind.PHONE: LookupKind.PHONE,
    ItemKind.NAME: LookupKind.NAME,
    ItemKind.KANA: LookupKind.KANA,
}


def stored(item: Item, text: str) -> str:
    """Give a typed value in the form in which it is stored; an empty one stays empty.

    Values of a choice item are the ids of its choices, several of them parted by commas.

    Raises:
        MalformedError: if the value has no such form or is too long (ground: the item kind or ``too_long``), or holds a number
            that must not be sent (grounds ``my_number``, ``card_number``). The message never repeats the value.
    """
    return _stored(text, _READERS.get(item.kind) or partial(_chosen, item), item.longest)


def stored_paragraph(text: str, *, longest: int) -> str:
    """Give a paragraph that belongs to no item in the form in which it is stored, as `stored` does.

    Raises:
        MalformedError: as `stored` does.
    """
    return _stored(text, _paragraph, longest)


def folded(kind: LookupKind, text: str) -> str:
    """Fold a value for the index, so that the ways to write the same thing come out the same.

    Raises:
        MalformedError: if an e-mail address or telephone number is none.
    """
    if kind is LookupKind.EMAIL:
        return fold_email(text)
    if kind is LookupKind.PHONE:
        return read_phone(text).e164
    return fold_text(text)


def lookup_kind(item: Item) -> LookupKind | None:
    """Tell by what an item can be looked up, if at all."""
    return _LOOKUPS.get(item.kind)


def fold_text(text: str) -> str:
    """Fold a name or reading: compatibility forms, kana, case, spaces and variation selectors do not matter."""
    plain = _SELECTORS.sub("", unicodedata.normalize("NFKC", text)).translate(_TO_KATAKANA)
    kept = "".join(
        character for character in plain if not character.isspace() and character not in "・\u200b\u2060\ufeff"
    )
    return unicodedata.normalize("NFKC", kept.casefold())


def read_kana(text: str) -> str:
    """Read a reading as full-width katakana, from hiragana or half-width katakana.

    Raises:
        MalformedError: if other characters are in it.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_TO_KATAKANA)
    value = _LONG_MARK.sub("ー", _SPACES.sub(" ", plain).strip())
    if not _KANA.fullmatch(value):
        raise MalformedError("Please write the reading in kana.", ground="kana")
    return value


def _stored(text: str, read: Callable[[str], str], longest: int) -> str:
    if _has_surrogate(text):
        raise MalformedError("The text holds half a character; please type it again.", ground="text")
    if not text.strip():
        return ""
    value = read(text)
    if longest and len(value) > longest:
        raise MalformedError(f"Please keep this to {longest} characters.", ground="too_long")
    return value


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and _SURROGATE.search(text) is not None


def _line(text: str) -> str:
    # A run of spaces becomes its first one, so that an ideographic space between two names stays what it is.
    kept = _CONTROL_IN_LINE.sub("", text)
    return _SPACES.sub(lambda run: " " if run[0][0] in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85" else run[0][0], kept).strip()


def _guarded_line(text: str) -> str:
    return check_free_text(_line(text))


def _paragraph(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return check_free_text(_CONTROL_IN_PARAGRAPH.sub("", plain).strip())


def _date(text: str) -> str:
    return read_date(text).on.isoformat()


def _phone(text: str) -> str:
    return read_phone(text).typed


def _chosen(item: Item, text: str) -> str:
    known = [choice.id for choice in item.choices]
    wanted = (
        [part.strip() for part in text.split(CHOICES_SEPARATOR)] if item.kind is ItemKind.CHOICES else [text.strip()]
    )
    if not set(wanted) <= set(known):
        raise MalformedError("Please choose from the list.", ground="choice")
    return CHOICES_SEPARATOR.join(choice for choice in known if choice in wanted)


_READERS: Mapping[ItemKind, Callable[[str], str]] = {
    ItemKind.NAME: _guarded_line,
    ItemKind.KANA: read_kana,
    ItemKind.EMAIL: read_email,
    ItemKind.PHONE: _phone,
    ItemKind.POSTAL_CODE: read_postal_code,
    ItemKind.ADDRESS: _guarded_line,
    ItemKind.ORGANISATION: _guarded_line,
    ItemKind.DATE: _date,
    ItemKind.LINE: _guarded_line,
    ItemKind.PARAGRAPH: _paragraph,
}
