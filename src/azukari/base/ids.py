"""Identifiers that say nothing about a person, and the receipt number that a person can read out on the telephone."""

import secrets
import unicodedata
import uuid

from azukari.base.errors import MalformedError

# Crockford's base 32 without Z: no I, L, O, U, so that a number read aloud or copied by hand is not mistaken, and a prime
# number of characters, so that the check character below finds every single error.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_CONFUSED = str.maketrans({"I": "1", "L": "1", "O": "0", "ー": None})  # the long vowel mark is typed for a hyphen
_DIGITS = 11


def new_id() -> uuid.UUID:
    """Make a random (version 4) identifier; it carries neither time nor order."""
    return uuid.uuid4()


def new_receipt_number() -> str:
    """Make a receipt number of 54 random bits and a check character, such as ``7K3M-92QF-0TBX``."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_DIGITS))
    return _grouped(body + _check_character(body))


def read_receipt_number(text: str) -> str:
    """Read a receipt number however it was typed: spaces, hyphens, lower case, full width, and O for 0 do not matter.

    Raises:
        MalformedError: if it is too short or long, or its check character does not fit.
    """
    typed = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(character for character in typed if character.isalnum()).translate(_CONFUSED)
    body, check = plain[:-1], plain[-1:]
    if len(body) != _DIGITS or any(character not in _ALPHABET for character in plain):
        raise MalformedError("A receipt number has twelve letters and digits, such as 7K3M-92QF-0TBX.")
    if _check_character(body) != check:
        raise MalformedError("This receipt number has a typing error: its last character does not fit.")
    return _grouped(plain)


def _check_character(body: str) -> str:
    # A weighted sum modulo a prime finds every single wrong character and every swap of neighbours.
    total = sum((place + 1) * _ALPHABET.index(character) for place, character in enumerate(body))
    return _ALPHABET[total % len(_ALPHABET)]


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
