"""The arguments of verbs: texts of bounded length, each named in advance; anything else is refused."""

import base64
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from azukari.base.canonical import Value, read_canonical
from azukari.base.clock import read_instant
from azukari.base.errors import MalformedError

Arguments: TypeAlias = Mapping[str, str]
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f]"
)  # what PostgreSQL or a terminal would stumble over; tab and line feed may stand


@dataclass(frozen=True, slots=True)
class Form:
    """What one argument may be."""

    longest: int
    choices: frozenset[str] | None = None
    shortest: int = 1


class ArgumentError(MalformedError):
    """An argument of this verb is not of the form that is asked for."""


def read_arguments(forms: Mapping[str, Form], given: Mapping[str, Value]) -> Arguments:
    """Read the arguments of a verb; all of them must be there, and no others.

    Raises:
        ArgumentError: naming the argument, never what it holds.
    """
    if given.keys() != forms.keys():
        asked = ", ".join(forms) or "none"
        raise ArgumentError(f"This verb takes these arguments and no others: {asked}.", ground="argument.names")
    return {name: _text(name, form, given[name]) for name, form in forms.items()}


def record_name(text: str) -> uuid.UUID | str:
    """Take the name of a record: its id, or its receipt number however it was typed."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return text
    return found if str(found) == text else text


def identifier(arguments: Arguments, name: str) -> uuid.UUID:
    """Read an identifier.

    Raises:
        ArgumentError: if it is none.
    """
    found = record_name(arguments[name])
    if isinstance(found, str):
        raise ArgumentError(f"{name} is not an identifier.", ground="argument.form")
    return found


def day(arguments: Arguments, name: str) -> date:
    """Read a day, such as 2027-03-31.

    Raises:
        ArgumentError: if it is none.
    """
    try:
        return date.fromisoformat(arguments[name])
    except ValueError:
        raise ArgumentError(f"{name} is not a day such as 2027-03-31.", ground="argument.form") from None


def count(arguments: Arguments, name: str) -> int:
    """Read a number of things, such as 90.

    Raises:
        ArgumentError: if it is none.
    """
    text = arguments[name]
    if not text.isascii() or not text.isdecimal():
        raise ArgumentError(f"{name} is not a number.", ground="argument.form")
    return int(text)


def words(arguments: Arguments, name: str, *, most: int) -> tuple[str, ...]:
    """Read words with a space between them.

    Raises:
        ArgumentError: if there is none, or too many.
    """
    found = tuple(arguments[name].split())
    if not 0 < len(found) <= most:
        raise ArgumentError(f"{name} is 1 to {most} words with a space between them.", ground="argument.form")
    return found


def instant(arguments: Arguments, name: str) -> datetime:
    """Read an instant, such as 2026-11-23T09:15:02.123Z.

    Raises:
        ArgumentError: if it is none.
    """
    try:
        return read_instant(arguments[name])
    except MalformedError:
        raise ArgumentError(f"{name} is no instant.", ground="argument.form") from None


def data(arguments: Arguments, name: str) -> bytes:
    """Read bytes in base64.

    Raises:
        ArgumentError: if they are anything else.
    """
    try:
        return base64.b64decode(arguments[name], validate=True)
    except ValueError:
        raise ArgumentError(f"{name} is not base64.", ground="argument.form") from None


def written(arguments: Arguments, name: str) -> Value:
    """Read a value that was written canonically.

    Raises:
        ArgumentError: if it is anything else.
    """
    try:
        return read_canonical(arguments[name].encode())
    except MalformedError:
        raise ArgumentError(f"{name} is not written canonically.", ground="argument.form") from None


def items(arguments: Arguments, name: str) -> Mapping[str, str]:
    """Read values by item, written as one canonical object.

    Raises:
        ArgumentError: if they are anything else.
    """
    try:
        found = read_canonical(arguments[name].encode())
    except MalformedError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ArgumentError(f"{name} is an object of texts.", ground="argument.form")
    return found


def _text(name: str, form: Form, value: Value) -> str:
    if not isinstance(value, str) or not form.shortest <= len(value) <= form.longest or _CONTROL.search(value):
        raise ArgumentError(
            f"{name} is a text of {form.shortest} to {form.longest} characters.", ground="argument.form"
        )
    if form.choices is not None and value not in form.choices:
        raise ArgumentError(f"{name} is one of: {', '.join(sorted(form.choices))}.", ground="argument.choice")
    return value
