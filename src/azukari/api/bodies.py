"""Bodies and queries, read strictly; what is wrong is said by its place and kind, never by what stands there."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from azukari.api.errors import BodyError, Fault

_AT = re.compile(r"^(?P<what>.*?)(?: - at (?:`key` in )?`(?P<where>[^`]*)`)?$", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `([a-z_]+)`")
_STEP = re.compile(r"\.([a-z_]+)|\[(\d+|\.\.\.)\]")
# Messages of msgspec that quote nothing but types and limits of ours.
_PLAIN = re.compile(r"Expected `(?:str|int|bool|array|object|uuid|null|[a-z| ]+)`[^']*")
_MORE = 200


def read_body(decoder: msgspec.json.Decoder[Any], raw: bytes) -> Any:
    """Read a body.

    Raises:
        BodyError: saying where it is not of its form.
    """
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise BodyError("The body is not of the form that is asked for here.", faults=[_fault(str(error))]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BodyError("The body is not JSON.", ground="json") from None


def read_query(asks: type[msgspec.Struct], pairs: Iterable[tuple[str, str]]) -> Any:
    """Read the arguments of an address.

    Raises:
        BodyError: saying which of them is not of its form.
    """
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise BodyError("An argument stands in the address twice.", ground="query")
        given[name] = value
    try:
        return msgspec.convert(given, asks, strict=False)
    except msgspec.ValidationError as error:
        raise BodyError(
            "The arguments of this address are not of the form that is asked for here.",
            ground="query",
            faults=[_fault(str(error))],
        ) from None


def _fault(message: str) -> Fault:
    found = _AT.match(message)
    what, where = (found["what"], found["where"] or "$") if found else (message, "$")
    missing = _MISSING.match(what)
    if missing:
        return Fault(f"{_pointer(where)}/{missing[1]}", "This is missing.")
    if what.startswith("Object contains unknown field"):
        return Fault(_pointer(where), "There is something here that is not known.")
    if _PLAIN.fullmatch(what) and "matching regex" not in what:
        return Fault(_pointer(where), f"{what.replace('`', '')[:_MORE]}.")
    return Fault(_pointer(where), "This is not of the form that is asked for.")


def _pointer(where: str) -> str:
    """Turn msgspec's path into a pointer (RFC 6901); the names of members that are the sender's own are left out."""
    steps = []
    for name, index in _STEP.findall(where):
        if index == "...":
            break
        steps.append(name or index)
    return "".join(f"/{step}" for step in steps)
