"""One way to write a value as bytes: the part of RFC 8785 (JCS) that needs no floating point.

Objects have their members sorted and no white space; strings are raw UTF-8 with the escapes of RFC 8785 §3.2.2.2; numbers are
integers within ±(2**53 - 1). Keys keep to the Basic Multilingual Plane, so that sorting by code point, as here, and by UTF-16
code unit, as RFC 8785 §3.2.3 asks, are the same. ``spec/canonical.md`` is the specification, with vectors beside it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from azukari.base.errors import MalformedError

Value: TypeAlias = "bool | int | str | Sequence[Value] | Mapping[str, Value] | None"

_LARGEST = 2**53 - 1
_DEEPEST = 64
_LAST_OF_PLANE_0 = "\uffff"


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical_bytes(value: Value) -> bytes:
    """Write a value canonically.

    Raises:
        MalformedError: if the value holds a float, an integer beyond 53 bits, a lone surrogate, a key that is no string or lies
            beyond the Basic Multilingual Plane, or more than 64 levels.
    """
    try:
        return _encode(_plain(value, 0)).encode()
    except UnicodeEncodeError:
        raise MalformedError("Text holds a lone surrogate.") from None


def read_canonical(data: bytes) -> Value:
    """Read canonical bytes, refusing every other way to write the same value.

    Raises:
        MalformedError: if the bytes are not the canonical form of a value.
    """
    try:
        value: Value = json.loads(data)
    except (ValueError, RecursionError):
        raise MalformedError("These bytes are not JSON.") from None
    if canonical_bytes(value) != data:
        raise MalformedError("These bytes are JSON, but not in canonical form.")
    return value


def sha256_hex(data: bytes) -> str:
    """Name bytes by their SHA-256, in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Value, depth: int) -> Any:
    # The encoder knows dicts and lists only, and would write a float, a key that is no string, or an enumeration its own way.
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise MalformedError("An integer is larger than 53 bits.")
        return value
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
