"""E-mail addresses, telephone numbers and postal codes as people in Japan type them (requirements §5.2)."""

import re
import unicodedata
from dataclasses import dataclass

from azukari.base.errors import MalformedError
from azukari.vault.guard import HYPHENS

_LONGEST_EMAIL, _LONGEST_LOCAL, _LONGEST_LABEL = 254, 64, 63
_ASCII_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_ANY_HYPHEN = re.compile(f"[{re.escape(HYPHENS)}]")
_PHONE = re.compile(r"\+?[\d() .-]+")
_POSTAL_CODE = re.compile(r"(\d{3})-?(\d{4})")
_MOBILE = ("050", "070", "080", "090")
_COUNTRY = re.compile(r"[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: as typed, in half-width characters with plain hyphens; and as E.164."""

    typed: str
    e164: str


def read_email(text: str) -> str:
    """Read an e-mail address: full-width letters become ASCII, the domain lower-case, and the local part stays as it is.

    Dots before the ``@`` or in a row are let pass: carriers in Japan gave out such addresses.

    Raises:
        MalformedError: if it cannot be an address.
    """
    typed = text.strip()
    plain = typed if typed.isascii() else "".join(map(_ascii_or_itself, typed))
    local, at, domain = plain.rpartition("@")
    domain = domain.replace("。", ".").lower()
    if not at or not 0 < len(local) <= _LONGEST_LOCAL or len(plain) > _LONGEST_EMAIL:
        raise _bad_email()
    rest = plain.replace("@", "", 1)
    if (
        "@" in rest or " " in rest or not rest.isprintable()
    ):  # of all white space only the plain space counts as printable
        raise _bad_email()
    _ascii_domain(domain)
    return f"{local}@{domain}"


def fold_email(address: str) -> str:
    """Fold an address for the index: all in lower case, the domain in its ASCII form (IDNA)."""
    local, _, domain = read_email(address).rpartition("@")
    return f"{unicodedata.normalize('NFKC', local).casefold()}@{_ascii_domain(domain)}"


def read_phone(text: str) -> Phone:
    """Read a telephone number, Japanese unless it begins with ``+`` or ``010``; every kind of hyphen is understood.

    Raises:
        MalformedError: if it cannot be a number.
    """
    plain = " ".join(_ANY_HYPHEN.sub("-", unicodedata.normalize("NFKC", text)).split())
    if not _PHONE.fullmatch(plain):
        raise _bad_phone()
    digits = re.sub(r"\D", "", plain.replace("(0)", "") if plain.startswith("+") else plain)
    if plain.startswith("+"):
        return Phone(plain, _international(digits))
    if digits.startswith("010"):
        return Phone(plain, _international(digits.removeprefix("010")))
    return Phone(plain, "+81" + _national(digits))


def read_postal_code(text: str) -> str:
    """Read a Japanese postal code as ``123-4567``.

    Raises:
        MalformedError: if it has not seven digits.
    """
    plain = _ANY_HYPHEN.sub("-", unicodedata.normalize("NFKC", text))
    found = _POSTAL_CODE.fullmatch("".join(plain.replace("〒", "").split()))
    if found is None:
        raise MalformedError("A postal code has seven digits, such as 123-4567.", ground="postal_code")
    return f"{found[1]}-{found[2]}"


def _ascii_or_itself(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isascii() else character


def _ascii_domain(domain: str) -> str:
    try:
        ascii_domain = domain.lower() if domain.isascii() else domain.encode("idna").decode().lower()
    except UnicodeError:
        raise _bad_email() from None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit():  # noqa: PLR2004  # a name and a top-level domain
        raise _bad_email()
    if not all(len(label) <= _LONGEST_LABEL and _ASCII_LABEL.fullmatch(label) for label in labels):
        raise _bad_email()
    return ascii_domain


def _international(digits: str) -> str:
    if digits.startswith("81"):
        return "+81" + _national("0" + digits[2:].removeprefix("0"))
    if not _COUNTRY.fullmatch(digits):
        raise _bad_phone()
    return "+" + digits


def _national(digits: str) -> str:
    lengths = {11} if digits.startswith(_MOBILE) else {11} if digits.startswith("0800") else {10}
    if not digits.isascii() or not digits.startswith("0") or digits.startswith("00") or len(digits) not in lengths:
        raise _bad_phone()
    return digits[1:]


def _bad_email() -> MalformedError:
    return MalformedError("This does not look like an e-mail address, such as name@example.jp.", ground="email")


def _bad_phone() -> MalformedError:
    return MalformedError(
        "This does not look like a telephone number, such as 03-1234-5678 or +44 20 7946 0000.", ground="phone"
    )
