"""JSON read as the values of `answers`: what is missing or of another form is an error, and what is new is passed over.

Exceptions of the standard library quote what they could not read, so none of them is let out, nor kept as a cause.
"""

import builtins
import collections.abc
import dataclasses
import json
import types
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_WRONG: Final = object()


class FormError(Exception):
    """An answer is not of its form; the message names types and fields of ours, and nothing that was answered."""


def read_json(content: bytes) -> Any:
    """Read JSON.

    Raises:
        FormError: if it is none.
    """
    found = _tried(json.loads, content)
    if found is _WRONG:
        raise FormError("not JSON")
    return found


def read(kind: type[T], found: object) -> T:
    """Read a value of a dataclass.

    Raises:
        FormError: naming the field that is missing or of another form.
    """
    if not isinstance(found, Mapping):
        raise FormError(kind.__name__)
    given = {}
    for name, form in _fields(cast("Any", kind)).items():
        given[name] = _value(form, found[name]) if name in found else _WRONG
        if given[name] is _WRONG:
            raise FormError(f"{kind.__name__}.{name}")
    return kind(**given)


@cache
def _fields(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _value(form: Any, found: Any) -> Any:
    """Read a value by the annotation of its field."""
    arguments = get_args(form)
    match get_origin(form):
        case types.UnionType:
            return next((given for one in arguments if (given := _value(one, found)) is not _WRONG), _WRONG)
        case builtins.tuple:
            return _members(arguments[0], found)
        case collections.abc.Mapping:
            return _mapping(arguments[1], found)
        case _:
            return _single(form, found)


def _single(form: Any, found: Any) -> Any:
    if form is Any:
        return found
    if dataclasses.is_dataclass(form):
        return read(cast("type[Any]", form), found)
    if form in _TEXTS:
        return _tried(_TEXTS[form], found) if isinstance(found, str) else _WRONG
    return found if type(found) is form else _WRONG  # an exact type, because True is an int, too


def _members(form: Any, found: Any) -> Any:
    given = tuple(_value(form, one) for one in found) if isinstance(found, list) else (_WRONG,)
    return _WRONG if any(one is _WRONG for one in given) else given


def _mapping(form: Any, found: Any) -> Any:
    given = {name: _value(form, one) for name, one in found.items()} if isinstance(found, dict) else {"": _WRONG}
    return _WRONG if any(one is _WRONG for one in given.values()) else given


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found


def _tried(read_one: Callable[[Any], Any], found: Any) -> Any:
    try:
        return read_one(found)
    except (ValueError, RecursionError):
        return _WRONG


_TEXTS: Final[Mapping[Any, Callable[[str], Any]]] = {uuid.UUID: uuid.UUID, datetime: _instant}
