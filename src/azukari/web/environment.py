"""Settings from the environment: a bad value stops the start, and says how to mend it."""

import os
from pathlib import Path

from azukari.base.errors import MalformedError


def env_text(name: str, default: str | None = None) -> str:
    """Read a text.

    Raises:
        MalformedError: if it is missing and has no default.
    """
    value = os.environ.get(name, default)
    if value is None:
        raise MalformedError(f"{name} is not set; `azukari serve` sets it for each process.")
    return value


def env_bool(name: str, *, default: bool = False) -> bool:
    """Read ``true`` or ``false``.

    Raises:
        MalformedError: if it is neither.
    """
    value = os.environ.get(name, str(default)).lower()
    if value not in ("true", "false"):
        raise MalformedError(f"{name} must be true or false.")
    return value == "true"


def env_int(name: str, default: int) -> int:
    """Read a whole number.

    Raises:
        MalformedError: if it is not one.
    """
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise MalformedError(f"{name} must be a whole number.")
    return int(value)


def env_secret(name: str) -> str:
    """Read a secret from the variable, or from the file that ``NAME_FILE`` names.

    Raises:
        MalformedError: if neither is set, or the file cannot be read.
    """
    if name in os.environ:
        return os.environ[name]
    file = os.environ.get(f"{name}_FILE")
    if file is None:
        raise MalformedError(f"Set {name}, or {name}_FILE to a file that holds it.")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError:
        raise MalformedError(f"{name}_FILE names a file that cannot be read.") from None
