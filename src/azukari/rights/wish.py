"""What somebody asks for, in their own words and as far as it can be carried out: items of records, and purposes of them."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from azukari.base.canonical import Value
from azukari.base.errors import MalformedError
from azukari.vault.contact import read_email

LONGEST_TEXT = 4000
_MOST_RECORDS = 100
_LONGEST_LINE = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Form(StrEnum):
    """In which form the answer is wanted (APPI Art. 33 (2))."""

    PAGE = "page"  # an electronic record, taken from the person's page
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. ``items`` are new values by record and item, ``purposes`` those to be stopped, by record.

    ``opinions`` are the person's own statements, to stand beside items that are opinions of somebody (requirements H13).
    """

    text: str = field(default="", repr=False)
    form: Form = Form.PAGE
    items: Mapping[uuid.UUID, Mapping[str, str]] = field(default_factory=dict, repr=False)
    purposes: Mapping[uuid.UUID, tuple[str, ...]] = field(default_factory=dict)
    opinions: Mapping[uuid.UUID, Mapping[str, str]] = field(default_factory=dict, repr=False)
    suppress: bool = False  # the address is never to be used for what needs a permission, whoever brings it again


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the answer goes to, and where."""

    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


def checked_wish(wish: Wish) -> Wish:
    """Give a wish whose parts are not too long or too many.

    Raises:
        MalformedError: naming what is.
    """
    if len(wish.text) > LONGEST_TEXT:
        raise MalformedError(f"Write at most {LONGEST_TEXT} characters.", ground="wish_text")
    if max(map(len, (wish.items, wish.purposes, wish.opinions))) > _MOST_RECORDS:
        raise MalformedError("Ask for fewer records at once.", ground="wish_records")
    return wish


def wish_value(wish: Wish) -> Value:
    """Write a wish."""
    return {
        "text": wish.text,
        "form": wish.form.value,
        "items": {str(record): dict(items) for record, items in wish.items.items()},
        "purposes": {str(record): list(purposes) for record, purposes in wish.purposes.items()},
        "opinions": {str(record): dict(items) for record, items in wish.opinions.items()},
        "suppress": wish.suppress,
    }


def read_wish(value: Any) -> Wish:
    """Read what `wish_value` writes.

    Raises:
        MalformedError: if it is anything else.
    """
    try:
        wish = Wish(
            text=_text(value["text"]),
            form=Form(value["form"]),
            items=_by_record(value["items"]),
            purposes={
                uuid.UUID(record): tuple(_text(one) for one in purposes)
                for record, purposes in value["purposes"].items()
            },
            opinions=_by_record(value["opinions"]),
            suppress=value["suppress"] is True,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise MalformedError("This is not what a request asks for.", ground="wish_form") from None
    if wish_value(wish) != value:  # nothing is guessed at, and nothing is left out
        raise MalformedError("This is not what a request asks for.", ground="wish_form")
    return checked_wish(wish)


def contact_value(contact: Contact) -> Value:
    """Write a contact."""
    return {"name": contact.name, "address": contact.address, "email": contact.email}


def read_contact(value: Any) -> Contact:
    """Read what `contact_value` writes, the address for mail in the form in which addresses are stored.

    Raises:
        MalformedError: if it is anything else, or a line of it could become another line of a letter.
    """
    try:
        lines = {name: _text(value[name]).replace("\r\n", "\n") for name in ("name", "address", "email")}
    except (KeyError, TypeError):
        raise MalformedError("This is no contact.", ground="contact_form") from None
    controls = {name: line.replace("\n", "") if name == "address" else line for name, line in lines.items()}
    if len(value) != len(lines) or any(_CONTROL.search(line) for line in controls.values()):
        raise MalformedError("This is no contact.", ground="contact_form")
    if any(len(line) > _LONGEST_LINE for line in lines.values()):
        raise MalformedError("A name or address is too long.", ground="contact_form")
    return Contact(lines["name"], lines["address"], read_email(lines["email"]) if lines["email"] else "")


def _by_record(value: Any) -> Mapping[uuid.UUID, Mapping[str, str]]:
    return {
        uuid.UUID(record): {str(item): _text(one) for item, one in items.items()} for record, items in value.items()
    }


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
