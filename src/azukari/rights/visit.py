"""How a person comes in: by a number or address that they say and a code that is mailed, for a short while.

There is no account and no password. Whoever shows the code reads the mailbox, and that is all it proves: who the person is takes a
receipt number as well (requirements H1, H3).
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from azukari.base.errors import MalformedError
from azukari.base.ids import read_receipt_number
from azukari.vault.index import LookupKind
from azukari.vault.normalise import folded

_TARGET_SIZE = 16
_LONGEST_SAID = 254  # an address has no more octets than this (RFC 5321, 4.5.3.1.3)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often; a guess at one entrance hits with 5 in 100,000,000."""

    code_lives: timedelta = timedelta(minutes=15)
    tries: int = 5
    codes_an_hour: int = 5  # for one number or address
    idle: timedelta = timedelta(minutes=20)
    longest: timedelta = timedelta(hours=1)
    kept: timedelta = timedelta(days=1)


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said at the entrance: a receipt number in its one form, or an address as it is folded for looking up."""

    by_number: bool
    value: str = field(repr=False)


def read_said(text: str) -> Said:
    """Read a receipt number or an e-mail address, however it was typed.

    Raises:
        MalformedError: if it is neither; that says nothing about whether anything is held.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if "@" not in typed:
        return Said(by_number=True, value=read_receipt_number(typed))
    name, _, domain = typed.rpartition("@")
    if not name or "." not in domain.strip(".") or len(typed.encode()) > _LONGEST_SAID or any(map(str.isspace, typed)):
        raise MalformedError("This is not an e-mail address such as hanako@mail.example.", ground="address_form")
    return Said(by_number=False, value=folded(LookupKind.EMAIL, typed))


def target_of(key: bytes, said: Said) -> bytes:
    """Hash what was said, so that tries can be counted without keeping it."""
    kind = b"number" if said.by_number else b"address"
    return hmac.digest(key, b"target\0" + kind + b"\0" + said.value.encode(), hashlib.sha256)[:_TARGET_SIZE]


def alive_since(now: datetime, limits: Limits = LIMITS) -> tuple[datetime, datetime]:
    """Tell since when a visit may have begun, and since when it must have been seen, to be alive."""
    return now - limits.longest, now - limits.idle
