"""One way to write a value as bytes: the part of RFC 8785 (JCS) that needs no floating point.

Objects have their members sorted and no white space; strings are raw UTF-8 with the escapes of RFC 8785 §3.2.2.2; numbers are
integers within ±(2**53 - 1). Keys keep to the Basic Multilingual Plane, so that sorting by code point, as here, and by UTF-16
code unit, as RFC 8785 §3.2.3 asks, are the same. ``spec/canonical.md`` is the specification, with vectors beside it.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any, TypeAlias

from azukari.base.errors import MalformedError

Value: TypeAlias = "bool | int | str | Sequence[Value] | Mapping[str, Value] | None"

_LARGEST = 2**53 - 1
_DEEPEST = 64
_LAST_OF_PLANE_0 = "\uffff"
_MOST_DIGITS = 17
_FOUR_BYTES = re.compile(rb"[\xf0-\xf4]")


# The encoder of the standard library, made once: `json.dumps` makes one for each call. It trusts what `_plain` gives it.
_encoder = c_make_encoder(None, None, encode_basestring, None, ":", ",", True, False, False)


def canonical_bytes(value: Value) -> bytes:
    """Write a value canonically.

    Raises:
        MalformedError: if the value holds a float, an integer beyond 53 bits, a lone surrogate, a key that is no string or lies
            beyond the Basic Multilingual Plane, or more than 64 levels.
    """
    return _encode(_plain(value, 0))


def read_canonical(data: bytes) -> Value:
    """Read canonical bytes, refusing every other way to write the same value.

    Raises:
        MalformedError: if the bytes are not the canonical form of a value.
    """
    try:
        value: Value = _decode(data.decode())
    except (ValueError, RecursionError):
        raise MalformedError("These bytes are not JSON.") from None
    # What was just read is plain but for its depth and the plane of its keys; few bytes can hold too much of either.
    if data.count(b"{") + data.count(b"[") > _DEEPEST or (not data.isascii() and _FOUR_BYTES.search(data)):
        value = _plain(value, 0)
    if _encode(value) != data:
        raise MalformedError("These bytes are JSON, but not in canonical form.")
    return value


def _encode(value: Any) -> bytes:
    try:
        return "".join(_encoder(value, 0)).encode()
    except UnicodeEncodeError:
        raise MalformedError("Text holds a lone surrogate.") from None


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= _MOST_DIGITS else _LARGEST + 1
    if abs(value) > _LARGEST:
        raise MalformedError("An integer is larger than 53 bits.")
    return value


def _refuse(_number: str) -> None:
    raise MalformedError("A value of type float has no canonical form.")


_decode = json.JSONDecoder(parse_float=_refuse, parse_int=_integer, parse_constant=_refuse).decode


def sha256_hex(data: bytes) -> str:
    """Name bytes by their SHA-256, in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Value, depth: int) -> Any:
    # The encoder knows dicts and lists only, and would write a float, a key that is no string, or an enumeration its own way.
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict and depth < _DEEPEST:
        return {
            (key if type(key) is str and key.isascii() else _key(key)): (
                member if type(member) is str else _plain(member, depth + 1)
            )
            for key, member in value.items()  # type: ignore[union-attr]
        }
    return _plain_of_other_types(value, depth)


def _plain_of_other_types(value: Value, depth: int) -> Any:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise MalformedError("An integer is larger than 53 bits.")
        return int(value)
    if depth == _DEEPEST:
        raise MalformedError("A value is nested more than 64 levels deep.")
    if isinstance(value, Mapping):
        return {_key(key): _plain(member, depth + 1) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member, depth + 1) for member in value]
    raise MalformedError(f"A value of type {type(value).__name__} has no canonical form.")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise MalformedError("A key is not a string.")
    if key and max(key) > _LAST_OF_PLANE_0:
        raise MalformedError("A key holds a character beyond the Basic Multilingual Plane.")
    return key
