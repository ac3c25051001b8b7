"""One way to write a value as bytes: the part of RFC 8785 (JCS) that needs no floating point.

Objects have their members sorted by code point and no white space; strings are raw UTF-8 with the escapes of RFC 8785 §3.2.2.2;
numbers are integers within ±(2**53 - 1). ``spec/canonical.md`` is the specification, with vectors beside it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from azukari.base.errors import MalformedError

Value: TypeAlias = "None | bool | int | str | Sequence[Value] | Mapping[str, Value]"

_LARGEST = 2**53 - 1


def canonical_bytes(value: Value) -> bytes:
    """Write a value canonically.

    Raises:
        MalformedError: if the value holds a float, an integer beyond 53 bits, a lone surrogate, or a key that is no string.
    """
    _check(value)
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
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


def _check(value: Value) -> None:
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise MalformedError("An integer is larger than 53 bits.")
        return
    if isinstance(value, Mapping):
        for key, member in value.items():
            if not isinstance(key, str):
                raise MalformedError("A key is not a string.")
            _check(member)
        return
    if isinstance(value, list | tuple):
        for member in value:
            _check(member)
        return
    raise MalformedError(f"A value of type {type(value).__name__} has no canonical form.")
